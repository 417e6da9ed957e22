"""Around all endpoints: who may ask, what is counted, and that whatever goes wrong is told as JSON."""

from __future__ import annotations

import hmac
import json
import re
from base64 import b64decode
from contextlib import suppress
from time import perf_counter
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from slottag.serving.errors import RequestError
from slottag.serving.json_answer import JsonAnswer
from slottag.serving.metrics import ENDPOINTS
from slottag.serving.service import Service

# What is told to everyone: that it is there, which version it is, and the files of the page, which holds nothing until
# it is told something.
_OPEN = re.compile(r"/|/health|/version|/page/[\w-]+\.(?:html|css|js)")
# The beginnings of paths that end in a name, and what the name is of.
_NAMED = {"/models/": "name", "/page/": "file"}


class Guard:
    """An ASGI application that lets requests through to another one."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app, self._service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = perf_counter(), 0

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        # By this the router tells what it does not find as an error.
        scope["app"] = self
        try:
            check_token(scope, self._service.token)
            await self._app(scope, receive, counted)
        except RequestError as problem:
            await answer_of(problem)(scope, receive, counted)
        except HTTPException as error:
            await answer_of(problem_of(error))(scope, receive, counted)
        except Exception:
            # What happened is told on the server alone.
            if not status:
                fault = RequestError(500, "internal", "this is a fault of the service; its log tells more")
                await answer_of(fault)(scope, receive, counted)
            raise
        finally:
            self._service.metrics.answered(_endpoint(scope["path"]), status or 500, perf_counter() - begun)


def check_token(scope: Scope, token: str | None) -> None:
    """See to it that a request brings the token, in its head (``Authorization: Bearer …``, or as the password of
    ``Basic``) or its address.

    Raises:
        RequestError: it does not.
    """
    if token is None or _OPEN.fullmatch(scope["path"]):
        return
    given = [one for name, value in scope["headers"] if name == b"authorization" for one in _brought(value)]
    query = parse_qs(scope["query_string"].decode("latin-1"), errors="replace")
    given += [text.encode() for text in query.get("token", [])]
    # Each is compared in the same time whatever it is, so that no part of the token can be found out.
    if not any(hmac.compare_digest(one, token.encode()) for one in given):
        raise RequestError(
            401,
            "unauthorized",
            "expected the token, as Authorization: Bearer TOKEN or ?token=TOKEN",
            {"WWW-Authenticate": "Bearer"},
        )


def _brought(value: bytes) -> list[bytes]:
    kind, _, rest = value.partition(b" ")
    if kind.lower() == b"bearer":
        return [rest]
    if kind.lower() == b"basic":
        with suppress(ValueError):
            return [b64decode(rest).partition(b":")[2]]
    return []


def answer_of(problem: RequestError) -> JsonAnswer:
    """The answer that tells of a problem."""
    return JsonAnswer(json.dumps(problem.told(), ensure_ascii=False), problem.status, problem.headers)


def problem_of(error: HTTPException) -> RequestError:
    """What is wrong with an address or a method that there is not."""
    codes = {404: "not_found", 405: "method_not_allowed"}
    headers = dict(error.headers or {})
    message = {404: "there is nothing at this address", 405: f"expected {headers.get('Allow', 'another method')}"}
    told = message.get(error.status_code, error.detail)
    return RequestError(error.status_code, codes.get(error.status_code, "bad_request"), told, headers)


def _endpoint(path: str) -> str:
    if path in ENDPOINTS:
        return path
    return next((f"{start}{{{name}}}" for start, name in _NAMED.items() if path.startswith(start)), "other")
