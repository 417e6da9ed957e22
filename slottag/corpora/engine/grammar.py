"""The grammar of one split: what its sentences are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from slottag.corpora.engine.checks import check_endings, fault
from slottag.corpora.engine.draft import Draft, Source
from slottag.corpora.engine.patterns import Frame, Pattern, parse_frame, parse_pattern
from slottag.corpora.engine.pieces import Drawn
from slottag.corpora.engine.slots import pole_rule
from slottag.corpora.engine.tables import Table, locate, read_any, read_table
from slottag.errors import DataError

Rules = Mapping[str, tuple[Pattern, ...]]


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences of one kind, as patterns or frames, how many of a hundred they make, and what was asked before them."""

    name: str
    share: int
    patterns: tuple[Pattern | Frame, ...]
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grammar:
    """All that the sentences of one split are made of.

    Attributes:
        tables: what it was read from.
        rules: the alternatives of each rule, by voice and means of transport.
        sources: what draws places, dates, times and numbers.
        pause: what stands between clauses.
        groups: the kinds of sentences.
        answers: the kinds of answers to questions.

    Raises:
        DataError: a sentence that cannot be made, whoever speaks: an unknown name or slot, a rule that never ends.
    """

    tables: Sequence[Table]
    rules: Mapping[tuple[str, str], Rules]
    sources: Mapping[str, Source]
    pause: str
    groups: tuple[Group, ...]
    answers: tuple[Group, ...] = ()

    def __post_init__(self) -> None:
        for pattern in self._patterns():
            wrong = next(filter(None, (fault(node, self.rules, self.sources) for node in pattern.walk())), None)
            if wrong:
                raise DataError(f"{self.where(pattern.text)}: {pattern.text!r} {wrong}")
        for rules in self.rules.values():
            check_endings(rules, self.where)
        if not any(group.share for group in self.groups):
            raise DataError(f"{self.where('[groups')}: no group has a share above 0; give it one")

    def where(self, words: str) -> str:
        """``file:line`` of the words in the first of the files that holds them."""
        return locate(self.tables, words)

    def choose(self, name: str, draft: Draft) -> Drawn | Pattern:
        """What a name in a pattern stands for in this sentence: a value, or a pattern to go on with."""
        return self.sources[name](draft) if name in self.sources else self.rule(name, draft)

    def rule(self, name: str, draft: Draft) -> Pattern:
        """One alternative of a rule, as who speaks here says it."""
        return draft.pick(self.rules[draft.voice, draft.means][pole_rule(name, draft.pole)])

    def _patterns(self) -> Iterator[Pattern | Frame]:
        for group in (*self.groups, *self.answers):
            yield from group.patterns
        distinct = {id(rule): rule for rules in self.rules.values() for rule in rules.values()}
        for rule in distinct.values():
            yield from rule


def read_tables(folder: Path, patterns: str) -> dict[str, Table]:
    """The files that every grammar has, by name: ``words``, ``dates``, ``times``, ``patterns-SPLIT``, and
    ``clauses-SPLIT``, ``turns-SPLIT`` and ``answers-SPLIT`` if there are any. A rule of a later one goes before one of
    the same name in those before it.

    Raises:
        DataError: a file that is missing or no TOML.
    """
    common = [read_table(folder, name) for name in ("words", "dates", "times", f"patterns-{patterns}")]
    further = (table for kind in ("clauses", "turns", "answers") for table in read_any(folder, f"{kind}-{patterns}"))
    return {table.path.stem: table for table in (*common, *further)}


def read_groups(tables: Iterable[Table]) -> tuple[Group, ...]:
    """The kinds of sentences in some files, whose tables ``[groups.NAME]`` hold ``patterns`` or ``frames``."""
    return tuple(_read_group(each) for table in tables for each in table.sub("groups").tables())


def _read_group(table: Table) -> Group:
    frames = "frames" in table.entries
    patterns = table.parsed("frames", parse_frame) if frames else table.parsed("patterns", parse_pattern)
    return Group(table.name, table.integer("share"), patterns)


def rules_under(tables: Iterable[Table], *names: str) -> Rules:
    """The rules in the table of these names of some files."""
    return {name: rule for table in tables for name, rule in table.sub(*names).parsed_lists(parse_pattern).items()}
