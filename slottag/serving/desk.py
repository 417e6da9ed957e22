"""Where a person corrects what models find."""

from __future__ import annotations

from dataclasses import dataclass

from slottag.serving.backlog import Backlog
from slottag.serving.corrections import Corrections


@dataclass(frozen=True, slots=True)
class Desk:
    """The file that corrections go to, and the sentences that wait, if they are known."""

    corrections: Corrections
    backlog: Backlog | None = None
