"""``slottag review``: what a model is least sure of, before a person's eyes."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from slottag.cli.options import ModelDirectory, token_of
from slottag.cli.plain import say
from slottag.errors import OutputError
from slottag.extras import needs


def review(
    source: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="Lines of text, or marked sentences in any format.", show_default=False),
    ],
    model: ModelDirectory = None,
    corrections: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Where corrections go, as JSON Lines.", show_default="FILE.corrections.jsonl"
        ),
    ] = None,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="0 takes one that is free.")] = 8718,
    token: Annotated[
        str | None,
        typer.Option(
            parser=token_of,
            metavar="TEXT",
            envvar="SLOTTAG_TOKEN",
            help="What the page must bring.",
            show_default="a new one",
        ),
    ] = None,
    opened: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = True,
) -> None:
    """Correct what a model finds in FILE, in a browser: what it is least sure of comes first.

    Each corrected sentence is on the disk before the next one is shown. The page, or Ctrl-C, ends it; what is done is
    not asked again.
    """  # fmt: skip
    needs("reviewing", "starlette", "uvicorn", "anyio")
    target = corrections or source.with_name(f"{source.stem}.corrections.jsonl")
    if target.exists() and source.exists() and target.samefile(source):
        raise OutputError(f"{target}: is what is looked through, too; name another file with --corrections")
    from slottag.model.known import directory_at_hand
    from slottag.serving.backlog import Backlog
    from slottag.serving.corrections import Corrections
    from slottag.serving.desk import Desk
    from slottag.serving.limits import Limits
    from slottag.serving.models import named_directories
    from slottag.serving.server import address_of, listening
    from slottag.serving.server import serve as answer
    from slottag.serving.service import Service

    kept = Corrections(target)
    # Whoever has the token looks through a file of their own, so it may hold anything.
    limits = Limits(body=2**26, text=10**6)
    directories = named_directories([str(model or directory_at_hand())])
    service = Service.of(directories, limits, token or secrets.token_urlsafe())
    backlog = Backlog.of(source, service.models.named(None)[1].tagger)
    with listening(host, port) as listener:
        address = f"{address_of(listener)}/#token={service.token}"
        say(f"{backlog.left(kept)} of {len(backlog)} sentences wait at {address} ; Ctrl-C ends it")
        if opened:
            import webbrowser

            webbrowser.open(address)
        try:
            answer(replace(service, desk=Desk(kept, backlog)), listener)
        finally:
            kept.look()
            left = backlog.left(kept)
            say(f"{len(backlog) - left} of {len(backlog)} sentences are corrected, in {target}")
