"""``/tag`` as a stream: a line of JSON in, a line of JSON out, in order, for as long as lines come."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, NamedTuple

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from slottag.serving.asking import ASKED, OPTIONS, Ask, check_question, check_text, parsed
from slottag.serving.deadline import Deadline
from slottag.serving.errors import RequestError, bad_request, too_large
from slottag.serving.service import Service, slow

NDJSON = "application/x-ndjson"
KINDS = (NDJSON, "application/jsonl", "application/ndjson", "application/jsonlines")
# Lines that are tagged together at most.
_LINES = 256


class _Row(NamedTuple):
    """The text of a line, what was asked before it, and the fields beside it."""

    text: str
    asked: tuple[str, ...]
    others: Mapping[str, Any]


class Stream:
    """The answer to a stream, as an ASGI application; lines are answered while others are still sent.

    A line is a text in JSON, or an object with one under ``text``, and what was asked under ``asked`` if it is not the
    same for all; its other fields stay. A line without an answer is
    answered with an object that has ``error``, ``code`` and ``line``, and the lines behind it are answered.
    """

    def __init__(self, service: Service, ask: Ask, request: Request) -> None:
        self._service, self._ask, self._request = service, ask, request
        service.models.named(ask.model)

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer all lines."""
        headers = [(b"content-type", NDJSON.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        number = 1
        try:
            async for lines in self._lines():
                for first in range(0, len(lines), _LINES):
                    some = lines[first : first + _LINES]
                    await send(_part(await self._answers(some, number)))
                    number += len(some)
        except RequestError as problem:
            # What comes behind it cannot be made out any more.
            await send(_part(_line({**problem.told(), "line": number})))
        except ClientDisconnect:
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _lines(self) -> AsyncIterator[list[bytes]]:
        """The whole lines of what has arrived, again and again."""
        rest, limits = b"", self._service.limits
        chunks = aiter(self._request.stream())
        while True:
            try:
                with Deadline(limits.seconds):
                    chunk = await anext(chunks, None)
            except TimeoutError:
                raise slow(limits) from None
            *lines, rest = (rest + (chunk or b"")).split(b"\n")
            if len(rest) > limits.body or any(len(line) > limits.body for line in lines):
                raise too_large(f"expected lines of at most {limits.body} bytes, got a longer one")
            if chunk is None:
                if rest:
                    yield [rest]
                return
            if lines:
                yield lines

    async def _answers(self, lines: list[bytes], number: int) -> bytes:
        read = [self._read(line) for line in lines]
        given = [(one.text, one.asked) for one in read if isinstance(one, _Row)]
        try:
            found = iter(await self._service.answer(self._ask, given, patient=True))
        except RequestError as problem:
            read, found = [one if isinstance(one, RequestError) else problem for one in read], iter(())
        return b"".join(
            _line({**one.told(), "line": place}) if isinstance(one, RequestError) else _written(next(found), one.others)
            for place, one in enumerate(read, start=number)
        )

    def _read(self, line: bytes) -> _Row | RequestError:
        try:
            value = parsed(line, "the line")
            text = value.pop("text", None) if isinstance(value, dict) else value
            if not isinstance(text, str):
                raise bad_request('expected a string or an object with one under "text"')
            check_text(text, "text", self._service.limits)
            others = value if isinstance(value, dict) else {}
            return _Row(text, self._asked(others), others)
        except RequestError as problem:
            return problem

    def _asked(self, line: Mapping[str, Any]) -> tuple[str, ...]:
        own = [] if line.get(ASKED) is None else OPTIONS[ASKED].read(ASKED, line[ASKED])
        _, served = self._service.models.named(self._ask.model)
        return check_question(own or self._ask.options[ASKED], served.tagger.asked)


def _written(answer: str, others: Mapping[str, Any]) -> bytes:
    return _line({**others, **json.loads(answer)}) if others else f"{answer}\n".encode()


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _part(body: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": True}
