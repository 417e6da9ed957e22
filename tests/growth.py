"""How the time of some work grows with what it is given: a ratio, which does not rest on the machine or its load."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Given = TypeVar("Given")
_TRIES = 5


def growth(work: Callable[[Given], object], small: Given, large: Given) -> float:
    """How many times the processor's time of the small the large one takes: the best of some tries, in turn."""
    best = {True: float("inf"), False: float("inf")}
    for _ in range(_TRIES):
        for is_large, given in ((False, small), (True, large)):
            begun = time.process_time()
            work(given)
            best[is_large] = min(best[is_large], time.process_time() - begun)
    return best[True] / best[False]
