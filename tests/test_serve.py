"""``slottag serve`` as a process of its own, over the loopback."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from slottag import extras
from slottag.model import Model
from tests.command import one_line, slottag
from tests.test_tag import command

MODELS = Path(__file__).parent / "models"
TEXT = "no lemon cake for me before half past six!"
# Seconds for what is sure to come, however busy the machine is.
PATIENCE = 60


class Running:
    """A service that runs, and what it said when it began."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stderr
        self.said = process.stderr.readline()
        self.port = int(self.said.partition("127.0.0.1:")[2].partition(";")[0])

    def connect(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def ask(self, path: str, value: Any = None) -> Any:
        connection = self.connect()
        try:
            return ask(connection, path, value)
        finally:
            connection.close()

    def raw(self, data: bytes) -> bytes:
        """What comes back for these bytes; nothing where the connection is broken off."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            try:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                return connection.makefile("rb").read()
            except OSError as error:
                # A connection that is broken off before it is shut down is no ConnectionError.
                if isinstance(error, ConnectionError) or error.errno == errno.ENOTCONN:
                    return b""
                raise

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


def ask(connection: HTTPConnection, path: str, value: Any = None) -> Any:
    headers = {} if value is None else {"Content-Type": "application/json"}
    connection.request("GET" if value is None else "POST", path, None if value is None else json.dumps(value), headers)
    return told(connection.getresponse())


def told(response: HTTPResponse) -> Any:
    body = response.read()
    assert response.status == 200, body
    return json.loads(body)


@contextmanager
def serving(*arguments: object) -> Iterator[Running]:
    process = subprocess.Popen(command("serve", *arguments, "--port", 0), stderr=subprocess.PIPE, text=True)
    try:
        yield Running(process)
    finally:
        process.kill()
        process.communicate()


def until(happens: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.05)


def test_a_service_starts_answers_and_drains() -> None:
    with serving(MODELS / "members") as service:
        assert service.said.startswith("slottag: serving members on http://127.0.0.1:")
        connection = service.connect()
        answer = ask(connection, "/tag", {"text": TEXT})
        assert [span["value"] for span in answer["spans"]] == ["lemon cake", "half past six"]
        body = json.dumps({"text": TEXT}).encode()
        connection.putrequest("POST", "/tag")
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body[:5])
        until(lambda: b"slottag_texts" in service.raw(b"GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        service.process.send_signal(signal.SIGTERM)
        until(lambda: refused(service.port))
        connection.send(body[5:])
        assert told(connection.getresponse()) == answer, "what had come is answered"
        connection.close()
        assert service.process.wait(PATIENCE) == 0
        assert service.process.stderr
        assert service.process.stderr.read() == ""


def test_it_does_without_what_is_faster() -> None:
    code = (
        "import sys\nsys.modules['httptools'] = sys.modules['uvloop'] = None\n"
        f"sys.argv = ['slottag', 'serve', {str(MODELS / 'members')!r}, '--port', '0']\n"
        "from slottag.cli import main\nmain()"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)
    try:
        service = Running(process)
        assert [span["slot"] for span in service.ask("/tag", {"text": TEXT})["spans"]] == ["dish", "time"]
        assert service.end() == 0
    finally:
        process.kill()
        process.communicate()


def refused(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
    except OSError:
        return True
    return False


def test_what_is_no_http_is_refused_and_the_service_goes_on() -> None:
    with serving(MODELS / "members", "--timeout", 1) as service:
        for data in (
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500,
            b"GET / HTTP/9.9\r\n\r\n",
            b"GET /health HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 400_000,
            b"GET /" + b"y" * 400_000,
            b"GET /health HTTP/1.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
            b"POST /tag HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
            b"POST /tag HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
            b"GET /health HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
            b"POST /tag HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ):
            assert service.raw(data)[:10] in (b"HTTP/1.1 4", b"")
            assert service.ask("/health")["status"] == "ok"
        # One that promises more than it sends and goes away, and one that stays silent.
        service.raw(b"POST /tag HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n{")
        with socket.create_connection(("127.0.0.1", service.port), timeout=PATIENCE) as connection:
            connection.sendall(b"POST /tag HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n{")
            assert connection.recv(12) == b"HTTP/1.1 408"
        assert service.ask("/tag", {"text": TEXT})["spans"]
        assert service.end(signal.SIGINT) == 130


def test_a_head_is_bounded_that_begins_behind_another_request() -> None:
    head = b"GET /health HTTP/1.1\r\nHost: a\r\n"
    with serving(MODELS / "members") as service:
        for more, status in ((2_000, b"200"), (10_000, b"400")):
            with socket.create_connection(("127.0.0.1", service.port), timeout=PATIENCE) as connection:
                connection.sendall(head + b"\r\n" + head + b"X: " + b"y" * 60_000)
                assert connection.recv(12) == b"HTTP/1.1 200"
                connection.sendall(b"y" * more + b"\r\nConnection: close\r\n\r\n")
                assert b"HTTP/1.1 " + status in connection.makefile("rb").read()


def test_a_replaced_model_is_taken_up_without_a_lost_request(tmp_path: Path) -> None:
    directory = tmp_path / "model"
    Model.load(MODELS / "members").save(directory)
    with serving(directory) as service:
        stop, slots, failures = Event(), set[str](), list[BaseException]()

        def load() -> None:
            connection = service.connect()
            try:
                while not stop.is_set():
                    slots.update(span["slot"] for span in ask(connection, "/tag", {"text": TEXT})["spans"])
            except BaseException as failure:
                failures.append(failure)
            connection.close()

        clients = [Thread(target=load) for _ in range(4)]
        for client in clients:
            client.start()
        until(lambda: "dish" in slots)
        before = service.ask("/status")["model_id"]
        Model.load(MODELS / "plain").save(directory)
        until(lambda: service.ask("/status")["model_id"] != before)
        until(lambda: "noun" in slots)
        stop.set()
        for client in clients:
            client.join()
        assert failures == []
        assert service.ask("/models")["models"][0]["slots"] == ["adjective", "article", "noun", "verb"]

        # What lies there is no whole model: the one before goes on, and that is told.
        shutil.copytree(directory, tmp_path / "broken")
        (tmp_path / "broken" / "vocab.json").write_text("{}", "utf-8")
        directory.rename(tmp_path / "old")
        (tmp_path / "broken").rename(directory)
        until(lambda: service.ask("/health")["models"]["model"] != "ok")
        assert str(tmp_path) not in json.dumps(service.ask("/health"))
        assert service.ask("/tag", {"text": "a red fox"})["spans"]
        assert service.end() == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process can be copied here")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_workers_share_a_port_and_end_with_it(end: signal.Signals) -> None:
    with serving(MODELS / "members", "--workers", 2) as service:
        for _ in range(20):
            assert service.ask("/tag", {"text": TEXT})["spans"]
        metrics = service.raw(b"GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").decode()
        assert "slottag_sentences_total 20\n" in metrics
        assert service.end(end) == (0 if end == signal.SIGTERM else -signal.SIGKILL)
        until(lambda: refused(service.port))


def test_a_place_that_is_taken_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = slottag("serve", MODELS / "members", "--port", other.getsockname()[1])
    assert done.status == 1
    assert one_line(done.err)
    assert "choose another --host or --port" in done.err


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["nowhere/none"], 1, "no model there"),
        ([MODELS / "members", f"members={MODELS / 'plain'}"], 1, "two models are called members"),
        ([MODELS / "members", "--token", ""], 2, "expected visible ASCII characters"),
        ([MODELS / "members", "--host", "no.such.host.invalid"], 1, "cannot be listened at"),
    ],
)
def test_what_cannot_be_served_is_told(arguments: list[object], status: int, said: str) -> None:
    done = slottag("serve", *arguments)
    assert done.status == status
    assert said in " ".join(done.err.split())


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name in extras.EXTRAS else name)
    done = slottag("serve", MODELS / "members")
    assert done.status == 1
    assert one_line(done.err)
    assert "pip install 'slottag[serve]'" in done.err
