"""An answer in JSON, sent as it is; what a response of any kind can do takes longer than to tag a word."""

from __future__ import annotations

import json
from typing import Any

from starlette.types import Receive, Scope, Send

JSON = "application/json"


class JsonAnswer:
    """An ASGI application that answers with JSON, given as text.

    Args:
        text: the JSON.
        status: the HTTP status.
        headers: further ones.
    """

    def __init__(self, text: str, status: int = 200, headers: dict[str, str] | None = None) -> None:
        # Halves of surrogate pairs, which a message may hold, can be no UTF-8.
        self._body = text.encode("utf-8", "backslashreplace")
        self._status = status
        self._headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(self._body)),
            *((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in (headers or {}).items()),
        ]

    @classmethod
    def of(cls, value: Any) -> JsonAnswer:
        """The answer that holds a value."""
        return cls(json.dumps(value, ensure_ascii=False))

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer."""
        await send({"type": "http.response.start", "status": self._status, "headers": self._headers})
        await send({"type": "http.response.body", "body": self._body})
