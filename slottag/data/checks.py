"""What is doubtful in a corpus: each check gives ``Problem`` values that say where.

Checks of records ask whether marks fit their sentence; checks of a corpus compare sentences with each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from slottag.data.corpus import Corpus, RawCorpus
from slottag.data.offsets import foreign_units
from slottag.data.records import Record
from slottag.errors import DataError
from slottag.text import Sentence, Span, Task
from slottag.text.characters import visible_edges

# The splits that a model is made with; all others only measure it.
_LEARNED = {"train", "dev"}

Key = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: its kind (a heading), ``file:line``, what it is, the text of the sentence and in it what
    stands around the place, marked as ``to [Osl]o now``.
    """

    kind: str
    where: str
    message: str
    text: str = ""
    around: str = ""

    @property
    def told(self) -> str:
        """The place and what is wrong there; the message of a whole file says the place itself."""
        return self.message if self.message.startswith(f"{self.where}:") else f"{self.where}: {self.message}"

    def to_dict(self) -> dict[str, object]:
        """The problem as plain data; ``line`` is ``None`` where it is of a whole file."""
        file, _, line = self.where.rpartition(":")
        place = {"file": file, "line": int(line)} if line.isdecimal() and file else {"file": self.where, "line": None}
        return {**place, "kind": self.kind, "message": self.message, "text": self.text, "around": self.around}


def fault_problems(reading: RawCorpus) -> list[Problem]:
    """Sentences and files that could not be read."""
    kind = "sentences that cannot be read"
    return [Problem(kind, fault.where or fault.file, fault.message, fault.text) for fault in reading.faults]


def tag_problems(reading: RawCorpus) -> list[Problem]:
    """Tags that break their scheme; they are read as conlleval reads them."""
    if reading.scheme is None:
        return []
    kind = f"tags that break {reading.scheme.name}"
    return [
        Problem(kind, record.place(problem.index), problem.message, record.text, tags_around(record, problem.index))
        for record in reading.records
        for problem in reading.scheme.problems(record.tags)
    ]


def empty_problems(reading: RawCorpus) -> list[Problem]:
    """Sentences without a token; they are left out."""
    return [
        Problem("sentences without a token, left out", record.where, f"text {record.text!r}")
        for record in reading.records
        if not record.tokens
    ]


def span_problems(reading: RawCorpus) -> list[Problem]:
    """Offsets that count something else than characters, and spans that fit no text or overlap: none of them can be
    marked.
    """
    units = [
        Problem(f"offsets that look like {unit.name}, not characters", str(reading.paths.get(split, reading.name)),
                f"the spans of the split {split}")
        for split, unit in foreign_units(reading.splits).items()
    ]  # fmt: skip
    return units + [problem for record in reading.records if record.spans for problem in _span_problems(record)]


def corpus_problems(corpus: Corpus) -> list[Problem]:
    """What a comparison of the sentences shows: shared between splits, marked in two ways. Sequences whose next symbols
    are foretold come from a grammar, and short ones are bound to come again.
    """
    shared = () if corpus.task is Task.NEXT_SYMBOLS else _shared_sentences(corpus)
    return [*shared, *_contradictions(corpus)]


def slot_counts(corpus: Corpus) -> dict[str, Counter[str]]:
    """How often each split marks each slot: slot → split → spans; the most frequent slot first."""
    counts: dict[str, Counter[str]] = {}
    for split, sentences in corpus.splits.items():
        for sentence in sentences:
            for span in sentence.spans:
                counts.setdefault(span.slot, Counter())[split] += 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1].total(), item[0])))


def key(sentence: Sentence) -> Key:
    """What two sentences share that count as the same: their words, and what was asked before, for the same words
    answer different questions in different ways.
    """
    return tuple(sentence.words), sentence.asked


