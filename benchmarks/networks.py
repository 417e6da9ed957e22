"""The comparisons of ``docs/networks.md``: run, written down as tables, and drawn.

Usage: python -m benchmarks.networks [NAME …] [--seeds 5]

Each study is ``slottag compare`` on one or several corpora, with the settings of ``networks.toml``; the models stay in
``models/networks``, so that a study takes up what another has trained, and one that was ended goes on. Before
``sizes``: ``python -m benchmarks.few``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import results
from benchmarks.pictures import Dots, draw_dots
from benchmarks.results import begin, table, write_section

Told = dict[str, Any]

SETTINGS, LITTLE = "benchmarks/networks.toml", "benchmarks/networks-little.toml"
ATIS = "data/atis"
ALONE = "feedforward:window=0,decoder=softmax"


@dataclass(frozen=True)
class Study:
    """A question put to several networks.

    Attributes:
        data: the corpora, each with all the networks.
        figure: what the picture shows: ``test_f1`` or ``pairs_right``.
    """

    data: tuple[str, ...]
    encoders: tuple[str, ...]
    figure: str = "test_f1"


STUDIES = {
    "memory-or-none": Study(("booking",), (ALONE, "feedforward:window=0", "elman", "gru", "lstm"), "pairs_right"),
    "window": Study(("booking",), (*(f"feedforward:window={size}" for size in (0, 1, 2, 4)), "lstm"), "pairs_right"),
    "directions": Study(("booking", ATIS), ("lstm:directions=1", "lstm")),
    "layers": Study(("booking",), ("lstm", "lstm:layers=2")),
    "atis": Study((ATIS,), (ALONE, "elman", "gru", "lstm")),
    "sizes": Study(("data/few/atis-129", "data/few/atis-515", ATIS), ("gru", "lstm")),
}
HEAD = {
    "dev_score": "dev F1",
    "test_f1": "test F1",
    "exact_match": "exact match",
    "pairs_right": "pairs right",
}


def main() -> None:
    """Run the studies that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", default=list(STUDIES))
    parser.add_argument("--seeds", type=int, default=5)
    arguments = begin(parser, needs="the corpora of the study", takes="minutes for each network and seed")
    for name in arguments.names:
        study = STUDIES[name]
        told = [run(arguments_of(data, study.encoders, arguments.seeds)) for data in study.data]
        write(name, study, told)
        panels = [Dots(one["data"], dots(one, study.figure)) for one in told]
        draw_dots(panels, name, f"{HEAD[study.figure]}, %")


def run(arguments: list[str]) -> Told:
    """What ``slottag compare`` tells."""
    command = [sys.executable, "-m", *arguments]
    told: Told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return told


def arguments_of(data: str, encoders: tuple[str, ...], seeds: int) -> list[str]:
    """The comparison's command line."""
    chosen = [part for encoder in encoders for part in ("--encoder", encoder)]
    settings = LITTLE if data.startswith("data/few") else SETTINGS
    folder = f"models/networks/{Path(data).name}"
    return ["slottag", "compare", data, *chosen, "--seeds", str(seeds), "--config", settings, "-m", folder, "--json"]


def dots(told: Told, figure: str) -> dict[str, list[float]]:
    """The figure of each seed, in percent, under each network's name."""
    return {row["encoder"]: [100 * value for value in row[figure]["values"]] for row in told["networks"]}


def write(name: str, study: Study, told: list[Told]) -> None:
    """Write the section of a study."""
    parts = []
    for data, one in zip(study.data, told, strict=True):
        command = " ".join(arguments_of(data, study.encoders, one["seeds"]))
        parts += [f"`{command}`", shown(one), verdict(one)]
    write_section(
        f"Networks: {name}", f"python -m benchmarks.networks {name} --seeds {told[0]['seeds']}", "\n\n".join(parts)
    )


def shown(told: Told) -> str:
    """The table of a comparison, mean ± standard deviation over the seeds."""
    figures = [figure for figure in HEAD if figure in told["networks"][0]]
    head = [f"{told['data']}, {told['seeds']} seeds", "parameters", "time, s", *(HEAD[name] for name in figures)]
    rows = []
    for row in told["networks"]:
        seconds = f"{statistics.median(row['seconds']['values']):.0f}"
        values = [spread(row[figure]) for figure in figures]
        rows += [[f"`{row['encoder']}`", f"{row['parameters']:,}", seconds, *values]]
    return table(head, rows)


def spread(figure: dict[str, Any]) -> str:
    """Mean and standard deviation in percent."""
    return f"{100 * figure['mean']:.2f} ± {100 * (figure['deviation'] or 0.0):.2f}"


def verdict(told: Told) -> str:
    """Whether the best network is ahead of the next beyond chance."""
    found = told["significance"]
    ahead = f"{100 * found['difference']:.2f} points of test F1"
    return f"`{found['best']}` is {ahead} ahead of `{found['next']}` (p = {found['p']:.4f}, {found['method']})."


if __name__ == "__main__":
    results.run(main)
