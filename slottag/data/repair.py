"""Repairs that need no person: each is reported as a ``Problem`` whose message says what was done."""

from __future__ import annotations

from dataclasses import replace

from slottag.data.checks import Problem, key, shown, tag_problems
from slottag.data.corpus import Corpus, RawCorpus
from slottag.data.offsets import Unit, foreign_units
from slottag.data.records import Record
from slottag.errors import DataError
from slottag.text import Span
from slottag.text.characters import visible_edges
from slottag.text.fitted import HABITS

# Marks that end a phrase, the pairs of brackets and quotes, and quotes that are alike on both sides.
_ENDING = frozenset(".,;:!?…。，、；：！？")
_PAIRS = ("()", "[]", "{}", "“”", "‘’", "«»", "‹›", "（）", "「」", "『』", "《》", "【】")
_SAME = frozenset("\"'`")


def repair_reading(reading: RawCorpus) -> tuple[RawCorpus, list[Problem]]:
    """Spans in characters, without outer white space and punctuation, that do not overlap; and tags that keep to their
    scheme.
    """
    done = [
        Problem("tags repaired as conlleval reads them", problem.where, problem.message)
        for problem in tag_problems(reading)
    ]
    units = foreign_units(reading.splits)
    splits = {}
    for split, records in reading.splits.items():
        turned = (
            [_turn(record, units[split]) for record in records] if split in units else [(one, []) for one in records]
        )
        mended = [repair_spans(record) for record, _ in turned]
        splits[split] = tuple(replace(record, tags=()) for record, _ in mended)
        done += [problem for _, problems in (*turned, *mended) for problem in problems]
    return replace(reading, splits=splits), done


def repair_spans(record: Record) -> tuple[Record, list[Problem]]:
    """The record with each span trimmed, and of those that overlap the longest kept."""
    if record.tags or not record.spans:
        return record, []
    trimmed, moved = _trim(record)
    kept, dropped = _resolve(record, [span for span, _ in trimmed])
    if not moved and not dropped:
        return record, []
    values = dict(trimmed) if record.values else {}
    spans = tuple(kept)
    told = tuple(values[span] for span in spans) if values else ()
    return replace(record, spans=spans, values=told), [*moved, *dropped]


def drop_leaks(corpus: Corpus) -> tuple[Corpus, list[Problem]]:
    """The corpus without the sentences of train that also occur in another split, so that scores on those are honest.

    Raises:
        DataError: train would be empty.
    """
    held_out = {key(sentence) for name, split in corpus.splits.items() if name != "train" for sentence in split}
    leaks = [sentence for sentence in corpus.splits.get("train", ()) if key(sentence) in held_out]
    if not leaks:
        return corpus, []
    train = tuple(sentence for sentence in corpus.split("train") if key(sentence) not in held_out)
    if not train:
        raise DataError(
            f"{corpus.name}: every sentence of train also occurs in another split, expected others; correct the splits,"
            " or make new ones with --split"
        )
    kind = "sentences dropped from train that also occur in another split"
    done = [Problem(kind, sentence.where, repr(sentence.text)) for sentence in leaks]
    return replace(corpus, splits={**corpus.splits, "train": train}), done


def _turn(record: Record, unit: Unit) -> tuple[Record, list[Problem]]:
    """The record with offsets in characters in place of another unit; a span that cannot be turned stays."""
    spans = tuple(unit.turned(record.text, span) or span for span in record.spans)
    done = [
        Problem(f"offsets turned from {unit.name} to characters", record.where, f"{shown(record, before)} became {now}")
        for before, after in zip(record.spans, spans, strict=True)
        if before != after and (now := f"{record.text[after.start : after.end]!r} ({after.start}..{after.end})")
    ]
    return replace(record, spans=spans), done


def _trim(record: Record) -> tuple[list[tuple[Span, str | None]], list[Problem]]:
    """The spans without the white space and punctuation around their value; with the value that the file tells."""
    kept: list[tuple[Span, str | None]] = []
    done: list[Problem] = []
    values = record.values or (None,) * len(record.spans)
    for span, value in sorted(zip(record.spans, values, strict=True), key=lambda pair: (pair[0].start, pair[0].end)):
        start, end = _value_edges(record.text, span)
        if start >= end:
            done.append(Problem("spans dropped of which nothing shows", record.where, shown(record, span)))
        elif (start, end) == (span.start, span.end):
            kept.append((span, value))
        else:
            agrees = value == record.text[span.start : span.end]
            kept.append((replace(span, start=start, end=end), None if agrees else value))
            change = f"{shown(record, span)} became {record.text[start:end]!r}"
            done.append(Problem("spans trimmed of outer white space and punctuation", record.where, change))
    return kept, done


def _value_edges(text: str, span: Span) -> tuple[int, int]:
    """Where the value of a span is: what it covers without white space, marks that end a phrase, and brackets and
    quotes of which it holds one side alone.
    """
    start, end = visible_edges(text, span.start, min(span.end, len(text)))
    while start < end:
        tokens = HABITS(text[start:end])
        first, last = tokens[0].text, tokens[-1].text
        if len(tokens) > 1 and (last in _ENDING or _is_half(last, text[start:end])):
            end = start + tokens[-2].end
        elif len(tokens) > 1 and _is_half(first, text[start:end]):
            start += tokens[1].start
        else:
            break
    return start, end


def _is_half(mark: str, text: str) -> bool:
    """Whether a mark is one side of a pair of which a text does not hold the other."""
    if mark in _SAME:
        return text.count(mark) % 2 == 1
    pair = next((pair for pair in _PAIRS if mark in pair), None)
    return pair is not None and text.count(pair[0]) != text.count(pair[1])


def _resolve(record: Record, spans: list[Span]) -> tuple[list[Span], list[Problem]]:
    """Keep the longer of two spans that overlap, the earlier one where they are equally long."""
    kept: list[Span] = []
    done: list[Problem] = []
    for span in sorted(spans, key=lambda span: (span.start - span.end, span.start)):
        rival = next((one for one in kept if one.start < span.end and span.start < one.end), None)
        if rival is None:
            kept.append(span)
        else:
            message = f"{shown(record, span)}, for {shown(record, rival)} overlaps it"
            done.append(Problem("spans dropped that overlap a longer one", record.where, message))
    return sorted(kept, key=lambda span: span.start), done
