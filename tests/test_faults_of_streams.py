"""The short form of what ``make faults`` does to taggers, jobs and streams."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.faults.catalogue import FAULTS

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are not told of here")


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("forks", 0.1),
        ("long words", 0.01),
        ("killed jobs", 0.1),
        ("orphaned jobs", 0.1),
        ("partners", 0.05),
        ("bad lines", 0.05),
        ("signals", 0.1),
    ],
)
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_few_of_each_do_no_harm(name: str, share: float, tmp_path: Path) -> None:
    tally = FAULTS[name](tmp_path, share)
    assert tally.tries > 0
    assert not tally.failures


@pytest.mark.slow
@pytest.mark.parametrize(("name", "share"), [("threads", 0.1), ("sizes", 0.1)])
def test_more_of_those_that_take_a_minute(name: str, share: float, tmp_path: Path) -> None:
    assert not FAULTS[name](tmp_path, share).failures
