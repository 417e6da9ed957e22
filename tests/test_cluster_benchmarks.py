"""What the benchmarks of many machines make of their measurements."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import cluster, exchange
from benchmarks.cluster import PARTS, Pace, bill
from benchmarks.exchange import Step

PACES = [Pace(10_000, 9_000, 4e-6), Pace(10_000, 8_000, 5e-6), Pace(5_000, 5_500, 5e-6)]


def test_the_ratio_is_the_median_of_the_rounds() -> None:
    text = cluster.told(PACES, 2_000_000, 2)
    assert "| 2 | 10,000 | 8,000 | 0.80 |" in text
    assert "**0.90** times as fast" in text
    # 4,000 a second and worker, 0.02 s of CPU for them.
    assert "takes 5.0 s of CPU for a million sentences, where a worker tags 4,000 a second: it feeds about 50" in text


def test_the_bill_grows_with_the_time_of_a_sentence() -> None:
    assert "| 16 | 4.3 | 69 | 3.47 |" in bill(4_000)
    assert "| 16 | 8.7 | 139 | 6.94 |" in bill(2_000)


def test_the_pace_of_the_cluster_is_of_the_parts_behind_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four parts begin it, and four of the others took 2 s each; the jobs take 10 s more than for one sentence."""

    def timed(arguments: list[str]) -> tuple[float, float]:
        if "--engine" not in arguments:
            return (11.0 if "texts.txt" in " ".join(arguments) else 1.0), 0.0
        (tmp_path / "out").mkdir()
        for number in range(9):
            part = tmp_path / "out" / f"part-{number:06}.jsonl"
            part.touch()
            seconds = 100 * number if number < 5 else 400 + 2 * (number - 4)
            os.utime(part, ns=(0, seconds * 10**9))
        return 60.0, 3.0

    monkeypatch.setattr(cluster, "timed", timed)
    asked = Namespace(model="m", workers=2, sentences=100 * PARTS)
    found = cluster.measured(asked, tmp_path / "texts.txt", tmp_path / "out")
    assert found == Pace(100 * PARTS / 10, 100 / 2, 3.0 / (100 * PARTS))


def test_an_exchange_is_set_on_top_of_the_smaller_step() -> None:
    text = exchange.told([Step(20.0, 12.0, 4.0, 1_000_000)])
    assert "1,000,000 numbers are exchanged, 4.0 MB" in text
    assert "| 2 processes of this machine | 12.0 | 4.0 | 16.0 | 1.25 |" in text
    # 4 MB from each machine, at 125 MB a second.
    assert "| 2 machines, 1 Gbit/s between them | 12.0 | 32.0 | 44.0 | 0.45 |" in text


def test_two_processes_measure_what_they_exchange() -> None:
    found: list[Any] = exchange.measured("copy:3", rounds=1, steps=2)
    assert len(found) == 1
    assert min(found[0].whole, found[0].half, found[0].exchange) > 0
    assert found[0].numbers > 900
