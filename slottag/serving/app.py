"""The endpoints."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from slottag import __version__
from slottag.errors import shown
from slottag.serving.answers import by_token, grouped, rasa
from slottag.serving.asking import ask_of, ask_of_query, check_media_type, check_text, check_texts, object_of
from slottag.serving.errors import bad_request
from slottag.serving.guard import Guard
from slottag.serving.json_answer import JSON, JsonAnswer
from slottag.serving.label_studio import LabelStudio
from slottag.serving.openapi import description
from slottag.serving.pages import page_routes
from slottag.serving.service import Service, media_type, query_of
from slottag.serving.stream import KINDS, NDJSON, Stream

# The versions of Rasa's clients that are answered as they expect.
_RASA = "3.0.0"
_STRATEGIES = ("none", "simple", "first", "average", "max")


def application(service: Service) -> ASGIApp:
    """The ASGI application of a service: an address leads to its endpoint, with nothing between but the guard."""
    endpoints = Endpoints(service)
    routes = [
        Route("/tag", Directly(endpoints.tag), methods=["POST"]),
        Route("/model/parse", endpoints.parse, methods=["POST"]),
        Route("/models/{name}", endpoints.classify, methods=["POST"]),
        *LabelStudio(service).routes,
        *page_routes(service),
        *(
            Route(path, endpoint, methods=["GET"])
            for path, endpoint in (
                ("/models", endpoints.models),
                ("/status", endpoints.status),
                ("/version", endpoints.version),
                ("/health", endpoints.health),
                ("/metrics", endpoints.metrics),
                ("/openapi.json", endpoints.openapi),
            )
        ),
    ]
    return Guard(Router(routes, redirect_slashes=False, lifespan=_watching(service)), service)


class Directly:
    """An endpoint as an application, with nothing around it: what goes wrong in it is told by the guard."""

    def __init__(self, endpoint: Callable[[Request], Awaitable[ASGIApp]]) -> None:
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        answer = await self._endpoint(Request(scope, receive, send))
        await answer(scope, receive, send)


def _watching(service: Service) -> Callable[[Any], Any]:
    @asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[None]:
        watch = asyncio.create_task(service.models.watch())
        try:
            yield
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
            service.batcher.close()

    return lifespan


class Endpoints:
    """What answers at each address."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._description = json.dumps(description(service.limits, service.desk)).encode()

    async def tag(self, request: Request) -> Any:
        """One text or many, in slottag's own form; lines of JSON as a stream."""
        kind = media_type(request)
        if kind in KINDS:
            return Stream(self._service, ask_of_query(request.query_params), request)
        check_media_type(kind, JSON, NDJSON, "text/plain")
        ask = ask_of(await self._service.body(request), query_of(request), self._service.limits)
        answers = await self._service.answer(ask, ask.given)
        return JsonAnswer(answers[0] if ask.alone else f'{{"sentences": [{", ".join(answers)}]}}')

    async def parse(self, request: Request) -> JsonAnswer:
        """As Rasa's server does; the kind of the body is not looked at, for its clients send any."""
        given = object_of(await self._service.body(request))
        text = given.get("text")
        check_text(text, "text", self._service.limits)
        model = request.query_params.get("model")
        (found,) = await self._service.tag([(str(text), ())], model)
        told = rasa(found)
        return JsonAnswer.of({**told, "message_id": given["message_id"]} if "message_id" in given else told)

    async def classify(self, request: Request) -> JsonAnswer:
        """As Hugging Face's token classification does."""
        check_media_type(media_type(request), JSON, "text/plain")
        given = object_of(await self._service.body(request))
        inputs = given.get("inputs")
        texts: list[Any] = inputs if isinstance(inputs, list) else [inputs]
        check_texts(texts, "inputs", self._service.limits)
        parameters = given.get("parameters") or {}
        if not isinstance(parameters, dict):
            raise bad_request(f"parameters: expected an object, got {shown(parameters)}")
        strategy = parameters.get("aggregation_strategy") or "simple"
        if strategy not in _STRATEGIES:
            expected = ", ".join(_STRATEGIES)
            raise bad_request(f"aggregation_strategy: expected one of {expected}, got {shown(strategy)}")
        found = await self._service.tag([(text, ()) for text in texts], request.path_params["name"])
        answers = [(by_token if strategy == "none" else grouped)(sentence) for sentence in found]
        return JsonAnswer.of(answers if isinstance(inputs, list) else answers[0])

    async def models(self, _request: Request) -> JsonAnswer:
        """What each model is."""
        models = [
            {
                "name": name,
                "identity": served.identity,
                "slots": list(served.tagger.slots),
                "intents": list(served.tagger.intents),
                "asked": list(served.tagger.asked),
                "encoder": served.tagger.model.config.network.encoder,
                "corpus": served.tagger.model.corpus,
            }
            for name, served in self._service.models.all.items()
        ]
        return JsonAnswer.of({"models": models})

    async def status(self, request: Request) -> JsonAnswer:
        """As Rasa's server does, of the first model or the one that is named."""
        name, served = self._service.models.named(request.query_params.get("model"))
        told = {"model_file": name, "model_id": served.identity, "num_active_training_jobs": 0}
        return JsonAnswer.of({**told, "fingerprint": {"model": served.identity}})

    async def version(self, _request: Request) -> JsonAnswer:
        """As Rasa's server does: which clients fit."""
        return JsonAnswer.of({"version": __version__, "minimum_compatible_version": _RASA, "name": "slottag"})

    async def health(self, _request: Request) -> JsonAnswer:
        """Whether it answers, and whether what answers is what lies in the directories."""
        models = {
            name: "what lies there now cannot be read; the model before answers" if served.behind else "ok"
            for name, served in self._service.models.all.items()
        }
        return JsonAnswer.of({"status": "ok", "models": models})

    async def metrics(self, _request: Request) -> Response:
        """Counts as Prometheus reads them."""
        return Response(self._service.metrics.text(), media_type="text/plain; version=0.0.4")

    async def openapi(self, _request: Request) -> Response:
        """What this service understands, for programs."""
        return Response(self._description, media_type=JSON)
