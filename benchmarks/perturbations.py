"""What people write and a training set does not hold, made from marked sentences, the marks kept right.

A *kind* names the edits of a sentence; ``perturbed`` makes them. The words of a perturbed sentence stand as people type
them: with single spaces between them, whatever was there before, and marks without a space in front.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from benchmarks.names import AIRLINES, CITIES
from benchmarks.wordings import ABBREVIATIONS, FROM, SYNONYMS
from slottag.text import Sentence
from slottag.text.joining import spaces_behind

# What a slot holds, by the last part of its name.
CITY_SLOTS = frozenset({"city_name", "city", "origin", "destination", "via"})
AIRLINE_SLOTS = frozenset({"airline_name", "carrier"})
NAME_SLOTS = CITY_SLOTS | AIRLINE_SLOTS | {"state", "country", "artist", "album", "track", "playlist", "service", "poi",
                                           "geographic_poi", "cuisine"}  # fmt: skip
CODE_SLOTS = frozenset({"state_code", "airline_code", "airport_code", "aircraft_code", "fare_basis_code"})

FILLERS = ("uh", "um", "please", "well", "you know")
QUESTIONS = frozenset({"what", "which", "who", "when", "where", "why", "how", "is", "are", "do", "does", "did", "can",
                       "could", "will", "would", "may", "should"})  # fmt: skip
# Words that begin a phrase, which a comma may part from a value in front of it.
BEGINNINGS = frozenset({"from", "to", "on", "in", "at", "by", "for", "with", "via", "and", "or", "that", "which", "who",
                        "leaving", "departing", "arriving", "returning", "going", "before", "after", "around",
                        "between", "near", "then", "please"})  # fmt: skip
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SHORTEST_MISTYPED = 4


@dataclass(frozen=True, slots=True)
class Edit:
    """Words in place of the tokens ``first`` up to ``end``; where the two are equal, put between tokens."""

    first: int
    end: int
    words: tuple[str, ...]

    @property
    def growth(self) -> int:
        """By how many tokens the sentence gets longer."""
        return len(self.words) - (self.end - self.first)


Kind = Callable[[Sentence, Random], list[Edit]]


def kinds_for(train: Iterable[Sentence]) -> dict[str, Kind]:
    """The kinds by name, with names of cities and airlines that the training sentences do not hold."""
    known = {word.lower() for sentence in train for word in sentence.words}
    return {
        "unseen cities": unseen(CITY_SLOTS, unknown(CITIES, known)),
        "unseen airlines": unseen(AIRLINE_SLOTS, unknown(AIRLINES, known)),
        "one typo": typo,
        "all capitals": all_capitals,
        "first letters capital": first_capitals,
        "capitals and punctuation": written,
        "punctuation": punctuation,
        "fillers": fillers,
        "abbreviations": abbreviations,
        "synonyms": synonyms,
    }


def perturb(sentences: Iterable[Sentence], name: str, kind: Kind, seed: int) -> list[Sentence]:
    """Each sentence perturbed; what is drawn for one depends on the seed, the kind's name and the place alone."""
    return [perturbed(sentence, kind, Random(f"{seed} {name} {number}")) for number, sentence in enumerate(sentences)]


def perturbed(sentence: Sentence, kind: Kind, random: Random) -> Sentence:
    """The sentence with the edits of a kind made."""
    return edited(sentence, kind(sentence, random))


def edited(sentence: Sentence, edits: Sequence[Edit]) -> Sentence:
    """The sentence with these edits made and its spans where they belong.

    Edits do not overlap, and none runs over an edge of a span. What is put in at an edge is outside of the span.
    """
    words = sentence.words
    for edit in sorted(edits, key=lambda edit: (edit.first, edit.end), reverse=True):
        words[edit.first : edit.end] = edit.words
    runs = [
        (
            first + sum(edit.growth for edit in edits if edit.end <= first),
            end + sum(edit.growth for edit in edits if edit.first < end),
            slot,
        )
        for first, end, slot in sentence.runs()
    ]
    made = Sentence.from_words(words, spaces=spaces_behind(words), intent=sentence.intent, where=sentence.where)
    return made.with_runs(runs)


