"""Where the time of a training goes, and how soon it is good, beside the trainings of peers.

Usage: python -m benchmarks.training DATA [--epochs N] [--seed 0] [--goal 97.0] [--seeds 5] [--before CHECKOUT]

slottag is trained once with the default settings, in this process, and the CPU time told by the parts of an epoch, and
at each of its dev scores. Beside it stand the peers that ``python -m benchmarks.peers DATA`` has trained and kept, with
what was noted then. The times of all hold their looks at dev. How soon slottag is good is then taken from several
seeds, with ``--before`` in turn with an earlier checkout of the repository.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import results
from benchmarks.peers.outcome import outcomes
from benchmarks.results import begin, shown_path, table, write_section
from benchmarks.until import times_until, until_table
from slottag.data.corpus import Corpus, load_corpus
from slottag.model.config import Config
from slottag.model.defaults import defaults_for
from slottag.tagging.threads import calm_threads


@dataclass(frozen=True)
class Course:
    """How a training went, in seconds of CPU time.

    Attributes:
        seconds: all of it.
        curve: the dev scores in percent, each with the seconds until then.
    """

    seconds: float
    curve: Sequence[tuple[float, float]]

    @property
    def best(self) -> float:
        """The best score on dev."""
        return max(score for _, score in self.curve)

    def reached(self, goal: float) -> float | None:
        """The seconds until dev first scored this; ``None``: never."""
        return next((seconds for seconds, score in self.curve if score >= goal), None)


def main() -> None:
    """Train, and write the section down."""
    calm_threads()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("--epochs", type=int, help="at most; as many as by default if not given")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--goal", type=float, default=97.0, help="the dev score to be reached, in percent")
    parser.add_argument("--seeds", type=int, default=5, help="seeds from 0 on to reach it from")
    parser.add_argument("--before", type=Path, help="an earlier checkout of the repository to reach it with in turn")
    arguments = begin(parser, needs="the data", takes="10 minutes for each seed")
    corpus = load_corpus(arguments.data)
    config = defaults_for(corpus).replace({"epochs": arguments.epochs, "seed": arguments.seed})
    course, seconds = trained(corpus, config)
    others = {name: Course(one.seconds, one.curve) for name, one in outcomes(arguments.data).items()}
    epochs = len(course.curve)
    body = "\n\n".join([
        f"CPU time of an epoch of slottag, mean of {epochs}:",
        parts(seconds, epochs),
        "CPU time of the whole training, dev evaluation and what is done before the first epoch and after the last"
        f" included, and until dev first scored {arguments.goal}:",
        courses({"slottag": course, **others}, arguments.goal),
        *(["The times of the others were noted when they were trained."] if others else []),
        f"The CPU time of a process that trains until dev has scored {arguments.goal}, what it imports included, from"
        f" {arguments.seeds} seeds:",
        until_table(
            times_until(arguments.goal, Path(arguments.data), arguments.seeds, arguments.before), arguments.goal
        ),
    ])  # fmt: skip
    at_most = f" --epochs {arguments.epochs}" if arguments.epochs else ""
    command = f"python -m benchmarks.training {shown_path(arguments.data)}{at_most} --seed {arguments.seed}"
    before = " --before CHECKOUT" if arguments.before else ""
    write_section(
        f"Training: {Path(arguments.data).name}",
        f"{command} --goal {arguments.goal} --seeds {arguments.seeds}{before}",
        body,
    )
    print(body)


def trained(corpus: Corpus, config: Config) -> tuple[Course, Mapping[str, float]]:
    """How a training goes, and the seconds of each part of its epochs."""
    import torch

    from benchmarks.stopwatch import Stopwatch, watching
    from slottag.training import EpochDone
    from slottag.training.material import Material
    from slottag.training.session import Session

    torch.set_num_threads(1)
    begun = time.process_time()
    curve: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        material = Material.of(corpus, config.training.dev_share)
        session = Session(material, config, Path(folder) / "model", device=torch.device("cpu"))
        watch = Stopwatch()
        with watching(watch):
            curve.extend(
                (time.process_time() - begun, 100 * step.dev_score)
                for step in session.steps()
                if isinstance(step, EpochDone)
            )
        watch.stop()
        session.finish()
    return Course(time.process_time() - begun, curve), watch.seconds


def parts(seconds: Mapping[str, float], epochs: int) -> str:
    """A row for each part of an epoch."""
    from benchmarks.stopwatch import PARTS

    total = sum(seconds.values())
    rows = [
        [part, f"{seconds[part] / epochs:.3f}", f"{100 * seconds[part] / total:.1f} %"]
        for part in PARTS
        if part in seconds
    ]
    rows.append(["together", f"{total / epochs:.3f}", "100 %"])
    return table(["part", "seconds", "of the epoch"], rows)


def courses(found: Mapping[str, Course], goal: float) -> str:
    """A row for each tagger, with its times as multiples of slottag's."""
    own = found["slottag"]
    head = ["tagger", "training, s", "beside slottag", f"until {goal}, s", "beside slottag", "best on dev"]
    rows = [
        [
            name,
            f"{course.seconds:.0f}",
            f"{course.seconds / own.seconds:.2f}",
            *soon(course.reached(goal), own.reached(goal)),
            f"{course.best:.2f}",
        ]
        for name, course in found.items()
    ]
    return table(head, rows)


def soon(seconds: float | None, own: float | None) -> list[str]:
    """The time until the goal, and as a multiple of slottag's; empty where there is none."""
    if seconds is None:
        return ["never", ""]
    return [f"{seconds:.0f}", "" if own is None else f"{seconds / own:.2f}"]


if __name__ == "__main__":
    results.run(main)
