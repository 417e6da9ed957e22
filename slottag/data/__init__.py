"""Files → sentences → files: formats, the finding of data, checks, repair, splits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from slottag.data.corpus import Corpus, load_corpus

__all__ = ["Corpus", "load_corpus"]


def __getattr__(name: str) -> Any:
    """Corpora when they are asked for: what only writes one of the formats does without reading, splits and corpora."""
    if name in __all__:
        from slottag.data import corpus

        return getattr(corpus, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
