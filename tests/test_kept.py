"""What is worked out once for each key is worked out once, whichever thread asks first."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray

from slottag.runtime.kept import Kept, Rows, Store

WAIT = 30.0


class Asked(list[str]):
    """Keys that tell when a search for them has ended."""

    def __init__(self, *keys: str) -> None:
        super().__init__(keys)
        self.looked_for = Event()

    def __iter__(self) -> Iterator[str]:
        try:
            yield from super().__iter__()
        finally:
            self.looked_for.set()


def test_a_thread_that_waited_takes_what_another_made_meanwhile() -> None:
    kept: Kept[str] = Kept()
    made: list[dict[str, int]] = []
    second: list[Future[tuple[Store[str], Rows]]] = []
    keys = Asked("rome", "oslo")

    def make(missing: dict[str, int]) -> tuple[NDArray[Any]]:
        made.append(missing)
        if not second:
            # The second thread looks for the same keys before the first one has kept them.
            second.append(pool.submit(kept, keys, make))
            assert keys.looked_for.wait(WAIT)
        return (np.array([len(key) for key in missing]),)

    with ThreadPoolExecutor(1) as pool:
        kept(["rome", "oslo"], make)
        store, rows = second[0].result(WAIT)
    assert made == [{"rome": 0, "oslo": 1}]
    assert store.arrays[0][rows].tolist() == [4, 4]
