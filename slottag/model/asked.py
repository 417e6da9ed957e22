"""What the question before a sentence was about, as a network reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from slottag.errors import DataError


def asked_marks(asked: Iterable[Collection[str]], known: Sequence[str]) -> NDArray[np.float32]:
    """``(sentences, known)`` 1 for each of the known slots that was asked before each sentence, else 0; others than the
    known are passed over.
    """
    rows = [[slot in own for slot in known] for own in asked]
    return np.array(rows, dtype=np.float32).reshape(len(rows), len(known))


def check_asked(asked: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """What was asked, each slot once, if a model knows questions about all of it.

    Raises:
        DataError: there is one about which it was never asked in training.
        TypeError: that are no names.
    """
    if isinstance(asked, str | bytes) or not isinstance(asked, Iterable):
        raise TypeError(f"asked is {type(asked).__name__}, expected the names of slots, such as ['destination']")
    names = tuple(dict.fromkeys(asked))
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"asked holds a {type(name).__name__}, expected the names of slots")
        if name not in known:
            raise DataError(f"asked: the model knows no question about {name!r}, {_expected(known)}")
    return names


def _expected(known: Sequence[str]) -> str:
    if not known:
        return "nor about any slot: no sentence that it was trained on says what was asked; ask without"
    return f"expected one of {', '.join(known)}"
