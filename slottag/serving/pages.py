"""The page on which a person tries a model and corrects what it finds, and the endpoints that are there for it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from slottag.errors import OutputError, shown
from slottag.serving.asking import OPTIONS, check_media_type, check_text, object_of
from slottag.serving.backlog import Backlog
from slottag.serving.correcting import answer_of, correction_of, waiting_at
from slottag.serving.corrections import KeptAlreadyError
from slottag.serving.desk import Desk
from slottag.serving.errors import RequestError, bad_request, too_large
from slottag.serving.json_answer import JSON, JsonAnswer
from slottag.serving.service import Service, media_type
from slottag.tagging.units import turned
from slottag.text import Palette

if TYPE_CHECKING:
    from slottag.runtime import Tagger

_FOLDER = Path(__file__).with_name("page")
_KINDS = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
          ".js": "text/javascript; charset=utf-8"}  # fmt: skip
# The page runs its own scripts alone, speaks to this service alone, and stands in no other page.
_SAFELY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
# Tokens of a text that is explained: each costs a reading of the whole.
_EXPLAINED = 200


def page_routes(service: Service) -> list[Route]:
    """The routes of the page; those that write are there where a file for corrections is named."""
    page = Page(service)
    routes = [
        Route("/", page.file, methods=["GET"]),
        Route("/page/setup", page.setup, methods=["GET"]),
        Route("/page/{file}", page.file, methods=["GET"]),
        Route("/why", page.why, methods=["POST"]),
    ]
    if service.desk is None:
        return routes
    desk = DeskEndpoints(service, service.desk)
    routes.append(Route("/corrections", desk.correct, methods=["POST"]))
    if service.desk.backlog is None:
        return routes
    return [
        *routes,
        Route("/backlog", partial(desk.backlog, service.desk.backlog), methods=["GET"]),
        Route("/end", desk.end, methods=["POST"]),
    ]


class Page:
    """The files of the page, and what it asks of the models."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._files = {
            path.name: (path.read_bytes(), _KINDS[path.suffix]) for path in _FOLDER.iterdir() if path.suffix in _KINDS
        }

    async def file(self, request: Request) -> Response:
        """A file of the page."""
        name = request.path_params.get("file", "page.html")
        if name not in self._files:
            raise RequestError(404, "not_found", "there is nothing at this address")
        content, kind = self._files[name]
        return Response(content, headers=_SAFELY, media_type=kind)

    async def setup(self, _request: Request) -> JsonAnswer:
        """What the page has to know: the models with their slots in colour, and what can be asked and done."""
        desk = self._service.desk
        models = [
            {"name": name, "slots": _coloured(served.tagger), "intents": list(served.tagger.intents),
             "resolves": bool(served.tagger.model.slots)}
            for name, served in self._service.models.all.items()
        ]  # fmt: skip
        told = {
            "models": models,
            "options": list(OPTIONS),
            "corrections": desk.corrections.path.name if desk else None,
            "job": desk.corrections.job if desk else None,
            "backlog": desk.backlog.name if desk and desk.backlog else None,
        }
        return JsonAnswer.of(told)

    async def why(self, request: Request) -> JsonAnswer:
        """What each span of a text rests on."""
        check_media_type(media_type(request), JSON, "text/plain")
        given = object_of(await self._service.body(request))
        text, model = given.get("text"), given.get("model")
        check_text(text, "text", self._service.limits)
        if model is not None and not isinstance(model, str):
            raise bad_request(f"model: expected the name of one, got {shown(model)}")
        utf16 = OPTIONS["offsets"].read("offsets", given.get("offsets", "characters")) == "utf16"
        tagger = self._service.models.named(model)[1].tagger
        length = len(tagger.tokenize(str(text)))
        if length > _EXPLAINED:
            raise too_large(f"text: expected at most {_EXPLAINED} words to explain, got {length}; cut it up")
        return JsonAnswer.of(await self._service.batcher.aside(length, partial(_why, tagger, str(text), utf16)))


