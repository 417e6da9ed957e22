"""What fingers, telephones and recognisers of speech make of a sentence; the marks stay where they belong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from slottag.data.booking.draft import below, pick
from slottag.data.booking.numbers import number_word
from slottag.data.booking.surface import Piece, Typing, hastier, hasty, join_pieces, loud
from slottag.text import Sentence

Change = Callable[[list[Piece], Random], list[Piece]]
# A shorter word with a letter changed is more often another word than a slip.
_SHORTEST = 5
_NAMES = ("origin", "destination", "via", "carrier")
_SHORTENED, _SLIPPED, _FILLED = 0.6, 0.3, 0.35
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_DIGITS = re.compile(r"(?<![\w.:/$€£-])\d{1,2}(?![\w.:/-])")


@dataclass(frozen=True, slots=True)
class Habits:
    """The short forms and the fillers of a language."""

    short: Mapping[str, tuple[str, ...]]
    fillers: tuple[str, ...]


def phone(habits: Habits) -> Change:
    """Typed on a telephone: lower case, hardly any punctuation, short forms, now and then a slip."""

    def change(pieces: list[Piece], random: Random) -> list[Piece]:
        typing = pick(random, (hasty, hastier))
        done = [(_shortened(typing(text), slot, habits, random), slot) for text, slot in pieces]
        return slips(done, random) if random.random() < _SLIPPED else done

    return change


def spoken(habits: Habits) -> Change:
    """As a recogniser of speech writes it: lower case, no punctuation, numbers in words, fillers in between."""

    def change(pieces: list[Piece], random: Random) -> list[Piece]:
        words = _typed(pieces, lambda text: _DIGITS.sub(lambda match: number_word(int(match[0])), hasty(text)))
        return _filled(words, habits, random)

    return change


def slips(pieces: list[Piece], random: Random) -> list[Piece]:
    """One or two slips of the fingers: letters swapped, left out, doubled or hit for their neighbours."""
    for _ in range(pick(random, (1, 1, 2))):
        places = [
            (number, match.span())
            for number, (text, _) in enumerate(pieces)
            for match in _WORD.finditer(text)
            if len(match[0]) >= _SHORTEST
        ]
        if places:
            number, (start, end) = pick(random, places)
            text, slot = pieces[number]
            pieces = [*pieces]
            pieces[number] = (text[:start] + _mistyped(text[start:end], random) + text[end:], slot)
    return pieces


def shouted(pieces: list[Piece], _random: Random) -> list[Piece]:
    """In capitals throughout."""
    return _typed(pieces, loud)


def bare(pieces: list[Piece], _random: Random) -> list[Piece]:
    """In lower case and without punctuation."""
    return _typed(pieces, hasty)


def apply(change: Change, sentence: Sentence, random: Random) -> Sentence:
    """The sentence after the change.

    Raises:
        DataError: a mark that does not start and end at token edges.
    """
    pieces = [(text, span.slot if span else None) for text, span in sentence.pieces()]
    return join_pieces(_tidied(change(pieces, random)))


def _typed(pieces: list[Piece], typing: Typing) -> list[Piece]:
    return [(typing(text), slot) for text, slot in pieces]


def _shortened(text: str, slot: str | None, habits: Habits, random: Random) -> str:
    def short(match: re.Match[str]) -> str:
        # A digit for a word would be another value; names are written out.
        forms = [form for form in habits.short.get(match[0], ()) if not (slot and form.isdigit())]
        return pick(random, forms) if forms and random.random() < _SHORTENED else match[0]

    return text if slot in _NAMES else _WORD.sub(short, text)


def _filled(pieces: list[Piece], habits: Habits, random: Random) -> list[Piece]:
    """A filler or two between words, in no span."""
    done = []
    for text, slot in pieces:
        if slot is None and random.random() < _FILLED:
            gaps = [match.start() for match in re.finditer(r" (?=\w|$)", text)]
            if gaps:
                place = gaps[below(random, len(gaps))]
                text = f"{text[:place]} {pick(random, habits.fillers)}{text[place:]}"
        done.append((text, slot))
    return done


def _mistyped(word: str, random: Random) -> str:
    place = 1 + below(random, len(word) - 2)
    front, here, following, back = word[:place], word[place], word[place + 1], word[place + 2 :]
    return pick(
        random,
        (
            front + following + here + back,
            front + following + back,
            front + here + here + following + back,
            front + pick(random, _NEIGHBOURS.get(here, here)) + following + back,
        ),
    )


def _tidied(pieces: list[Piece]) -> list[Piece]:
    """No doubled spaces and none at the ends."""
    done: list[Piece] = []
    for text, slot in pieces:
        text = re.sub(r"\s+", " ", text)
        if not done or done[-1][0].endswith(" "):
            text = text.lstrip()
        if text:
            done.append((text, slot))
    if done and done[-1][1] is None:
        done[-1] = (done[-1][0].rstrip(), None)
    return [(text, slot) for text, slot in done if text]


# The letters beside each on the keyboard that most people use.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {
    letter: "".join(row[max(place - 1, 0) : place] + row[place + 1 : place + 2])
    for row in _ROWS
    for place, letter in enumerate(row)
}
