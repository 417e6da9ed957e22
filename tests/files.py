"""Writing small files and sentences for the tests of data."""

from __future__ import annotations

from pathlib import Path

from slottag.text import Sentence


def put(folder: Path, **files: str) -> Path:
    """Write files named with ``__`` for a dot and ``___`` for a slash."""
    for name, text in files.items():
        path = folder / name.replace("___", "/").replace("__", ".")
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return folder


def sentence(words: str, *runs: tuple[int, int, str], where: str = "") -> Sentence:
    return Sentence.from_words(words.split(), where=where).with_runs(runs)
