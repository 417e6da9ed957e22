"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

from slottag.data.formats import NAMES, STREAMED


def one_of(*names: str) -> Callable[[str], str]:
    """What reads the value of an option that is one of these names, which only the running program knows."""

    def read(text: str) -> str:
        if text not in names:
            raise typer.BadParameter(f"{text!r} is not one of {', '.join(names)}")
        return text

    return read


def columns_of(text: str) -> dict[str, str]:
    """What the value ``word=2,tag=3`` of an option says."""
    found = {}
    for part in text.split(","):
        role, _, column = (piece.strip() for piece in part.partition("="))
        if role not in _ROLES or not column:
            raise typer.BadParameter(f"{text!r}, expected such as word=2,tag=3 ({', '.join(_ROLES)})")
        found[role] = column
    return found


def token_of(text: str) -> str:
    """A token that a head of HTTP can hold."""
    if not (text.isascii() and text.isprintable() and text.strip() == text != ""):
        raise typer.BadParameter("expected visible ASCII characters")
    return text


def slots_of(text: str | None) -> tuple[str, ...]:
    """What the value ``destination,departure_time`` of the option ``--asked`` says; nothing where it is not given."""
    if text is None:
        return ()
    slots = tuple(slot.strip() for slot in text.split(","))
    if not all(slots):
        raise typer.BadParameter(f"{text!r}, expected such as destination,departure_time", param_hint="--asked")
    return slots


# How tagged sentences are shown: as a drawing, or written in a format that takes them one by one.
TABLE = "table"
SHOWN = (*STREAMED, TABLE)

# What a column of a file can be.
_ROLES = ("word", "tag", "sentence", "text", "intent")
DEFAULT_DATA = "booking"

Data = Annotated[str, typer.Argument(metavar="DATA", help="An annotated file or folder, or a built-in corpus.")]
ModelDirectory = Annotated[
    Path | None,
    typer.Option(
        "-m", "--model", metavar="DIR", help="The model's directory; models/booking, or the only one, if not given."
    ),
]
ModelOfData = Annotated[
    Path | None,
    typer.Option("-m", "--model", metavar="DIR", help="The model's directory; models/NAME of DATA if not given."),
]
Preset = Annotated[
    Literal["fast", "default", "best"] | None,
    typer.Option(help="Settings under one name: to try things, for most things, or an ensemble of two networks."),
]
Asked = Annotated[
    str | None,
    typer.Option(
        metavar="SLOT[,SLOT]",
        help="What the question was about that this answers; a line of JSON may say its own under asked.",
        show_default=False,
    ),
]
Tokenizer = Annotated[
    Literal["fitted", "words", "whitespace"] | None,
    typer.Option(help="How text is split: as the data shows, or by a rule that learns nothing."),
]
SourceFormat = Annotated[
    str | None,
    typer.Option(parser=one_of(*NAMES), metavar="NAME", help="The format of DATA; recognised if not given."),
]
Columns = Annotated[
    dict[str, str] | None,
    typer.Option(
        parser=columns_of, metavar="word=N,tag=N", help="Which column of DATA is what; seen from them if not given."
    ),
]
Device = Annotated[Literal["auto", "cpu", "cuda"], typer.Option(help="Where to train.")]
Threads = Annotated[int, typer.Option(metavar="N", min=1, max=1024, help="Cores to train on.")]
Engine = Annotated[
    str | None,
    typer.Option(
        "--engine", parser=one_of("ray"), metavar="<ray>", help="Spread the work over the machines of a Ray cluster."
    ),
]
Address = Annotated[
    str | None,
    typer.Option(
        metavar="HOST:PORT|auto",
        help="The cluster of --engine; auto: the one that this machine is part of.",
        show_default="one made on this machine",
    ),
]
