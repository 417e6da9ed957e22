"""Sentences that a program holds in its hands, as a source like any file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from slottag.data.formats.jsonl import record_of
from slottag.data.records import Fault, Gathered, Record, each
from slottag.data.roles import WHOLE, in_order, role_named
from slottag.errors import DataError
from slottag.text import Sentence

# What stands for the file in messages (``sentences:3``), and for the name of the corpus.
NAME = "sentences"

Marked = Sentence | Mapping[str, Any]
# What names or holds data: a path, a built-in corpus by its name, sentences, or the sentences of each split.
Data = str | Path | Iterable[Marked] | Mapping[str, Iterable[Marked]]


def gather_marked(items: Iterable[Marked] | Mapping[str, Iterable[Marked]]) -> Gathered:
    """Sentences, or objects such as a line of JSON Lines holds, as the one split of a corpus; or those of each split,
    by its name.

    Raises:
        TypeError: one is neither.
        DataError: two names are of one split.
    """
    splits = items if isinstance(items, Mapping) else {WHOLE: items}
    records: dict[str, tuple[Record, ...]] = {}
    paths: dict[str, Path] = {}
    if not splits:
        raise DataError("data has no split, expected sentences under train, dev or test; add some")
    faults: list[Fault] = []
    for name, own in splits.items():
        split = _split(name, own, splits)
        if split in paths:
            raise DataError(f"{paths[split]} and {name} are both the split {split}, expected one; put them together")
        paths[split] = Path(name if isinstance(items, Mapping) else NAME)
        found = list(each(paths[split], enumerate(own, start=1), partial(_record, paths[split])))
        records[split] = tuple(record for record in found if isinstance(record, Record))
        faults += [fault for fault in found if isinstance(fault, Fault)]
    return Gathered({split: records[split] for split in in_order(records)}, paths, tuple(faults))


def _split(name: Any, items: Any, splits: Mapping[str, Any]) -> str:
    """The split that a name says, if what stands under it can be sentences."""
    if (
        not isinstance(name, str)
        or isinstance(items, str | bytes | Mapping | Sentence)
        or not isinstance(items, Iterable)
    ):
        kind = "a text" if isinstance(items, str) else type(items).__name__
        raise TypeError(
            f"data has {kind} under {name!r}, expected sentences under train, dev or test; a sentence by itself stands"
            " in a list"
        )
    return role_named(name, splits) or name


def _record(path: Path, item: Marked, number: int) -> Record:
    if isinstance(item, Sentence):
        return Record(path, number, item.text, item.tokens, item.spans, intent=item.intent, asked=item.asked)
    if isinstance(item, Mapping):
        return record_of(path, dict(item), number)
    raise TypeError(f"sentence {number} is {type(item).__name__}, expected a Sentence or a dictionary with a text")
