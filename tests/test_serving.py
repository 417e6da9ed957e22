"""The service in the test's own process: forms of answers, requests tagged together, what is refused."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp

import slottag
from slottag.serving import models
from slottag.serving.answers import own
from slottag.serving.app import application
from slottag.serving.asking import OPTIONS
from slottag.serving.batching import Batcher
from slottag.serving.errors import RequestError
from slottag.serving.limits import Limits
from slottag.serving.metrics import Metrics
from slottag.serving.service import Service
from slottag.serving.ways import Given, Lines, Sentences
from tests.asgi import Answer, ask, asked

MODELS = Path(__file__).parent / "models"
TEXTS = ["please bring tea at noon", "no lemon cake for me before half past six!", "", "PANCAKES at 19:45, thank you"]
TEXT = TEXTS[1]
NDJSON = "application/x-ndjson"
SMALL = Limits(body=5000, text=500, texts=20, seconds=20.0, queue=40)


def service(limits: Limits = SMALL, token: str | None = None) -> Service:
    return Service.of({"members": MODELS / "members", "chinese": MODELS / "chinese"}, limits, token)


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return application(service())


def expected(text: str, **options: bool) -> dict[str, Any]:
    return slottag.load(MODELS / "members")(text, **options).to_dict()


def test_a_text_is_answered_as_the_command_answers_it(app: ASGIApp) -> None:
    answer = asked(app, "/tag", {"text": TEXT})
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json == expected(TEXT)
    assert asked(app, "/tag", {"text": TEXT}, "text/plain").json == expected(TEXT)
    assert asked(app, "/tag", {"text": TEXT, "confidence": False}).json == expected(TEXT, confidence=False)


def test_many_texts_are_answered_in_order(app: ASGIApp) -> None:
    found = asked(app, "/tag", {"texts": TEXTS}).json["sentences"]
    assert [one["text"] for one in found] == TEXTS
    assert [[span["slot"] for span in one["spans"]] for one in found] == [["dish", "time"]] * 2 + [[], ["dish", "time"]]
    assert asked(app, "/tag", {"texts": []}).json == {"sentences": []}


def test_options_may_stand_in_the_body_and_in_the_address(app: ASGIApp) -> None:
    assert asked(app, "/tag?confidence=false", {"text": TEXT}).json == expected(TEXT, confidence=False)
    assert asked(app, "/tag?confidence=false", {"text": TEXT, "confidence": True}).json == expected(TEXT)
    assert asked(app, "/tag", {"text": TEXT, "min_confidence": 1}).json["spans"] == []
    wide = {"text": "\U0001f370 lemon cake at noon", "offsets": "utf16"}
    places = [span["start"] for span in asked(app, "/tag", wide).json["spans"]]
    assert places == [span["start"] + 1 for span in expected(wide["text"])["spans"]]


def test_a_model_is_asked_for_by_its_name(app: ASGIApp) -> None:
    line = json.loads((MODELS / "chinese.jsonl").read_text("utf-8").splitlines()[0])
    text, slots = line["text"], [span["slot"] for span in line["spans"]]
    for answer in (
        asked(app, "/tag", {"text": text, "model": "chinese"}),
        asked(app, "/tag?model=chinese", {"text": text}),
    ):
        assert [span["slot"] for span in answer.json["spans"]] == slots
    assert [one["name"] for one in asked(app, "/models").json["models"]] == ["members", "chinese"]
    answer = asked(app, "/tag", {"text": text, "model": "other"})
    assert (answer.status, answer.json["code"]) == (404, "unknown_model")


def test_rasa_clients_are_answered_as_they_expect(app: ASGIApp) -> None:
    answer = asked(app, "/model/parse?token=any", {"text": TEXT, "message_id": "7"}, "text/plain; charset=utf-8").json
    assert answer["text"] == TEXT
    assert answer["intent"] == {"name": None, "confidence": 0.0}
    assert answer["message_id"] == "7"
    assert [entity["entity"] for entity in answer["entities"]] == ["dish", "time"]
    first = answer["entities"][0]
    assert (first["start"], first["end"], first["value"], first["extractor"]) == (3, 13, "lemon cake", "slottag")
    assert first["confidence_entity"] == pytest.approx(0.99967)
    assert asked(app, "/model/parse", {"text": ""}, "").json["entities"] == []
    assert int(asked(app, "/version").json["minimum_compatible_version"][0]) >= 2
    assert asked(app, "/status").json["model_file"] == "members"


def test_roles_stand_beside_their_entities() -> None:
    from slottag.serving.answers import rasa
    from slottag.text import Sentence, Span, Token

    sentence = Sentence("to Rome", Token.spaced(["to", "Rome"]), (Span(3, 7, "city:destination", 0.9),), "book")
    told = rasa(sentence)
    assert told["entities"][0]["entity"] == "city"
    assert told["entities"][0]["role"] == "destination"
    assert told["intent"] == {"name": "book", "confidence": 1.0} == told["intent_ranking"][0]


def test_hugging_face_clients_are_answered_as_they_expect(app: ASGIApp) -> None:
    grouped = asked(app, "/models/members", {"inputs": TEXT}).json
    assert [(one["entity_group"], one["word"]) for one in grouped] == [
        ("dish", "lemon cake"),
        ("time", "half past six"),
    ]
    assert grouped[0]["score"] == pytest.approx(0.99967)
    each = {"inputs": [TEXT, ""], "parameters": {"aggregation_strategy": "none"}}
    tokens, none = asked(app, "/models/members", each).json
    assert none == []
    assert [(one["entity"], one["word"], one["index"]) for one in tokens[:2]] == [
        ("B-dish", "lemon", 2),
        ("I-dish", "cake", 3),
    ]
    assert [TEXT[one["start"] : one["end"]] for one in tokens] == [one["word"] for one in tokens]


def test_lines_are_answered_as_they_come(app: ASGIApp) -> None:
    answer = Answer()

    async def lines() -> AsyncIterator[bytes]:
        yield json.dumps({"id": 1, "text": TEXT}).encode() + b"\n" + b'"te'
        for _ in range(1000):
            if answer.body:
                break
            await asyncio.sleep(0.01)
        assert json.loads(answer.body) == {"id": 1, **expected(TEXT)}
        yield b'a"\n5\n{"text": "a'

    asyncio.run(ask(app, "/tag", lines(), NDJSON, answer=answer))
    assert answer.headers["content-type"] == NDJSON
    _, second, third, fourth = [json.loads(line) for line in answer.body.splitlines()]
    assert second["text"] == "tea"
    assert (third["code"], third["line"]) == ("bad_request", 3)
    assert (fourth["code"], fourth["line"]) == ("bad_request", 4)
    assert fourth["error"].startswith("the line is no JSON")


def test_a_stream_may_hold_more_than_what_may_be_under_way(app: ASGIApp) -> None:
    body = b'"lemon cake at noon"\n' * 500
    answer = asked(app, "/tag?confidence=false", body, NDJSON)
    found = [json.loads(line) for line in answer.body.splitlines()]
    assert len(found) == 500
    assert all(len(one["spans"]) == 2 for one in found)


def test_a_line_that_is_too_long_ends_a_stream(app: ASGIApp) -> None:
    answer = asked(app, "/tag", b'"tea"\n' + b"x" * 6000, NDJSON)
    assert json.loads(answer.body.splitlines()[-1])["code"] == "too_large"


def test_requests_at_the_same_time_are_tagged_together() -> None:
    held = service(Limits())
    app = application(held)

    async def all_of_them() -> list[Answer]:
        bodies = [json.dumps({"text": TEXTS[number % 4]}).encode() for number in range(40)]
        return list(await asyncio.gather(*(ask(app, "/tag", body) for body in bodies)))

    answers = asyncio.run(all_of_them())
    assert [answer.json["text"] for answer in answers] == [TEXTS[number % 4] for number in range(40)]
    assert held.metrics.value("sentences") == 40
    assert held.metrics.value("batches") < 10
    assert held.metrics.value("waiting") == 0


def test_long_requests_leave_the_loop_to_others() -> None:
    app = application(service(Limits()))
    done: list[str] = []

    async def one(name: str, body: dict[str, Any]) -> None:
        answer = await ask(app, "/tag", json.dumps(body).encode())
        assert answer.status == 200
        done.append(name)

    async def both() -> None:
        await asyncio.gather(one("long", {"texts": [TEXT] * 1000}), one("short", {"text": TEXT}))

    asyncio.run(both())
    assert done == ["short", "long"]


def test_beyond_the_queue_503_says_when_to_come_again() -> None:
    app = application(service(Limits(queue=3)))

    async def many() -> list[Answer]:
        return list(await asyncio.gather(*(ask(app, "/tag", b'{"text": "tea"}') for _ in range(5))))

    answers = asyncio.run(many())
    assert [answer.status for answer in answers] == [200] * 3 + [503] * 2
    assert answers[-1].headers["retry-after"] == "1"
    assert asked(app, "/tag", {"texts": TEXTS}).status == 200, "one that is alone is answered whatever it holds"


def test_what_one_request_does_is_no_other_ones_fault() -> None:
    def loud(given: Sequence[Given]) -> list[str]:
        if ("bad", ()) in given:
            raise ZeroDivisionError
        return [text.upper() for text, _ in given]

    batcher = Batcher(SMALL, Metrics())

    async def many() -> list[Any]:
        asks = [batcher.tag(loud, [(text, ())]) for text in ("a", "bad", "c")]
        return list(await asyncio.gather(*asks, return_exceptions=True))

    first, second, third = asyncio.run(many())
    assert (first, third) == (["A"], ["C"])
    assert isinstance(second, ZeroDivisionError)


def test_lines_are_those_of_sentences() -> None:
    tagger = slottag.load(MODELS / "members")
    given: list[Given] = [(text, ()) for text in [*TEXTS, "\U0001f370 tea at noon"]]
    for confidence in (True, False):
        sentences = Sentences(tagger, confidence)(given)
        assert Lines(tagger, confidence)(given) == [own(one, {"tokens": False, "offsets": ""}) for one in sentences]
        wide = [own(one, {"tokens": False, "offsets": "utf16"}) for one in sentences]
        assert Lines(tagger, confidence, utf16=True)(given) == wide
    sure = [own(one.at_least(0.999), {"tokens": False, "offsets": ""}) for one in Sentences(tagger)(given)]
    assert Lines(tagger, least=0.999)(given) == sure


def test_a_body_that_does_not_arrive_is_given_up() -> None:
    app = application(service(Limits(seconds=0.05)))

    async def never() -> AsyncIterator[bytes]:
        yield b'{"text'
        await asyncio.sleep(60)

    answer = asyncio.run(ask(app, "/tag", never()))
    assert (answer.status, answer.json["code"]) == (408, "timeout")
    answer = asyncio.run(ask(app, "/tag", never(), NDJSON))
    assert json.loads(answer.body)["code"] == "timeout"


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    held = service(Limits(seconds=0.05))

    async def never(*_: Any, **__: Any) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(held.batcher, "tag", never)
    answer = asked(application(held), "/tag", {"text": TEXT})
    assert (answer.status, answer.json["code"]) == (503, "busy")


def test_a_fault_of_the_program_gives_nothing_away(monkeypatch: pytest.MonkeyPatch) -> None:
    held = service()

    async def wrong(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError(str(MODELS))

    monkeypatch.setattr(held.batcher, "tag", wrong)
    answer = Answer()
    with pytest.raises(ZeroDivisionError):  # the server writes it down
        asyncio.run(ask(application(held), "/tag", b'{"text": "tea"}', answer=answer))
    assert (answer.status, answer.json["code"]) == (500, "internal")
    assert str(MODELS) not in answer.body.decode()


TOO_MUCH = {
    "no JSON": ("/tag", b"to Rome", 400),
    "no UTF-8": ("/tag", b'{"text": "caf\xe9"}', 400),
    "UTF-16": ("/tag", '{"text": "tea"}'.encode("utf-16"), 400),
    "cut short": ("/tag", b'{"text": "te', 400),
    "nested deeply": ("/tag", b"[" * 4000, 400),
    "no object": ("/tag", b'["tea"]', 400),
    "nothing": ("/tag", b"", 400),
    "no text": ("/tag", b"{}", 400),
    "text and texts": ("/tag", b'{"text": "a", "texts": ["b"]}', 400),
    "a number": ("/tag", b'{"text": 5}', 400),
    "numbers": ("/tag", b'{"texts": ["tea", null]}', 400),
    "texts that are one": ("/tag", b'{"texts": "tea"}', 400),
    "half of a pair": ("/tag", b'{"text": "\\ud83c"}', 400),
    "a number of many digits": ("/tag", b'{"text": "a", "min_confidence": ' + b"9" * 4800 + b"}", 400),
    "NaN": ("/tag", b'{"text": "a", "min_confidence": NaN}', 400),
    "an unknown option": ("/tag", b'{"text": "a", "\\ud83c": 1}', 400),
    "an unknown option in the address": ("/tag?depth=3", b'{"text": "a"}', 400),
    "a value of another type": ("/tag", b'{"text": "a", "confidence": 1}', 400),
    "another value": ("/tag?offsets=bytes", b'{"text": "a"}', 400),
    "a model that is no name": ("/tag", b'{"text": "a", "model": ["members"]}', 400),
    "a path for a model": ("/tag", b'{"text": "a", "model": "../../etc/passwd"}', 404),
    "a path for an address": ("/models/..%2f..%2fetc", b'{"inputs": "a"}', 404),
    "a long text": ("/tag", json.dumps({"text": "a" * 501}).encode(), 413),
    "many texts": ("/tag", json.dumps({"texts": ["a"] * 21}).encode(), 413),
    "a large body": ("/tag", b" " * 6000, 413),
    "a huge body": ("/tag", b" " * 600_000, 413),
    "another strategy": ("/models/members", b'{"inputs": "a", "parameters": {"aggregation_strategy": 1}}', 400),
    "no inputs": ("/models/members", b"{}", 400),
    "parameters of another type": ("/models/members", b'{"inputs": "a", "parameters": 3}', 400),
    "no text for Rasa": ("/model/parse", b'{"message": "a"}', 400),
    "an address that there is not": ("/admin", b"{}", 404),
    "a method that there is not": ("/health", b"{}", 405),
}  # fmt: skip


@pytest.mark.parametrize("kind", TOO_MUCH)
def test_what_cannot_be_answered_is_refused_and_the_service_goes_on(kind: str, app: ASGIApp) -> None:
    path, body, status = TOO_MUCH[kind]
    answer = asked(app, path, body)
    assert answer.status == status
    assert answer.headers["content-type"] == "application/json"
    assert answer.json.keys() == {"error", "code", "status"}
    assert answer.json["status"] == status
    assert len(answer.json["error"]) < 300
    assert str(MODELS.parent) not in answer.body.decode()
    assert asked(app, "/tag", {"text": TEXT}).json == expected(TEXT)


def test_another_kind_of_body_is_refused(app: ASGIApp) -> None:
    answer = asked(app, "/tag", b"text=tea", "application/x-www-form-urlencoded")
    assert (answer.status, answer.json["code"]) == (415, "unsupported_media_type")


def test_no_page_of_another_origin_may_read_an_answer(app: ASGIApp) -> None:
    assert asked(app, "/tag", b"", method="OPTIONS", origin="http://example.org").status == 405
    answer = asked(app, "/tag", {"text": TEXT}, origin="http://example.org")
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_token_must_be_brought() -> None:
    app = application(service(token="a secret"))
    for path, headers in (("", {}), ("", {"authorization": "Bearer a secre"}), ("?token=b", {}),
                          ("", {"authorization": "Basic a secret"}), ("?token=%ff", {})):  # fmt: skip
        answer = asked(app, f"/tag{path}", {"text": TEXT}, **headers)
        assert (answer.status, answer.json["code"]) == (401, "unauthorized")
        assert "www-authenticate" in answer.headers
    assert asked(app, "/tag", {"text": TEXT}, authorization="Bearer a secret").status == 200
    assert asked(app, "/model/parse?&token=a%20secret", {"text": TEXT}).status == 200
    assert asked(app, "/metrics").status == 401
    assert asked(app, "/health").status == asked(app, "/version").status == 200


def test_counts_are_told_as_prometheus_reads_them() -> None:
    app = application(service())
    asked(app, "/tag", {"texts": ["tea", "cake"]})
    asked(app, "/tag", {"text": 5})
    asked(app, "/nowhere")
    told = asked(app, "/metrics").body.decode()
    lines = [line for line in told.splitlines() if not line.startswith("#")]
    values = dict(line.rsplit(" ", 1) for line in lines)
    assert values["slottag_sentences_total"] == "2"
    assert values['slottag_requests_total{path="/tag",status="200"}'] == "1"
    assert values['slottag_requests_total{path="/tag",status="400"}'] == "1"
    assert values['slottag_requests_total{path="other",status="404"}'] == "1"
    assert values['slottag_request_seconds_bucket{le="+Inf"}'] == values["slottag_request_seconds_count"] == "3"
    assert int(values["slottag_resident_bytes"]) > 0


def test_counts_of_workers_are_summed() -> None:
    metrics = Metrics(2)
    metrics.add("sentences", 2)
    metrics.take_row(1)
    metrics.add("sentences", 3)
    assert metrics.value("sentences") == 5


def test_the_description_holds_what_is_understood(app: ASGIApp) -> None:
    told = asked(app, "/openapi.json").json
    parameters = {one["name"] for one in told["paths"]["/tag"]["post"]["parameters"]}
    assert parameters == {*OPTIONS, "model"}
    for path, methods in told["paths"].items():
        for method, one in methods.items():
            content = one.get("requestBody", {}).get("content", {})
            for kind, given in content.items():
                examples = [each["value"] for each in given.get("examples", {}).values()] or [given["example"]]
                for example in examples:
                    sent = example.encode() if isinstance(example, str) else example
                    assert asked(app, path.replace("{name}", "members"), sent, kind).status == 200
            if method == "get":
                assert asked(app, path).status == 200


def test_names_of_models_are_told_apart(tmp_path: Path) -> None:
    assert models.named_directories(["a/booking", "b=c/booking"]) == {
        "booking": Path("a/booking"),
        "b": Path("c/booking"),
    }
    with pytest.raises(slottag.ModelError, match="two models are called booking"):
        models.named_directories([str(tmp_path / "booking"), "x/booking"])


def test_a_problem_is_an_object_of_json() -> None:
    assert RequestError(400, "bad_request", "no").told() == {"error": "no", "code": "bad_request", "status": 400}
