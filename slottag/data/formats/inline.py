r"""Marks inside the text: ``arrive [Taipei](destination)``, one sentence a line.

An empty mark at the front of a line is the sentence's intent: ``[](book_flight) arrive [Taipei](destination)``. A
backslash takes the meaning from the brackets ``[ ] ( )`` and from itself, and ``\n``, ``\r``, ``\0`` stand for line
feed, carriage return and NUL; round brackets need it only inside a mark's slot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from slottag.data.content import Content
from slottag.data.formats.format import LAST, Format, Writer, file_text
from slottag.data.records import Fault, Record, each
from slottag.errors import DataError
from slottag.text import Scheme, Sentence, Span

_PLAIN = r"(?:[^\\\[\]]|\\[\[\]()\\nr0])"
_NAME = r"(?:[^\\\[\]()]|\\[\[\]()\\nr0])"
_PIECE = re.compile(rf"\[(?P<value>{_PLAIN}+)\]\((?P<slot>{_NAME}+)\)|(?P<plain>{_PLAIN}+)")
_INTENT = re.compile(rf"\[\]\((?P<intent>{_NAME}+)\) ?")
# A link is no mark.
_MARK = re.compile(r"(?<!\\)\[[^\[\]\n]*[^\[\]\\\n]\]\((?!\w+://|mailto:|[#./])[^()\n]+\)")
_OTHERS = {".md", ".markdown", ".yml", ".yaml", ".json", ".py", ".html", ".rst", ".csv"}
_ESCAPED = re.compile(r"\\(.)")
_LITERALS = {"\n": "n", "\r": "r", "\0": "0"}


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file; blank lines are passed over."""
    return each(content.path, content.filled, partial(_record, content.path))


def recognise(content: Content) -> bool:
    """Whether any line holds a mark, in a file that is not called something else, for marks stand in many kinds."""
    return content.ending not in _OTHERS and _MARK.search(content.text) is not None


def format_sentence(sentence: Sentence) -> str:
    """One sentence as one line. Its tokens are not written: who reads it must split the text as its writer did."""
    pieces = [f"[]({_escape(sentence.intent, '()')}) "] if sentence.intent else []
    end = 0
    for span in sentence.spans:
        pieces += [_escape(sentence.text[end : span.start])]
        pieces += [f"[{_escape(sentence.value(span))}]({_escape(span.slot, '()')})"]
        end = span.end
    return "".join([*pieces, _escape(sentence.text[end:])])


def render(split: str, sentences: Sequence[Sentence], _scheme: Scheme) -> dict[str, str]:
    """The file of one split."""
    return {f"{split}.inline": file_text(map(format_sentence, sentences))}


def _record(path: Path, line: str, number: int) -> Record:
    head = _INTENT.match(line)
    intent = _unescape(head["intent"]) if head else None
    texts: list[str] = []
    spans: list[Span] = []
    length = 0
    for piece in _pieces(line, head.end() if head else 0):
        text = _unescape(piece["value"] or piece["plain"])
        if piece["slot"]:
            spans.append(Span(length, length + len(text), _unescape(piece["slot"])))
        texts.append(text)
        length += len(text)
    return Record(path, number, "".join(texts), None, tuple(spans), intent=intent)


def _pieces(line: str, start: int) -> Iterator[re.Match[str]]:
    while start < len(line):
        piece = _PIECE.match(line, start)
        if piece is None:
            raise DataError(
                f"{line[start]!r} at column {start + 1} begins no mark and no escape, expected [value](slot); write"
                f" \\{line[start]} where it stands for itself"
            )
        yield piece
        start = piece.end()


def _escape(text: str, more: str = "") -> str:
    pattern = "[" + re.escape("\\[]\n\r\0" + more) + "]"
    return re.sub(pattern, lambda match: "\\" + _LITERALS.get(match.group(), match.group()), text)


def _unescape(text: str) -> str:
    letters = {letter: literal for literal, letter in _LITERALS.items()}
    return _ESCAPED.sub(lambda match: letters.get(match[1], match[1]), text)


FORMAT = Format(
    name="inline",
    endings=(".inline",),
    known_by="marks such as [Taipei](destination)",
    recognise=recognise,
    read=read,
    rules="`arrive [Taipei](destination)`, one sentence a line; `[](intent)` in front; a backslash before brackets",
    weight=LAST,
    writer=Writer(render, lambda sentence, _scheme: format_sentence(sentence), loses="the tokens"),
)
