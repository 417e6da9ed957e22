"""Marks of the form ``wake me at [time : five am]``, as MASSIVE and SLURP have them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from slottag.data.formats.format import place
from slottag.errors import DataError
from slottag.text import Sentence

_MARK = re.compile(
    r"\[\s*(?P<slot>[^\[\]:]+?)\s+: (?P<value>[^\[\]]*)\]|\[\s*(?P<tight>[^\[\]:\s]+)\s*:\s*(?P<words>[^\[\]]*)\]"
)
_BRACKET = re.compile(r"[\[\]]")


def pieces(marked: str) -> Iterator[tuple[str, str | None]]:
    """The pieces of an annotated sentence, each with its slot.

    Raises:
        DataError: a bracket that belongs to no mark.
    """
    end = 0
    for match in _MARK.finditer(marked):
        yield _plain(marked, end, match.start()), None
        yield match["value"] if match["slot"] else match["words"], match["slot"] or match["tight"]
        end = match.end()
    yield _plain(marked, end, len(marked)), None


def written(sentence: Sentence) -> str:
    """A sentence in this form.

    Raises:
        DataError: a bracket in it, which the form cannot tell from a mark, or a slot with a colon.
    """
    made = []
    for text, span in sentence.pieces():
        if _BRACKET.search(text) or (span and re.search(r"[\[\]:]|^\s|\s$", span.slot)):
            raise DataError(
                f"{place(sentence)}: {text if span is None else span.slot!r} holds a bracket or colon, which massive"
                " takes for marks; write jsonl instead"
            )
        made.append(text if span is None else f"[{span.slot} : {text}]")
    return "".join(made)


def _plain(marked: str, start: int, end: int) -> str:
    odd = _BRACKET.search(marked, start, end)
    if odd:
        raise DataError(
            f"{odd.group()!r} at character {odd.start() + 1} of the marked text belongs to no mark, expected"
            " [slot : words]; correct it"
        )
    return marked[start:end]
