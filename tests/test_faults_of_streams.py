"""The short form of what ``make faults`` does to taggers, jobs and streams."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.faults.catalogue import FAULTS

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are not told of here")


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("forks", 0.1),
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


def test_long_words_need_little_memory() -> None:
    # In a process of its own: what one begins is counted with the most memory that this one had before.
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.faults", "long words", "--share", "0.01"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(("name", "share"), [("threads", 0.1), ("sizes", 0.1)])
def test_more_of_those_that_take_a_minute(name: str, share: float, tmp_path: Path) -> None:
    assert not FAULTS[name](tmp_path, share).failures
