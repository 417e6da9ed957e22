"""Home Assistant's protocol Wyoming: a text comes as an event, its intent and slots go back as one.

An event is a line of JSON, and so many bytes of more JSON and of anything as it says. The messages are those of the
package ``wyoming``; events are read here, where what they say of their length is not trusted.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import perf_counter
from typing import Any

from wyoming.asr import Transcript
from wyoming.error import Error
from wyoming.event import Event, Eventable, async_write_event
from wyoming.info import Attribution, Describe, Info, IntentModel, IntentProgram
from wyoming.intent import Entity, Intent, NotRecognized, Recognize
from wyoming.ping import Ping, Pong

from slottag import __version__
from slottag.serving.asking import check_text, object_of
from slottag.serving.deadline import Deadline
from slottag.serving.errors import RequestError, bad_request, too_large
from slottag.serving.service import Service
from slottag.text import Sentence

_MAKER = Attribution("slottag", "")


class Wyoming:
    """What answers over the connections of one socket."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._answering: set[asyncio.Future[None]] = set()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one event after the other, until nothing more comes or what comes is no event."""
        with suppress(ConnectionError, TimeoutError, asyncio.IncompleteReadError):
            going_on = True
            while going_on:
                with Deadline(self._service.limits.seconds):
                    event = await self._event(reader, writer)
                going_on = event is not None
                if event is not None:
                    await self._answer(event, writer)
        writer.close()

    async def drained(self) -> None:
        """Wait for the answers that are under way."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=self._service.limits.seconds)

    async def _event(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Event | None:
        """The next event; ``None`` where there is none, or where what comes can be no event, which is told."""
        try:
            return await read_event(reader, self._service.limits.body)
        except RequestError as problem:
            await async_write_event(Error(problem.message, problem.code).event(), writer)
            return None

    async def _answer(self, event: Event, writer: asyncio.StreamWriter) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._answering.add(done)
        begun, status = perf_counter(), 200
        try:
            answer = await self._answered(event)
        except RequestError as problem:
            status, answer = problem.status, Error(problem.message, problem.code)
        try:
            if answer is not None:
                await async_write_event(answer.event(), writer)
        finally:
            self._service.metrics.answered("wyoming", status, perf_counter() - begun)
            self._answering.discard(done)
            done.set_result(None)

    async def _answered(self, event: Event) -> Eventable | None:
        """The answer to an event; ``None`` to one that asks nothing of this service."""
        if Describe.is_type(event.type):
            return self._described()
        if Ping.is_type(event.type):
            return Pong(event.data.get("text"))
        if not Recognize.is_type(event.type) and not Transcript.is_type(event.type):
            return None
        text = event.data.get("text")
        check_text(text, "text", self._service.limits)
        name, _ = self._service.models.named(None)
        (found,) = await self._service.tag([(str(text), ())], confidence=False)
        return _told(found, name, event.data.get("context"))

    def _described(self) -> Info:
        # No languages mean that any is understood.
        models = [
            IntentModel(name, _MAKER, True, f"finds {', '.join(served.tagger.slots)}", served.identity, [])
            for name, served in self._service.models.all.items()
        ]
        purpose = "finds slots in what is said"
        return Info(intent=[IntentProgram("slottag", _MAKER, True, purpose, __version__, models)])


async def read_event(reader: asyncio.StreamReader, most: int) -> Event | None:
    """The next event of at most so many bytes a part, without the bytes that are no JSON; ``None`` at the end.

    Raises:
        RequestError: what comes is no event, or too large.
    """
    try:
        line = await reader.readline()
    except ValueError:
        raise too_large(f"expected an event of at most {most} bytes, got more") from None
    if not line:
        return None
    head = object_of(line)
    more = await reader.readexactly(_length(head, "data_length", most))
    await reader.readexactly(_length(head, "payload_length", most))
    kind, data = head.get("type"), {**_object(head.get("data")), **(object_of(more) if more else {})}
    if not isinstance(kind, str):
        raise bad_request("type: expected a string")
    return Event(kind, data)


def _length(head: dict[str, Any], name: str, most: int) -> int:
    value = head.get(name) or 0
    if type(value) is not int or value < 0:
        raise bad_request(f"{name}: expected a whole number")
    if value > most:
        raise too_large(f"{name}: expected at most {most} bytes, got {value}")
    return value


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _told(found: Sentence, model: str, context: Any) -> Eventable:
    """An intent: the one that the model tells, or one by the model's name where it tells none and finds a slot."""
    context = context if isinstance(context, dict) else None
    intent = found.intent or (model if found.spans else None)
    if intent is None:
        return NotRecognized(context=context)
    return Intent(intent, [Entity(slot.name, slot.text) for slot in found.slots], context=context)
