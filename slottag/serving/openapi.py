"""The service described in OpenAPI, with examples, from what its requests are read by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slottag import __version__
from slottag.serving.asking import OPTIONS
from slottag.serving.desk import Desk
from slottag.serving.limits import Limits
from slottag.serving.openapi_more import label_studio_paths, page_paths

_Schema = dict[str, Any]

_TEXT = "to Rome on Friday"
_SPANS = [
    {"start": 3, "end": 7, "slot": "destination", "value": "Rome", "confidence": 0.999},
    {"start": 11, "end": 17, "slot": "departure_date", "value": "Friday", "confidence": 0.998},
]
_SENTENCE = {"text": _TEXT, "spans": _SPANS, "confidence": 0.997}
_ENTITY = {
    "entity": "city",
    "role": "destination",
    "start": 3,
    "end": 7,
    "value": "Rome",
    "confidence_entity": 0.999,
    "extractor": "slottag",
}
_GROUP = {"entity_group": "destination", "score": 0.999, "word": "Rome", "start": 3, "end": 7}
_PROBLEM = {"error": "text: expected a string, got 5", "code": "bad_request", "status": 400}


def description(limits: Limits, desk: Desk | None = None) -> dict[str, Any]:
    """The OpenAPI document of a service with these limits, and with this desk."""
    text = {"type": "string", "maxLength": limits.text}
    options = {
        name: {**one.schema, "default": one.default, "description": one.purpose} for name, one in OPTIONS.items()
    }
    options["model"] = {"type": "string", "description": "The name of a model; the first one, if not given."}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "slottag",
            "version": __version__,
            "description": "Finds slots in texts. Offsets are half-open and count Unicode code points.",
        },
        "paths": {
            "/tag": {"post": _tag(text, options, limits)},
            "/model/parse": {"post": _parse(text)},
            "/models/{name}": {"post": _classify(text, limits)},
            "/models": {"get": _get("What each model is.", "models", "array")},
            "/status": {"get": _get("The first model, as Rasa tells it.", "model_file", "string", model=True)},
            "/version": {"get": _get("Which Rasa clients fit.", "minimum_compatible_version", "string", token=False)},
            "/health": {"get": _get("Whether the service answers.", "status", "string", token=False)},
            "/metrics": {"get": _metrics()},
            "/openapi.json": {"get": _get("This description.", "openapi", "string")},
            **label_studio_paths(limits),
            **page_paths(limits, desk),
        },
        "components": {
            "responses": _failures(),
            "schemas": {"Sentence": _sentence(), "Error": _object(error="string", code="string", status="integer")},
            "securitySchemes": {
                "head": {"type": "http", "scheme": "bearer"},
                "address": {"type": "apiKey", "in": "query", "name": "token"},
            },
        },
        "security": [{}, {"head": []}, {"address": []}],
    }


def _tag(text: _Schema, options: Mapping[str, _Schema], limits: Limits) -> _Schema:
    # An address cannot say that there is none.
    own = {**options, "model": {**options["model"], "type": ["string", "null"]}}
    one = {"type": "object", "required": ["text"], "properties": {"text": text, **own}}
    texts = {"type": "array", "items": text, "maxItems": limits.texts}
    many = {"type": "object", "required": ["texts"], "properties": {"texts": texts, **own}}
    sentence = {"$ref": "#/components/schemas/Sentence"}
    sentences = {"type": "object", "required": ["sentences"], "properties": {"sentences": _array(sentence)}}
    schemas = [{**schema, "additionalProperties": False} for schema in (one, many)]
    examples = {"one": {"value": {"text": _TEXT}}, "many": {"value": {"texts": [_TEXT], "confidence": False}}}
    answers = {"one": {"value": _SENTENCE}, "many": {"value": {"sentences": [_SENTENCE]}}}
    stream = {"schema": {"type": "string"}, "example": f'{{"id": 1, "text": "{_TEXT}"}}\n'}
    return {
        "summary": "Tag one text or many; or lines of JSON as a stream, with the options in the address.",
        "parameters": [
            {"name": name, "in": "query", "schema": schema, "description": schema["description"]}
            for name, schema in options.items()
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"oneOf": schemas}, "examples": examples},
                "application/x-ndjson": stream,
            },
        },
        "responses": _responses(
            {
                "application/json": {"schema": {"oneOf": [sentence, sentences]}, "examples": answers},
                "application/x-ndjson": {"schema": {"type": "string"}},
            },
            404, 408, 413, 415, 503,
        ),
    }  # fmt: skip


def _parse(text: _Schema) -> _Schema:
    schema = {"type": "object", "required": ["text"], "properties": {"text": text, "message_id": {"type": "string"}}}
    intent = {"name": None, "confidence": 0.0}
    answer = {"text": _TEXT, "intent": intent, "entities": [_ENTITY], "intent_ranking": []}
    return {
        "summary": "Tag a text as Rasa's server does.",
        "parameters": [_MODEL],
        "requestBody": _body(schema, {"text": _TEXT}),
        "responses": _responses(_example({"type": "object"}, answer), 404, 408, 413, 503),
    }


def _classify(text: _Schema, limits: Limits) -> _Schema:
    texts = {"type": "array", "items": text, "maxItems": limits.texts}
    strategy = {"type": "string", "enum": ["none", "simple", "first", "average", "max"]}
    parameters = {"type": "object", "properties": {"aggregation_strategy": strategy}}
    properties = {"inputs": {"oneOf": [text, texts]}, "parameters": parameters}
    schema = {"type": "object", "required": ["inputs"], "properties": properties}
    return {
        "summary": "Tag one text or many as Hugging Face's token classification does.",
        "parameters": [{"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}],
        "requestBody": _body(schema, {"inputs": _TEXT}),
        "responses": _responses(_example({"type": "array"}, [_GROUP]), 404, 408, 413, 415, 503),
    }


_MODEL: _Schema = {"name": "model", "in": "query", "schema": {"type": "string"}, "description": "The name of a model."}


def _get(summary: str, name: str, kind: str, *, model: bool = False, token: bool = True) -> _Schema:
    schema = {"type": "object", "required": [name], "properties": {name: {"type": kind}}}
    answers = _responses({"application/json": {"schema": schema}}, *([404] if model else []))
    del answers["400"]
    return {
        "summary": summary,
        **({"parameters": [_MODEL]} if model else {}),
        **({} if token else {"security": [{}]}),
        "responses": answers,
    }


def _metrics() -> _Schema:
    answers = _responses({"text/plain": {"schema": {"type": "string"}}})
    del answers["400"]
    return {"summary": "Counts, as Prometheus reads them.", "responses": answers}


def _failures() -> _Schema:
    problem = _example({"$ref": "#/components/schemas/Error"}, _PROBLEM)
    told = {
        400: "What is asked cannot be understood.",
        401: "The token is missing.",
        403: "The page of another service asks.",
        404: "There is no such model.",
        408: "The body did not arrive.",
        409: "This text was corrected already.",
        413: "More is asked than one request may.",
        415: "The body is of another kind.",
        503: "Too much is under way; Retry-After says when to come again.",
    }
    return {str(status): {"description": meaning, "content": problem} for status, meaning in told.items()}


def _responses(content: _Schema, *statuses: int) -> _Schema:
    failures = {str(status): {"$ref": f"#/components/responses/{status}"} for status in (400, 401, *statuses)}
    return {"200": {"description": "The answer.", "content": content}, **failures}


def _body(schema: _Schema, example: Any) -> _Schema:
    return {"required": True, "content": _example(schema, example)}


def _example(schema: _Schema, example: Any) -> _Schema:
    return {"application/json": {"schema": schema, "example": example}}


def _array(items: _Schema) -> _Schema:
    return {"type": "array", "items": items}


def _object(**kinds: str) -> _Schema:
    properties = {name: {"type": kind} for name, kind in kinds.items()}
    return {"type": "object", "required": list(kinds), "properties": properties}


def _sentence() -> _Schema:
    span = _object(start="integer", end="integer", slot="string", value="string")
    rival = _object(slot="string", confidence="number")
    span["properties"] |= {"confidence": {"type": "number"}, "resolved": {"type": "object"}, "next": rival}
    frame = _object(trips="array", missing="array", contradictions="array")
    alternative = _object(probability="number", spans="array")
    sentence = _object(text="string", spans="array")
    sentence["properties"] |= {
        "spans": _array(span),
        "intent": {"type": "string"},
        "asked": _array({"type": "string"}),
        "confidence": {"type": "number"},
        "alternatives": _array(alternative),
        "frame": frame,
        "tokens": _array(_array({"type": "integer"})),
    }
    return sentence
