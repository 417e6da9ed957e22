"""The Chinese booking corpus: a grammar of clauses, and the generator that makes marked sentences of it.

The grammar lies in ``datasets/booking-zh/*.toml``; ``python -m slottag.data.booking_zh datasets/booking-zh`` writes
the corpus beside it, the same to the byte on every machine. The pattern language is that of ``slottag.data.booking``.
"""

from slottag.data.booking_zh.corpus import write_corpus
from slottag.data.booking_zh.grammar import Grammar, read_grammar
from slottag.data.booking_zh.splits import SPLITS, Split, generate

__all__ = ["SPLITS", "Grammar", "Split", "generate", "read_grammar", "write_corpus"]
