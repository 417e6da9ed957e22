"""What the tags of a corpus mean: which scheme they follow, however they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from slottag.data.records import Record, located
from slottag.errors import DataError
from slottag.text import PLAIN, SCHEMES, Scheme, detect_scheme
from slottag.text.foreign import Dialect, dialect_of, outside_of
from slottag.text.recognition import is_prefixed, no_scheme
from slottag.text.schemes import OUTSIDE

Splits = Mapping[str, tuple[Record, ...]]

# What tags that are read can follow: the schemes; without prefixes, with neighbours as one span; BIOES with M for I.
# Tags without prefixes are plain where at least this part of the words has one; else neighbours of one tag are a span.
_PLAIN_SHARE = 0.9
SOURCE_SCHEMES = (*SCHEMES, "io", "bmes")


def understand(corpus: str, splits: Splits, name: str | None) -> tuple[Splits, Scheme | None, tuple[str, ...]]:
    """The records with tags as the schemes write them, the scheme they follow (``None`` without tags), and what is to
    be told of them. The scheme is the one of this name, else the one recognised over all splits together.

    Raises:
        DataError: a tag that has the form of no scheme, or tags that follow no one.
    """
    records = [record for some in splits.values() for record in some if record.tags]
    if not records:
        return splits, None, ()
    counts = Counter(tag for record in records for tag in record.tags)
    dialect = _dialect(records, counts, name)
    if dialect.means:
        splits = {split: tuple(_written(record, dialect) for record in some) for split, some in splits.items()}
        records = [record for some in splits.values() for record in some if record.tags]
    notes = (f"{corpus}: {dialect.note}",) if dialect.note else ()
    return splits, PLAIN if dialect.plain else _scheme(corpus, records, name), notes


def _dialect(records: Sequence[Record], counts: Counter[str], name: str | None) -> Dialect:
    if name == PLAIN.name:
        outside = {tag: OUTSIDE for tag in outside_of(counts) if tag != OUTSIDE}
        return Dialect(outside, plain=True)
    joined = name == "io" if name else not (_name_next_words(records) or _nearly_all_tagged(records, counts))
    dialect = dialect_of(counts, joined=joined)
    return replace(dialect, plain=False) if name else dialect


def _scheme(corpus: str, records: Sequence[Record], name: str | None) -> Scheme:
    odd = next(((record.place(i), tag) for record in records for i, tag in enumerate(record.tags)
                if not is_prefixed(tag)), None)  # fmt: skip
    with located(odd[0] if odd else corpus):
        if odd:
            raise no_scheme(odd[1])
        if name:
            return SCHEMES[{"io": "iob1", "bmes": "bioes"}.get(name, name)]
        return detect_scheme(record.tags for record in records)


def _name_next_words(records: Sequence[Record]) -> bool:
    """Whether each tag names the word behind its own, as those of next symbols do: they make no spans."""
    pairs = [
        (tag, following.text)
        for record in records
        for tag, following in zip(record.tags, (record.tokens or ())[1:], strict=False)
        if tag != OUTSIDE
    ]
    return bool(pairs) and all(tag == following for tag, following in pairs)


def _nearly_all_tagged(records: Sequence[Record], counts: Counter[str]) -> bool:
    """Whether tags are of nearly every word, as parts of speech are; marks may have none."""
    outside = outside_of(counts)
    tagged = [
        tag not in outside
        for record in records
        for token, tag in zip(record.tokens or (), record.tags, strict=False)
        if any(map(str.isalnum, token.text))
    ]
    return sum(tagged) >= _PLAIN_SHARE * len(tagged)


def _written(record: Record, dialect: Dialect) -> Record:
    return replace(record, tags=dialect.standard(record.tags)) if record.tags else record


def check_source_scheme(name: str | None) -> None:
    """See to it that tags can be read by the scheme of this name.

    Raises:
        DataError: there is none.
    """
    if name is not None and name not in SOURCE_SCHEMES:
        raise DataError(f"unknown scheme {name!r}; expected one of {', '.join(SOURCE_SCHEMES)}")
