"""What a format is, and what writers of several formats share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from slottag.data.lines import ASCII_SPACE
from slottag.data.records import Record
from slottag.errors import DataError
from slottag.text import Scheme, Sentence

_BREAKS_COLUMNS = re.compile(f"[{ASCII_SPACE}\0]")
_BREAKS_LINES = re.compile("[\n\r\0]")


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write marked sentences.

    ``endings`` are the file endings that speak for it, the one it writes first. ``looks_like`` judges by lines of
    content. ``render`` gives the files of one split, as name relative to the corpus folder → content.
    ``render_sentence`` gives one sentence without the last line end, for output that is written as it comes; ``None``
    where a sentence is spread over several files. ``tells_confidence`` says whether that has a place for confidences.
    """

    name: str
    endings: tuple[str, ...]
    looks_like: Callable[[Sequence[str]], bool]
    read: Callable[[Path], Iterator[Record]]
    render: Callable[[str, Sequence[Sentence], Scheme], dict[str, str]]
    render_sentence: Callable[[Sentence, Scheme], str] | None = None
    tells_confidence: bool = False


def file_text(blocks: Iterable[str]) -> str:
    """The content of a file of these blocks, each ended by a line feed.

    A text that begins with U+FEFF gets a byte-order mark in front, so that readers do not take its own for one.
    """
    text = "".join(f"{block}\n" for block in blocks)
    return "\ufeff" + text if text.startswith("\ufeff") else text


def place(sentence: Sentence) -> str:
    """Where a sentence was read, or its beginning, for messages."""
    return sentence.where or repr(sentence.text[:40])


def column_words(sentence: Sentence, name: str) -> list[str]:
    """The words of a sentence, each fit to stand in a column.

    Raises:
        DataError: a word or slot that a file of columns cannot hold.
    """
    for text in (*sentence.words, *(span.slot for span in sentence.spans)):
        if _BREAKS_COLUMNS.search(text):
            raise DataError(
                f"{place(sentence)}: {text!r} holds white space or NUL, which {name} cannot hold; write jsonl instead"
            )
    return sentence.words


def line_intent(sentence: Sentence, name: str) -> str:
    """The intent of a sentence, fit to stand on a line; empty where there is none.

    Raises:
        DataError: an intent that a line cannot hold.
    """
    intent = sentence.intent or ""
    if _BREAKS_LINES.search(intent) or intent != intent.strip(ASCII_SPACE):
        raise DataError(
            f"{place(sentence)}: intent {intent!r} holds a line break, NUL or outer white space, which {name} cannot"
            " hold; write jsonl instead"
        )
    return intent
