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

    # Bytes that came since anything but a part of a head did; those that a head can have, which may begin behind the
    # request before it; and those of what was received last.
    _pending = _came = _last = 0

    def data_received(self, data: bytes) -> None:
        """Read what has come."""
        self._last = len(data)
        self._pending += self._last
        self._came += self._last
        super().data_received(data)
        if self._pending > _MOST and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_headers_complete(self) -> None:
        """Begin with a request whose head is whole."""
        # What it has is added up only where enough has come.
        if self._came > _MOST and self._length() > _MOST:
            raise HttpParserError("the head is too long")
        self._end_of_head()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of a body."""
        self._end_of_head()
        super().on_body(body)

    def _end_of_head(self) -> None:
        self._pending, self._came = 0, self._last

    def _length(self) -> int:
        return sum(len(name) + len(value) + _BETWEEN for name, value in self.headers) + len(self.url)
