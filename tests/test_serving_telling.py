"""What the service tells beside spans: alternatives, what values mean, frames."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from starlette.types import ASGIApp

import slottag
from slottag.serving.app import application
from slottag.serving.limits import Limits
from slottag.serving.service import Service
from tests.asgi import asked

MODELS = Path(__file__).parent / "models"
SLOTS = b"""
[slots.dish]
type = "text"
required = true
[slots.time]
type = "time"
comes = "once"
required = true
ask = { en = "When?" }
[trips]
begin = ["dish"]
"""
TEXT = "please bring tea at noon"
NOW = "2026-11-18T10:20"


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("served") / "orders"
    shutil.copytree(MODELS / "members", directory)
    (directory / "slots.toml").write_bytes(SLOTS)
    return directory


@pytest.fixture(scope="module")
def app(directory: Path) -> ASGIApp:
    return application(Service.of({"orders": directory, "plain": MODELS / "members"}, Limits()))


def test_what_is_told_is_what_the_library_tells(app: ASGIApp, directory: Path) -> None:
    tagger, now = slottag.load(directory), datetime.fromisoformat(NOW)
    assert asked(app, "/tag", {"text": TEXT, "nbest": 3}).json == tagger(TEXT, nbest=3).to_dict()
    resolved = asked(app, "/tag", {"text": TEXT, "resolve": True, "now": NOW}).json
    assert resolved == tagger(TEXT, resolve=now).to_dict()
    assert resolved["spans"][1]["resolved"] == {"type": "time", "value": "12:00"}
    framed = asked(app, f"/tag?frame=true&now={NOW}&timezone=Asia/Taipei", {"texts": [TEXT, "bring tea"]}).json
    framing = tagger.framing(now, "Asia/Taipei")
    assert framed["sentences"] == [tagger(text, frame=framing).to_dict() for text in (TEXT, "bring tea")]
    assert framed["sentences"][1]["frame"]["missing"] == [{"slot": "time", "ask": "When?", "trip": 0}]


def test_lines_are_told_of_as_well(app: ASGIApp) -> None:
    lines = json.dumps({"id": 1, "text": TEXT}).encode() + b"\n"
    answer = asked(app, f"/tag?frame=true&nbest=2&offsets=utf16&now={NOW}", lines, "application/x-ndjson")
    told = json.loads(answer.body)
    assert (told["id"], len(told["alternatives"]), len(told["frame"]["trips"])) == (1, 2, 1)


def test_an_option_without_effect_is_refused_wherever_it_stands(app: ASGIApp) -> None:
    assert asked(app, f"/tag?now={NOW}", {"text": TEXT}).status == 400
    assert asked(app, f"/tag?now={NOW}", {"text": TEXT, "resolve": True}).status == 200
    assert asked(app, "/tag?confidence=false", {"text": TEXT, "min_confidence": 0.5}).status == 400
    assert asked(app, f"/tag?now={NOW}", json.dumps(TEXT).encode(), "application/x-ndjson").status == 400
    assert asked(app, "/tag", {"text": TEXT, "now": "", "timezone": "", "nbest": 0}).status == 200


def test_frames_are_of_what_is_sure_enough(app: ASGIApp) -> None:
    told = asked(app, "/tag", {"text": TEXT, "frame": True, "min_confidence": 1}).json
    assert (told["spans"], told["frame"]["trips"]) == ([], [])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"resolve": True, "model": "plain"}, "this model does not say what its slots are"),
        ({"frame": True, "now": "yesterday"}, "now: expected a time such as 2026-11-30T09:15, got 'yesterday'"),
        ({"frame": True, "timezone": "Mars/Base"}, "there is none called 'Mars/Base'"),
        ({"nbest": 101}, "nbest: expected a whole number from 0 to 100"),
        ({"nbest": 1.5}, "nbest: expected"),
        ({"now": NOW}, "now: goes with resolve or frame"),
        ({"timezone": "Asia/Taipei", "resolve": False}, "timezone: goes with resolve or frame"),
        ({"min_confidence": 0.5, "confidence": False}, "min_confidence: goes with confidence"),
        ({"nbest": 2, "confidence": False}, "nbest: goes with confidence"),
    ],
)
def test_what_cannot_be_told_is_refused(app: ASGIApp, options: dict[str, object], message: str) -> None:
    answer = asked(app, "/tag", {"text": TEXT, **options})
    assert answer.status == 400
    assert message in answer.json["error"]
