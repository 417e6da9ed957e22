"""What is to be told of a corpus as a whole, for it is seldom meant: one line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from slottag.data.records import Record

# No sentence that a person says has so many tokens.
_LONG = 500

Splits = Mapping[str, Sequence[Record]]


def doubts(corpus: str, splits: Splits) -> Iterator[str]:
    """Sentences too long to be any, splits without a span, slots that differ by case only, sentences of two intents."""
    records = [record for some in splits.values() for record in some]
    yield from _long(records)
    yield from (f"{corpus}: {note}" for note in (*_empty(splits), *_twins(records), *_two_intents(records)))


def _long(records: Sequence[Record]) -> Iterator[str]:
    found = [record for record in records if len(record.tokens or ()) > _LONG]
    if found:
        first = found[0]
        yield (
            f"{first.where}: a sentence of {len(first.tokens or ())} tokens"
            f"{f' ({len(found)} are longer than {_LONG})' if len(found) > 1 else ''}; is the end of sentences marked?"
        )


def _empty(splits: Splits) -> Iterator[str]:
    """Splits that nothing can be learned from, chosen by or measured with."""
    empty = [split for split, some in splits.items() if some and not any(record.spans for record in some)]
    if empty and len(empty) == len(splits):
        yield "no sentence has a span"
    elif empty:
        yield f"no sentence of {', '.join(empty)} has a span, so a score on it says nothing"


def _twins(records: Sequence[Record]) -> Iterator[str]:
    slots: dict[str, dict[str, None]] = {}
    for record in records:
        for span in record.spans:
            slots.setdefault(span.slot.casefold(), {})[span.slot] = None
    for names in slots.values():
        if len(names) > 1:
            yield f"the slots {' and '.join(names)} differ by case only"


def _two_intents(records: Sequence[Record]) -> Iterator[str]:
    seen: dict[str, Record] = {}
    found: list[tuple[Record, Record]] = []
    for record in records:
        if record.intent is not None:
            before = seen.setdefault(record.text, record)
            if before.intent != record.intent:
                found.append((before, record))
    if found:
        before, record = found[0]
        yield (
            f"{len(found)} sentence{'s have' if len(found) > 1 else ' has'} two intents, first {record.text[:40]!r}:"
            f" {before.intent} ({before.where}) and {record.intent} ({record.where})"
        )
