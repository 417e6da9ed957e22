"""The tokenizer that is fitted to training sentences: general habits, and what the sentences showed besides.

A text is cut at white space, around each character of a script without spaces and around pictures. What is left in
between is a *segment*: letters, digits and marks without a space. Marks are peeled off its edges until the rest is
known to be a token or has a word at both edges; the rest is cut where its contexts say so, before a learned ending and
behind a learned beginning. Each segment is cut by itself, whatever stands around it, in time linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from slottag.text import habits
from slottag.text.characters import DIGIT, HANGUL, JOINER, LETTER, OWN, PICTURE, WORDLY, kinds_of, visible_edges
from slottag.text.floods import between_floods, is_flooded
from slottag.text.habits import EDGE, MARK, Context
from slottag.text.learned import Learned, folded
from slottag.text.tokens import Token, Words, words_of

Edges = tuple[tuple[int, int], ...]

# Its name beside those of the tokenizers that learn nothing.
FITTED = "fitted"

# The number of a line in a list.
LIST_NUMBER = re.compile(r"\s*\(?\d{1,3}[.)]\s+(?=\S)")
# In a text of kinds: a character of a script without spaces, pictures, or a segment.
_PARTS = re.compile(r"wj*|p[pj]*|[^ wp]+")
_UNCUT = frozenset((OWN, PICTURE))
# The most marks on either side that are tried as part of a known token, and between words that make a context.
_PEELED, _CONTEXT = 4, 3
# Segments whose edges are kept, and the length up to which they are.
_KEPT, _KEPT_LENGTH = 2**16, 40


class FittedTokenizer:
    """Text → tokens, by what was learned and else by habit; format characters and white space are in no token."""

    name = FITTED

    def __init__(self, learned: Learned | None = None) -> None:
        self.learned = learned or Learned()
        self._kept: dict[str, Edges] = {}
        # The words of what stands between spaces with the places where they begin, and which pieces are one word.
        self._pieces: dict[str, tuple[list[str], list[int]]] = {}
        self._single: set[str] = set()
        self._beginnings = _lengths(self.learned.beginnings)
        self._endings = _lengths(self.learned.endings)

    def __call__(self, text: str) -> tuple[Token, ...]:
        """The tokens of a text."""
        words, starts = self.words(text)
        return Token.spaced(words) if starts is None else Token.placed(words, starts)

    def words(self, text: str) -> Words:
        """The words of a text: what its tokens are, without an object for each."""
        if is_flooded(text):
            return words_of(tuple(between_floods(text, self)))
        number = LIST_NUMBER.match(text) if self.learned.lists else None
        if number:
            return words_of(tuple(self._tokens(text, number.end())))
        pieces = text.split()
        if " ".join(pieces) != text:
            return words_of(tuple(self._tokens(text)))
        if self._single.issuperset(pieces):
            return pieces, None
        words: list[str] = []
        starts: list[int] = []
        offset = 0
        for piece in pieces:
            own, places = self._of_piece(piece)
            words += own
            starts += [place + offset for place in places] if offset else places
            offset += len(piece) + 1
        return words, starts

    def makes(self, text: str, tokens: tuple[Token, ...]) -> bool:
        """Whether these are the tokens of a text."""
        pieces = text.split()
        if self._single.issuperset(pieces) and " ".join(pieces) == text:
            return [token for token, _, _ in tokens] == pieces
        return tokens == self(text)

    def cut(self, segment: str) -> Edges:
        """The edges of the tokens of a segment."""
        edges = self._kept.get(segment)
        if edges is None:
            edges = tuple(self._split_known(segment, self._cut(segment)))
            if len(segment) <= _KEPT_LENGTH:
                if len(self._kept) >= _KEPT:
                    self._kept.clear()
                self._kept[segment] = edges
        return edges

    def peeled(self, segment: str) -> tuple[int, int]:
        """Where a segment begins and ends without the marks at its edges."""
        _, atoms, first, end, _ = self._peel(segment)
        return (atoms[first][0], atoms[end - 1][1]) if first < end else (0, len(segment))

    def contexts(self, segment: str) -> Iterator[tuple[Context, int, int]]:
        """The contexts of a segment and the places, from first to last, at which each would be cut; without those at
        the edges of a learned beginning or ending.
        """
        kinds, atoms, first, end, _ = self._peel(segment)
        if first == end:
            return
        start, stop = self._without_affixes(segment, kinds, atoms[first][0], atoms[end - 1][1])
        core = [(max(a, start), min(b, stop)) for a, b in atoms[first:end] if b > start and a < stop]
        words = [place for place, (a, _) in enumerate(core) if kinds[a] in WORDLY]
        if words and words[0] == 1:
            yield (EDGE, kinds[core[0][0]], kinds[core[1][0]]), core[0][1], core[0][1]
        if words and words[-1] == len(core) - 2:
            yield (kinds[core[-2][0]], kinds[core[-1][0]], EDGE), core[-1][0], core[-1][0]
        for left, right in pairwise(words):
            marks = "".join(kinds[a] for a, _ in core[left + 1 : right])
            if len(marks) <= _CONTEXT:
                yield (kinds[core[left][0]], marks, kinds[core[right][0]]), core[left][1], core[right][0]

    def _of_piece(self, piece: str) -> tuple[list[str], list[int]]:
        """The words of what stands between two spaces, and where they begin in it."""
        found = self._pieces.get(piece)
        if found is None:
            tokens = [*self._tokens(piece)]
            found = [word for word, _, _ in tokens], [start for _, start, _ in tokens]
            if len(piece) <= _KEPT_LENGTH:
                if len(self._pieces) >= _KEPT:
                    self._pieces.clear()
                    self._single.clear()
                self._pieces[piece] = found
                if found[0] == [piece]:
                    self._single.add(piece)
        return found

    def _tokens(self, text: str, begin: int = 0) -> Iterator[Token]:
        kinds = kinds_of(text)
        for match in _PARTS.finditer(kinds, begin):
            start, end = match.span()
            if end - start == 1 and kinds[start] == OWN:
                # Most of what a script without spaces is made of.
                yield tuple.__new__(Token, (text[start], start, end))
                continue
            if JOINER in (kinds[start], kinds[end - 1]):
                start, end = visible_edges(text, start, end)
            if end - start < 2 or kinds[start] in _UNCUT:
                edges: Edges = ((0, end - start),) if start < end else ()
            else:
                edges = self.cut(text[start:end])
            for first, last in edges:
                yield tuple.__new__(Token, (text[start + first : start + last], start + first, start + last))

    @cached_property
    def _atoms(self) -> re.Pattern[str]:
        """In the kinds of a segment: a mark, a run of letters or digits; each of these where the corpus parts them."""
        runs = [kind for kind in (LETTER, HANGUL, DIGIT) if not self.learned.contexts.get((kind, "", kind))]
        return re.compile("".join(f"{kind}[{kind}j]*|" for kind in runs) + ".j*", re.DOTALL)

    def _cuts(self, context: Context) -> bool:
        known = self.learned.contexts.get(context)
        return habits.cuts(context) if known is None else known

    def _cut(self, segment: str) -> Iterator[tuple[int, int]]:
        """Peel the marks off the edges, and cut what is left."""
        kinds, atoms, first, end, known = self._peel(segment)
        yield from self._marks(segment, atoms[:first])
        if first < end:
            start, stop = atoms[first][0], atoms[end - 1][1]
            if known or habits.is_address(segment[start:stop]):
                yield start, stop
            else:
                yield from self._inside(segment, kinds, atoms[first:end])
        yield from self._marks(segment, atoms[end:])

    def _peel(self, segment: str) -> tuple[str, list[tuple[int, int]], int, int, bool]:
        """The kinds of a segment, its atoms, which are left when marks are peeled off (``first`` up to ``end``), and
        whether those are known to be one token.
        """
        kinds = kinds_of(segment)
        atoms = [match.span() for match in self._atoms.finditer(kinds)]
        front = next((place for place, (start, _) in enumerate(atoms) if kinds[start] in WORDLY), len(atoms))
        if front == len(atoms):
            return kinds, atoms, front, front, False
        last = len(atoms) - next(place for place, (start, _) in enumerate(reversed(atoms)) if kinds[start] in WORDLY)
        known = self._known(segment, atoms, front, last)
        if known:
            return kinds, atoms, *known, True
        first, end = 0, len(atoms)
        while first < front and self._cuts((EDGE, kinds[atoms[first][0]], _beside(kinds[atoms[first + 1][0]]))):
            first += 1
        dotted = habits.abbreviation_end(segment, atoms[first][0])
        while (
            end > last
            and atoms[end - 1][1] > dotted
            and self._cuts((_beside(kinds[atoms[end - 2][0]]), kinds[atoms[end - 1][0]], EDGE))
        ):
            end -= 1
        return kinds, atoms, first, end, False

    def _known(self, segment: str, atoms: list[tuple[int, int]], front: int, last: int) -> tuple[int, int] | None:
        """The atoms of the longest token that is known, words ``front`` up to ``last`` with marks on either side."""
        if not self.learned.whole:
            return None
        lead, trail = min(front, _PEELED), min(len(atoms) - last, _PEELED)
        for kept in range(lead + trail, -1, -1):
            for inner in range(min(kept, lead), max(kept - trail, 0) - 1, -1):
                first, end = front - inner, last + kept - inner
                if folded(segment[atoms[first][0] : atoms[end - 1][1]]) in self.learned.whole:
                    return first, end
        return None

    def _inside(self, segment: str, kinds: str, core: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Cut off a learned ending and beginning, and what is left where contexts say so."""
        start, end = core[0][0], core[-1][1]
        behind, before = self._without_affixes(segment, kinds, start, end)
        if behind > start:
            yield start, behind
        if behind > start or before < end:
            # An affix may end inside an atom.
            core = [(max(a, behind), min(b, before)) for a, b in core if b > behind and a < before]
        yield from self._by_context(segment, kinds, core)
        if before < end:
            yield before, end

    def _without_affixes(self, segment: str, kinds: str, start: int, end: int) -> tuple[int, int]:
        """Where that begins and ends which is between a learned beginning and ending."""
        for length in self._beginnings:
            place = start + length
            if _parts_words(kinds, start, place, end) and folded(segment[start:place]) in self.learned.beginnings:
                start = place
                break
        for length in self._endings:
            place = end - length
            if _parts_words(kinds, start, place, end) and folded(segment[place:end]) in self.learned.endings:
                end = place
                break
        return start, end

    def _by_context(self, segment: str, kinds: str, atoms: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        words = [place for place, (start, _) in enumerate(atoms) if kinds[start] in WORDLY]
        start = atoms[0][0]
        for left, right in pairwise(words):
            between = atoms[left + 1 : right]
            marks = "".join(kinds[first] for first, _ in between)
            context = (kinds[atoms[left][0]], marks, kinds[atoms[right][0]])
            if len(between) > _CONTEXT or self._cuts(context):
                yield start, atoms[left][1]
                yield from self._marks(segment, between)
                start = atoms[right][0]
        yield start, atoms[-1][1]

    def _marks(self, segment: str, atoms: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Marks behind each other: one token where they are known as one, else each by itself."""
        if len(atoms) > 1 and folded(segment[atoms[0][0] : atoms[-1][1]]) in self.learned.whole:
            yield atoms[0][0], atoms[-1][1]
        else:
            yield from atoms

    def _split_known(self, segment: str, edges: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Tokens that are known to be several, cut; and none that begins or ends with what does not show."""
        splits = self.learned.splits
        for start, end in edges:
            places = splits.get(folded(segment[start:end]), ()) if splits else ()
            for first, last in zip((0, *places), (*places, end - start), strict=True):
                shown = visible_edges(segment, start + first, start + last)
                if shown[0] < shown[1]:
                    yield shown


def parts(text: str) -> Iterator[tuple[int, int, str]]:
    """Where the segments of a text are, its characters of scripts without spaces, and its pictures; with the kind of
    the first character of each.
    """
    kinds = kinds_of(text)
    for match in _PARTS.finditer(kinds):
        start, end = match.span()
        if JOINER in (kinds[start], kinds[end - 1]):
            start, end = visible_edges(text, start, end)
        if start < end:
            yield start, end, kinds[start]


def _beside(kind: str) -> str:
    return kind if kind in WORDLY else MARK


def _parts_words(kinds: str, start: int, place: int, end: int) -> bool:
    """Whether words are left on both sides of a place, and nothing that belongs to the character before it."""
    inside = start < place < end and kinds[place] != JOINER
    return inside and not WORDLY.isdisjoint(kinds[start:place]) and not WORDLY.isdisjoint(kinds[place:end])


def _lengths(affixes: frozenset[str]) -> list[int]:
    """The lengths that these have, the longest first."""
    return sorted({len(affix) for affix in affixes}, reverse=True)


HABITS = FittedTokenizer()
