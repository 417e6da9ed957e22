"""Commands that are killed leave what was there or what is to be, and go on to the same. A few of each are here, all
of them in ``python -m benchmarks.faults``.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.faults.crash_points import CASES, crash_points
from benchmarks.faults.random_kills import killed_taggings, killed_trainings

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no process can be copied here")


@pytest.mark.parametrize(
    ("name", "share"),
    [
        *[
            pytest.param(name, share, marks=pytest.mark.slow)
            for name, share in (("train", 0.15), ("retraining", 0.1), ("best", 0.05), ("compare", 0.1))
        ],
        ("prepare again", 0.5),
        ("tag", 0.5),
    ],
)
def test_a_kill_at_any_event_loses_nothing(tmp_path: Path, name: str, share: float) -> None:
    tally = crash_points(CASES[name], tmp_path, share)
    assert tally.tries > 2
    assert tally.failures == []


@pytest.mark.slow
def test_signals_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    for fault in (killed_trainings, killed_taggings):
        place = tmp_path / fault.__name__
        place.mkdir()
        assert fault(place, 0.03).failures == []
