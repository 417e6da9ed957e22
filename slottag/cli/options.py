"""Options that several commands share."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated, Literal

import typer


class Format(str, Enum):
    """How tagged sentences are written."""

    JSONL = "jsonl"
    CONLL = "conll"
    INLINE = "inline"
    TABLE = "table"


DEFAULT_MODEL = Path("models/booking")
DEFAULT_DATA = "booking"

Data = Annotated[str, typer.Argument(metavar="DATA", help="A marked file or folder, or a built-in corpus.")]
ModelDirectory = Annotated[Path, typer.Option("-m", "--model", metavar="DIR", help="The model's directory.")]
Preset = Annotated[
    Literal["fast", "default", "best"] | None,
    typer.Option(help="Settings under one name: to try things, for most things, or two networks that tag as one."),
]
Tokenizer = Annotated[
    Literal["words", "whitespace"] | None, typer.Option(help="How text is split; recognised if not given.")
]
Device = Annotated[Literal["auto", "cpu", "cuda"], typer.Option(help="Where to train.")]
Threads = Annotated[int, typer.Option(metavar="N", min=1, help="Cores to train on.")]
