"""All fault programs by name: one file each, entered here."""

from __future__ import annotations

from benchmarks.faults import crash_points
from benchmarks.faults.checkpoints import checkpoints
from benchmarks.faults.data_files import data_files
from benchmarks.faults.models import models
from benchmarks.faults.tally import Fault

FAULTS: dict[str, Fault] = {
    **crash_points.faults(),
    "models": models,
    "checkpoints": checkpoints,
    "data": data_files,
}
