"""What a request is answered that is not answered: an HTTP status, a word for programs, a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class RequestError(Exception):
    """A request that gets no answer.

    Args:
        status: the HTTP status.
        code: one word that programs may look at.
        message: what is wrong and what is expected. It names nothing of the machine.
        headers: what HTTP wants told beside.
        details: what programs are told beside.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        headers: Mapping[str, str] | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.headers, self.details = dict(headers or {}), dict(details or {})

    def told(self) -> dict[str, Any]:
        """The JSON object of it."""
        return {"error": self.message, "code": self.code, "status": self.status, **self.details}


def bad_request(message: str) -> RequestError:
    """What is asked cannot be understood."""
    return RequestError(400, "bad_request", message)


def too_large(message: str) -> RequestError:
    """More is asked than one request may. What is still on its way is not read."""
    return RequestError(413, "too_large", message, {"Connection": "close"})


def busy(message: str) -> RequestError:
    """It would be answered at another time."""
    return RequestError(503, "busy", message, {"Retry-After": "1"})
