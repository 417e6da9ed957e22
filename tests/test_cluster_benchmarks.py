"""What the benchmarks of many machines make of their measurements."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks import cluster, exchange
from benchmarks.cluster import Mark, Pace, Watched, bill
from benchmarks.exchange import Step

JOBS = Pace(10_000, 5_000, 1e-6)
ROUNDS = [
    (JOBS, Pace(9_000, 4_000, 4e-6)),
    (JOBS, Pace(8_000, 4_500, 5e-6)),
    (JOBS, Pace(11_000, 3_500, 5e-6)),
]


def test_the_ratios_are_the_medians_of_the_rounds() -> None:
    text = cluster.told(ROUNDS, 2_000_000, 2)
    assert "| 2 | 10,000 | 8,000 | 0.80 | 5,000 | 4,500 | 0.90 |" in text
    assert "By the clock the cluster is **0.90** times as fast, by CPU time **0.80** times" in text
    # 4,000 a second and worker, 0.02 s of CPU for them.
    assert "takes 5.0 s of CPU for a million sentences, where a worker tags 4,000 a second: it feeds about 50" in text


def test_the_bill_grows_with_the_time_of_a_sentence() -> None:
    assert "| 16 | 4.3 | 69 | 3.47 |" in bill(4_000, 1e-6)
    assert "| 16 | 8.7 | 139 | 6.94 |" in bill(2_000, 1e-6)
    # 36,000 s of feeding.
    assert "| 16 | 10.0 | 160 | 8.00 |" in bill(4_000, 3.6e-5)


def test_the_pace_of_the_cluster_is_of_what_comes_when_all_are_at_work() -> None:
    watched = Watched(2)
    # Slowly at first; then two a second, each after a tenth of a second of CPU.
    first = [Mark(100, 10.0 * number, number % 2, 5.0 * number) for number in range(4)]
    watched.marks = first + [Mark(100, 30 + 0.5 * n, n % 2, 15 + 0.1 * ((n + 1) // 2)) for n in range(1, 9)]
    found = watched.pace(1e-6)
    assert (found.clock, found.itself) == pytest.approx((200.0, 1000.0))


def test_an_exchange_is_set_on_top_of_the_smaller_step() -> None:
    text = exchange.told([Step(20.0, 12.0, 4.0, 1_000_000)])
    assert "1,000,000 numbers are exchanged, 4.0 MB" in text
    assert "| 2 processes of this machine | 12.0 | 4.0 | 16.0 | 1.25 |" in text
    # 4 MB from each machine, at 125 MB a second.
    assert "| 2 machines, 1 Gbit/s between them | 12.0 | 32.0 | 44.0 | 0.45 |" in text
    assert "| 2 machines, 10 Gbit/s between them | 12.0 | 3.2 | 15.2 | 1.32 |" in text


def test_two_processes_measure_what_they_exchange() -> None:
    found: list[Any] = exchange.measured("copy:3", rounds=1, steps=2)
    assert len(found) == 1
    assert min(found[0].whole, found[0].half, found[0].exchange) > 0
    assert found[0].numbers > 900
