"""Limits in time, and how long requests wait for each other."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from slottag.runtime import Tagger
from slottag.serving import batching
from slottag.serving.batching import Batcher
from slottag.serving.deadline import Deadline
from slottag.serving.limits import Limits
from slottag.serving.metrics import Metrics
from slottag.serving.ways import Sentences

MODELS = Path(__file__).parent / "models"


def test_what_takes_too_long_ends_and_the_task_goes_on() -> None:
    async def go() -> str:
        with pytest.raises(TimeoutError), Deadline(0.01):
            await asyncio.sleep(60)
        await asyncio.sleep(0)
        with Deadline(60):
            await asyncio.sleep(0)
        return "on"

    assert asyncio.run(go()) == "on"


def test_who_is_cancelled_by_another_is_no_late_one() -> None:
    async def held() -> None:
        with Deadline(60):
            await asyncio.sleep(60)

    async def go() -> None:
        task = asyncio.create_task(held())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(go())


def test_who_asks_alone_does_not_wait_and_who_asks_together_is_answered_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Nobody who waited for this would be answered.
    monkeypatch.setattr(batching, "WAIT", 3600)
    tagger, metrics = Tagger.load(MODELS / "members"), Metrics()

    async def go() -> None:
        batcher = Batcher(Limits(), metrics)
        for _ in range(3):
            await batcher.tag(Sentences(tagger), [("tea at noon", ())])
        assert metrics.value("batches") == 3
        for _ in range(3):
            before = metrics.value("batches")
            await asyncio.gather(*(batcher.tag(Sentences(tagger), [("tea at noon", ())]) for _ in range(8)))
            assert metrics.value("batches") == before + 1
        batcher.close()

    asyncio.run(asyncio.wait_for(go(), 60))


def test_fewer_than_before_wait_a_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "WAIT", 0.01)
    tagger, metrics = Tagger.load(MODELS / "members"), Metrics()

    async def go() -> None:
        batcher = Batcher(Limits(), metrics)
        for number in (8, 3, 3):
            await asyncio.gather(*(batcher.tag(Sentences(tagger), [("tea at noon", ())]) for _ in range(number)))
        assert metrics.value("batches") == 3
        batcher.close()

    asyncio.run(asyncio.wait_for(go(), 60))
