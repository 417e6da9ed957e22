"""How soon trainings reach a score on dev, from several seeds, in turn with those of an earlier checkout.

Seeds differ by half in what they need, and what else the machine does counts for a tenth, so there are several seeds,
and each is taken in both checkouts before the next.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.programs import HERE
from benchmarks.results import table

# Runs in any checkout, so it knows of slottag alone.
_TRAINING = """
import json, sys, tempfile, time
from pathlib import Path

begun = time.process_time()
import torch
from slottag.training.material import Material
from slottag.data.corpus import load_corpus
from slottag.model.defaults import defaults_for
from slottag.training import EpochDone
from slottag.training.session import Session

torch.set_num_threads(1)
data, seed, goal = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
corpus = load_corpus(data)
config = defaults_for(corpus).replace({"seed": seed})
found = None
with tempfile.TemporaryDirectory() as folder:
    material = Material.of(corpus, config.training.dev_share)
    session = Session(material, config, Path(folder) / "model", device=torch.device("cpu"))
    for step in session.steps():
        if isinstance(step, EpochDone) and 100 * step.dev_score >= goal:
            found = time.process_time() - begun
            break
print(json.dumps(found))
"""

Times = Sequence[float | None]


def seconds_until(goal: float, data: Path, seed: int, checkout: Path) -> float | None:
    """The CPU time of a training of the default settings, from the start of its process until dev scores so many
    percent; ``None`` where it never does.
    """
    environment = {**os.environ, "PYTHONPATH": str(checkout.resolve()), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", _TRAINING, str(data.resolve()), str(seed), str(goal)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=checkout, env=environment)
    found: float | None = json.loads(done.stdout)
    return found


def times_until(goal: float, data: Path, seeds: int, before: Path | None) -> dict[str, Times]:
    """The seconds of each seed from 0 on, in this checkout and in an earlier one, if any."""
    checkouts = {"slottag": HERE, **({"slottag (before)": before} if before else {})}
    times: dict[str, list[float | None]] = {name: [] for name in checkouts}
    for seed in range(seeds):
        for name, checkout in checkouts.items():
            times[name].append(seconds_until(goal, data, seed, checkout))
    return dict(times)


def until_table(times: Mapping[str, Times], goal: float) -> str:
    """A row for each checkout, its mean beside that of the last: this one, or an earlier one."""
    means = {name: _mean(some) for name, some in times.items()}
    last = means[list(means)[-1]]
    rows = [[name, _told(some), _ratio(means[name], last)] for name, some in times.items()]
    return table(["checkout", f"until {goal}, s: mean ± standard deviation (each seed)", "ratio of the means"], rows)


def _mean(times: Times) -> float | None:
    known = [time for time in times if time is not None]
    return statistics.fmean(known) if len(known) == len(times) else None


def _told(times: Times) -> str:
    each = ", ".join("never" if time is None else f"{time:.0f}" for time in times)
    known = [time for time in times if time is not None]
    if len(known) < len(times):
        return f"({each})"
    spread = statistics.stdev(known) if len(known) > 1 else 0.0
    return f"{statistics.fmean(known):.0f} ± {spread:.0f} ({each})"


def _ratio(mean: float | None, other: float | None) -> str:
    return "" if mean is None or other is None else f"{mean / other:.2f}"
