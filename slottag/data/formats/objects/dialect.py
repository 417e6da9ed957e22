"""What JSON formats share: they find the objects that are sentences in a document and make a record of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.objects.located import nodes
from slottag.data.formats.remarks import Say, remarks
from slottag.data.records import Fault, Record, each

Make = Callable[[Path, Any, int, Say], "Record | Iterable[Record] | None"]


def reader(wanted: Callable[[Any], bool], make: Make) -> Callable[[Content], Iterator[Record | Fault]]:
    """What reads a file whose sentences are the objects that are ``wanted``, wherever they stand in it."""

    def read(content: Content) -> Iterator[Record | Fault]:
        return records(content, nodes(content, wanted), make)

    return read


def records(content: Content, found: Iterable[tuple[int, Any]], make: Make) -> Iterator[Record | Fault]:
    """The records that ``make`` makes of these; what it says in passing goes to the notes."""
    with remarks(content) as say:
        yield from each(content.path, found, lambda node, line: make(content.path, node, line, say))


def holds(content: Content, wanted: Callable[[Any], bool]) -> bool:
    """Whether an object or array of a file, one of those whose shapes it has, is what is ``wanted``."""
    return any(map(wanted, content.examples))


def has_keys(*names: str) -> Callable[[Any], bool]:
    """Whether something is an object with all of these keys."""

    def has(node: Any) -> bool:
        return isinstance(node, dict) and all(name in node for name in names)

    return has
