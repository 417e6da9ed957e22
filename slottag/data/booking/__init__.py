"""The booking corpus: a grammar of ticket requests and the generator that makes marked sentences of it.

The grammar lies in ``datasets/booking/*.toml``; ``python -m slottag.data.booking datasets/booking`` writes the
corpus beside it, the same to the byte on every machine.
"""

from slottag.data.booking.checks import SLOTS
from slottag.data.booking.corpus import write_corpus
from slottag.data.booking.grammar import Grammar, read_grammar
from slottag.data.booking.splits import SPLITS, Split, generate

__all__ = ["SLOTS", "SPLITS", "Grammar", "Split", "generate", "read_grammar", "write_corpus"]
