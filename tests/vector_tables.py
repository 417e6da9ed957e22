"""Small tables of vectors for tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from slottag.model.vectors.readings import COVERING, PIECES, WORDS
from slottag.model.vectors.table import Table
from slottag.text import Sentence


def drawn(words: Sequence[str], size: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(len(words), size)).astype(np.float32)


def table(reading: str, words: Sequence[str], size: int = 3, **options: object) -> Table:
    return Table.build("t", reading, words, drawn(words, size), **options)  # type: ignore[arg-type]


def tables_of(sentences: Sequence[Sentence]) -> tuple[Table, Table, Table]:
    """A table of each reading that knows half of what these sentences hold."""
    words = sorted({word.lower() for sentence in sentences for word in sentence.words})[::2]
    pairs = {
        "".join(sentence.words[at : at + 2]).lower() for sentence in sentences for at in range(len(sentence.words))
    }
    covering = sorted(pairs | {*words})
    pieces = sorted({*words[::2], *"abcdefghijkl", *(f"##{letter}" for letter in "abcdefghijklmnop")})
    return (
        Table.build("of-words", WORDS, words, drawn(words, 3)),
        Table.build("of-places", COVERING, covering, drawn(covering, 2)),
        Table.build("of-pieces", PIECES, pieces, drawn(pieces, 4)),
    )


def write_text(path: Path, words: Sequence[str], size: int = 4, *, head: bool = False) -> Path:
    """A file of vectors as GloVe writes it, or with a first line as word2vec and fastText do."""
    lines = [f"{len(words)} {size}"] * head
    for word, row in zip(words, drawn(words, size), strict=True):
        lines += [" ".join([word, *(f"{number:.6f}" for number in row)])]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_binary(path: Path, words: Sequence[str], size: int = 4, *, end: bytes = b"\n") -> Path:
    """A file of vectors as word2vec writes it."""
    rows = zip(words, drawn(words, size), strict=True)
    path.write_bytes(
        f"{len(words)} {size}\n".encode() + b"".join(word.encode() + b" " + row.tobytes() + end for word, row in rows)
    )
    return path
