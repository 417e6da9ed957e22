"""All fault programs by name: one file each, entered here."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.faults import crash_points
from benchmarks.faults.checkpoints import checkpoints
from benchmarks.faults.continued import continued
from benchmarks.faults.data_files import data_files
from benchmarks.faults.jobs import jobs, orphans
from benchmarks.faults.models import models
from benchmarks.faults.random_kills import killed_taggings, killed_trainings
from benchmarks.faults.sizes import sizes, words
from benchmarks.faults.streams import bad_lines, partners, signals
from benchmarks.faults.tally import Fault, Tally
from benchmarks.faults.threads import forks, threads

FAULTS: dict[str, Fault] = {
    **crash_points.faults(),
    "killed trainings": killed_trainings,
    "killed taggings": killed_taggings,
    "continued taggings": continued,
    "models": models,
    "checkpoints": checkpoints,
    "data": data_files,
    "threads": threads,
    "forks": forks,
    "sizes": sizes,
    "long words": words,
    "killed jobs": jobs,
    "orphaned jobs": orphans,
    "partners": partners,
    "bad lines": bad_lines,
    "signals": signals,
}


def befall(name: str, share: float) -> tuple[Tally, float]:
    """What a fault program counts in this share of its tries, and the seconds that it takes."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="slottag-faults-") as folder:
        return FAULTS[name](Path(folder), share), time.monotonic() - begun
