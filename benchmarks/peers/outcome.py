"""What a tagger scored, and the section that sets several side by side."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.peers.catalogue import NAMES, OUTCOME, kept
from benchmarks.peers.peer import Setting
from benchmarks.results import table
from benchmarks.robustness import spread


@dataclass(frozen=True)
class Outcome:
    """Scores in percent, ``f1`` that of test under ``clean`` and of each kind of perturbation.

    For a peer also the setting that its dev score chose, what it was made with, the CPU seconds of the training with
    that setting and with each, and its dev F1 on the way, each with the CPU seconds until then.
    """

    dev_f1: float
    exact_match: float
    f1: Mapping[str, float]
    setting: Setting = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    all_seconds: Sequence[float] = ()
    curve: Sequence[tuple[float, float]] = ()


def outcomes(data: str) -> dict[str, Outcome]:
    """What each peer scored that was trained on this data and is kept."""
    files = {name: kept(data, name) / OUTCOME for name in NAMES}
    return {name: Outcome(**json.loads(file.read_text("utf-8"))) for name, file in files.items() if file.exists()}


def section(peers: Mapping[str, Outcome], models: Sequence[Outcome], kinds: Sequence[str]) -> str:
    """The settings and scores of the peers and of slottag's models, then the F1 of each on each perturbation."""
    head = ["tagger", "chosen on dev", "dev F1", "test F1", "exact match", "CPU time, s", "of all settings, s"]
    rows = [[name, chosen(one), *scores([one]), f"{one.seconds:.0f}", f"{sum(one.all_seconds):.0f}"]
            for name, one in peers.items()]  # fmt: skip
    rows += [["slottag", "", *scores(models), "", ""] for _ in models[:1]]
    taggers = {name: [one] for name, one in peers.items()} | ({"slottag": models} if models else {})
    robust = [[kind, *(figure(found, f1_of(kind)) for found in taggers.values())] for kind in ["clean", *kinds]]
    versions = {package: number for one in peers.values() for package, number in one.versions.items()}
    return "\n\n".join([
        table(head, rows),
        f"Each peer was trained once, on one thread; made with {listed(versions)}.{described(models)}",
        "Span F1 on the test set and on what each kind of perturbation makes of it:",
        table(["test set", *taggers], robust),
    ])  # fmt: skip


def chosen(outcome: Outcome) -> str:
    """The setting, and among how many it was chosen."""
    return f"{listed(outcome.setting)}, of {len(outcome.all_seconds)}"


def listed(values: Mapping[str, object]) -> str:
    """Names with their values in one line."""
    return ", ".join(f"{name} {value}" for name, value in values.items())


def described(models: Sequence[Outcome]) -> str:
    """What slottag's figures are made of."""
    return f" slottag: mean and standard deviation of {len(models)} models." if len(models) > 1 else ""


def scores(found: Sequence[Outcome]) -> list[str]:
    """The scores on dev and test."""
    return [
        figure(found, lambda outcome: outcome.dev_f1),
        figure(found, f1_of("clean")),
        figure(found, lambda outcome: outcome.exact_match),
    ]


def f1_of(kind: str) -> Callable[[Outcome], float]:
    """What gives the F1 on a kind of perturbation."""
    return lambda outcome: outcome.f1[kind]


def figure(found: Sequence[Outcome], value: Callable[[Outcome], float]) -> str:
    """A figure of one tagger; mean and standard deviation of several."""
    values = [value(outcome) for outcome in found]
    return spread(values) if len(values) > 1 else f"{values[0]:.2f}"
