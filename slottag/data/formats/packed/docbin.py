"""spaCy's DocBin: documents of tokens with entities, packed by zlib and msgpack. A document is a sentence.

Strings stand in it once, and as numbers in the tokens: a number is the MurmurHash64A (Appleby 2008) of the UTF-8 bytes
with the seed 1.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.objects.dialect import records
from slottag.data.formats.objects.parts import Mark, record
from slottag.data.formats.packed.extra import extra
from slottag.data.formats.remarks import Say
from slottag.data.magic import DOCBIN, packed
from slottag.data.records import Fault, Record
from slottag.errors import DataError

# spaCy's numbers of a token's attributes: its text, whether it begins an entity or is in one, and of which kind.
_ORTH, _IOB, _TYPE = 65, 77, 78
_UNKNOWN, _INSIDE, _BEGIN = 0, 1, 3
_MASK = (1 << 64) - 1

Document = tuple[list[tuple[str, int, str]], Sequence[int], Any]


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file; ``line`` counts the documents.

    Raises:
        DataError: it cannot be read, or msgpack is not installed.
    """
    msgpack = extra("msgpack", content.path, DOCBIN.what)
    try:
        data = msgpack.unpackb(zlib.decompress(content.data), strict_map_key=False)
        documents = [*_documents(data)]
    except Exception as error:  # What broken bytes raise has no common kind.
        raise DataError(f"{content.path}: is a DocBin that cannot be read ({str(error)[:80]}); make it anew") from error
    return records(content, enumerate(documents, 1), _record)


def recognise(content: Content) -> bool:
    """Whether the bytes are a map with the keys of a DocBin."""
    return packed(content.data) == DOCBIN


def hashed(text: str) -> int:
    """The number that stands for a string."""
    data = text.encode()
    product, shift = 0xC6A4A7935BD1E995, 47
    value = 1 ^ (len(data) * product & _MASK)
    whole = len(data) // 8 * 8
    for place in range(0, whole, 8):
        part = int.from_bytes(data[place : place + 8], "little") * product & _MASK
        part = (part ^ part >> shift) * product & _MASK
        value = (value ^ part) * product & _MASK
    if whole < len(data):
        value = (value ^ int.from_bytes(data[whole:], "little")) * product & _MASK
    value = (value ^ value >> shift) * product & _MASK
    return value ^ value >> shift


def _documents(data: Mapping[str, Any]) -> Iterator[Document]:
    """The tokens (text, IOB, kind of entity), the spaces behind them and the categories of each document."""
    names = {hashed(text): text for text in data["strings"]} | {0: ""}
    numbers, lengths = array("Q", data["tokens"]), array("i", data["lengths"])
    attributes = list(data["attrs"])
    text, iob, kind = (attributes.index(attribute) for attribute in (_ORTH, _IOB, _TYPE))
    first = 0
    for index, length in enumerate(lengths):
        rows = [numbers[row * len(attributes) : (row + 1) * len(attributes)] for row in range(first, first + length)]
        tokens = [(names[row[text]], row[iob], names[row[kind]]) for row in rows]
        cats = data.get("cats") or []
        yield tokens, data["spaces"][first : first + length], cats[index] if index < len(cats) else None
        first += length


def _record(path: Path, document: Document, number: int, say: Say) -> Record | None:
    tokens, spaces, cats = document
    if not tokens:
        say("documents without a token, left out", number)
        return None
    if all(iob == _UNKNOWN for _, iob, _ in tokens):
        say("documents of which nobody said what their entities are, read as without any", number)
    texts: list[str] = []
    marks: list[Mark] = []
    length = 0
    for (text, iob, kind), space in zip(tokens, spaces, strict=True):
        if iob == _BEGIN or (iob == _INSIDE and not marks):
            marks.append(Mark(length, length + len(text), kind))
        elif iob == _INSIDE:
            marks[-1] = marks[-1]._replace(end=length + len(text))
        texts.append(text + " " * bool(space))
        length += len(texts[-1])
    intents = [name for name, sure in cats.items() if sure >= 0.5] if isinstance(cats, dict) else []
    return record(path, number, "".join(texts), marks, intent="#".join(intents))


FORMAT = Format(
    name="docbin",
    endings=(".spacy",),
    known_by="its first bytes",
    recognise=recognise,
    read=read,
    rules="needs `slottag[formats]`; a document is a sentence; `cats` hold the intent",
    kinds=("binary",),
)
