"""What the page is served and told, in the test's own process."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp

import slottag
from slottag.runtime import Tagger
from slottag.serving.app import application
from slottag.serving.backlog import Backlog
from slottag.serving.corrections import Corrections
from slottag.serving.desk import Desk
from slottag.serving.service import Service
from tests.asgi import Answer, asked
from tests.command import slottag as command

MODELS = Path(__file__).parent / "models"
TEXTS = ["please bring tea at noon", "no lemon cake before half past six", "thank you", "\U0001f370 lemon cake at noon"]
HOST = {"host": "127.0.0.1:8717"}


def desk_app(folder: Path, lines: list[str] | None = None, token: str | None = None) -> ASGIApp:
    source = folder / "requests.txt"
    source.write_text("\n".join(TEXTS if lines is None else lines), "utf-8")
    backlog = Backlog.of(source, Tagger.load(MODELS / "members"))
    desk = Desk(Corrections(folder / "mine.jsonl"), backlog)
    return application(Service.of({"members": MODELS / "members"}, token=token, desk=desk))


@pytest.fixture
def app(tmp_path: Path) -> ASGIApp:
    return desk_app(tmp_path)


def sent(text: str, own: str = "one", **more: Any) -> dict[str, Any]:
    spans = [{"start": 0, "end": text.index(" "), "slot": "dish"}]
    return {"id": own, "text": text, "spans": spans, "was": [], **more}


def correct(app: ASGIApp, value: Any, **more: str) -> Answer:
    return asked(app, "/corrections", value, **{**HOST, **more})


def test_the_page_comes_whole_and_safely(app: ASGIApp) -> None:
    page = asked(app, "/")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
    assert "unsafe" not in policy
    for element in re.findall(r"<[a-z][^>]*>", page.body.decode()):
        assert not re.search(r"\s(?:on\w+|style)=|//", element), "nothing of style, script or another place in it"
    for file in ("page.css", "main.js", "marks.js", "selection.js", "keys.js", "drawing.js", "service.js"):
        answer = asked(app, f"/page/{file}")
        assert answer.status == 200, file
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|eval\(|https?:", answer.body.decode())
    assert asked(app, "/page/..%2fapp.py").status == asked(app, "/page/none.js").status == 404


def test_the_page_needs_no_token_and_all_else_does(tmp_path: Path) -> None:
    app = desk_app(tmp_path, token="a secret")
    assert asked(app, "/").status == asked(app, "/page/main.js").status == 200
    for path in ("/page/setup", "/backlog"):
        assert asked(app, path).status == 401
        assert asked(app, path, authorization="Bearer a secret").status == 200
    assert correct(app, sent(TEXTS[0])).status == 401
    assert correct(app, sent(TEXTS[0]), host="slots.example.org", authorization="Bearer a secret").status == 200
    assert asked(app, "/end", {}).status == 401


def test_the_page_is_told_what_can_be_done(app: ASGIApp, tmp_path: Path) -> None:
    told = asked(app, "/page/setup").json
    assert told["backlog"] == "requests.txt"
    assert told["corrections"] == "mine.jsonl"
    assert str(tmp_path) not in json.dumps(told)
    (model,) = told["models"]
    assert list(model["slots"]) == ["dish", "time"]
    assert all(colour.startswith("#") for colour in model["slots"].values())
    plain = application(Service.of({"members": MODELS / "members"}))
    assert asked(plain, "/page/setup").json["corrections"] is None
    assert asked(plain, "/corrections", sent(TEXTS[0])).status == asked(plain, "/backlog").status == 404


def test_tokens_are_told_where_they_are_asked_for(app: ASGIApp) -> None:
    answer = asked(app, "/tag", {"text": TEXTS[3], "tokens": True, "offsets": "utf16"}).json
    assert answer["tokens"] == [[0, 2], [3, 8], [9, 13], [14, 16], [17, 21]]
    assert "tokens" not in asked(app, "/tag", {"text": TEXTS[3]}).json


def test_what_is_least_sure_comes_first_and_what_is_done_no_more(app: ASGIApp) -> None:
    seen: list[str] = []
    sure: list[float] = []
    for number in range(len(TEXTS)):
        told = asked(app, "/backlog").json
        assert (told["total"], told["left"]) == (4, 4 - number)
        seen.append(told["sentence"]["text"])
        sure.append(told["confidence"])
        assert correct(app, sent(seen[-1], f"id {number}")).status == 200
    assert sorted(seen) == sorted(TEXTS)
    assert sure == sorted(sure)
    assert asked(app, "/backlog").json == {"name": "requests.txt", "total": 4, "left": 0, "place": None}


def test_one_can_skip_and_go_back(app: ASGIApp) -> None:
    places = [asked(app, f"/backlog?after={after}").json["place"] for after in range(4)]
    assert places == [1, 2, 3, 0]
    told = asked(app, "/backlog?place=2").json
    correct(app, sent(told["sentence"]["text"], "mine"))
    kept = asked(app, "/backlog?place=2").json["kept"]
    assert (kept["id"], [span["slot"] for span in kept["spans"]]) == ("mine", ["dish"])
    assert asked(app, "/backlog?after=1").json["place"] == 3


def test_marks_of_a_file_are_what_is_shown(tmp_path: Path) -> None:
    source = tmp_path / "marked.jsonl"
    spans = [{"start": 7, "end": 12, "slot": "order"}]
    source.write_text(json.dumps({"text": TEXTS[0], "spans": spans}), "utf-8")
    desk = Desk(Corrections(tmp_path / "mine.jsonl"), Backlog.of(source, Tagger.load(MODELS / "members")))
    app = application(Service.of({"members": MODELS / "members"}, desk=desk))
    told = asked(app, "/backlog").json
    assert told["marked"] is True
    assert told["sentence"]["spans"] == [{**spans[0], "value": "bring"}]


def test_what_was_asked_tells_sentences_apart(tmp_path: Path) -> None:
    source = tmp_path / "marked.jsonl"
    line = {"text": "at noon", "spans": []}
    source.write_text("\n".join(json.dumps({**line, "asked": asked}) for asked in (["time"], ["dish"])), "utf-8")
    desk = Desk(Corrections(tmp_path / "mine.jsonl"), Backlog.of(source, Tagger.load(MODELS / "members")))
    app = application(Service.of({"members": MODELS / "members"}, desk=desk))
    for number in range(2):
        told = asked(app, "/backlog").json
        assert told["left"] == 2 - number
        assert told["known"] == [], "this model knows no question"
        assert correct(app, sent("at noon", f"id {number}", asked=told["sentence"]["asked"])).status == 200
    kept = slottag.read(tmp_path / "mine.jsonl").sentences
    assert sorted(one.asked for one in kept) == [("dish",), ("time",)]


def test_a_file_without_sentences_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("\n \n", "utf-8")
    with pytest.raises(slottag.DataError, match="holds no sentence"):
        Backlog.of(tmp_path / "empty.txt", Tagger.load(MODELS / "members"))


def test_offsets_of_a_page_count_utf16(app: ASGIApp, tmp_path: Path) -> None:
    spans = [{"start": 3, "end": 13, "slot": "dish"}]
    value = {"id": "one", "text": TEXTS[3], "spans": spans, "was": spans, "offsets": "utf16"}
    assert correct(app, value).status == 200
    line = json.loads((tmp_path / "mine.jsonl").read_text("utf-8"))
    assert line["spans"] == line["was"] == [{"start": 2, "end": 12, "slot": "dish"}]
    answer = correct(app, {**value, "id": "two"})
    assert (answer.status, answer.json["code"]) == (409, "kept_already")
    assert answer.json["kept"]["spans"][0]["start"] == 3
    assert correct(app, {**value, "id": "two", "replaces": "one"}).json == {"id": "two"}


def test_a_span_may_lie_where_the_model_has_no_token(app: ASGIApp, tmp_path: Path) -> None:
    value = {"id": "one", "text": "teatime", "spans": [{"start": 0, "end": 3, "slot": "dish"}]}
    assert correct(app, value).status == 200
    (sentence,) = slottag.read(tmp_path / "mine.jsonl").sentences
    assert sentence.words == ["tea", "time"]


WRONG = {
    "no id": ({"text": "a b", "spans": []}, 400),
    "an id of lines": ({"id": "a\nb", "text": "a b", "spans": []}, 400),
    "a long id": ({"id": "a" * 65, "text": "a b", "spans": []}, 400),
    "no spans": ({"id": "1", "text": "a b"}, 400),
    "spans of numbers": ({"id": "1", "text": "a b", "spans": [3]}, 400),
    "a span behind the text": ({"id": "1", "text": "a b", "spans": [{"start": 0, "end": 9, "slot": "x"}]}, 400),
    "a span of spaces": ({"id": "1", "text": "a b", "spans": [{"start": 1, "end": 2, "slot": "x"}]}, 400),
    "spans that overlap": ({"id": "1", "text": "a b", "spans": [{"start": 0, "end": 3, "slot": "x"}] * 2}, 400),
    "a slot of two lines": ({"id": "1", "text": "a b", "spans": [{"start": 0, "end": 1, "slot": "x\ny"}]}, 400),
    "half of a pair": ({"id": "1", "text": "a b", "spans": [{"start": 0, "end": 1, "slot": "\ud800"}]}, 400),
    "inside a character": (
        {"id": "1", "text": "\U0001f370 b", "spans": [{"start": 0, "end": 1, "slot": "x"}], "offsets": "utf16"}, 400),
    "a field that there is not": ({"id": "1", "text": "a b", "spans": [], "path": "/etc/passwd"}, 400),
    "no word": ({"id": "1", "text": " ", "spans": []}, 400),
    "another model": ({"id": "1", "text": "a b", "spans": [], "model": "none"}, 404),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_no_correction_is_refused_and_nothing_written(kind: str, app: ASGIApp, tmp_path: Path) -> None:
    value, status = WRONG[kind]
    answer = correct(app, value)
    assert answer.status == status, answer.body
    assert str(tmp_path) not in answer.body.decode()
    assert not (tmp_path / "mine.jsonl").exists()


def test_pages_of_others_change_nothing(app: ASGIApp, tmp_path: Path) -> None:
    value = json.dumps(sent(TEXTS[0])).encode()
    for kind, headers in (
        ("text/plain", HOST),
        ("", HOST),
        ("application/json", {**HOST, "origin": "http://example.org"}),
        ("application/json", {**HOST, "origin": "null"}),
        ("application/json", {"host": "rebound.example.org"}),
    ):
        answer = asked(app, "/corrections", value, kind, **headers)
        assert answer.status in (403, 415), (kind, headers)
    assert asked(app, "/end", b"{}", **{**HOST, "origin": "http://example.org"}).status == 403
    assert not (tmp_path / "mine.jsonl").exists()
    assert asked(app, "/corrections", value, **HOST, origin="http://127.0.0.1:8717").status == 200
    assert asked(app, "/corrections", value, host="[::1]:8717").status == 200


def test_a_span_is_told_with_the_words_that_it_rests_on(app: ASGIApp) -> None:
    told = asked(app, "/why", {"text": TEXTS[0]}).json
    assert [reason["slot"] for reason in told["reasons"]] == ["dish", "time"]
    assert told["tokens"][0] == [0, 6]
    assert len(told["reasons"][0]["without"]) == 4
    answer = asked(app, "/why", {"text": "tea " * 201})
    assert (answer.status, answer.json["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.txt"], "none.txt"),
        (["requests.txt", "--corrections", "requests.txt"], "is what is looked through, too"),
        (["requests.txt", "--corrections", "."], "is a folder"),
    ],
)
def test_what_cannot_be_reviewed_is_told(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("requests.txt").write_text("tea\n", "utf-8")
    done = command("review", *arguments, "-m", MODELS / "members", "--no-open")
    assert done.status == 1
    assert said in done.err
    assert done.err.count("\n") == 1
