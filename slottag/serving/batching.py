"""Requests that come at the same time are tagged together.

A network reads sixteen short sentences in little more time than one. So those that are asked for at the same time go
through it as one batch, on the event loop itself: to hand a millisecond of work to a thread and back costs more than
others gain by it. A batch waits for as many requests as the one before had, for who was answered together asks again
together, and ``WAIT`` seconds at most; who asks alone does not wait. What is longer is tagged in portions by one
thread, and requests go on meanwhile.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from slottag.serving.errors import busy
from slottag.serving.limits import Limits
from slottag.serving.metrics import Metrics
from slottag.serving.ways import Given

Made = TypeVar("Made")

# Seconds that the first of a batch waits for others at most.
WAIT = 0.002
# Characters of a request that is tagged with others; of a batch and of a portion.
_SHORT, _BATCH = 4_096, 8_192


# What makes something of each text, which one is told by what it equals.
Way = Callable[[Sequence[Given]], Sequence[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    given: Sequence[Given]
    size: int
    found: asyncio.Future[list[Any]]


class Batcher:
    """What tags the texts of requests, several requests together. It belongs to one event loop."""

    def __init__(self, limits: Limits, metrics: Metrics) -> None:
        self._limits, self._metrics = limits, metrics
        self._jobs: defaultdict[Way, list[_Job]] = defaultdict(list)
        self._flush: asyncio.Handle | None = None
        self._expected = 1
        self._thread = ThreadPoolExecutor(1, "slottag-portions")
        self._held = 0

    async def tag(
        self, way: Callable[[Sequence[Given]], Sequence[Made]], given: Sequence[Given], *, patient: bool = False
    ) -> list[Made]:
        """What these texts become in some way; who is ``patient`` waits where too much is under way.

        Raises:
            RequestError: too much is under way.
            ModelError: the model was written to while it was in use.
        """
        while self._held and self._held + len(given) > self._limits.queue:
            if not patient:
                raise busy(f"{self._held} texts are under way already; try again")
            await asyncio.sleep(WAIT)
        self._hold(len(given))
        try:
            size = sum(len(text) for text, _ in given)
            if size > _SHORT:
                return await self._in_portions(way, given)
            job = _Job(given, size, asyncio.get_running_loop().create_future())
            return await self._together(way, job)
        finally:
            self._hold(-len(given))

    async def aside(self, texts: int, work: Callable[[], Made]) -> Made:
        """What other work makes of so many texts: the thread does it, and requests are answered meanwhile.

        Raises:
            RequestError: too much is under way.
        """
        if self._held and self._held + texts > self._limits.queue:
            raise busy(f"{self._held} texts are under way already; try again")
        self._hold(texts)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        finally:
            self._hold(-texts)

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _hold(self, texts: int) -> None:
        self._held += texts
        self._metrics.set("waiting", self._held)

    async def _in_portions(self, way: Way, given: Sequence[Given]) -> list[Any]:
        loop = asyncio.get_running_loop()
        found: list[Any] = []
        for portion in _portions(given):
            # One that nobody waits for any longer ends here.
            found += await loop.run_in_executor(self._thread, way, portion)
            self._count(len(portion))
        return found

    async def _together(self, way: Way, job: _Job) -> list[Any]:
        jobs, loop = self._jobs[way], asyncio.get_running_loop()
        jobs.append(job)
        if len(jobs) == self._expected:
            if self._flush is not None:
                self._flush.cancel()
            self._flush = loop.call_soon(self._tag_waiting)
        elif self._flush is None:
            self._flush = loop.call_later(WAIT, self._tag_waiting)
        return await job.found

    def _tag_waiting(self) -> None:
        """Tag one batch of those that wait."""
        self._flush = None
        way, jobs = next(iter(self._jobs.items()))
        count = size = 0
        while count < len(jobs) and (not count or size + jobs[count].size <= _BATCH):
            size += jobs[count].size
            count += 1
        batch, self._jobs[way] = jobs[:count], jobs[count:]
        if len(jobs) == count:
            del self._jobs[way]
        self._expected = count
        if self._jobs:
            self._flush = asyncio.get_running_loop().call_soon(self._tag_waiting)
        self._answer(way, [job for job in batch if not job.found.done()])

    def _answer(self, way: Way, batch: Sequence[_Job]) -> None:
        given = [one for job in batch for one in job.given]
        try:
            found = iter(way(given))
        except Exception as error:  # it is raised again where the request waits
            if len(batch) == 1:
                batch[0].found.set_exception(error)
                return
            # What one request does is not another's fault.
            for job in batch:
                self._answer(way, [job])
            return
        self._count(len(given))
        for job in batch:
            job.found.set_result([next(found) for _ in job.given])

    def _count(self, sentences: int) -> None:
        self._metrics.add("batches")
        self._metrics.add("sentences", sentences)


def _portions(given: Sequence[Given]) -> Iterator[list[Given]]:
    portion: list[Given] = []
    size = 0
    for text, asked in given:
        if portion and size + len(text) > _BATCH:
            yield portion
            portion, size = [], 0
        portion.append((text, asked))
        size += len(text)
    if portion:
        yield portion
