"""What the question before a sentence was about, as a network reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set

import numpy as np
from numpy.typing import NDArray

from slottag.errors import DataError

# What each name behind the first one counts, where that counts 1. So what is asked in one order is told from what is
# asked in the other as well as from what is asked again: of A and B, A is ahead by 1/3 in AB, behind by 1/3 in BA and
# in ABB, ahead by 1 in ABA.
_BEHIND = 2 / 3


def asked_marks(asked: Collection[Iterable[str]], known: Sequence[str], *, ordered: bool = True) -> NDArray[np.float32]:
    """``(sentences, known)`` how much each of the known slots was asked before each sentence, 0 where it was not;
    others than the known are passed over.

    Where it is ``ordered`` the first one counts more than those behind it, and one that is named again counts again;
    else each slot that is named counts 1.
    """
    marks = np.zeros((len(asked), len(known)), dtype=np.float32)
    places = {slot: place for place, slot in enumerate(known)}
    for row, own in zip(marks, asked, strict=True):
        for number, place in enumerate([places[slot] for slot in own if slot in places]):
            row[place] = row[place] + (_BEHIND if number else 1) if ordered else 1
    return marks


def check_asked(asked: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """What was asked, in its order, if a model knows questions about all of it.

    Raises:
        DataError: there is one about which it was never asked in training.
        TypeError: that are no names.
    """
    if isinstance(asked, str | bytes) or not isinstance(asked, Iterable):
        raise TypeError(f"asked is {type(asked).__name__}, expected the names of slots, such as ['destination']")
    # Sets have no order of their own, and what a model answers is not to rest on chance.
    names = tuple(sorted(asked, key=str) if isinstance(asked, Set) else asked)
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