class DeskEndpoints:
    """What writes corrections down, and tells what waits."""

    def __init__(self, service: Service, desk: Desk) -> None:
        self._service, self._desk = service, desk

    async def correct(self, request: Request) -> JsonAnswer:
        """Write a correction down; what is sent twice is written once."""
        self._check_sender(request)
        check_media_type(media_type(request) or "nothing", JSON)
        given = object_of(await self._service.body(request))
        model, replaces = given.get("model"), given.get("replaces")
        if not all(one is None or isinstance(one, str) for one in (model, replaces)):
            raise bad_request("model, replaces: expected strings")
        name, served = self._service.models.named(model)
        correction = correction_of(given, name, served, self._service.limits)
        try:
            kept = await asyncio.to_thread(self._desk.corrections.add, correction, replaces)
        except KeptAlreadyError as error:
            utf16 = given.get("offsets") == "utf16"
            raise RequestError(
                409, "kept_already", "this text was corrected already; send its id as replaces to correct it anew",
                details={"kept": answer_of(error.kept, utf16)},
            ) from error  # fmt: skip
        except OutputError as error:
            raise RequestError(
                503, "unavailable", "the correction could not be written; make room, and send it again",
                {"Retry-After": "5"},
            ) from error  # fmt: skip
        return JsonAnswer.of({"id": kept.id})

    async def backlog(self, backlog: Backlog, request: Request) -> JsonAnswer:
        """A sentence that waits."""
        query = request.query_params
        place, after = _number(query, "place"), _number(query, "after")
        utf16 = OPTIONS["offsets"].read("offsets", query.get("offsets", "characters")) == "utf16"
        await asyncio.to_thread(self._desk.corrections.look)
        tagger = self._service.models.named(None)[1].tagger
        return JsonAnswer.of(waiting_at(self._desk, backlog, place, after, tagger, utf16))

    async def end(self, request: Request) -> JsonAnswer:
        """End the review, and with it the service, when this has been answered."""
        self._check_sender(request)
        signal.raise_signal(signal.SIGTERM)
        return JsonAnswer.of({"left": self._desk.backlog.left(self._desk.corrections) if self._desk.backlog else 0})

    def _check_sender(self, request: Request) -> None:
        """See to it that what changes something comes from this service's own page, or from no page at all.

        Raises:
            RequestError: a browser sends it from another page.
        """
        host, origin = request.headers.get("host", ""), request.headers.get("origin")
        if origin is not None and origin.partition("://")[2] != host:
            raise RequestError(403, "forbidden", "expected a request from the page of this service, got one of another")
        # A page of another machine can have its own name stand for this one. It has no token, and no number.
        if self._service.token is None and not _is_number(host):
            raise RequestError(403, "forbidden", "expected 127.0.0.1 or localhost as host where there is no token")


def _why(tagger: Tagger, text: str, utf16: bool) -> dict[str, Any]:
    from slottag.inspection import explain, runs_at
    from slottag.inspection.plain_data import reason_to_json

    found = tagger(text)
    told: dict[str, Any] = {"text": text, "spans": found.to_dict()["spans"]}
    told["tokens"] = [[start, end] for _, start, end in found.tokens]
    told["reasons"] = [reason_to_json(explain(tagger, found, run)) for run in runs_at(found)]
    return turned(text, told) if utf16 else told


def _coloured(tagger: Tagger) -> Mapping[str, str]:
    palette = Palette(tagger.slots)
    return {slot: palette.colour(slot) for slot in tagger.slots}


def _number(query: Mapping[str, str], name: str) -> int | None:
    text = query.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise bad_request(f"{name}: expected a whole number, got {shown(text)}")
    return int(text)


def _is_number(host: str) -> bool:
    """Whether a host is this machine by its usual name, or an address in digits."""
    name = host.rpartition("]")[0].removeprefix("[") if host.startswith("[") else host.partition(":")[0]
    if name == "localhost":
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
