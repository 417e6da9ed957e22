"""Where the training sentences of a corpus mark the same words in two ways.

Usage: python -m benchmarks.marks CORPUS [--before N]

A value is taken for its kind (a place, a date, …) whether it is marked or not, so that sentences which differ in their
values alone are one frame; what was asked before them belongs to it. Shown are the frames whose values have different
slots; with ``--before`` the values that stand behind the same N words, the most doubtful first. There the rest of the
sentence may well tell them apart.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from slottag.corpora.engine.slots import DATES, PLACES, TIMES
from slottag.data.corpus import load_corpus
from slottag.text import Sentence

_KINDS = {**dict.fromkeys(PLACES, "PLACE"), **dict.fromkeys(DATES, "DATE"), **dict.fromkeys(TIMES, "TIME")}
# So many times as often without a mark as with one, a word is an ordinary one that is a value's as well, as *pls*.
_ORDINARY = 10
# What a value is that is said and not marked.
_OUTSIDE = "outside"
_LONGEST = 6

Words = tuple[str, ...]
Doubtful = dict[str, dict[str, list[str]]]


class Part(NamedTuple):
    """A word of a frame, or the kind of a value with the slot that it has."""

    text: str
    slot: str = ""


def main() -> None:
    """Print what is marked in two ways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", metavar="CORPUS")
    parser.add_argument("--before", metavar="N", type=int, help="words in front of a value that count; all if left out")
    arguments = parser.parse_args()
    for frame, ways in doubtful(load_corpus(arguments.corpus).split("train"), arguments.before).items():
        print(frame)
        for slots, texts in ways.items():
            print(f"    {len(texts):4} {slots}: {texts[0]}")


def doubtful(sentences: Sequence[Sentence], before: int | None = None) -> Doubtful:
    """The frames that are marked in more than one way: the texts by slots, for each frame; the most doubtful first.

    Args:
        sentences: marked ones.
        before: how many words in front of a value make its frame; with ``None`` the whole sentence does.
    """
    known, found = values_of(sentences), defaultdict[str, dict[str, list[str]]](dict)
    for sentence in sentences:
        parts = [*parts_of(sentence, known)]
        for frame, slots in [_whole(parts)] if before is None else _each(parts, before):
            found[_asked(sentence) + frame].setdefault(slots, []).append(sentence.text)
    several = {frame: ways for frame, ways in found.items() if len(ways) > 1}
    return dict(sorted(several.items(), key=lambda item: -_doubt(item[1])))


def values_of(sentences: Sequence[Sentence]) -> dict[Words, str]:
    """The values of all slots that tell of places, dates and times, and the kind that each mostly is."""
    kinds: dict[Words, Counter[str]] = defaultdict(Counter)
    said = Counter[Words]()
    for sentence in sentences:
        said.update((word,) for word in _folded(sentence.words))
        for first, end, slot in sentence.runs():
            if slot in _KINDS:
                kinds[_folded(sentence.words[first:end])][_KINDS[slot]] += 1
    return {
        words: counts.most_common(1)[0][0]
        for words, counts in kinds.items()
        if said[words] <= _ORDINARY * counts.total()
    }


def parts_of(sentence: Sentence, known: Mapping[Words, str]) -> Iterator[Part]:
    """The words of a sentence, with the kind of each value in its place."""
    words, marked = _folded(sentence.words), {first: (end, slot) for first, end, slot in sentence.runs()}
    place = 0
    while place < len(words):
        if place in marked:
            place, slot = marked[place]
            yield Part(_KINDS.get(slot, slot.upper()), slot)
            continue
        border = min((first for first in marked if first > place), default=len(words))
        ends = range(min(place + _LONGEST, border), place, -1)
        end = next((end for end in ends if words[place:end] in known), 0)
        yield Part(known[words[place:end]], _OUTSIDE) if end else Part(words[place])
        place = end or place + 1


def _asked(sentence: Sentence) -> str:
    """What was asked before the sentence: the same words may answer several questions."""
    return f"({' '.join(sentence.asked)}?) " if sentence.asked else ""


def _whole(parts: Sequence[Part]) -> tuple[str, str]:
    return " ".join(part.text for part in parts), " ".join(part.slot for part in parts if part.slot)


def _each(parts: Sequence[Part], before: int) -> Iterator[tuple[str, str]]:
    for place, part in enumerate(parts):
        if part.slot and place >= before:
            yield " ".join(other.text for other in parts[place - before : place + 1]), part.slot


def _doubt(ways: Mapping[str, Sequence[str]]) -> int:
    """How many sentences are marked otherwise than most of their frame."""
    counts = [len(texts) for texts in ways.values()]
    return sum(counts) - max(counts)


def _folded(words: Sequence[str]) -> Words:
    return tuple(word.casefold() for word in words)


if __name__ == "__main__":
    main()
