"""Lines that are JSON objects: the text in one of their fields is tagged, and what is found joins the other fields."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from slottag.data.formats.jsonl import asked_in
from slottag.data.formats.objects.parts import shown, text_in
from slottag.data.formats.objects.words import words_in
from slottag.data.records import located, tagged
from slottag.errors import DataError
from slottag.tagging.lines import Block

_dumps = partial(json.dumps, ensure_ascii=False, default=str)


@dataclass(frozen=True)
class Fields:
    """Where the text stands in such lines: under ``field``, whose dots lead into objects, else under a usual key."""

    field: str | None

    def told(self, block: Block) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The text of each line, and what was asked before it, which stands under ``asked``.

        Raises:
            DataError: one is no JSON object, or has no text, or something else than slots was asked.
        """
        for one in block.alone():
            data = _object(one.lines[0], one.where)
            text = self._text(data, one.where)
            with located(one.where):
                yield text, asked_in(data)

    def joined(self, line: str, found: str) -> str:
        """A line with what was found in it, given as a line of slottag's own JSON. Its text stays where it is; a line
        of words alone is given one, for offsets to count in.
        """
        data, told = json.loads(line), json.loads(found)
        if _text_in(data, self.field) is not None:
            del told["text"]
        return _dumps({**data, **told})

    def _text(self, data: dict[str, Any], where: str) -> str:
        text = text_of(data, self.field)
        if text is None:
            if (name := self.field or "text") in data:
                got = "null" if data[name] is None else shown(data[name])
                raise DataError(
                    f"{where}: {name}: expected a string, got {got}; correct it, or set it aside: --skip-errors"
                )
            place = f"field {self.field!r}" if self.field else "text"
            raise DataError(f"{where}: has no {place}, got {shown(data)}; name the field of the text with --text-field")
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise DataError(
                f"{where}: the text holds half of a surrogate pair at character {error.start}; write whole ones"
            ) from error
        return text


def text_of(data: Mapping[str, Any], field: str | None) -> str | None:
    """The text of an object; ``None`` where it has none."""
    text = _text_in(data, field)
    words = words_in(data) if text is None and field is None else None
    return tagged(Path(), words, (), [1]).text if words else text


def _text_in(data: Mapping[str, Any], field: str | None) -> str | None:
    """The text that stands in an object as it is."""
    if field is not None:
        return _under(data, field)
    inner = data.get("data")
    text = text_in(data)
    return text_in(inner) if text is None and isinstance(inner, dict) else text


def _under(data: Mapping[str, Any], field: str) -> str | None:
    """What stands under a key, or under the keys between dots."""
    if field not in data and "." in field:
        head, _, rest = field.partition(".")
        inner = data.get(head)
        return _under(inner, rest) if isinstance(inner, dict) else None
    value = data.get(field)
    return value if isinstance(value, str) else None


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = f"{error.msg} at column {error.colno}" if isinstance(error, json.JSONDecodeError) else str(error)
        raise DataError(
            f"{where}: is no JSON ({reason[:80]}), expected an object with a text; correct the line"
        ) from error
    if not isinstance(data, dict):
        raise DataError(f"{where}: is {shown(data)}, expected an object with a text; correct the line")
    return data
