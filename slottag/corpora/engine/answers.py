"""Answers: what is said where something was asked before, most of it bare, so that the question alone tells what it is.

Their patterns stand in ``answers-SPLIT.toml``, a table for those that some questions share:

    [answers.place]
    share = 20
    asked = ["origin", "destination"]
    patterns = ["[{place}](asked)", "{it_is?}[{place}](asked){ please|}"]

Each string in ``asked`` is one question; one about several slots names them with spaces between. ``(asked)`` and
``:asked`` mark the first slot of the question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random

from slottag.corpora.engine.draft import pick
from slottag.corpora.engine.generation import draw_group
from slottag.corpora.engine.grammar import Group
from slottag.corpora.engine.language import Language
from slottag.corpora.engine.patterns import Pattern, parse_pattern
from slottag.corpora.engine.slots import DATES, PLACES, SLOTS, TIMES
from slottag.corpora.engine.tables import Table
from slottag.text import Sentence

_FAMILIES = (PLACES, DATES, TIMES)


def read_answers(tables: Iterable[Table]) -> tuple[Group, ...]:
    """The answers in some files: a group for each question of each table."""
    return tuple(
        Group(table.name, table.integer("share"), _patterns(table, question.split()[0]), tuple(question.split()))
        for answers in tables
        for table in answers.sub("answers").tables()
        for question in table.strings("asked")
    )


def _patterns(table: Table, slot: str) -> tuple[Pattern, ...]:
    """The patterns of a table as answers about this slot. Each keeps the text that all questions share, from which its
    random numbers come: so the same words answer each of them.
    """

    def parse(text: str) -> Pattern:
        about = parse_pattern(text.replace("(asked)", f"({slot})").replace(":asked", f":{slot}"))
        return replace(about, text=text)

    return table.parsed("patterns", parse)


def draw_answers(language: Language, size: int, others: Iterable[Sentence]) -> list[Sentence]:
    """About so many answers over all questions in their shares; those to one question all differ, from others, too.

    Raises:
        DataError: the grammar is too small for that.
    """
    groups = language.grammar.answers
    total = sum(group.share for group in groups)
    said: dict[tuple[str, ...], set[str]] = {group.asked: set() for group in groups}
    for sentence in others:
        said.setdefault(sentence.asked, set()).add(sentence.text.casefold())
    return [
        replace(drawing.sentence, asked=group.asked)
        for group in groups
        for drawing in draw_group(language, group, size * group.share // total, said[group.asked])
    ]


def asked_anyway(sentences: Sequence[Sentence], share: float) -> Iterator[Sentence]:
    """The sentences, before a part of which something was asked that changes nothing of them: they answer by their own
    words.
    """
    for sentence in sentences:
        random = Random(f"asked before: {sentence.text}")
        if not sentence.asked and random.random() < share:
            yield replace(sentence, asked=(pick(random, harmless(sentence)),))
        else:
            yield sentence


def harmless(sentence: Sentence) -> list[str]:
    """The slots that a sentence may have been asked for without meaning anything else: those that it fills, and those
    that none of its values could fill.
    """
    filled = {span.slot for span in sentence.spans}
    taken = {slot for family in _FAMILIES if filled.intersection(family) for slot in family}
    return [slot for slot in SLOTS if slot in filled or slot not in taken]
