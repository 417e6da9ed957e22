"""What the page and Label Studio ask for, as parts of the service's description in OpenAPI."""

from __future__ import annotations

from typing import Any

from slottag.serving.desk import Desk
from slottag.serving.limits import Limits

_Schema = dict[str, Any]

_TEXT = "to Rome on Friday"
_SPAN = {"start": 3, "end": 7, "slot": "destination"}
_OFFSETS = {"type": "string", "enum": ["characters", "utf16"], "default": "characters"}


def page_paths(limits: Limits, desk: Desk | None) -> dict[str, Any]:
    """The paths that are there for the page; those that write, where there is a desk."""
    paths: dict[str, Any] = {
        "/": {"get": _get("The page to try and to correct.", "text/html", {"type": "string"}, token=False)},
        "/page/setup": {"get": _get("What the page has to know of the models.", "application/json", _object("models"))},
        "/why": {"post": _why(limits)},
    }
    if desk:
        paths["/corrections"] = {"post": _correct(limits)}
    if desk and desk.backlog:
        paths["/backlog"] = {"get": _backlog()}
    return paths


def label_studio_paths(limits: Limits) -> dict[str, Any]:
    """The paths that Label Studio asks for."""
    config = '<View><Labels name="slots" toName="request"/><Text name="request" value="$request"/></View>'
    xml = {"type": "string", "description": "How the project labels, as XML."}
    tasks = {"type": "array", "items": {"type": "object"}, "maxItems": limits.texts}
    setup = {"type": "object", "properties": {"schema": {**xml, "type": ["string", "null"]}}}
    predict = {
        "type": "object",
        "required": ["tasks", "label_config"],
        "properties": {"tasks": tasks, "label_config": xml},
    }
    told = {"tasks": [{"id": 1, "data": {"request": _TEXT}}], "label_config": config}
    return {
        "/setup": {
            "post": {
                "summary": "Whether a project of Label Studio can be told anything, and by which model.",
                "requestBody": _body(setup, {"schema": config}),
                "responses": _responses("application/json", _object("model_version"), 400, 408, 413, 503),
            }
        },
        "/predict": {
            "post": {
                "summary": "What the model finds in tasks of Label Studio.",
                "requestBody": _body(predict, told),
                "responses": _responses("application/json", _object("results"), 400, 408, 413, 503),
            }
        },
    }


def _why(limits: Limits) -> _Schema:
    text = {"type": "string", "maxLength": limits.text}
    properties = {"text": text, "model": {"type": ["string", "null"]}, "offsets": _OFFSETS}
    schema = {"type": "object", "required": ["text"], "properties": properties}
    return {
        "summary": "What each span rests on: how likely it is without each word.",
        "requestBody": _body(schema, {"text": _TEXT}),
        "responses": _responses(
            "application/json", _object("text", "tokens", "spans", "reasons"), 400, 404, 408, 413, 415, 503
        ),
    }


def _correct(limits: Limits) -> _Schema:
    span = {
        "type": "object",
        "required": list(_SPAN),
        "properties": {
            "start": {"type": "integer", "minimum": 0},
            "end": {"type": "integer", "minimum": 1},
            "slot": {"type": "string", "minLength": 1},
            "confidence": {"type": ["number", "null"]},
        },
    }
    spans = {"type": "array", "items": span}
    name = {"type": ["string", "null"]}
    properties = {
        "id": {
            "type": "string",
            "minLength": 1,
            "maxLength": 64,
            "description": "What tells this sending from others.",
        },
        "text": {"type": "string", "minLength": 1, "maxLength": limits.text},
        "spans": spans,
        "was": {**spans, "description": "What was marked before."},
        "intent": {"type": ["string", "null"]},
        "asked": {"type": "array", "items": {"type": "string", "minLength": 1}},
        "model": name,
        "replaces": {"type": ["string", "null"], "description": "The id of the correction of this text that is to go."},
        "offsets": _OFFSETS,
    }
    schema = {
        "type": "object",
        "required": ["id", "text", "spans"],
        "properties": properties,
        "additionalProperties": False,
    }
    example = {"id": "1f2e3d4c", "text": _TEXT, "spans": [_SPAN], "was": []}
    return {
        "summary": "Write a corrected sentence down; what is sent twice is written once.",
        "requestBody": _body(schema, example),
        "responses": _responses("application/json", _object("id"), 400, 403, 404, 408, 409, 413, 415, 503),
    }


def _backlog() -> _Schema:
    whole = {"type": "integer", "minimum": 0, "maximum": 10**9 - 1}
    parameters = [
        {
            "name": "place",
            "in": "query",
            "schema": whole,
            "description": "Which one; the next that waits, if not given.",
        },
        {"name": "after", "in": "query", "schema": whole, "description": "Behind which one the next is looked for."},
        {"name": "offsets", "in": "query", "schema": _OFFSETS},
    ]
    answer = _get("A sentence that waits to be looked at.", "application/json", _object("total", "left", "place"))
    answer["responses"] |= _responses("application/json", _object("total", "left", "place"), 400, 404)
    return {**answer, "parameters": parameters}


def _get(summary: str, kind: str, schema: _Schema, *, token: bool = True) -> _Schema:
    return {
        "summary": summary,
        **({} if token else {"security": [{}]}),
        "responses": _responses(kind, schema),
    }


def _responses(kind: str, schema: _Schema, *statuses: int) -> _Schema:
    return {
        "200": {"description": "The answer.", "content": {kind: {"schema": schema}}},
        **{str(status): {"$ref": f"#/components/responses/{status}"} for status in (401, *statuses)},
    }


def _body(schema: _Schema, example: Any) -> _Schema:
    return {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}


def _object(*required: str) -> _Schema:
    return {"type": "object", "required": list(required)}
