"""The splits: which grammar each is made from, how large it is, and the sentences themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from slottag.data.booking.poles import POLES
from slottag.data.booking.surface import Piece
from slottag.data.booking_zh.draft import Draft
from slottag.data.booking_zh.expansion import expand_frame
from slottag.data.booking_zh.frames import Frame
from slottag.data.booking_zh.grammar import Grammar, Group, read_grammar
from slottag.data.booking_zh.retelling import hand_written, retell
from slottag.data.booking_zh.surface import in_voice, type_hastily, type_sentence, write_sentence
from slottag.errors import DataError
from slottag.text import Sentence

# How many tries a sentence may take on average before its group is called too small.
_PATIENCE = 6
# How often each hand-written sentence is told again with other values.
_RETOLD = 5
_PLACES = {"origin", "destination", "via"}
# What nobody says twice in one sentence; a draft that does is thrown away.
_SAID_ONCE = ("carrier", "cabin", "trip_type", "stops", "passengers", "price")

Write = Callable[[Sequence[Piece], Grammar, Draft], Sentence]


@dataclass(frozen=True, slots=True)
class Split:
    """A part of the corpus: its name, whose patterns and places it uses, its size and how it is made."""

    name: str
    patterns: str
    places: str
    size: int
    make: Callable[[Split, Path], list[Sentence]]


def generate(folder: Path, split: Split) -> list[Sentence]:
    """The sentences of a split after the grammar in the folder; the same ones on every machine.

    Raises:
        DataError: a grammar that is not sound or too small for the split's size.
    """
    return split.make(split, folder)


def make_mixed(split: Split, folder: Path) -> list[Sentence]:
    """Different sentences over all groups in their shares, every frame in its turn, well shuffled."""
    return _shuffled(_draw_groups(split, read(split, folder), type_sentence), split)


def make_noisy(split: Split, folder: Path) -> list[Sentence]:
    """The same as people type in a hurry."""
    return _shuffled(_draw_groups(split, read(split, folder), type_hastily), split)


def make_placed(split: Split, folder: Path) -> list[Sentence]:
    """As ``make_mixed``, of sentences that name a place alone."""
    sentences = make_mixed(replace(split, size=2 * split.size), folder)
    return [sentence for sentence in sentences if _PLACES & {span.slot for span in sentence.spans}][: split.size]


def make_train(split: Split, folder: Path) -> list[Sentence]:
    """Those of the grammar, those written by hand, and these again with other values."""
    grammar, told = read(split, folder), hand_written(folder / "handwritten-train.txt")
    again = [
        retell(sentence, grammar, Random(f"{sentence.text}\n{number}"))
        for sentence in told
        for number in range(_RETOLD)
    ]
    return _shuffled([*_draw_groups(split, grammar, type_sentence), *told, *again], split)


def make_pairs(split: Split, folder: Path) -> list[Sentence]:
    """Pairs of sentences on end: the same frame and values in arrival and in departure form."""
    grammar = read(split, folder)
    frames = [frame for group in grammar.groups for frame in group.frames]
    found: list[Sentence] = []
    for number in range(split.size // 2):
        frame, rounds = frames[number % len(frames)], number // len(frames)
        found.extend(_draw(frame, pole, grammar, rounds, _write_plainly) for pole in POLES)
    return found


def make_told(_split: Split, folder: Path) -> list[Sentence]:
    """Hand-written sentences as they are, none of which a pattern was made after."""
    return hand_written(folder / "handwritten-test.txt")


def read(split: Split, folder: Path) -> Grammar:
    """The grammar of a split; names that nobody knows are for training alone."""
    return read_grammar(folder, split.patterns, split.places, invents=split.name == "train")


SPLITS = (
    Split("train", "train", "train", 4500, make_train),
    Split("dev", "dev", "dev", 300, make_mixed),
    Split("test", "test", "test", 500, make_mixed),
    Split("contrast", "contrast", "test", 300, make_pairs),
    Split("unseen-places", "train", "test", 250, make_placed),
    Split("unseen-patterns", "test", "train", 250, make_mixed),
    Split("noisy", "test", "test", 300, make_noisy),
    Split("handwritten", "", "", 0, make_told),
)


def _draw_groups(split: Split, grammar: Grammar, write: Write) -> list[Sentence]:
    total = sum(group.share for group in grammar.groups)
    seen: set[str] = set()
    try:
        return [
            sentence
            for group in grammar.groups
            for sentence in _draw_group(group, split.size * group.share // total, grammar, write, seen)
        ]
    except DataError as error:
        raise DataError(f"patterns-{split.patterns}.toml: {error}") from error


def _draw_group(group: Group, size: int, grammar: Grammar, write: Write, seen: set[str]) -> list[Sentence]:
    """``size`` sentences; a frame that has said all it can is passed over."""
    found: list[Sentence] = []
    for number in range(size * _PATIENCE):
        if len(found) == size:
            break
        frame, rounds = group.frames[number % len(group.frames)], number // len(group.frames)
        sentence = _draw(frame, POLES[rounds % 2], grammar, rounds, write)
        if sentence.text not in seen and not _rambles(sentence):
            seen.add(sentence.text)
            found.append(sentence)
    if len(found) < size:
        raise DataError(f"group {group.name!r} gives {len(found)} different sentences, expected {size}; add frames")
    return found


def _draw(frame: Frame, pole: str, grammar: Grammar, rounds: int, write: Write) -> Sentence:
    """One sentence, of random numbers of its own: mending one frame leaves the sentences of others as they are."""
    random = Random(f"{frame.text}\n{rounds}")
    voices, means = grammar.voices, grammar.means
    voice = voices[int(random.random() * len(voices))]
    draft = Draft(random, pole, voice, means[int(random.random() * len(means))])
    pieces = in_voice(expand_frame(frame, grammar, draft), grammar, draft)
    try:
        return write(pieces, grammar, draft)
    except DataError as error:
        raise DataError(f"frame {frame.text!r}: {error}; put the brackets at the edges of words") from error


def _write_plainly(pieces: Sequence[Piece], _grammar: Grammar, _draft: Draft) -> Sentence:
    return write_sentence(pieces)


def _rambles(sentence: Sentence) -> bool:
    slots = [span.slot for span in sentence.spans]
    return any(slots.count(slot) > 1 for slot in _SAID_ONCE)


def _shuffled(sentences: Sequence[Sentence], split: Split) -> list[Sentence]:
    random = Random(split.name)
    numbered = sorted((random.random(), number) for number in range(len(sentences)))
    return [sentences[number] for _, number in numbered]
