"""spaCy's training data: pairs ``[text, {"entities": [[start, end, slot]]}]``, in JSON or in a Python file.

A Python file is never run: its literals are read. In one with several lists (``TRAIN_DATA``, ``TEST_DATA``) their names
tell the split.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.format import Format, Writer
from slottag.data.formats.objects.dialect import has_keys, holds, reader, records
from slottag.data.formats.objects.parts import intent_in, listed, mark_of, record
from slottag.data.formats.remarks import Say
from slottag.data.records import Broken, Fault, Record
from slottag.errors import DataError
from slottag.text import Scheme, Sentence

_ROLES = {"train": "train", "dev": "dev", "valid": "dev", "eval": "dev", "test": "test"}
_PAIR = re.compile(r"\(\s*(?:[rubRUB]?[\"']).*?\{\s*[\"']entities[\"']\s*:", re.DOTALL)


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file.

    Raises:
        DataError: a Python file that is none, or without such pairs.
    """
    if content.items:
        return reader(_is_pair, _record)(content)
    return records(content, _python_pairs(content), _record)


def recognise(content: Content) -> bool:
    """Whether there are such pairs."""
    return holds(content, _is_pair) or (not content.items and _PAIR.search(content.text) is not None)


def render(split: str, sentences: Sequence[Sentence], _scheme: Scheme) -> dict[str, str]:
    """The file of one split, a pair a line."""
    pairs = ",\n".join(json.dumps(_pair(sentence), ensure_ascii=False) for sentence in sentences)
    return {f"{split}.json": f"[\n{pairs}\n]\n" if pairs else "[]\n"}


def _pair(sentence: Sentence) -> list[Any]:
    marks: dict[str, Any] = {"entities": [[span.start, span.end, span.slot] for span in sentence.spans]}
    if sentence.intent is not None:
        marks["cats"] = {sentence.intent: 1.0}
    return [sentence.text, marks]


def _is_pair(node: Any) -> bool:
    return (
        isinstance(node, (list, tuple))
        and len(node) == 2
        and isinstance(node[0], str)
        and has_keys("entities")(node[1])
    )


def _record(path: Path, found: Any, line: int, _say: Say) -> Record:
    # From a Python file a pair comes with the split that the name of its list tells.
    split, node = found if isinstance(found, tuple) else (None, found)
    if not _is_pair(node):
        raise DataError('is no pair, expected (text, {"entities": [(start, end, slot)]}); correct it')
    text, marks = node
    spans = [mark_of(item) for item in listed({"entities": [*marks["entities"]]}, "entities", object)]
    return record(path, line, text, spans, intent=intent_in(marks), split=split)


def _python_pairs(content: Content) -> Iterator[tuple[int, Any]]:
    """The pairs of every list of them in a Python file."""
    try:
        tree = ast.parse(content.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        place = f":{error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        raise DataError(f"{content.path}{place}: is no Python ({reason}); correct the file") from error
    for statement in tree.body:
        value = getattr(statement, "value", None)
        if isinstance(value, (ast.List, ast.Tuple)):
            split = _split_of(statement)
            yield from ((element.lineno, _literal(element, split)) for element in value.elts)


def _literal(element: ast.expr, split: str | None) -> Any:
    try:
        return split, ast.literal_eval(element)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return Broken("it holds more than texts, numbers, lists and dicts")


def _split_of(statement: ast.stmt) -> str | None:
    names = [node.id.lower() for node in ast.walk(statement) if isinstance(node, ast.Name)] if isinstance(
        statement, (ast.Assign, ast.AnnAssign)
    ) else []  # fmt: skip
    return next((role for start, role in _ROLES.items() for name in names if name.startswith(start)), None)


FORMAT = Format(
    name="spacy",
    endings=(".json", ".py"),
    known_by='pairs of a text and {"entities": …}',
    recognise=recognise,
    read=read,
    rules='`[text, {"entities": [[start, end, slot]], "cats": {intent: 1}}]`, in JSON or as literals of a Python file,'
    " which is never run",
    writer=Writer(render, loses="the tokens"),
)
