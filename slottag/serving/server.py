"""The service as a process or several: sockets, signals, copies of the process that share what they can."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from math import ceil
from types import FrameType
from typing import Literal, NoReturn

import anyio
import uvicorn

from slottag.errors import OutputError
from slottag.serving.app import application
from slottag.serving.service import Service

# Connections that wait to be taken.
_BACKLOG = 512
# Seconds before a copy that ended is made anew, lest one that cannot start be made without end.
_PAUSE = 0.5
_ENDS = (signal.SIGTERM, signal.SIGINT)


def listening(host: str, port: int) -> socket.socket:
    """A socket at which requests can come.

    Raises:
        OutputError: there is no such address, or another program has it.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(_BACKLOG)
        except OSError:
            listener.close()
            raise
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(f"{host}:{port}: cannot be listened at: {reason}; choose another --host or --port") from error
    listener.setblocking(False)
    return listener


def address_of(listener: socket.socket) -> str:
    """What a browser is told of a socket."""
    host, port, *_ = listener.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(service: Service, listener: socket.socket, workers: int = 1, *, wyoming: socket.socket | None = None) -> None:
    """Answer requests until SIGTERM or Ctrl-C; then take no more, and answer those that have come.

    Args:
        service: what answers. With several workers each has a copy, made now, whose weights are in memory once.
        listener: where requests come.
        workers: how many processes answer.
        wyoming: where events of Home Assistant's protocol come, if anywhere.

    Raises:
        OutputError: the system makes no copies of processes.
    """
    sockets = _Sockets(listener, wyoming)
    if workers == 1:
        _answer(service, sockets)
    elif hasattr(os, "fork"):
        _Workers(service, sockets, workers).run()
    else:
        raise OutputError("--workers: this system cannot copy a process; leave the option out")


@dataclass(frozen=True, slots=True)
class _Sockets:
    """Where requests of HTTP and, if anywhere, events of Wyoming come."""

    http: socket.socket
    wyoming: socket.socket | None

    def close(self) -> None:
        self.http.close()
        if self.wyoming:
            self.wyoming.close()


def _answer(service: Service, sockets: _Sockets, tether: int | None = None) -> None:
    """Answer requests; with a ``tether``, until nobody holds the other end of that pipe any more, too."""
    config = uvicorn.Config(
        application(service),
        http=_protocol(),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=ceil(service.limits.seconds) + 1,
    )
    server = uvicorn.Server(config)
    told = set[int]()

    def end(number: int = 0, _frame: FrameType | None = None) -> None:
        told.add(number)
        server.should_exit = True

    async def answering() -> None:
        if tether is not None:
            asyncio.get_running_loop().add_reader(tether, end)
        async with _events_answered(service, sockets.wyoming):
            await server.serve([sockets.http])

    # uvicorn has handlers of its own meanwhile, and raises its signal again at the end, which is to be an orderly one.
    before = {number: signal.signal(number, end) for number in _ENDS}
    try:
        anyio.run(answering, backend_options={"use_uvloop": find_spec("uvloop") is not None})
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if signal.SIGINT in told:
        raise KeyboardInterrupt


def _protocol() -> type[asyncio.Protocol] | Literal["h11"]:
    """What reads HTTP: in C where that is installed."""
    if find_spec("httptools") is None:
        return "h11"
    from slottag.serving.heads import BoundedHeads

    return BoundedHeads


@asynccontextmanager
async def _events_answered(service: Service, listener: socket.socket | None) -> AsyncIterator[None]:
    """While the block runs, events of Wyoming are answered; those that have come, at its end too."""
    if listener is None:
        yield
        return
    from slottag.serving.wyoming import Wyoming

    answering = Wyoming(service)
    server = await asyncio.start_server(answering.connected, sock=listener, limit=service.limits.body)
    try:
        yield
    finally:
        server.close()
        await answering.drained()


class _Workers:
    """Copies of this process that answer; one that ends before its time is made anew.

    Each holds one end of a pipe, and ends when this process, which holds the other one, is gone.
    """

    def __init__(self, service: Service, sockets: _Sockets, number: int) -> None:
        self._service, self._sockets, self._number = service, sockets, number
        self._rows: dict[int, int] = {}
        self._ended_by: int | None = None
        self._tether, self._held = os.pipe()

    def run(self) -> None:
        """Keep the copies at work until SIGTERM or Ctrl-C, and then until they have ended."""
        before = {number: signal.signal(number, self._end) for number in _ENDS}
        try:
            for row in range(self._number):
                self._start(row)
            self._sockets.close()
            while self._rows:
                process, _ = os.wait()
                row = self._rows.pop(process)
                if self._ended_by is None:
                    time.sleep(_PAUSE)
                    self._start(row)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(self._tether)
            os.close(self._held)
        if self._ended_by == signal.SIGINT:
            raise KeyboardInterrupt

    def _end(self, number: int, _frame: FrameType | None) -> None:
        self._ended_by = number
        for process in self._rows:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)

    def _start(self, row: int) -> None:
        # While the copy is made no signal is taken: in the copy it would be for the others.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
        try:
            if self._ended_by is not None:
                return
            process = os.fork()
            if process == 0:
                self._work(row)
            self._rows[process] = row
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _work(self, row: int) -> NoReturn:
        """What a copy does; it ends here."""
        status = 1
        try:
            os.close(self._held)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)
            self._service.metrics.take_row(row)
            _answer(self._service, self._sockets, self._tether)
            status = 0
        finally:
            os._exit(status)
