"""The splits: which grammar each is made from, how large it is, and the sentences themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from slottag.data.booking.draft import Draft, Network, pick
from slottag.data.booking.expansion import expand
from slottag.data.booking.grammar import Grammar, Group, read_changes, read_grammar
from slottag.data.booking.noise import Change, apply
from slottag.data.booking.patterns import Pattern
from slottag.data.booking.poles import POLES
from slottag.data.booking.surface import Typing, draw_typing, natural, write_sentence
from slottag.data.booking.written import Stock, read_written
from slottag.errors import DataError
from slottag.text import Sentence

# How many tries a sentence may take on average before its group is called too small.
_PATIENCE = 4
# What nobody says twice in one sentence; a draft that does is thrown away.
_SAID_ONCE = ("carrier", "cabin", "trip_type", "stops", "passengers")
_PLACES = {"origin", "destination", "via"}


@dataclass(frozen=True, slots=True)
class Split:
    """A part of the corpus.

    Attributes:
        name: what it is called, and its file.
        patterns: whose sentence patterns it uses.
        places: whose places it uses.
        size: its generated sentences.
        draw: makes its sentences after the grammar in a folder.
        written: the file of hand-written sentences that belong to it, if any.
        copies: how often each of those is filled anew with other values.
        noise: the part of its generated sentences that noise is put on.
    """

    name: str
    patterns: str
    places: str
    size: int
    draw: Callable[[Path, Split], list[Sentence]]
    written: str = ""
    copies: int = 0
    noise: float = 0.0

    def without_noise(self) -> Split:
        """The same split of clean sentences."""
        return replace(self, noise=0.0)

    def generated(self) -> Split:
        """The same split of what the grammar says alone, without noise and hand-written sentences."""
        return replace(self, noise=0.0, written="")


def generate(folder: Path, split: Split) -> list[Sentence]:
    """The sentences of a split after the grammar in the folder; the same ones on every machine.

    Raises:
        DataError: a grammar that is not sound or too small for the split's size.
    """
    return split.draw(folder, split)


def draw_mixed(folder: Path, split: Split) -> list[Sentence]:
    """Different sentences over all groups in their shares, every pattern in its turn, well shuffled.

    Hand-written sentences of the split follow, each as it is and filled anew.
    """
    clean = _draw_groups(folder, split)
    changes = read_changes(folder) if split.noise else ()
    noised = [_sometimes(split.noise, changes, sentence) for sentence in clean] if changes else clean
    return _once([*noised, *_draw_written(folder, split, clean, changes)])


def draw_placed(folder: Path, split: Split) -> list[Sentence]:
    """As ``draw_mixed``, of sentences that name a place alone."""
    sentences = _draw_groups(folder, replace(split, size=2 * split.size))
    return [sentence for sentence in sentences if set(count_slots([sentence])) & _PLACES][: split.size]


def draw_pairs(folder: Path, split: Split) -> list[Sentence]:
    """Pairs of sentences on end: the same pattern and values in arrival and in departure form."""
    grammar = read_grammar(folder, split.patterns, split.places)
    patterns = [pattern for group in grammar.groups for pattern in group.patterns]
    found: list[Sentence] = []
    for number in range(split.size // 2):
        pattern, rounds = patterns[number % len(patterns)], number // len(patterns)
        found.extend(_draw_sentence(pattern, pole, grammar, _random(pattern, rounds), natural) for pole in POLES)
    return found


def draw_written(folder: Path, split: Split) -> list[Sentence]:
    """Hand-written sentences as they are."""
    return read_written(folder / f"handwritten-{split.written}.txt")


def draw_noisy(folder: Path, split: Split) -> list[Sentence]:
    """The sentences of the mixed split of these patterns and places, noise on every one of them."""
    changes = read_changes(folder)
    return _once(_sometimes(1.0, changes, sentence) for sentence in _draw_groups(folder, split))


SPLITS = (
    Split("train", "train", "train", 5150, draw_mixed, written="train", copies=3, noise=0.15),
    Split("dev", "dev", "dev", 570, draw_mixed, written="dev"),
    Split("test", "test", "test", 1000, draw_mixed),
    Split("contrast", "contrast", "test", 300, draw_pairs),
    Split("unseen-places", "train", "test", 500, draw_placed),
    Split("unseen-patterns", "test", "train", 500, draw_mixed),
    Split("handwritten", "", "", 0, draw_written, written="test"),
    Split("noisy", "test", "test", 1000, draw_noisy),
)


def count_slots(sentences: Sequence[Sentence]) -> Counter[str]:
    """How many spans each slot has."""
    return Counter(span.slot for sentence in sentences for span in sentence.spans)


def _draw_groups(folder: Path, split: Split) -> list[Sentence]:
    grammar = read_grammar(folder, split.patterns, split.places)
    seen: set[str] = set()
    total = sum(group.share for group in grammar.groups)
    try:
        found = [
            pair
            for group in grammar.groups
            for pair in _draw_group(group, split.size * group.share // total, grammar, seen)
        ]
    except DataError as error:
        raise DataError(f"{folder / f'patterns-{split.patterns}.toml'}: {error}") from error
    return [sentence for _, sentence in sorted(found, key=lambda pair: pair[0])]


def _draw_written(folder: Path, split: Split, others: Sequence[Sentence], changes: Sequence[Change]) -> list[Sentence]:
    """The hand-written sentences of a split, and each again: filled anew with values of these and the others, or, where
    it has none, with noise on it.
    """
    if not split.written:
        return []
    own = draw_written(folder, split)
    stock = Stock([*own, *others])

    def again(sentence: Sentence, number: int) -> Sentence:
        random = Random(f"{sentence.text}\n{number}")
        if sentence.spans:
            return stock.refill(sentence, random)
        return apply(pick(random, changes), sentence, random) if changes else sentence

    return own + [again(sentence, number) for number in range(split.copies) for sentence in own]


def _sometimes(share: float, changes: Sequence[Change], sentence: Sentence) -> Sentence:
    """The sentence, with one kind of noise on it in this share of cases."""
    random = Random(sentence.text)
    return apply(pick(random, changes), sentence, random) if random.random() < share else sentence


def _once(sentences: Iterable[Sentence]) -> list[Sentence]:
    """The first of those that say the same."""
    return list({sentence.text.casefold(): sentence for sentence in reversed([*sentences])}.values())[::-1]


def _draw_group(group: Group, size: int, grammar: Grammar, seen: set[str]) -> list[tuple[float, Sentence]]:
    """``size`` sentences with a random number each; a pattern that has said all it can is passed over."""
    found: list[tuple[float, Sentence]] = []
    for number in range(size * _PATIENCE):
        if len(found) == size:
            break
        pattern, rounds = group.patterns[number % len(group.patterns)], number // len(group.patterns)
        random = _random(pattern, rounds)
        sentence = _draw_sentence(pattern, POLES[rounds % 2], grammar, random)
        if sentence.text.casefold() not in seen and not _rambles(sentence):
            seen.add(sentence.text.casefold())
            found.append((random.random(), sentence))
    if len(found) < size:
        raise DataError(f"group {group.name!r} gives {len(found)} different sentences, expected {size}; add patterns")
    return found


def _draw_sentence(
    pattern: Pattern, pole: str, grammar: Grammar, random: Random, typing: Typing | None = None
) -> Sentence:
    modes = [name for name, mode in grammar.modes.items() for _ in range(mode.share)]
    mode = modes[int(random.random() * len(modes))]
    networks = tuple(_by_size(grammar.modes[mode].networks))
    draft = Draft(random, pole, mode, networks[int(random.random() * len(networks))])
    pieces = list(expand(pattern, grammar, draft))
    try:
        return write_sentence(pieces, typing or draw_typing(draft))
    except DataError as error:
        raise DataError(f"pattern {pattern.text!r}: {error}; put the brackets at the edges of words") from error


def _rambles(sentence: Sentence) -> bool:
    counts = count_slots([sentence])
    return any(counts[slot] > 1 for slot in _SAID_ONCE)


def _by_size(networks: Sequence[Network]) -> Iterator[Network]:
    """Each network as often as it has dozens of places, so that no place is much rarer than another."""
    for network in networks:
        yield from [network] * (1 + len(network.places) // 12)


def _random(pattern: Pattern, rounds: int) -> Random:
    """Random numbers of one sentence's own: mending one pattern leaves the sentences of all others as they are."""
    return Random(f"{pattern.text}\n{rounds}")
