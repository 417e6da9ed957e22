"""``docs/scale.md``: its figures are those of ``RESULTS.md``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RESULTS = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\|.*\|$", PAGE, re.MULTILINE)


def test_its_tables_stand_in_the_results() -> None:
    assert len(ROWS) > 10
    assert [row for row in ROWS if row not in RESULTS] == []


@pytest.mark.parametrize(
    ("figure", "there"),
    [
        (r"By the clock the cluster is ([\d.]+) times", "By the clock the cluster is **{}** times"),
        (r"by CPU time ([\d.]+) times", "by CPU time **{}** times"),
        (r"takes ([\d.]+) s of CPU for a million", "takes {} s of CPU for a million"),
        (r"feeds about ([\d,]+) workers", "feeds about {} of them"),
        (r"workers of ([\d,]+) sentences a second", "a worker tags {} a second"),
        (r"([\d.]+) dollars for a core and an hour", "{} dollars for a core and an hour"),
        (r"gradients of all ([\d,]+) numbers", "{} numbers are exchanged"),
        (r"numbers, ([\d.]+) MB, after it", "numbers are exchanged, {} MB:"),
        (r"without any delay, ([\d.]+) times", "| {} | The exchange is measured over the loopback"),
    ],
)
def test_its_figures_stand_in_the_results(figure: str, there: str) -> None:
    (found,) = re.findall(figure, " ".join(PAGE.split()))
    assert there.format(found) in " ".join(RESULTS.split())
