"""HTTP as httptools reads it, with a limit that it lacks: the head of a request may be so long and no longer."""

from __future__ import annotations

from httptools import HttpParserError
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Bytes of a head; what reads HTTP in Python has the same.
_MOST = 2**16
# Bytes of a line beside the name and the value: a colon, a space, the end.
_BETWEEN = 4


class BoundedHeads(HttpToolsProtocol):
    """A connection whose requests are refused where their heads have no end."""

    # Bytes that came since anything but a part of a head did.
    _pending = 0

    def data_received(self, data: bytes) -> None:
        """Read what has come."""
        self._pending += len(data)
        super().data_received(data)
        if self._pending > _MOST and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_headers_complete(self) -> None:
        """Begin with a request whose head is whole."""
        self._pending = 0
        if sum(len(name) + len(value) + _BETWEEN for name, value in self.headers) + len(self.url) > _MOST:
            raise HttpParserError("the head is too long")
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of a body."""
        self._pending = 0
        super().on_body(body)