def unknown(names: Iterable[str], known: set[str]) -> list[str]:
    """The names with a word that is not among those known (in lower case)."""
    return [name for name in names if not known.issuperset(name.lower().split())]


def unseen(slots: frozenset[str], names: Sequence[str]) -> Kind:
    """The kind that puts other names in place of the values of these slots, the same one for the same value."""

    def edits(sentence: Sentence, random: Random) -> list[Edit]:
        runs = [(first, end) for first, end, slot in sentence.runs() if last_part(slot) in slots]
        values = [" ".join(sentence.words[first:end]) for first, end in runs]
        distinct = list(dict.fromkeys(map(without_possessive, values)))
        drawn = dict(zip(distinct, random.sample(names, len(distinct)), strict=True))
        return [
            Edit(first, end, tuple(named_like(value, drawn[without_possessive(value)]).split()))
            for (first, end), value in zip(runs, values, strict=True)
        ]

    return edits


def last_part(slot: str) -> str:
    """``city_name`` of ``fromloc.city_name``, in lower case."""
    return slot.lower().rpartition(".")[2]


def without_possessive(value: str) -> str:
    """``boston`` of ``boston's``, in lower case."""
    return value.lower().removesuffix("'s")


def named_like(value: str, name: str) -> str:
    """The name in lower case where the value begins so, and with its possessive."""
    return (name if value[0].isupper() else name.lower()) + ("'s" if value.lower().endswith("'s") else "")


def typo(sentence: Sentence, random: Random) -> list[Edit]:
    """One slip of the fingers in one word of four letters at least, in a value or not."""
    words = sentence.words
    long = [i for i, word in enumerate(words) if sum(map(str.isalpha, word)) >= SHORTEST_MISTYPED]
    return [each_word(i, mistyped(words[i], random)) for i in random.sample(long, min(len(long), 1))]


def mistyped(word: str, random: Random) -> str:
    """The word with two letters swapped, one left out, doubled, or that of a neighbouring key."""
    letters = [i for i, letter in enumerate(word) if letter.isalpha()]
    slips = [
        [word[:i] + word[j] + word[i] + word[j + 1 :] for i, j in pairwise(letters)
         if j == i + 1 and word[i] != word[j]],
        [word[:i] + word[i + 1 :] for i in letters],
        [word[:i] + word[i] + word[i:] for i in letters],
        [word[:i] + key + word[i + 1 :] for i in letters for key in neighbours(word[i])],
    ]  # fmt: skip
    return random.choice(random.choice([ways for ways in slips if ways]))


def neighbours(letter: str) -> list[str]:
    """The letters left and right of one on the keyboard, in its case."""
    row = next((row for row in KEYBOARD if letter.lower() in row), "")
    place = row.find(letter.lower())
    near = [row[i] for i in (place - 1, place + 1) if place >= 0 and 0 <= i < len(row)]
    return [key.upper() for key in near] if letter.isupper() else near


def all_capitals(sentence: Sentence, _: Random) -> list[Edit]:
    """Every word in capitals."""
    return [each_word(i, word.upper()) for i, word in enumerate(sentence.words)]


def first_capitals(sentence: Sentence, _: Random) -> list[Edit]:
    """A capital for the first word and for every word of a value."""
    words = sentence.words
    places = {0, *(i for first, end, _ in sentence.runs() for i in range(first, end))}
    return [each_word(i, capitalised(words[i])) for i in sorted(places)]


