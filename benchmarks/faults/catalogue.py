"""All fault programs by name: one file each, entered here."""

from __future__ import annotations

from benchmarks.faults.models import models
from benchmarks.faults.tally import Fault

FAULTS: dict[str, Fault] = {
    "models": models,
}
