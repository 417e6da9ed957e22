"""The Chinese booking corpus: a grammar of clauses, spoken by voices of four countries.

The grammar lies in ``datasets/booking-zh/*.toml``; ``python -m slottag.corpora chinese datasets/booking-zh`` writes the
corpus beside it, the same to the byte on every machine.
"""

from slottag.corpora.chinese.language import CHINESE

__all__ = ["CHINESE"]
