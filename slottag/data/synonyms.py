"""What values mean where a file says so, as a table beside the data: ``synonyms.toml``.

Rasa says of a value what it means: ``[NYC]{"entity": "city", "value": "New York"}``, ``- synonym: New York``.
A mark is the text alone, so the meaning is kept apart: ``"New York" = ["NYC", "the big apple"]``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from slottag.data.lines import check_text, read_bytes
from slottag.errors import DataError, shown

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SYNONYMS = "synonyms.toml"

Synonyms = Mapping[str, tuple[str, ...]]

_EXPECTED = 'lines such as "New York" = ["NYC"]'


def merged(tables: Iterable[Mapping[str, Iterable[str]]]) -> Synonyms:
    """Several tables as one, meanings and texts in order; what only means itself is left out."""
    texts: dict[str, set[str]] = {}
    for table in tables:
        for meaning, found in table.items():
            texts.setdefault(meaning, set()).update(found)
    return {meaning: own for meaning in sorted(texts) if (own := tuple(sorted(texts[meaning] - {meaning, ""})))}


def synonyms_beside(folder: Path) -> Synonyms:
    """The table that lies in a folder of data; empty where none does.

    Raises:
        DataError: it is no table of meanings and their texts.
    """
    path = folder / SYNONYMS
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(check_text(path, read_bytes(path)))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise DataError(f"{path}: is no TOML ({error}), expected {_EXPECTED}; correct it") from error
    for meaning, texts in table.items():
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise DataError(f"{path}: {meaning[:40]!r} is {shown(texts)}, expected {_EXPECTED}; correct it")
    return merged([table])


def synonyms_text(synonyms: Synonyms) -> str:
    """The table as TOML."""
    return "".join(f"{_quoted(meaning)} = [{', '.join(map(_quoted, texts))}]\n" for meaning, texts in synonyms.items())


def _quoted(text: str) -> str:
    # A string in JSON is one in TOML, but for DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
