"""``docs/networks.md``: its figures are those of ``RESULTS.md``, its pictures are there, its commands are commands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from benchmarks import memory, networks
from slottag.comparison import parse_variants
from slottag.model import Config

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "networks.md").read_text(encoding="utf-8")
RESULTS = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
BLOCKS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


def test_every_row_of_its_tables_stands_in_the_results() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    known = set(RESULTS.splitlines())
    assert len(rows) > 40
    assert [row for row in rows if row not in known] == []


def test_every_picture_is_there_and_every_picture_is_shown() -> None:
    shown = set(re.findall(r"!\[[^\]]+\]\(networks/([\w-]+\.svg)\)", PAGE))
    assert shown == {path.name for path in (ROOT / "docs" / "networks").glob("*.svg")}
    assert all((ROOT / "docs" / "networks" / name).read_text("utf-8").count("<svg") == 1 for name in shown)


@pytest.mark.parametrize("line", [line for line in BLOCKS if line.startswith("slottag compare")])
def test_its_comparisons_are_those_of_the_studies(line: str) -> None:
    words = shlex.split(line)
    encoders = [words[place + 1] for place, word in enumerate(words) if word == "--encoder"]
    seeds = int(words[words.index("--seeds") + 1])
    assert len(parse_variants(encoders, Config())) == len(encoders)
    assert [*words] in [networks.arguments_of(data, study.encoders, seeds) for study in networks.STUDIES.values()
                        for data in study.data]  # fmt: skip


@pytest.mark.parametrize("name", [networks.SETTINGS, networks.LITTLE])
def test_its_settings_leave_the_networks_alone(name: str) -> None:
    config = Config.read(ROOT / name)
    assert (config.network.intent, config.training.noise, config.training.renaming) == (False, 0.0, 0.0)


@pytest.mark.parametrize("line", [line for line in BLOCKS if line.startswith("python -m")])
def test_its_benchmarks_are_there(line: str) -> None:
    module = shlex.split(line)[2].partition(".")[2]
    assert (ROOT / "benchmarks" / f"{module}.py").is_file()
    assert line in RESULTS or module == "few"


def test_the_sweep_reads_how_far_a_network_remembers() -> None:
    score = {str(length): {"exact_match": 1.0 if length < 4 else 0.5} for length in range(1, 7)}
    assert memory.remembered({"per_length": score}, 6) == (0.5, 3)
    assert memory.remembered({"per_length": score}, 3) == (1.0, 3)
