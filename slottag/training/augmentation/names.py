"""Names that nobody has seen, for the slots that take any name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from random import Random

from slottag.training.augmentation.phrase import Phrase
from slottag.training.augmentation.spelling import Spelling

# A slot takes any name if so many different values are seen, such a part of them has a word of its own, and they come
# again so often on average that they are learned by heart.
_VALUES, _OWN, _AGAIN = 40, 0.75, 20
# So does a slot with such a part of its values from those.
_SHARED = 0.75
# Shorter ones are mostly codes and abbreviations, and those are known or they are not.
_SHORTEST = 4
_RENAMED = 0.8
# How often a name has as many words as any other in place of those that it had.
_OTHER_LENGTH = 0.3
# How often a word between two others of a name is one that the corpus says anywhere.
_SAID = 0.5


class Names:
    """Invented values of open slots: those with many different values, most of which have a word that no other has, and
    those that draw on the same stock.

    So names are told from dates, prices and the like, which are composed of few words; digits are no part of names.
    Where values do not come again and again there is no need for others.

    The words are spelled after the values of all open slots together, so that a name tells no more of its slot than
    that it is one; in half of the names after all words of the corpus, for the next name may be from where names look
    otherwise. Between two words of a name stands any word now and then, as often as it is said (Stoke *on* Trent).

    Attributes:
        open_slots: the slots that take any name.
    """

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        values: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for phrase in phrases:
            for run in phrase.runs:
                values[run[2]].append(tuple(map(str.lower, phrase.value(run))))
        named = {slot: [value for value in own if _is_name(value)] for slot, own in values.items()}
        learned = {value for own in named.values() if _is_open(own) for value in own}
        self.open_slots = frozenset(
            slot for slot, own in named.items() if own and len(learned.intersection(own)) >= _SHARED * len(set(own))
        )
        stock = {value for slot in self.open_slots for value in named[slot]}
        self._lengths = sorted(len(value) for value in stock)
        own = [word for value in sorted(stock) for word in value]
        self._said = [*own, *(word.lower() for phrase in phrases for word in phrase.words if word.isalpha())]
        self._spellings = [Spelling(sorted(set(words))) for words in (own, self._said)]

    def renamed(self, phrase: Phrase, random: Random) -> Phrase:
        """The phrase with other names in most of its open slots."""
        chosen = [
            number for number, run in enumerate(phrase.runs) if run[2] in self.open_slots and random.random() < _RENAMED
        ]
        return phrase.with_values({number: self._name(phrase, number, random) for number in chosen})

    def _name(self, phrase: Phrase, number: int, random: Random) -> tuple[str, ...]:
        before = phrase.value(phrase.runs[number])
        length = random.choice(self._lengths) if random.random() < _OTHER_LENGTH else len(before)
        spelling = random.choice(self._spellings)
        words = [self._word(spelling, random, inside=0 < place < length - 1) for place in range(length)]
        return tuple(word.capitalize() if before[0][:1].isupper() else word for word in words)

    def _word(self, spelling: Spelling, random: Random, *, inside: bool) -> str:
        if inside and random.random() < _SAID:
            return random.choice(self._said)
        return spelling.word(random, _SHORTEST)


def _is_name(value: tuple[str, ...]) -> bool:
    return not any(character.isdigit() for word in value for character in word)


def _is_open(mentions: Sequence[tuple[str, ...]]) -> bool:
    values = set(mentions)
    counts = Counter(word for value in values for word in set(value))
    own = sum(any(counts[word] == 1 for word in value) for value in values)
    return len(values) >= _VALUES and own >= _OWN * len(values) and len(mentions) >= _AGAIN * len(values)
