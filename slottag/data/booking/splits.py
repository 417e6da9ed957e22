"""The four splits: which grammar each is made from, how large it is, and the sentences themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from slottag.data.booking.draft import Draft, Network
from slottag.data.booking.expansion import expand
from slottag.data.booking.grammar import POLES, Grammar, Group, read_grammar
from slottag.data.booking.patterns import Pattern
from slottag.data.booking.surface import Typing, draw_typing, natural, write_sentence
from slottag.errors import DataError
from slottag.text import Sentence

# How many tries a sentence may take on average before its group is called too small.
_PATIENCE = 4
# What nobody says twice in one sentence; a draft that does is thrown away.
_SAID_ONCE = ("carrier", "cabin", "trip_type", "stops", "passengers")


@dataclass(frozen=True, slots=True)
class Split:
    """A part of the corpus: its name, whose places it uses, its size in sentences and how they are drawn."""

    name: str
    places: str
    size: int
    draw: Callable[[Split, Grammar], list[Sentence]]


def generate(folder: Path, split: Split) -> list[Sentence]:
    """The sentences of a split after the grammar in the folder; the same ones on every machine.

    Raises:
        DataError: a grammar that is not sound or too small for the split's size.
    """
    grammar = read_grammar(folder, split.name, split.places)
    try:
        return split.draw(split, grammar)
    except DataError as error:
        raise DataError(f"{folder / f'patterns-{split.name}.toml'}: {error}") from error


def draw_mixed(split: Split, grammar: Grammar) -> list[Sentence]:
    """Different sentences over all groups in their shares, every pattern in its turn, well shuffled."""
    seen: set[str] = set()
    total = sum(group.share for group in grammar.groups)
    found = [
        pair
        for group in grammar.groups
        for pair in _draw_group(group, split.size * group.share // total, grammar, seen)
    ]
    return [sentence for _, sentence in sorted(found, key=lambda pair: pair[0])]


def draw_pairs(split: Split, grammar: Grammar) -> list[Sentence]:
    """Pairs of sentences on end: the same pattern and values in arrival and in departure form."""
    patterns = [pattern for group in grammar.groups for pattern in group.patterns]
    found: list[Sentence] = []
    for number in range(split.size // 2):
        pattern, rounds = patterns[number % len(patterns)], number // len(patterns)
        found.extend(_draw_sentence(pattern, pole, grammar, _random(pattern, rounds), natural) for pole in POLES)
    return found


SPLITS = (
    Split("train", "train", 5600, draw_mixed),
    Split("dev", "dev", 600, draw_mixed),
    Split("test", "test", 1000, draw_mixed),
    Split("contrast", "test", 300, draw_pairs),
)


def count_slots(sentences: Sequence[Sentence]) -> Counter[str]:
    """How many spans each slot has."""
    return Counter(span.slot for sentence in sentences for span in sentence.spans)


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
