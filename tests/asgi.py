"""Asking an ASGI application inside the test's own process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp


@dataclass
class Answer:
    """What came back."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


async def ask(
    app: ASGIApp,
    path: str,
    body: bytes | Iterable[bytes] | AsyncIterator[bytes] | None = None,
    kind: str = "application/json",
    *,
    method: str = "",
    answer: Answer | None = None,
    **headers: str,
) -> Answer:
    """Send a request whose body comes in these parts; ``answer`` is filled as it comes."""
    path, _, query = path.partition("?")
    sent = {"content-type": kind, **headers} if body is not None else headers
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method or ("GET" if body is None else "POST"),
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items() if value],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }
    parts = _parts(body)
    answer = answer or Answer()

    async def receive() -> dict[str, Any]:
        part = await anext(parts, None)
        return {"type": "http.request", "body": part or b"", "more_body": part is not None}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message["body"]

    await app(scope, receive, send)
    return answer


async def _parts(body: bytes | Iterable[bytes] | AsyncIterator[bytes] | None) -> AsyncIterator[bytes]:
    if isinstance(body, AsyncIterator):
        async for part in body:
            yield part
    else:
        for part in [body] if isinstance(body, bytes) else body or []:
            yield part


def asked(app: ASGIApp, path: str, body: Any = None, kind: str = "application/json", **more: str) -> Answer:
    """The same from code that is not asynchronous; what is no bytes is sent as JSON."""
    sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    return asyncio.run(ask(app, path, sent, kind, **more))