def written(sentence: Sentence, _: Random) -> list[Edit]:
    """As one writes: capitals for the first word, I, names and codes, and a full stop or question mark at the end."""
    words = sentence.words
    changed = {i: capitalised(word) for i, word in enumerate(words) if i == 0 or word.partition("'")[0] == "i"}
    for first, end, slot in sentence.runs():
        change = str.upper if last_part(slot) in CODE_SLOTS else capitalised
        if is_name(slot) or last_part(slot) in CODE_SLOTS:
            changed |= {i: change(words[i]) for i in range(first, end)}
    return [*(each_word(i, word) for i, word in changed.items()), *ending(words)]


def is_name(slot: str) -> bool:
    """Whether the values of a slot are names, which are written with capitals."""
    return last_part(slot).endswith("_name") or last_part(slot) in NAME_SLOTS


def capitalised(word: str) -> str:
    """The word with its first letter as a capital, the others as they are."""
    return word[:1].upper() + word[1:]


def each_word(place: int, word: str) -> Edit:
    """The edit that changes the word at a place."""
    return Edit(place, place + 1, (word,))


def ending(words: Sequence[str]) -> list[Edit]:
    """A question mark behind what begins as a question does, else a full stop; nothing where there is either."""
    if words[-1] in {".", "?", "!"}:
        return []
    first = words[0].lower().partition("'")[0].removesuffix("s")
    asks = bool(QUESTIONS & {words[0].lower(), first})
    return [Edit(len(words), len(words), ("?" if asks else ".",))]


def punctuation(sentence: Sentence, random: Random) -> list[Edit]:
    """Commas behind values that another phrase follows, one at least and each with a chance of one half; the end."""
    words = sentence.words
    starts = {first for first, _, _ in sentence.runs()}
    ends = {end for _, end, _ in sentence.runs()} - starts - {len(words)}
    places = [end for end in sorted(ends) if words[end].lower() in BEGINNINGS]
    drawn = [place for place in places if random.random() < 0.5] or random.sample(places, min(len(places), 1))
    return [*(Edit(place, place, (",",)) for place in drawn), *ending(words)]


def fillers(sentence: Sentence, random: Random) -> list[Edit]:
    """One filler in front and another between two words, not inside a value."""
    inside = {i for first, end, _ in sentence.runs() for i in range(first + 1, end)}
    between = [i for i in range(1, len(sentence.tokens)) if i not in inside]
    places = [0, *random.sample(between, min(len(between), 1))]
    drawn = random.sample(FILLERS, len(places))
    return [Edit(place, place, tuple(filler.split())) for place, filler in zip(places, drawn, strict=True)]


def abbreviations(sentence: Sentence, _: Random) -> list[Edit]:
    """Every word that has a common abbreviation, abbreviated, in a value or not."""
    return [
        each_word(i, like(word, ABBREVIATIONS[word.lower()]))
        for i, word in enumerate(sentence.words)
        if word.lower() in ABBREVIATIONS
    ]


def synonyms(sentence: Sentence, random: Random) -> list[Edit]:
    """Other words for the same outside of values; ``from`` only where the place that one starts from follows."""
    words = sentence.words
    marked = {i for first, end, _ in sentence.runs() for i in range(first, end)}
    starts = {first for first, _, slot in sentence.runs() if slot == "origin" or slot.startswith("fromloc.")}
    edits: list[Edit] = []
    for place, word in enumerate(words):
        if edits and place < edits[-1].end:
            continue
        phrases = [(end, SYNONYMS.get(" ".join(words[place:end]).lower(), ())) for end in range(place + 1, place + 4)]
        if word.lower() == "from" and place + 1 in starts:
            phrases += [(place + 1, FROM)]
        free = [(end, others) for end, others in phrases if others and not marked.intersection(range(place, end))]
        if free:
            end, others = max(free)
            edits += [Edit(place, end, tuple(like(word, random.choice(others)).split()))]
    return edits


def like(word: str, other: str) -> str:
    """The other word, with a capital if the word has one."""
    return capitalised(other) if word[0].isupper() else other
