"""What Label Studio asks of a backend, and what it is answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp

import slottag
from slottag.serving.app import application
from slottag.serving.label_studio import Project
from slottag.serving.limits import Limits
from slottag.serving.service import Service
from slottag.text import Sentence, Span, tokenize_words
from tests.asgi import asked

MODELS = Path(__file__).parent / "models"
EXCHANGE = json.loads((Path(__file__).parent / "exchanges" / "label_studio.json").read_text("utf-8"))
CONFIG = EXCHANGE["setup"]["schema"]


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return application(Service.of({"members": MODELS / "members"}, Limits(texts=20)))


def test_a_backend_is_added(app: ASGIApp) -> None:
    assert asked(app, "/health").status == 200
    version = asked(app, "/setup", EXCHANGE["setup"]).json["model_version"]
    identity = asked(app, "/models").json["models"][0]["identity"]
    assert version == f"members {identity}"
    for schema in ("<View></View>", "", None):
        assert asked(app, "/setup", {**EXCHANGE["setup"], "schema": schema}).json == {"model_version": version}


def test_tasks_get_predictions(app: ASGIApp) -> None:
    answer = asked(app, "/predict", EXCHANGE["predict"]).json
    tasks, tagger = EXCHANGE["predict"]["tasks"], slottag.load(MODELS / "members")
    assert len(answer["results"]) == len(tasks)
    for task, one in zip(tasks, answer["results"], strict=True):
        found = tagger(task["data"]["request"])
        assert one["score"] == pytest.approx(found.confidence, abs=1e-6)
        assert one["model_version"] == answer["model_version"]
        assert [(each["value"]["text"], each["value"]["labels"]) for each in one["result"]] == [
            (slot.text, [slot.name]) for slot in found.slots
        ]
        for each in one["result"]:
            assert (each["from_name"], each["to_name"], each["type"]) == ("slots", "request", "labels")
            value = each["value"]
            assert task["data"]["request"][value["start"] : value["end"]] == value["text"]


def test_what_is_predicted_is_read_back_when_a_person_takes_it(app: ASGIApp, tmp_path: Path) -> None:
    answer = asked(app, "/predict", EXCHANGE["predict"]).json
    tasks = [
        {**task, "annotations": [{"result": one["result"]}]}
        for task, one in zip(EXCHANGE["predict"]["tasks"], answer["results"], strict=True)
    ]
    (tmp_path / "export.json").write_text(json.dumps(tasks), "utf-8")
    read = slottag.read(tmp_path / "export.json").sentences
    tagger = slottag.load(MODELS / "members")
    assert [one.spans for one in read] == [tagger(one.text).spans for one in read]


def test_what_the_project_does_not_offer_is_not_told() -> None:
    config = """<View><Labels name="l" toName="t"><Label value="Place" alias="city"/></Labels>
    <Choices name="c" toName="t"><Choice value="book"/></Choices><Text name="t" value="$text"/></View>"""
    spans = (Span(0, 4, "city", 0.9), Span(5, 8, "day", 0.8))
    sentence = Sentence("Rome now", tokenize_words("Rome now"), spans, "book")
    told = Project.of(config).results(sentence)
    assert [one["value"] for one in told] == [
        {"start": 0, "end": 4, "text": "Rome", "labels": ["city"]},
        {"choices": ["book"]},
    ]
    assert [one["from_name"] for one in told] == ["l", "c"]
    open_config = '<View><Labels name="l" toName="t" value="$all"/><Text name="t" value="$text"/></View>'
    assert len(Project.of(open_config).results(sentence)) == 2


WRONG: dict[str, tuple[str, Any, int]] = {
    "no tasks": ("/predict", {"label_config": CONFIG}, 400),
    "many tasks": ("/predict", {"label_config": CONFIG, "tasks": [{"data": {"request": "a"}}] * 21}, 413),
    "a task without its text": ("/predict", {"label_config": CONFIG, "tasks": [{"data": {"text": "a"}}]}, 400),
    "a task of numbers": ("/predict", {"label_config": CONFIG, "tasks": [3]}, 400),
    "no configuration": ("/predict", {"tasks": []}, 400),
    "a configuration that is no XML": ("/predict", {"label_config": "<View>", "tasks": []}, 400),
    "a project of pictures": ("/setup", {"schema": '<View><Image name="i" value="$i"/></View>'}, 400),
    "XML that grows": ("/setup", {"schema": '<!DOCTYPE x [<!ENTITY a "aa">]><View>&a;</View>'}, 400),
    "half of a pair": ("/setup", {"schema": "<View>\ud800</View>"}, 400),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_cannot_be_predicted_is_refused(kind: str, app: ASGIApp) -> None:
    path, value, status = WRONG[kind]
    answer = asked(app, path, value)
    assert answer.status == status
    assert answer.json.keys() == {"error", "code", "status"}


def test_its_password_may_be_the_token() -> None:
    app = application(Service.of({"members": MODELS / "members"}, token="secret"))
    assert asked(app, "/setup", EXCHANGE["setup"], authorization="Basic YW55OnNlY3JldA==").status == 200
    assert asked(app, "/setup", EXCHANGE["setup"], authorization="Basic c2VjcmV0").status == 401
    assert asked(app, "/setup", EXCHANGE["setup"], authorization="Basic %%%").status == 401
