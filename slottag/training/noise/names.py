"""Names that nobody has seen, for the slots that take any name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from random import Random

from slottag.training.noise.phrase import Phrase
from slottag.training.noise.spelling import Spelling

# A slot with so many different values takes others, too.
_OPEN = 40
# Shorter ones are mostly codes and abbreviations, and those are known or they are not.
_SHORTEST = 4
_RENAMED = 0.8


class Names:
    """Invented values of open slots: those of which the sentences show many different ones, without digits.

    The words are spelled after the values of all open slots together, so that a name tells no more of its slot than
    that it is one; there are as many as in the name whose place they take.

    Attributes:
        open_slots: the slots that take any name.
    """

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        values: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for phrase in phrases:
            for run in phrase.runs:
                values[run[2]].append(phrase.value(run))
        named = {slot: [value for value in own if _is_name(value)] for slot, own in values.items()}
        self.open_slots = frozenset(slot for slot, own in named.items() if len(set(own)) >= _OPEN)
        words = {word.lower() for slot in self.open_slots for value in named[slot] for word in value}
        self._spelling = Spelling(sorted(words))

    def renamed(self, phrase: Phrase, random: Random) -> Phrase:
        """The phrase with other names in most of its open slots."""
        chosen = [
            number for number, run in enumerate(phrase.runs) if run[2] in self.open_slots and random.random() < _RENAMED
        ]
        return phrase.with_values({number: self._name(phrase, number, random) for number in chosen})

    def _name(self, phrase: Phrase, number: int, random: Random) -> tuple[str, ...]:
        run = phrase.runs[number]
        words = [self._spelling.word(random, _SHORTEST) for _ in phrase.value(run)]
        capital = phrase.value(run)[0][:1].isupper()
        return tuple(word.capitalize() if capital else word for word in words)


def _is_name(value: tuple[str, ...]) -> bool:
    return not any(character.isdigit() for word in value for character in word)
