"""What a format is, and what writers of several formats share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from slottag.data.lines import ASCII_SPACE
from slottag.data.records import Fault, Record
from slottag.data.synonyms import Synonyms
from slottag.errors import DataError
from slottag.text import Scheme, Sentence
from slottag.text.found import Found

if TYPE_CHECKING:
    from slottag.data.content import Content, Kind

_BREAKS_COLUMNS = re.compile(f"[{ASCII_SPACE}\0]")
_BREAKS_LINES = re.compile("[\n\r\0]")

# How much a form says: one that nothing else has by chance, one that others have as well, and what is taken only where
# nothing else is to be seen. The most telling form of those that a file has is the one it is read as.
TELLING, GENERAL, LAST = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Writer:
    """How sentences are written in a format.

    ``render`` gives the files of one split, as name relative to the corpus folder → content. ``sentence`` gives one
    sentence without the last line end, for output that is written as it comes, the values of its spans with it where
    the format has a place for them; ``None`` where a sentence cannot stand alone. ``found`` gives the same of many
    texts at once without making their sentences, for the format in which most is tagged. ``loses`` says what does not
    come back when the files are read; empty where nothing is lost. ``tells_confidence`` says whether that has a
    place for confidences, ``tells_meaning`` for what values mean, ``spaces`` whether slot names may hold spaces,
    ``keeps_fields`` whether a sentence is an object of JSON that may have other fields, ``keeps_asked`` whether
    what was asked before a sentence is written. ``synonyms`` gives what tells,
    behind the sentences of a file, what values mean; ``None`` where the format has no place for that.
    """

    render: Callable[[str, Sequence[Sentence], Scheme], dict[str, str]]
    sentence: Callable[[Sentence, Scheme], str] | None = None
    found: Callable[[Found], list[str]] | None = None
    loses: str = ""
    tells_confidence: bool = False
    tells_meaning: bool = False
    spaces: bool = True
    keeps_fields: bool = False
    keeps_asked: bool = False
    synonyms: Callable[[Synonyms], str] | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """A way to keep annotated sentences.

    ``recognise`` says whether a whole file (or, for kinds with ``folder``, a folder) has the form; ``known_by`` says
    in a few words what of it tells. It is asked only of the ``kinds`` of content that the format can be. ``endings``
    decide between several forms that say equally much (``weight``), the first one is that of files written.
    ``read`` gives records, and a ``Fault`` for each sentence that it cannot read; what it has to tell of the whole
    file it adds to ``content.notes``. ``rules`` are what a reader of the documentation must know, in a line.
    ``files`` are those that hold the data together with a file (``doc.ann`` and ``doc.txt``), the one that is read
    first; ``None`` where each file stands alone. ``any_encoding`` lets in text that is not UTF-8, as Latin-1.
    """

    name: str
    endings: tuple[str, ...]
    known_by: str
    recognise: Callable[[Content], bool]
    read: Callable[[Content], Iterator[Record | Fault]]
    rules: str
    weight: int = TELLING
    kinds: tuple[Kind, ...] = ("text",)
    writer: Writer | None = None
    files: Callable[[Path], Sequence[Path]] | None = None
    any_encoding: bool = False

    def records(self, content: Content) -> Iterator[Record | Fault]:
        """What a file holds.

        Raises:
            DataError: the file as a whole cannot be read.
        """
        if content.kind == "folder":
            return self.read(content)
        if "binary" not in self.kinds:
            if not self.any_encoding or content.kind == "binary":
                content.check_utf8()
            elif content.encoding != "utf-8":
                content.notes.append("is not UTF-8 and was read as Latin-1 (Windows-1252)")
        return self.read(content)

    def read_file(self, path: Path) -> list[Record]:
        """The records of a file or folder that must hold nothing else.

        Raises:
            DataError: it, or a sentence of it, cannot be read.
        """
        # Who only writes a format reads no files.
        from slottag.data.content import Content

        records = []
        for record in self.records(Content(path)):
            if isinstance(record, Fault):
                raise record.error()
            records.append(record)
        return records


def file_text(blocks: Iterable[str]) -> str:
    """The content of a file of these blocks, each ended by a line feed.

    A text that begins with U+FEFF gets a byte-order mark in front, so that readers do not take its own for one.
    """
    text = "".join(f"{block}\n" for block in blocks)
    return "\ufeff" + text if text.startswith("\ufeff") else text


def asked_of(sentence: Sentence) -> dict[str, list[str]]:
    """What was asked before a sentence, as a field of an object of JSON; none where nothing was."""
    return {"asked": list(sentence.asked)} if sentence.asked else {}


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