def _span_problems(record: Record) -> Iterator[Problem]:
    tokens = record.cut_tokens
    starts = {token.start for token in tokens}
    ends = {token.end for token in tokens}
    for span in record.spans:
        kind = _misfit(record, span, starts, ends)
        if kind:
            yield Problem(kind, record.where, shown(record, span), record.text, around(record, span))
    try:
        record.check_values()
    except DataError as error:
        yield Problem("values that contradict their offsets", record.where, str(error), record.text)
    for first, second in overlaps(sorted(record.spans, key=lambda span: (span.start, span.end))):
        message = f"{shown(record, first)} and {shown(record, second)}"
        yield Problem("spans that overlap", record.where, message, record.text, around(record, second))


def _misfit(record: Record, span: Span, starts: Collection[int], ends: Collection[int]) -> str | None:
    """Why no sentence can hold a span, whose tokens begin and end here."""
    if span.end > len(record.text):
        return "spans that end behind the text"
    if span.start in starts and span.end in ends:
        return None
    trimmed = visible_edges(record.text, span.start, span.end) != (span.start, span.end)
    return "spans with white space at an edge" if trimmed else "spans that begin or end inside a character"


def overlaps(ordered: Sequence[Span]) -> Iterator[tuple[Span, Span]]:
    """The pairs of spans (sorted by start) of which the second begins inside what those before it reach."""
    reach = ordered[0]
    for span in ordered[1:]:
        if span.start < reach.end:
            yield reach, span
        reach = max(reach, span, key=lambda one: one.end)


def shown(record: Record, span: Span) -> str:
    """A span as messages show it."""
    return f"{record.text[span.start : span.end]!r} ({span.start}..{span.end}) of slot {span.slot}"


def around(record: Record, span: Span) -> str:
    """A span in brackets with what stands around it."""
    text, reach = record.text, 20
    before, behind = text[max(0, span.start - reach) : span.start], text[span.end : span.end + reach]
    more, yet_more = "…" * (span.start > reach), "…" * (span.end + reach < len(text))
    return f"{more}{before}[{text[span.start : span.end]}]{behind}{yet_more}"


def tags_around(record: Record, index: int) -> str:
    """A token in brackets with its neighbours, each with its tag."""
    pairs = [f"{token.text}/{tag}" for token, tag in zip(record.tokens or (), record.tags, strict=False)]
    first = max(0, index - 2)
    shown = [f"[{pair}]" if first + place == index else pair for place, pair in enumerate(pairs[first : index + 3])]
    return " ".join(shown)


def _shared_sentences(corpus: Corpus) -> Iterator[Problem]:
    """Sentences to learn from or to choose by that are to be measured with, too; test sets may share theirs."""
    seen: dict[Key, tuple[str, Sentence]] = {}
    for split, sentences in corpus.splits.items():
        told: set[Key] = set()
        for sentence in sentences:
            words = key(sentence)
            before = seen.setdefault(words, (split, sentence))
            if before[0] != split and words not in told and _LEARNED & {before[0], split}:
                told.add(words)
                yield Problem("sentences in two splits", sentence.where, f"also in {before[0]} ({before[1].where})")


def _contradictions(corpus: Corpus) -> Iterator[Problem]:
    seen: dict[Key, Sentence] = {}
    for sentence in corpus.sentences:
        before = seen.setdefault(key(sentence), sentence)
        if before.runs() != sentence.runs():
            yield Problem("sentences marked in two ways", sentence.where, f"marked otherwise in {before.where}")


def unseen_slots(corpus: Corpus) -> Iterator[Problem]:
    """The slots of other splits that no sentence of train marks: no fault of theirs, but none of them can be found."""
    if "train" not in corpus.splits:
        return
    known = {span.slot for sentence in corpus.split("train") for span in sentence.spans}
    for sentence in corpus.sentences:
        for span in sentence.spans:
            if span.slot not in known:
                known.add(span.slot)
                yield Problem("slots that train lacks", sentence.where, f"{span.slot} ({sentence.value(span)!r})")
