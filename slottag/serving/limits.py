"""How much a request may ask, and how much may be under way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may hold and the service has under way at most.

    Attributes:
        body: bytes of a body, or of a line of a stream.
        text: characters of a text.
        texts: texts of a request.
        seconds: that a body may take to arrive, and its answer to be made.
        queue: texts that are under way together.
    """

    body: int = 2**20
    text: int = 20_000
    texts: int = 1_000
    seconds: float = 30.0
    queue: int = 4_096
