"""The English booking corpus: a grammar of ticket requests, said by way of arrival and of departure.

The grammar lies in ``datasets/booking/*.toml``; ``python -m slottag.corpora english datasets/booking`` writes the
corpus beside it, the same to the byte on every machine.
"""

from slottag.corpora.english.language import ENGLISH

__all__ = ["ENGLISH"]
