"""``slottag serve``: answer over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from socket import socket
from typing import Annotated

import typer

from slottag.cli.options import token_of
from slottag.cli.plain import say
from slottag.extras import needs


def serve(
    models: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="MODEL",
            help="A model's directory, or NAME=DIR. Requests that name none get the first.",
            show_default=False,
        ),
    ] = None,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen; 0.0.0.0 lets other machines in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="0 takes one that is free.")] = 8717,
    workers: Annotated[int, typer.Option(metavar="N", min=1, max=256, help="Answer with N processes.")] = 1,
    token: Annotated[
        str | None,
        typer.Option(
            parser=token_of,
            metavar="TEXT",
            envvar="SLOTTAG_TOKEN",
            help="What each request must bring.",
            show_default=False,
        ),
    ] = None,
    most_text: Annotated[
        int, typer.Option("--max-text", metavar="N", min=1, max=10**6, help="Characters of a text.")
    ] = 20_000,
    most_texts: Annotated[
        int, typer.Option("--max-texts", metavar="N", min=1, max=10**5, help="Texts of a request.")
    ] = 1_000,
    most_body: Annotated[int, typer.Option("--max-body", metavar="N", min=1, max=2**30, help="Bytes of a request.")] = 2
    ** 20,
    queue: Annotated[
        int, typer.Option(metavar="N", min=1, max=10**6, help="Texts under way; beyond, 503 is answered.")
    ] = 4_096,
    seconds: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", min=0.1, max=3600, help="For a request and its answer.")
    ] = 30.0,
    wyoming: Annotated[
        int | None,
        typer.Option(metavar="PORT", min=0, max=65535, help="Answer Home Assistant's protocol there, too."),
    ] = None,
    corrections: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where what is corrected on the page at / goes, as JSON Lines."),
    ] = None,
) -> None:
    """Answer over HTTP: slots as JSON, as Rasa's server, or as Hugging Face's token classification.

    A model that is replaced is taken up by itself. SIGTERM answers what has come, and ends. / is a page to try it.
    """  # fmt: skip
    needs("serving", "starlette", "uvicorn", "anyio", *(["wyoming"] if wyoming is not None else []))
    from slottag.model.known import directory_at_hand
    from slottag.serving.corrections import Corrections
    from slottag.serving.desk import Desk
    from slottag.serving.limits import Limits
    from slottag.serving.metrics import Metrics
    from slottag.serving.models import named_directories
    from slottag.serving.server import address_of, listening
    from slottag.serving.server import serve as answer
    from slottag.serving.service import Service

    directories = named_directories(models or [str(directory_at_hand())])
    limits = Limits(most_body, most_text, most_texts, seconds, queue)
    desk = Desk(Corrections(corrections)) if corrections else None
    service = Service.of(directories, limits, token, Metrics(workers), desk)
    with listening(host, port) as listener, _events(host, wyoming) as events:
        say(f"serving {', '.join(directories)} on {address_of(listener)}; SIGTERM or Ctrl-C ends it")
        if token is None and not ip_address(listener.getsockname()[0].partition("%")[0]).is_loopback:
            say("whoever reaches this address may ask; --token TEXT lets in those alone who know it")
        if events is not None:
            say(f"events of Wyoming are answered at port {events.getsockname()[1]}; that protocol knows no token")
        answer(service, listener, workers, wyoming=events)


@contextmanager
def _events(host: str, port: int | None) -> Iterator[socket | None]:
    from slottag.serving.server import listening

    if port is None:
        yield None
        return
    with listening(host, port) as listener:
        yield listener
