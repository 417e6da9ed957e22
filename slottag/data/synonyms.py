"""What values mean where a file says so, as a table beside the data: ``synonyms.toml``.

Rasa says of a value what it means: ``[NYC]{"entity": "city", "value": "New York"}``, ``- synonym: New York``.
A mark is the text alone, so the meaning is kept apart: ``"New York" = ["NYC", "the big apple"]``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

SYNONYMS = "synonyms.toml"

Synonyms = Mapping[str, tuple[str, ...]]


def merged(tables: Iterable[Mapping[str, Iterable[str]]]) -> Synonyms:
    """Several tables as one, meanings and texts in order; what only means itself is left out."""
    texts: dict[str, set[str]] = {}
    for table in tables:
        for meaning, found in table.items():
            texts.setdefault(meaning, set()).update(found)
    return {meaning: own for meaning in sorted(texts) if (own := tuple(sorted(texts[meaning] - {meaning, ""})))}


def synonyms_text(synonyms: Synonyms) -> str:
    """The table as TOML."""
    return "".join(f"{_quoted(meaning)} = [{', '.join(map(_quoted, texts))}]\n" for meaning, texts in synonyms.items())


def _quoted(text: str) -> str:
    # A string in JSON is one in TOML, but for DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
