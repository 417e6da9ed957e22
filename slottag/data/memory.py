"""Sentences that a program holds in its hands, as a source like any file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from slottag.data.formats.jsonl import record_of
from slottag.data.records import Fault, Gathered, Record, each
from slottag.text import Sentence

# What stands for the file in messages (``sentences:3``), and for the name of the corpus.
NAME = "sentences"

Marked = Sentence | Mapping[str, Any]
# What names or holds data: a path, a built-in corpus by its name, or sentences.
Data = str | Path | Iterable[Marked]


def gather_marked(items: Iterable[Marked]) -> Gathered:
    """Sentences, or objects such as a line of JSON Lines holds, as the one split of a corpus.

    Raises:
        TypeError: one is neither.
    """
    found = list(each(Path(NAME), enumerate(items, start=1), _record))
    records = tuple(record for record in found if isinstance(record, Record))
    faults = tuple(fault for fault in found if isinstance(fault, Fault))
    return Gathered({"all": records}, {"all": Path(NAME)}, faults)


def _record(item: Marked, number: int) -> Record:
    if isinstance(item, Sentence):
        return Record(Path(NAME), number, item.text, item.tokens, item.spans, intent=item.intent)
    if isinstance(item, Mapping):
        return record_of(Path(NAME), dict(item), number)
    raise TypeError(f"sentence {number} is {type(item).__name__}, expected a Sentence or a dictionary with a text")
