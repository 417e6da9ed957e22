"""Files → sentences → files: formats, the finding of data, checks, repair, splits."""

from slottag.data.corpus import Corpus, load_corpus

__all__ = ["Corpus", "load_corpus"]
