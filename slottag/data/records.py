"""A sentence as a file gives it, before it is known whether its marks fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from slottag.data.synonyms import Synonyms
from slottag.errors import DataError
from slottag.text import Scheme, Sentence, Span, Token, Tokenizer
from slottag.text.joining import spaces_behind
from slottag.text.projection import cut_at_spans


@dataclass(frozen=True, slots=True)
class Record:
    """One sentence as it stands in a file: marked by spans or by tags, with its own tokens or without.

    Spans may be in any order, overlap, and run out of the text; tags may break their scheme. ``lines`` holds the
    line of each token where a token has a line of its own, else it is empty. ``values`` holds the text that the file
    says stands at each span (``None`` of one), and is empty where it says none; ``split`` is the split that the file
    gives the sentence, where one file holds several, ``asked`` what the question before it was about.
    """

    path: Path
    line: int
    text: str
    tokens: tuple[Token, ...] | None = None
    spans: tuple[Span, ...] = ()
    tags: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    intent: str | None = None
    values: tuple[str | None, ...] = ()
    split: str | None = None
    asked: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """``file:line`` of the sentence."""
        return f"{self.path}:{self.line}"

    def place(self, index: int) -> str:
        """``file:line`` of a token."""
        return f"{self.path}:{self.lines[index]}" if self.lines else self.where

    def tokenised(self, tokenizer: Tokenizer) -> Record:
        """The record with the tokens that its file gives, else those of the tokenizer."""
        return self if self.tokens is not None else replace(self, tokens=tokenizer(self.text))

    @property
    def cut_tokens(self) -> tuple[Token, ...]:
        """Its tokens, cut where a span begins or ends."""
        return cut_at_spans(self.tokens or (), self.spans)

    def decoded(self, scheme: Scheme) -> Record:
        """The record with the spans that its tags mark; the tags stay."""
        tokens = self.tokens or ()
        runs = scheme.decode(self.tags)
        spans = tuple(Span(tokens[first].start, tokens[end - 1].end, slot) for first, end, slot in runs)
        return replace(self, spans=spans) if self.tags else self

    def sentence(self) -> Sentence:
        """The checked sentence.

        Raises:
            DataError: a span that overlaps another, does not fit the text or is not what its value says.
        """
        spans = tuple(sorted(self.spans, key=lambda span: span.start))
        try:
            self.check_values()
            return Sentence(self.text, self.cut_tokens, spans, self.intent, self.where, asked=self.asked)
        except DataError as error:
            how = "correct the line, or let slottag prepare --fix do it" if self.path.exists() else "correct it"
            raise DataError(f"{self.where}: {error}; {how}") from error

    def check_values(self) -> None:
        """See to it that each span holds the value that the file says it holds.

        Raises:
            DataError: one does not.
        """
        for span, value in zip(self.spans, self.values, strict=False):
            found = self.text[span.start : span.end]
            if value is not None and value != found:
                raise DataError(
                    f"span {span.start}..{span.end} of slot {span.slot!r} is {found!r}, its value {value!r}"
                )


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence that a file has and that cannot be read: ``file:line`` and what is wrong; of a whole file the place is
    empty and the message says it. ``text`` is what stands there.
    """

    where: str
    message: str
    text: str = ""

    @property
    def file(self) -> str:
        """The file of a fault whose message says where it is."""
        return self.message.partition(": ")[0]

    def error(self) -> DataError:
        """The error that it is where nobody collects faults."""
        return DataError(f"{self.where}: {self.message}" if self.where else self.message)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the files of a corpus hold: the records of each split, the file or folder of each (of several the first),
    the sentences that cannot be read, what is to be told of whole files, and what they say that values mean.
    """

    splits: dict[str, tuple[Record, ...]]
    paths: dict[str, Path]
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    synonyms: Synonyms = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Broken:
    """What stands in a file instead of a JSON value, and why it is none."""

    reason: str


Item = TypeVar("Item")
_SHOWN = 200


def each(
    path: Path, items: Iterable[tuple[int, Item]], make: Callable[[Item, int], Record | Iterable[Record] | None]
) -> Iterator[Record | Fault]:
    """What ``make`` makes of each item and its line: records, or a fault where it raises a ``DataError`` or where the
    item is no JSON. This is how a reader goes on behind a sentence that it cannot read.
    """
    for line, item in items:
        where = f"{path}:{line}"
        try:
            if isinstance(item, Broken):
                raise DataError(f"is no JSON ({item.reason}); correct the line")
            made = make(item, line)
            records = [made] if isinstance(made, Record) else list(made or ())
            for record in records:
                _check_text(record)
        except DataError as error:
            yield Fault(where, str(error), _shown(item))
        else:
            yield from records


def _shown(item: object) -> str:
    """An item as it is shown beside what is wrong with it."""
    if isinstance(item, Broken):
        return ""
    text = item.get("text") if isinstance(item, dict) else item
    return (text if isinstance(text, str) else repr(item))[:_SHOWN]


def _check_text(record: Record) -> None:
    """See to it that all of a record can be written as UTF-8."""
    texts = (record.text, record.intent or "", *(span.slot for span in record.spans), *record.tags, *record.asked)
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        broken = next(text for text in texts if any("\ud800" <= one <= "\udfff" for one in text))
        raise DataError(f"{broken[:40]!r} holds half of a surrogate pair; write whole ones") from None


def tagged(
    path: Path,
    words: Sequence[str],
    tags: Sequence[str],
    lines: Sequence[int],
    *,
    intent: str | None = None,
    spaces: Sequence[bool] | None = None,
) -> Record:
    """The record of a sentence given as words and tags; one line for all of it, or one for each word.

    ``spaces`` says behind which words a space stands; where nothing is known of that, it is as the script has it.
    """
    tokens = Sentence.from_words(words, spaces=spaces_behind(words) if spaces is None else spaces)
    own = tuple(lines) if len(lines) > 1 else ()
    return Record(path, lines[0], tokens.text, tokens.tokens, (), tuple(tags), own, intent)


@contextmanager
def located(where: str) -> Iterator[None]:
    """Put ``where`` in front of the message of a DataError that is raised inside."""
    try:
        yield
    except DataError as error:
        raise DataError(f"{where}: {error}") from error
