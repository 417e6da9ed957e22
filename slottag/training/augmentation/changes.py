"""The kinds of noise: each turns a phrase into one that a person could have typed or a recogniser have heard."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from random import Random

from slottag.training.augmentation.phrase import Phrase

Change = Callable[[Phrase, Random], Phrase]

# A shorter word with a letter changed is more often another word than a slip.
_SHORTEST = 4
_CLOSING = (".", ".", "?", "?", "!")
_CLOSED, _PAUSED = 0.8, 0.4


def slip(phrase: Phrase, random: Random) -> Phrase:
    """One slip of the fingers in one word: two letters swapped, one left out, doubled, or hit for another."""
    long = [place for place, word in enumerate(phrase.words) if len(word) >= _SHORTEST and word.isalpha()]
    if not long:
        return phrase
    return phrase.with_words(lambda word: _mistyped(word, random), [random.choice(long)])


def capitals(phrase: Phrase, _random: Random) -> Phrase:
    """Everything in capitals."""
    return phrase.with_words(str.upper)


def initials(phrase: Phrase, random: Random) -> Phrase:
    """Capital first letters: of the first word and the spans, or of every word."""
    places = None if random.random() < 0.3 else {0, *phrase.covered}
    return phrase.with_words(lambda word: word[:1].upper() + word[1:], places)


def bare(phrase: Phrase, _random: Random) -> Phrase:
    """Lower case, and no punctuation outside spans."""
    marks = [place for place, word in enumerate(phrase.words) if place not in phrase.covered and _is_mark(word)]
    kept = phrase.without(marks) if len(marks) < len(phrase.words) else phrase
    return kept.with_words(str.lower)


def punctuated(phrase: Phrase, random: Random) -> Phrase:
    """A mark at the end where there is none, now and then a comma on the way, capital first letters now and then."""
    if random.random() < _PAUSED:
        gaps = phrase.gaps[1:-1]
        phrase = phrase.with_outside(random.choice(gaps), ",") if gaps else phrase
    if random.random() < _CLOSED and not _is_mark(phrase.words[-1]):
        phrase = phrase.with_outside(len(phrase.words), random.choice(_CLOSING))
    return initials(phrase, random) if random.random() < 0.5 else phrase


def _mistyped(word: str, random: Random) -> str:
    place = random.randrange(len(word) - 1)
    front, here, following, back = word[:place], word[place], word[place + 1], word[place + 2 :]
    return random.choice(
        [
            front + following + here + back,
            front + following + back,
            front + here + here + following + back,
            front + random.choice("abcdefghijklmnopqrstuvwxyz") + following + back,
        ]
    )


def _is_mark(word: str) -> bool:
    return all(unicodedata.category(character).startswith("P") for character in word)


# What leaves every word a word of its own, and what puts words in or takes them out.
WORD_CHANGES: tuple[Change, ...] = (slip, capitals, initials)
PHRASE_CHANGES: tuple[Change, ...] = (bare, punctuated)
