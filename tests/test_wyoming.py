"""Home Assistant's protocol, spoken by its own client."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from typing import Any

import pytest

from slottag import extras
from slottag.serving.asking import object_of
from slottag.serving.limits import Limits
from slottag.serving.service import Service
from tests.command import slottag
from tests.test_serve import MODELS, PATIENCE, serving

pytest.importorskip("wyoming")
from wyoming.asr import Transcript
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event, Eventable
from wyoming.info import Describe, Info
from wyoming.intent import Intent, NotRecognized, Recognize
from wyoming.ping import Ping, Pong

from slottag.serving.wyoming import Wyoming

TEXT = "no lemon cake for me before half past six!"


async def asked(port: int, *events: Eventable) -> list[Event]:
    found = []
    async with AsyncTcpClient("127.0.0.1", port) as client:
        for event in events:
            await client.write_event(event.event())
            answer = await client.read_event()
            assert answer is not None
            found.append(answer)
    return found


def test_its_own_client_is_answered_and_the_service_drains() -> None:
    with serving(MODELS / "members", "--wyoming", 0) as service:
        assert service.process.stderr
        port = int(re.findall(r"at port (\d+)", service.process.stderr.readline())[0])
        context = {"conversation_id": "7"}
        info, intent, again, none, pong = asyncio.run(
            asked(
                port, Describe(), Recognize(TEXT, context), Transcript(TEXT, language="en"), Recognize("thank you"),
                Ping("a"),
            )
        )  # fmt: skip
        (program,) = Info.from_event(info).intent
        assert program.installed
        assert [(model.name, model.languages) for model in program.models] == [("members", [])]
        found = Intent.from_event(intent)
        assert (found.name, found.context) == ("members", context)
        assert [(one.name, one.value) for one in found.entities] == [("dish", "lemon cake"), ("time", "half past six")]
        assert Intent.from_event(again).entities == found.entities
        assert NotRecognized.is_type(none.type)
        assert Pong.from_event(pong).text == "a"
        counts = service.raw(b"GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").decode()
        assert 'path="wyoming",status="200"} 5' in counts
        assert service.end() == 0


def test_an_intent_of_the_model_is_told_by_its_name() -> None:
    from slottag.serving.wyoming import _told
    from slottag.text import Sentence, Span, Token

    sentence = Sentence("to Rome", Token.spaced(["to", "Rome"]), (Span(3, 7, "city"),), "book")
    told = _told(sentence, "members", None)
    assert isinstance(told, Intent)
    assert told.name == "book"


def line(**parts: Any) -> bytes:
    return json.dumps(parts).encode() + b"\n"


HOSTILE = {
    "no JSON": b"GET / HTTP/1.1\r\n\r\n",
    "no object": b"[1]\n",
    "no type": line(data={"text": "a"}),
    "a type of numbers": line(type=[3]),
    "a line without end": b"x" * 3000,
    "a huge length": line(type="recognize", data_length=10**12),
    "a length below none": line(type="recognize", data_length=-1),
    "a length of letters": line(type="recognize", data_length="many"),
    "data that is no JSON": line(type="recognize", data_length=3) + b"abc",
    "no text": line(type="recognize"),
    "a long text": line(type="recognize", data={"text": "a" * 600}),
    "half of a pair": b'{"type": "recognize", "data": {"text": "\\ud800"}}\n',
    "cut short": line(type="recognize", data_length=100) + b"{",
    "nothing": b"",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_event_is_refused_and_the_next_one_answered(kind: str) -> None:
    async def go() -> tuple[bytes, list[Event]]:
        service = Service.of({"members": MODELS / "members"}, Limits(body=2000, text=500, seconds=5))
        events = Wyoming(service)
        server = await asyncio.start_server(events.connected, "127.0.0.1", 0, limit=service.limits.body)
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HOSTILE[kind])
        writer.write_eof()
        told = await asyncio.wait_for(reader.read(), PATIENCE)
        writer.close()
        good = await asked(port, Recognize(TEXT))
        server.close()
        service.batcher.close()
        await events.drained()
        return told, good

    told, (good,) = asyncio.run(go())
    assert Intent.is_type(good.type)
    if kind not in ("cut short", "nothing"):
        head, _, data = told.partition(b"\n")
        assert Error.is_type(object_of(head)["type"])
        assert "text" in object_of(data)
    else:
        assert told == b""


def test_a_place_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = slottag("serve", MODELS / "members", "--port", 0, "--wyoming", other.getsockname()[1])
    assert done.status == 1
    assert "cannot be listened at" in done.err


def test_without_the_package_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "wyoming" else name)
    done = slottag("serve", MODELS / "members", "--wyoming", 0)
    assert done.status == 1
    assert "needs wyoming, which is not installed; install it with: pip install 'slottag[serve]'" in done.err
