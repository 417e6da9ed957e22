"""What fingers, telephones and recognisers of speech make of a sentence; the marks stay where they belong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from random import Random

from slottag.corpora.engine.draft import below, pick
from slottag.corpora.engine.pieces import Piece, Typing, join, pieces_of
from slottag.corpora.engine.slots import PLACES
from slottag.corpora.english.numbers import number_word
from slottag.corpora.english.surface import hastier, hasty, loud
from slottag.text import Sentence

Change = Callable[["Noise", list[Piece], Random], list[Piece]]
# A shorter word with a letter changed is more often another word than a slip.
_SHORTEST = 5
_NAMES = (*PLACES, "carrier")
_SHORTENED, _SLIPPED, _FILLED = 0.6, 0.3, 0.35
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_DIGITS = re.compile(r"(?<![\w.:/$€£-])\d{1,2}(?![\w.:/-])")
# The letters beside each on the keyboard that most people use.
_NEIGHBOURS = {
    letter: row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for place, letter in enumerate(row)
}


@dataclass(frozen=True, slots=True)
class Noise:
    """The kinds of noise, with the short forms and the fillers that people use."""

    short: Mapping[str, tuple[str, ...]]
    fillers: tuple[str, ...]

    def on(self, sentence: Sentence, random: Random, change: Change | None = None) -> Sentence:
        """The sentence with one kind of noise on it: the one named, or any.

        Raises:
            DataError: a mark that does not start and end at token edges.
        """
        chosen = change or pick(random, _KINDS)
        return join(chosen(self, pieces_of(sentence), random), _meet, str.rstrip)

    def phone(self, pieces: list[Piece], random: Random) -> list[Piece]:
        """Typed on a telephone: lower case, hardly any punctuation, short forms, now and then a slip."""
        typing = pick(random, (hasty, hastier))
        done = [self._shortened(piece, random) for piece in _typed(pieces, typing)]
        return self.slips(done, random) if random.random() < _SLIPPED else done

    def spoken(self, pieces: list[Piece], random: Random) -> list[Piece]:
        """As a recogniser of speech writes it: lower case, no punctuation, numbers in words, fillers in between."""
        words = _typed(pieces, lambda text: _DIGITS.sub(lambda match: number_word(int(match[0])), hasty(text)))
        return [piece if piece.slot else self._filled(piece, random) for piece in words]

    def slips(self, pieces: list[Piece], random: Random) -> list[Piece]:
        """One or two slips of the fingers: letters swapped, left out, doubled or hit for their neighbours."""
        pieces = [*pieces]
        for _ in range(pick(random, (1, 1, 2))):
            words = [(n, match) for n, piece in enumerate(pieces) for match in _WORD.finditer(piece.text)]
            places = [(n, match.span()) for n, match in words if len(match[0]) >= _SHORTEST]
            if places:
                number, (start, end) = pick(random, places)
                text = pieces[number].text
                mistyped = text[:start] + _mistyped(text[start:end], random) + text[end:]
                pieces[number] = pieces[number].saying(mistyped)
        return pieces

    def shouted(self, pieces: list[Piece], _random: Random) -> list[Piece]:
        """In capitals throughout."""
        return _typed(pieces, loud)

    def bare(self, pieces: list[Piece], _random: Random) -> list[Piece]:
        """In lower case and without punctuation."""
        return _typed(pieces, hasty)

    def _shortened(self, piece: Piece, random: Random) -> Piece:
        def short(match: re.Match[str]) -> str:
            # A digit for a word would be another value; names are written out.
            forms = [form for form in self.short.get(match[0], ()) if not (piece.slot and form.isdigit())]
            return pick(random, forms) if forms and random.random() < _SHORTENED else match[0]

        return piece if piece.slot in _NAMES else piece.changed(lambda text: _WORD.sub(short, text))

    def _filled(self, piece: Piece, random: Random) -> Piece:
        """A filler between the words, in some cases."""
        gaps = [match.start() for match in re.finditer(r" (?=\w|$)", piece.text)]
        if random.random() >= _FILLED or not gaps:
            return piece
        place = pick(random, gaps)
        return piece.saying(f"{piece.text[:place]} {pick(random, self.fillers)}{piece.text[place:]}")


# Typing on a telephone and dictating to it are the most common.
_KINDS = (*[Noise.phone] * 2, *[Noise.spoken] * 2, *[Noise.slips] * 2, Noise.bare, Noise.shouted)


def _typed(pieces: Iterable[Piece], typing: Typing) -> list[Piece]:
    return [piece.changed(typing) for piece in pieces]


def _mistyped(word: str, random: Random) -> str:
    place = 1 + below(random, len(word) - 2)
    front, here, following, back = word[:place], word[place], word[place + 1], word[place + 2 :]
    swapped, left_out, doubled = following + here, following, here + here + following
    neighbour = pick(random, _NEIGHBOURS.get(here, here)) + following
    return front + pick(random, (swapped, left_out, doubled, neighbour)) + back


def _meet(text: str, part: str) -> tuple[str, str]:
    """Two neighbours without doubled spaces and none in front."""
    part = re.sub(r"\s+", " ", part)
    return text, part.lstrip() if not text or text.endswith(" ") else part
