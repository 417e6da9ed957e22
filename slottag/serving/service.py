"""What answers requests: the models, what tags together, the counts, the limits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request

from slottag.errors import ModelError
from slottag.serving.answers import own
from slottag.serving.asking import Ask, check_question
from slottag.serving.batching import Batcher, Made
from slottag.serving.deadline import Deadline
from slottag.serving.desk import Desk
from slottag.serving.errors import RequestError, busy, too_large
from slottag.serving.limits import Limits
from slottag.serving.metrics import Metrics
from slottag.serving.models import Models, Served
from slottag.serving.telling import telling
from slottag.serving.ways import Given, Lines, Sentences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slottag.text import Sentence

Tell = Callable[["Sentence"], "Sentence"]
# A body that is larger than so many allowed ones is not even read to its end.
_DROPPED = 16


@dataclass(frozen=True)
class Service:
    """All that the endpoints share. One belongs to one event loop.

    Attributes:
        token: what a request must bring, if anything.
        desk: where a person corrects, if anywhere.
    """

    models: Models
    batcher: Batcher
    metrics: Metrics
    limits: Limits
    token: str | None = None
    desk: Desk | None = None

    @classmethod
    def of(
        cls,
        directories: Mapping[str, Path],
        limits: Limits | None = None,
        token: str | None = None,
        metrics: Metrics | None = None,
        desk: Desk | None = None,
    ) -> Service:
        """The service of the models in these directories.

        Raises:
            ModelError: one cannot be read.
        """
        limits, metrics = limits or Limits(), metrics or Metrics()
        return cls(Models(directories, metrics), Batcher(limits, metrics), metrics, limits, token, desk)

    async def tag(
        self, given: Sequence[Given], model: str | None = None, *, confidence: bool = True, patient: bool = False
    ) -> list[Sentence]:
        """The tagged sentences of these texts, each with what was asked before it; who is ``patient`` waits where too
        much is under way.

        Raises:
            RequestError: there is no such model, it knows no question about what was asked, too much is under way, or
                it takes too long.
        """
        _, served = self.models.named(model)
        self._check(given, served)
        return await self._in_time(self.batcher.tag(Sentences(served.tagger, confidence), given, patient=patient))

    async def answer(self, ask: Ask, given: Sequence[Given], *, patient: bool = False) -> list[str]:
        """The line of JSON for each of these texts, with all that a request wants told.

        Raises:
            RequestError: as above, or that cannot be told.
        """
        _, served = self.models.named(ask.model)
        self._check(given, served)
        options, tell = ask.options, telling(served, ask.options)
        if tell or options["nbest"] or options["tokens"]:
            return await self._in_time(self._told(ask, given, served, tell, patient))
        utf16 = options["offsets"] == "utf16"
        way = Lines(served.tagger, options["confidence"], options["min_confidence"], utf16)
        return await self._in_time(self.batcher.tag(way, given, patient=patient))

    async def _told(
        self, ask: Ask, given: Sequence[Given], served: Served, tell: Tell | None, patient: bool
    ) -> list[str]:
        """The same where more is told than what stands in arrays."""
        sure, nbest, least = (ask.options[name] for name in ("confidence", "nbest", "min_confidence"))
        found = await self.batcher.tag(Sentences(served.tagger, sure, nbest), given, patient=patient)
        if least:
            found = [sentence.at_least(least) for sentence in found]
        told = found if tell is None else await self.batcher.aside(0, lambda: [*map(tell, found)])
        return [own(sentence, ask.options) for sentence in told]

    def _check(self, given: Sequence[Given], served: Served) -> None:
        for asked in {asked for _, asked in given if asked}:
            check_question(asked, served.tagger.asked)

    async def _in_time(self, work: Awaitable[list[Made]]) -> list[Made]:
        """What this gives in the time that a request has; what goes wrong in it is told as the request's answer."""
        try:
            with Deadline(self.limits.seconds):
                return await work
        except TimeoutError:
            raise busy(f"this was not tagged within {self.limits.seconds:g} seconds; ask for less at once") from None
        except (ModelError, MemoryError) as error:
            what = "the model was written to while in use" if isinstance(error, ModelError) else "memory is short"
            raise RequestError(503, "unavailable", f"{what}; try again later", {"Retry-After": "5"}) from error

    async def body(self, request: Request) -> bytes:
        """The body of a request.

        Raises:
            RequestError: it is too large, or does not arrive.
        """
        most = self.limits.body
        body, size = bytearray(), 0
        more = True
        try:
            with Deadline(self.limits.seconds):
                # Most clients send all before they read an answer, so somewhat more is taken, and dropped.
                while more and size <= _DROPPED * most:
                    message = await request.receive()
                    if message["type"] == "http.disconnect":
                        gone = "the client went away before all of its request had arrived"
                        raise RequestError(400, "gone", gone)
                    chunk, more = message.get("body", b""), message.get("more_body", False)
                    size += len(chunk)
                    if size <= most:
                        body += chunk
        except TimeoutError:
            raise slow(self.limits) from None
        if size > most:
            raise too_large(f"expected a body of at most {most} bytes, got more; send it in parts, or as a stream")
        return bytes(body)


def slow(limits: Limits) -> RequestError:
    """A body that does not arrive."""
    message = f"the body did not arrive within {limits.seconds:g} seconds"
    return RequestError(408, "timeout", message, {"Connection": "close"})


def media_type(request: Request) -> str:
    """The kind of a request's body without its parameters; empty where it is not named."""
    # Looked for in the bytes, of which no other becomes text.
    given = next((value for name, value in request.scope["headers"] if name == b"content-type"), b"")
    return str(given, "latin-1").partition(";")[0].strip().lower()


def query_of(request: Request) -> Mapping[str, str]:
    """The options in the address of a request, which seldom has any."""
    return request.query_params if request.scope["query_string"] else {}
