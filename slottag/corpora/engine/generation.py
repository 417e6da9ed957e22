"""Sentences drawn of a grammar: those of a split, and pairs in contrast."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from slottag.corpora.engine.draft import Draft
from slottag.corpora.engine.expansion import expand
from slottag.corpora.engine.grammar import Group
from slottag.corpora.engine.language import Language
from slottag.corpora.engine.patterns import Frame, Pattern
from slottag.corpora.engine.pieces import Drawn, Piece
from slottag.corpora.engine.slots import POLES
from slottag.errors import DataError
from slottag.text import Sentence

# How many tries a sentence may take on average before its group is called too small.
_PATIENCE = 4

Write = Callable[[Sequence[Piece], Draft], Sentence]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A sentence, the pieces that it was written of, and a number to put sentences in order by."""

    sentence: Sentence
    pieces: tuple[Piece, ...]
    rank: float

    @property
    def values(self) -> list[tuple[Drawn, ...]]:
        """What was drawn for each span of the sentence."""
        return [piece.drawn for piece in self.pieces if piece.slot and piece.text]


def draw_sentences(language: Language, size: int) -> list[Drawing]:
    """About so many different sentences over all groups in their shares, every pattern in its turn.

    Raises:
        DataError: the grammar is too small for that.
    """
    groups, seen = language.grammar.groups, set[str]()
    total = sum(group.share for group in groups)
    return [drawing for group in groups for drawing in draw_group(language, group, size * group.share // total, seen)]


def draw_pairs(language: Language, size: int) -> list[Sentence]:
    """Pairs of sentences on end: the same pattern and values in arrival and in departure form."""
    patterns = [pattern for group in language.grammar.groups for pattern in group.patterns]
    turns = [(patterns[number % len(patterns)], number // len(patterns)) for number in range(size // 2)]
    return [draw(language, language.plain, *turn, pole).sentence for turn in turns for pole in POLES]


def draw(language: Language, write: Write, pattern: Pattern | Frame, rounds: int, pole: str) -> Drawing:
    """One sentence, of random numbers of its own: mending one pattern leaves the sentences of others as they are.

    Raises:
        DataError: a mark that does not start and end at token edges.
    """
    random = Random(f"{pattern.text}\n{rounds}")
    draft = language.begin(random, pole)
    pieces = tuple(expand(pattern, language.grammar, draft))
    try:
        return Drawing(write(pieces, draft), pieces, random.random())
    except DataError as error:
        where = language.grammar.where(pattern.text)
        raise DataError(f"{where}: {error} in {pattern.text!r}; put the brackets at the edges of words") from error


def draw_group(language: Language, group: Group, size: int, seen: set[str]) -> list[Drawing]:
    """So many sentences; a pattern that has said all it can is passed over."""
    found: list[Drawing] = []
    for number in range(size * _PATIENCE):
        if len(found) == size:
            break
        pattern, rounds = group.patterns[number % len(group.patterns)], number // len(group.patterns)
        drawing = draw(language, language.typed, pattern, rounds, POLES[rounds % 2])
        text = drawing.sentence.text.casefold()
        if text not in seen and not _rambles(drawing.sentence, language.said_once):
            seen.add(text)
            found.append(drawing)
    if len(found) < size:
        where = language.grammar.where(f"[groups.{group.name}]")
        raise DataError(f"{where}: gives {len(found)} different sentences, expected {size}; add patterns")
    return found


def _rambles(sentence: Sentence, said_once: Iterable[str]) -> bool:
    slots = [span.slot for span in sentence.spans]
    return any(slots.count(slot) > 1 for slot in said_once)
