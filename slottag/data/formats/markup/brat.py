"""brat's standoff: ``X.txt`` and ``X.ann`` with lines ``T1 TAB slot start end TAB words``.

Offsets are over the whole text, line ends counted. Each line of the text is a sentence. What is no entity (relations,
events, attributes, notes) is passed over.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from slottag.data.content import Content
from slottag.data.formats.format import Format, Writer, file_text, place
from slottag.data.formats.objects.parts import Mark, record
from slottag.data.formats.remarks import Say, remarks
from slottag.data.lines import is_blank
from slottag.data.records import Fault, Record
from slottag.errors import DataError
from slottag.text import Scheme, Sentence

_ENTITY = re.compile(r"T\S+\t(?P<slot>\S+) (?P<places>\d{1,15} \d{1,15}(?:;\d{1,15} \d{1,15})*)(?:\t(?P<text>.*))?")
_OTHER = re.compile(r"[REAMN#*]\S*\t")


@dataclass(frozen=True, slots=True)
class _Found:
    """An entity: its line in the ``.ann``, and the mark with offsets over the whole text."""

    line: int
    mark: Mark


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a pair of files, named by either."""
    notes = content if content.ending == ".ann" else Content(content.path.with_suffix(".ann"))
    text = Content(content.path.with_suffix(".txt")) if content.ending == ".ann" else content
    text.check_utf8()
    notes.check_utf8()
    with remarks(content) as say:
        lines = [_entity(line, f"{notes.path}:{number}", number, say) for number, line in notes.filled]
        yield from (line for line in lines if isinstance(line, Fault))
        yield from _sentences(text, notes.path, [line for line in lines if isinstance(line, _Found)])


def recognise(content: Content) -> bool:
    """Whether it is such a file of entities, with its text beside it, or the text of one."""
    if content.ending == ".ann":
        return any(_ENTITY.fullmatch(line) for _, line in content.filled) and content.path.with_suffix(".txt").exists()
    return content.ending == ".txt" and content.path.with_suffix(".ann").is_file()


def render(split: str, sentences: Sequence[Sentence], _scheme: Scheme) -> dict[str, str]:
    """The two files of one split.

    Raises:
        DataError: a text with a line break, or without anything, which makes no line of its own.
    """
    rows: list[str] = []
    start = 0
    for sentence in sentences:
        if re.search(r"[\n\r\0]", sentence.text) or is_blank(sentence.text):
            raise DataError(
                f"{place(sentence)}: the text is blank or holds a line break or NUL, which brat cannot hold; write"
                " jsonl instead"
            )
        for span in sentence.spans:
            slot = re.sub(r"\s+", "_", span.slot)
            rows.append(f"T{len(rows) + 1}\t{slot} {start + span.start} {start + span.end}\t{sentence.value(span)}")
        start += len(sentence.text) + 1
    text = file_text(sentence.text for sentence in sentences)
    return {f"{split}.txt": text, f"{split}.ann": file_text(rows)}


def pair(path: Path) -> Sequence[Path]:
    """The files that hold a document together; the text comes first, for there may be no entity in it."""
    return (path.with_suffix(".txt"), path.with_suffix(".ann"))


def _entity(line: str, where: str, number: int, say: Say) -> _Found | Fault | None:
    """The entity of a line; ``None`` where it holds something else."""
    match = _ENTITY.fullmatch(line)
    if match is None:
        what = f"expected an entity such as T1 TAB city 0 4 TAB Oslo, got {line[:40]!r}; correct the line"
        return None if _OTHER.match(line) else Fault(where, what)
    places = [tuple(map(int, pair.split())) for pair in match["places"].split(";")]
    if len(places) > 1:
        say("entities in several pieces, left out", number)
        return None
    (start, end), text = places[0], match["text"]
    return _Found(number, Mark(start, end, match["slot"], text.replace("\r", "") if text else None))


def _sentences(content: Content, path: Path, found: Sequence[_Found]) -> Iterator[Record | Fault]:
    """The lines of the text as sentences, with the entities that lie in them."""
    lines = content.text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    marks: dict[int, list[Mark]] = {}
    for one in found:
        start, end = one.mark.start, one.mark.end
        index = bisect_right(starts, start) - 1
        if not start < end or index >= len(lines) or end > starts[index] + len(lines[index].rstrip("\r")):
            what = f"{start}..{end} of slot {one.mark.slot!r} is not within one line of {content.path.name}"
            yield Fault(f"{path}:{one.line}", f"{what}, expected a line to be a sentence; correct it")
            continue
        marks.setdefault(index, []).append(one.mark._replace(start=start - starts[index], end=end - starts[index]))
    for index, line in enumerate(lines):
        if not is_blank(line):
            yield record(content.path, index + 1, line.removesuffix("\r"), marks.get(index, ()))


FORMAT = Format(
    name="brat",
    endings=(".ann",),
    known_by="an .ann beside a .txt",
    recognise=recognise,
    read=read,
    rules="`X.ann` and `X.txt`; each line of the text is a sentence; entities in several pieces are left out, all but"
    " entities is passed over",
    writer=Writer(render, loses="the tokens, and intents; white space in slots becomes `_`", spaces=False),
    files=pair,
)
