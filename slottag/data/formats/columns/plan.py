"""Which column is what, seen from what stands in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from slottag.data.content import Content
from slottag.data.formats.columns.table import Table
from slottag.errors import DataError
from slottag.text.foreign import dialect_of, has_form, is_bare, outside_of
from slottag.text.schemes import OUTSIDE, slot_of

_WORD_NAMES = ("word", "words", "token", "tokens", "form", "text")
_TAG_NAMES = ("tag", "tags", "label", "labels", "ner", "ner_tag", "ner_tags", "slot", "slots", "bio", "iob", "entity")
_SENTENCE_NAMES = ("sentence", "sentence #", "sentence_id", "sent_id", "sentence id")
# What phrases are called in files that have chunks beside what is sought.
_PHRASES = {"NP", "VP", "PP", "ADVP", "ADJP", "SBAR", "PRT", "CONJP", "INTJ", "LST", "UCP", "WHNP", "PC", "NC", "VC"}
INDEX = re.compile(r"(\d{1,6})([-.]\d{1,6})?")
# Of tags without prefixes that stand beside words, at least this part is O or what stands for it.
_OUTSIDE_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Plan:
    """The columns, from 0: the word, the tag, and where there are any the token's number and the sentence's mark.

    ``header`` says that the first row holds names.
    """

    word: int
    tag: int
    index: int | None = None
    sentence: int | None = None
    header: bool = False

    def told(self, width: int) -> str | None:
        """What was taken, in one line; nothing where there was no choice."""
        if (self.word, self.tag, width) == (0, 1, 2):
            return None
        parts = [f"word: column {self.word + 1}", f"tag: column {self.tag + 1}"]
        parts += [f"sentence: column {self.sentence + 1}"] if self.sentence is not None else []
        return f"{', '.join(parts)} of {width}"


@dataclass(frozen=True, slots=True)
class Column:
    """The values of a column, and whether it can hold tags: by their form, or by being few beside an O."""

    place: int
    counts: Counter[str]
    formed: bool
    few: bool

    @property
    def slots(self) -> set[str]:
        """What its tags mark."""
        dialect = dialect_of(self.counts, joined=True)
        return {slot_of(dialect.means.get(tag, tag)) for tag in self.counts} - {""}


def plan_of(content: Content, table: Table) -> Plan | None:
    """Which column is what; ``None`` where no column can hold tags.

    Raises:
        DataError: there are two readings, or what the user says does not fit the file.
    """
    if not table.rows:
        return None
    if content.columns:
        return _asked(content, table)
    return _named(table) or (_below(content, table) if _is_header(table) else _seen(content, table))


def _asked(content: Content, table: Table) -> Plan:
    """The plan that ``--columns`` gives, by numbers from 1 or the names of a first row."""
    names = [cell.lower() for cell in table.rows[0].cells]
    found: dict[str, int] = {}
    header = False
    for role, column in content.columns.items():
        if column.lower() in names:
            found[role], header = names.index(column.lower()), True
        elif column.isdecimal() and 1 <= int(column) <= table.width:
            found[role] = int(column) - 1
        else:
            raise DataError(
                f"{content.path}: has no column {column!r}, expected 1 to {table.width}; correct --columns"
                " (columns in Python)"
            )
    if not {"word", "tag"} <= found.keys():
        raise DataError(
            f"{content.path}: the columns that are named lack the word or the tag, expected --columns word=N,tag=N"
            ' (columns={"word": "N", "tag": "N"} in Python)'
        )
    return Plan(found["word"], found["tag"], sentence=found.get("sentence"), header=header)


def _named(table: Table) -> Plan | None:
    """The plan that a first row of names gives."""
    names = [cell.lower() for cell in table.rows[0].cells]
    word, tag, sentence = (
        next((names.index(name) for name in known if name in names), None)
        for known in (_WORD_NAMES, _TAG_NAMES, _SENTENCE_NAMES)
    )
    return Plan(word, tag, sentence=sentence, header=True) if word is not None and tag is not None else None


def _is_header(table: Table) -> bool:
    """Whether the first row holds names: one is that of the words, none can be a tag or comes again in its column."""
    first, *others = table.rows
    named = any(cell.lower() in _WORD_NAMES for cell in first.cells)
    if not named or not others or any(cell == OUTSIDE or has_form(cell) for cell in first.cells):
        return False
    return not any(row.cells[place] == cell for place, cell in enumerate(first.cells) for row in others)


def _below(content: Content, table: Table) -> Plan | None:
    """The plan that the rows below a first one of names give."""
    head, *others = table.blocks
    rest = replace(table, blocks=(replace(head, rows=head.rows[1:]), *others))
    plan = _seen(content, rest)
    return replace(plan, header=True) if plan else None


def plausible(table: Table, plan: Plan) -> bool:
    """Whether the plan of a file that nobody called columns is more than a guess: the tags have the form of tags, or
    there are few beside an O, or they can be plain and tabs stand before them; and words hold hardly any spaces.
    """
    rows = table.rows
    tags = _column(plan.tag, [row.cells[plan.tag] for row in rows])
    spaced = sum(" " in row.cells[plan.word] for row in rows)
    return (tags.formed or tags.few or (table.tabs and _may_be_plain(tags))) and 10 * spaced <= len(rows)


def _seen(content: Content, table: Table) -> Plan | None:
    cells = list(zip(*(row.cells for row in table.rows), strict=True))
    if table.width == 2:
        return _two(*(_column(place, values) for place, values in enumerate(cells)))
    index = next((place for place in range(table.width) if _is_index(table, place)), None)
    marks = [place for place in range(table.width) if place != index and marks_sentences(cells[place])]
    found = [_column(place, cells[place]) for place in range(table.width) if place != index and place not in marks]
    word = _word(found)
    if word is None:
        return None
    tag = _tag(content, table, word, [column for column in found if column.place != word], index)
    sentence = marks[0] if marks and len(table.blocks) == 1 else None
    return Plan(word, tag, index, sentence) if tag is not None else None


def _two(first: Column, second: Column) -> Plan:
    """Of two columns the first is the word, unless it alone has what tags have."""
    by_form = first.formed and not second.formed
    by_number = first.few and not (second.formed or second.few) and 2 * len(first.counts) < len(second.counts)
    return Plan(1, 0) if by_form or by_number else Plan(0, 1)


def _column(place: int, values: Sequence[str]) -> Column:
    counts = Counter(values)
    outside = outside_of(counts)
    named = all(tag in outside or has_form(tag) for tag in counts) and ("O" in counts or any(map(has_form, counts)))
    bare = bool(outside) and any(map(is_bare, counts)) and all(tag in outside or is_bare(tag) for tag in counts)
    without = sum(counts[tag] for tag in outside)
    some = bool(outside) and len(counts) > len(outside)
    few = some and without >= _OUTSIDE_SHARE * len(values) and 4 * (len(counts) - 1) <= 3 * len(values)
    return Column(place, counts, named or bare, few)


def _word(columns: Sequence[Column]) -> int | None:
    """The column of the words: the first of those with the most different values that are no tags."""
    candidates = [column for column in columns if not column.formed] or list(columns)
    letters = [column for column in candidates if any(any(map(str.isalpha, value)) for value in column.counts)]
    found = letters or candidates
    most = max((len(column.counts) for column in found), default=0)
    # A lemma or a part of speech can have as many values in a small file; words come first.
    return next((column.place for column in found if len(column.counts) >= 0.75 * most), None)


def _tag(content: Content, table: Table, word: int, columns: Sequence[Column], index: int | None) -> int | None:
    formed = [column for column in columns if column.formed]
    if len(formed) > 1:
        formed = [column for column in formed if not (column.slots and column.slots <= _PHRASES)] or formed
    if index is not None and len(formed) == 2 and table.width == 4:
        # GermEval: the outer tag, then the one inside it.
        return formed[0].place
    if len(formed) == 1:
        return formed[0].place
    if formed:
        several = " or ".join(str(column.place + 1) for column in formed)
        raise DataError(
            f"{content.path}: the tags can be in column {several} (gold and predicted, or two layers); say which with"
            f" --columns word={word + 1},tag={formed[0].place + 1} (columns in Python)"
        )
    few = [column for column in columns if column.few]
    if few:
        return few[-1].place
    # Parts of speech and other tags that every token has.
    return columns[-1].place if columns else None


def _may_be_plain(column: Column) -> bool:
    """Whether values can be tags of single words: no spaces, and more than numbers and marks."""
    lettered = sum(any(map(str.isalpha, value)) for value in column.counts)
    return 2 * lettered >= len(column.counts) and not any(" " in value for value in column.counts)


def _is_index(table: Table, place: int) -> bool:
    """Whether a column counts the tokens of each sentence, from 0 or 1."""
    steps = 0
    for block in table.blocks:
        last: int | None = None
        for row in block.rows:
            match = INDEX.fullmatch(row.cells[place]) if len(row.cells) > place else None
            if match is None:
                return False
            number = int(match[1])
            begins, goes_on = number in (0, 1), last is not None and number in (last, last + 1)
            if not (begins or goes_on or match[2]):
                return False
            steps += last is not None and number == last + 1
            last = number
    return 2 * steps >= len(table.rows) - len(table.blocks) > 0


def marks_sentences(values: Sequence[str]) -> bool:
    """Whether a column says which sentence a token is of: a number that stays for several rows and never comes back."""
    runs = [value for value, _ in groupby(values)]
    return len(runs) == len(set(runs)) and 1 < 2 * len(runs) <= len(values) and all(map(_has_digit, runs))


def _has_digit(value: str) -> bool:
    return any(map(str.isdigit, value))
