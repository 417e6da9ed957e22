"""Label Studio's export: tasks with ``data`` and ``annotations``, of which those that were cancelled do not count.

Where several people marked a task, the one said to be true counts, else the first. Offsets are in code points or, from
older versions, in UTF-16 units: the text that stands with each span tells.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.objects.dialect import has_keys, holds, reader
from slottag.data.formats.objects.parts import Mark, listed, record, shown, text_in, whole
from slottag.data.formats.objects.units import settled
from slottag.data.formats.remarks import Say
from slottag.data.records import Record
from slottag.errors import DataError


def _is_task(node: Any) -> bool:
    return has_keys("data")(node) and isinstance(node["data"], dict) and bool({"annotations", "completions"} & {*node})


def recognise(content: Content) -> bool:
    """Whether there are tasks."""
    return holds(content, _is_task)


def _record(path: Path, node: Any, line: int, say: Say) -> Record | None:
    text = _text(node["data"])
    made = listed(node, "annotations" if "annotations" in node else "completions")
    counting = [annotation for annotation in made if not annotation.get("was_cancelled")]
    if not counting:
        say("tasks that nobody marked, or whose marks were cancelled, left out", line)
        return None
    results = [_marks(annotation) for annotation in counting]
    true = [index for index, annotation in enumerate(counting) if annotation.get("ground_truth")]
    if any(sorted(marks, key=str) != sorted(results[0], key=str) for marks in results):
        say("tasks that several people marked differently, read as the first or the true one", line)
    chosen = true[0] if true else 0
    marks, turned = settled(text, results[chosen])
    if turned:
        say("offsets in UTF-16 units, turned into code points", line)
    return record(path, line, text, marks, intent=_choice(counting[chosen]))


def _text(data: dict[str, Any]) -> str:
    text = text_in(data)
    strings = [value for value in data.values() if isinstance(value, str)]
    if text is None and len(strings) != 1:
        raise DataError(f'"data" is {shown(data)}, expected a text under the key "text"; correct it')
    return text if text is not None else strings[0]


def _marks(annotation: dict[str, Any]) -> list[Mark]:
    """The regions of the text; other results, such as relations and choices, are none."""
    values = [result.get("value") for result in listed(annotation, "result")]
    return [mark for value in values if has_keys("start", "end")(value) for mark in _regions(value)]


def _regions(value: dict[str, Any]) -> list[Mark]:
    start, end = (whole(value.get(key), key) for key in ("start", "end"))
    labels = next((value[key] for key in ("labels", "hypertextlabels") if isinstance(value.get(key), list)), [""])
    stands = value.get("text")
    return [Mark(start, end, label, stands if isinstance(stands, str) else None)
            for label in labels if isinstance(label, str) and label]  # fmt: skip


def _choice(annotation: dict[str, Any]) -> str | None:
    choices = [value["choices"] for result in listed(annotation, "result")
               if has_keys("choices")(value := result.get("value"))]  # fmt: skip
    names = [name for names in choices if isinstance(names, list) for name in names if isinstance(name, str)]
    return "#".join(names) or None


FORMAT = Format(
    name="label-studio",
    endings=(".json",),
    known_by='Label Studio\'s "data" and "annotations"',
    recognise=recognise,
    read=reader(_is_task, _record),
    rules="`annotations[].result[].value`; cancelled annotations do not count, of several the first or `ground_truth`;"
    " a choice is the intent; offsets in UTF-16 units are turned where the text beside them says so",
)
