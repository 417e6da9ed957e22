"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_MODEL = Path("models/booking")
DEFAULT_DATA = "booking"

ModelDirectory = Annotated[Path, typer.Option("-m", "--model", metavar="DIR", help="The model's directory.")]
