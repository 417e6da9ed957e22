"""Repairs that need no person: each is reported as a ``Problem`` whose message says what was done."""

from __future__ import annotations

from dataclasses import replace

from slottag.data.checks import Problem, key, shown, tag_problems
from slottag.data.corpus import Corpus, RawCorpus
from slottag.data.records import Record
from slottag.errors import DataError
from slottag.text import Span


def repair_reading(reading: RawCorpus) -> tuple[RawCorpus, list[Problem]]:
    """Spans that fit their tokens and do not overlap, and tags that keep to their scheme."""
    done = [
        Problem("tags repaired as conlleval reads them", problem.where, problem.message)
        for problem in tag_problems(reading)
    ]
    splits = {}
    for split, records in reading.splits.items():
        mended = [repair_spans(record) for record in records]
        splits[split] = tuple(replace(record, tags=()) for record, _ in mended)
        done += [problem for _, problems in mended for problem in problems]
    return replace(reading, splits=splits), done


def repair_spans(record: Record) -> tuple[Record, list[Problem]]:
    """The record with each span fitted to the tokens it touches, and of those that overlap the longest kept."""
    fitted, moved = _fit(record)
    kept, dropped = _resolve(record, fitted)
    return (replace(record, spans=tuple(kept)), [*moved, *dropped]) if moved or dropped else (record, [])


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


def _fit(record: Record) -> tuple[list[Span], list[Problem]]:
    fitted: list[Span] = []
    done: list[Problem] = []
    for span in sorted(record.spans, key=lambda span: (span.start, span.end)):
        touched = [token for token in record.tokens or () if token.start < span.end and span.start < token.end]
        if not touched:
            done.append(Problem("spans dropped that hold no token", record.where, shown(record, span)))
            continue
        fitted.append(replace(span, start=touched[0].start, end=touched[-1].end))
        if fitted[-1] != span:
            change = f"{shown(record, span)} became {record.text[fitted[-1].start : fitted[-1].end]!r}"
            done.append(Problem("spans fitted to the tokens' edges", record.where, change))
    return fitted, done


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
