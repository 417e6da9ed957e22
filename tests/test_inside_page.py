"""``docs/inside.md``: its figures are those of ``RESULTS.md``, its pictures are there, its commands are commands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from benchmarks import inside
from slottag.inspection import parse_property

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "inside.md").read_text(encoding="utf-8")
RESULTS = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
LINES = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


def test_every_row_of_its_tables_stands_in_the_results() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    assert len(rows) > 20
    assert [row for row in rows if row not in RESULTS.splitlines()] == []


def test_every_picture_is_there_and_every_picture_is_shown() -> None:
    shown = set(re.findall(r"!\[[^\]]+\]\(inside/([\w-]+\.svg)\)", PAGE))
    assert shown == {path.name for path in (ROOT / "docs" / "inside").glob("*.svg")}
    assert shown == {f"{name}.svg" for name in inside.PICTURES}


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("slottag inspect")])
def test_its_pictures_and_properties_are_those_of_the_commands(line: str) -> None:
    words = shlex.split(line)
    if "--find" in words:
        parse_property(words[words.index("--find") + 1], "plain")
    elif "--show" in words:
        texts = {picture.text for picture in inside.PICTURES.values()}
        assert words[2] in texts


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("python -m")])
def test_its_benchmarks_are_there(line: str) -> None:
    module = shlex.split(line)[2].partition(".")[2]
    assert (ROOT / "benchmarks" / f"{module}.py").is_file()
    assert line in RESULTS
