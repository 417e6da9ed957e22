"""Sentences that nobody has marked, or whose marks do not count: their texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from slottag.data.corpus import load_corpus
from slottag.data.lines import read_lines

# Endings of files that are lines of text.
_LINES = (".txt", "")
# Texts that are taken at most, evenly drawn from all.
MOST_TEXTS = 100_000


def texts_of(sources: Sequence[str | Path]) -> list[str]:
    """The distinct texts of files with a text on each line, or of marked data.

    Raises:
        DataError: one cannot be read.
    """
    texts = dict.fromkeys(text for source in sources for text in _texts(source))
    return [*texts][:: 1 + len(texts) // (MOST_TEXTS + 1)]


def _texts(source: str | Path) -> list[str]:
    path = Path(source)
    if path.is_file() and path.suffix.lower() in _LINES:
        return [line.strip() for line in read_lines(path) if line.strip()]
    return [sentence.text for sentence in load_corpus(source).sentences]
