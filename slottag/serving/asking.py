"""What a request asks: its body as JSON, its texts, and its options, each declared once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from slottag.errors import DataError, shown
from slottag.model.asked import check_asked
from slottag.serving.errors import RequestError, bad_request, too_large
from slottag.serving.limits import Limits


@dataclass(frozen=True, slots=True)
class Option:
    """Something that ``/tag`` can be asked for: the JSON schema of its value, and the value where it is not given.

    A schema is a type, with a range or with choices; the value is checked by it. An array is one of strings, with
    commas between them in an address. Without one of those that it ``needs`` an option has no effect, and is refused.
    """

    schema: Mapping[str, Any]
    default: Any
    purpose: str
    needs: tuple[str, ...] = ()

    def read(self, name: str, value: Any) -> Any:
        """A value from JSON.

        Raises:
            RequestError: it is none of these.
        """
        kinds = _KINDS[self.schema["type"]]
        fits = isinstance(value, kinds) and (isinstance(value, bool) == (kinds is bool))
        if fits and kinds is list:
            fits = all(isinstance(item, str) for item in value)
        if fits and "enum" in self.schema:
            fits = value in self.schema["enum"]
        if fits and "minimum" in self.schema:
            fits = self.schema["minimum"] <= value <= self.schema["maximum"]
        if not fits:
            raise bad_request(f"{name}: expected {_expected(self.schema)}, got {shown(value)}")
        return value

    def of_query(self, name: str, text: str) -> Any:
        """A value from the address.

        Raises:
            RequestError: it is none of these.
        """
        if self.schema["type"] == "string":
            return self.read(name, text)
        if self.schema["type"] == "array":
            return self.read(name, [item.strip() for item in text.split(",")])
        try:
            value = json.loads(text)
        except ValueError:
            value = text
        return self.read(name, value)


_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "string": str,
    "array": list,
}


def _expected(schema: Mapping[str, Any]) -> str:
    if schema["type"] == "array":
        return "an array of strings"
    if "enum" in schema:
        return " or ".join(schema["enum"])
    if "minimum" in schema:
        kind = "a whole number" if schema["type"] == "integer" else f"a {schema['type']}"
        return f"{kind} from {schema['minimum']} to {schema['maximum']}"
    return "true or false" if schema["type"] == "boolean" else f"a {schema['type']}"


# The question that a text answers; a line of a stream may have its own.
ASKED = "asked"
# What is added here is read, checked and described; `serving/service.py` is where it takes effect.
OPTIONS: Mapping[str, Option] = {
    "confidence": Option({"type": "boolean"}, True, "Tell how sure each span and each sentence is."),
    "min_confidence": Option(
        {"type": "number", "minimum": 0, "maximum": 1},
        0,
        "Leave out spans that are less sure than this; with confidence.",
        ("confidence",),
    ),
    "nbest": Option(
        {"type": "integer", "minimum": 0, "maximum": 100},
        0,
        "Tell so many of the likeliest readings, and each span's next slot; with confidence.",
        ("confidence",),
    ),
    "resolve": Option({"type": "boolean"}, False, "Tell what values mean, where the model says what its slots are."),
    "frame": Option({"type": "boolean"}, False, "Tell the trips, what is missing and what contradicts; resolves, too."),
    "now": Option(
        {"type": "string"},
        "",
        "When it is said, such as 2026-11-30T09:15; now, if not given. With resolve or frame.",
        ("resolve", "frame"),
    ),
    "timezone": Option(
        {"type": "string"},
        "",
        "Where it is said, such as Asia/Taipei; where the service is, if not given. With resolve or frame.",
        ("resolve", "frame"),
    ),
    "tokens": Option({"type": "boolean"}, False, "Tell where tokens start and end."),
    "offsets": Option(
        {"type": "string", "enum": ["characters", "utf16"]}, "characters", "What offsets count: utf16 for JavaScript."
    ),
    ASKED: Option(
        {"type": "array", "items": {"type": "string"}}, [], "The slots that the question before was about, if any."
    ),
}
_DEFAULTS = {name: option.default for name, option in OPTIONS.items()}
MODEL = "model"
# Read elsewhere: by whoever lets requests in.
_TOKEN = "token"


@dataclass(frozen=True, slots=True)
class Ask:
    """Texts to tag, by the model of a name or by the first one, with the options of ``OPTIONS``."""

    texts: list[str]
    alone: bool = False
    model: str | None = None
    options: Mapping[str, Any] = field(default_factory=lambda: _DEFAULTS)

    @property
    def given(self) -> list[tuple[str, tuple[str, ...]]]:
        """The texts, each with what was asked before it."""
        return [(text, tuple(self.options[ASKED])) for text in self.texts]


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)


def parsed(body: bytes, what: str = "the body") -> Any:
    """The JSON of a body, or of a line of one, whatever its media type says.

    Raises:
        RequestError: it is none.
    """
    try:
        return _DECODER.decode(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise bad_request(f"byte {error.start + 1} of {what} is not UTF-8, expected JSON in UTF-8") from None
    except RecursionError:
        raise bad_request("the JSON is nested too deeply, expected an object") from None
    except ValueError as error:
        raise bad_request(f'{what} is no JSON ({error}), expected such as {{"text": "to Rome"}}') from None


def object_of(body: bytes) -> dict[str, Any]:
    """The JSON object of a body.

    Raises:
        RequestError: it is none.
    """
    found = parsed(body)
    if not isinstance(found, dict):
        raise bad_request(f"expected a JSON object, got {shown(found)}")
    return found


def ask_of(body: bytes, query: Mapping[str, str], limits: Limits) -> Ask:
    """What the body of ``/tag`` asks; options may stand in the address, too, and those of the body go before.

    Raises:
        RequestError: it cannot be understood, or is too much.
    """
    given = object_of(body)
    if ("text" in given) == ("texts" in given):
        raise bad_request("expected either text, a string, or texts, an array of strings")
    alone = "text" in given
    texts = [given.pop("text")] if alone else given.pop("texts")
    check_texts(texts, "text" if alone else "texts", limits)
    before = _in_query(query)
    model = given.pop(MODEL, before.model)
    if model is not None and not isinstance(model, str):
        raise bad_request(f"model: expected the name of one, got {shown(model)}")
    own = {name: _option(name).read(name, given[name]) for name in given}
    return Ask(texts, alone, model, _together({**before.options, **own}))


def ask_of_query(query: Mapping[str, str]) -> Ask:
    """The options that stand in an address, without a text.

    Raises:
        RequestError: one is unknown, has another value, or has no effect without another.
    """
    ask = _in_query(query)
    return replace(ask, options=_together(ask.options))


def _together(options: Mapping[str, Any]) -> Mapping[str, Any]:
    """Options of which each has an effect beside the others.

    Raises:
        RequestError: one has none.
    """
    for name, option in OPTIONS.items():
        if option.needs and options[name] != option.default and not any(options[other] for other in option.needs):
            raise bad_request(f"{name}: goes with {' or '.join(option.needs)}; ask for that, too, or leave it out")
    return options


def _in_query(query: Mapping[str, str]) -> Ask:
    options = {name: _option(name).of_query(name, query[name]) for name in query if name not in (MODEL, _TOKEN)}
    return Ask([], model=query.get(MODEL), options={**_DEFAULTS, **options})


def _option(name: str) -> Option:
    if name not in OPTIONS:
        raise bad_request(f"{shown(name)} is unknown, expected one of text, texts, {MODEL}, {', '.join(OPTIONS)}")
    return OPTIONS[name]


def check_texts(texts: Any, name: str, limits: Limits) -> None:
    """See to it that these are texts, and not too many.

    Raises:
        RequestError: they are not.
    """
    if not isinstance(texts, list):
        raise bad_request(f"{name}: expected an array of strings, got {shown(texts)}")
    if len(texts) > limits.texts:
        raise too_large(f"{name}: expected at most {limits.texts} texts, got {len(texts)}; ask several times")
    for text in texts:
        check_text(text, name, limits)


def check_text(text: Any, name: str, limits: Limits) -> None:
    """See to it that this is a text, and not too long.

    Raises:
        RequestError: it is not.
    """
    if not isinstance(text, str):
        raise bad_request(f"{name}: expected a string, got {shown(text)}")
    if len(text) > limits.text:
        raise too_large(f"{name}: expected at most {limits.text} characters, got {len(text)}; cut it up")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise bad_request(f"{name}: holds half of a surrogate pair, expected Unicode text") from None


def check_question(asked: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """What was asked, if a model knows questions about all of it.

    Raises:
        RequestError: it does not.
    """
    try:
        return check_asked(asked, known)
    except DataError as error:
        raise bad_request(str(error)) from None


def check_media_type(given: str, *expected: str) -> None:
    """See to it that a body is of one of these kinds, or of none that is named.

    Raises:
        RequestError: it is of another.
    """
    if given and given not in expected:
        raise RequestError(415, "unsupported_media_type", f"expected a body of {expected[0]}, got {shown(given)}")
