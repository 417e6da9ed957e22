"""What else a sentence could mean: its likeliest sets of spans, and for each span the next slot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from slottag.errors import ConfigError
from slottag.model.tags import TagSet
from slottag.runtime.marginals import Marginals
from slottag.runtime.nbest import MOST
from slottag.runtime.reading import Reading
from slottag.runtime.runs import Runs
from slottag.runtime.viterbi import Tags
from slottag.text import Sentence, Span
from slottag.text.schemes import Run
from slottag.text.values import Rival


class Alternatives:
    """Adds to tagged sentences what else they could mean.

    A scheme opens every span in one way only, and what the scheme forbids is no sequence; so each sequence of tags is
    another set of spans, each set of spans is one sequence, and the probability of the one is that of the other: no two
    have to be added up.

    Args:
        tags: those that the network predicts.
        count: how many sets of spans are given of each sentence; fewer where there are not so many.

    Raises:
        ConfigError: that is not from 1 to 1000.
        TypeError: that is no number.
    """

    def __init__(self, tags: TagSet, count: int) -> None:
        if type(count) is not int:
            raise TypeError(f"nbest is {type(count).__name__}, expected a whole number")
        if not 1 <= count <= MOST:
            raise ConfigError(f"nbest is {count}, expected a number from 1 to {MOST}; ask for that many")
        self._tags = tags
        self._runs = Runs(tags)
        self._count = count

    def __call__(self, reading: Reading, temperature: float) -> Iterator[Sentence]:
        """The sentences of a reading, each with its confidences, its alternatives and the next slots of its spans."""
        marginals = reading.marginals(temperature)
        likeliest = self._likeliest(reading, marginals)
        rivals = self._rivals(reading, marginals)
        for sentences, own in zip(likeliest, rivals, strict=True):
            first, *others = sentences
            # The best sequence stays the first where rounding makes another one as probable.
            others.sort(key=lambda other: -(other.confidence or 0.0))
            spans = tuple(
                Span(span.start, span.end, span.slot, span.confidence, next=rival)
                for span, rival in zip(first.spans, own, strict=True)
            )
            yield replace(first, spans=spans, alternatives=(first, *others))

    def _likeliest(self, reading: Reading, marginals: Marginals) -> list[list[Sentence]]:
        """The likeliest sentences of each text, the best one first; none of those that have no probability."""
        tags, exists = reading.chain.nbest(reading.emissions, reading.packing, self._count)
        found: list[list[Sentence]] = [[] for _ in reading.sentences]
        # Most spans are those of likelier sentences, too.
        known: list[dict[Run, Span]] = [{} for _ in reading.sentences]
        for own, there in zip(tags, exists.tolist(), strict=True):
            runs = self._runs(own[reading.packing.in_order], reading.packing.lengths)
            _learn(reading, marginals, own, runs, known)
            with np.errstate(all="ignore"):
                wholes = marginals.sequences(own, reading.packing).tolist()
            for number, (of_it, whole) in enumerate(zip(runs, wholes, strict=True)):
                if not found[number] or (there[number] and whole > 0):
                    spans = tuple([known[number][run] for run in of_it])
                    found[number].append(_sentence(reading, number, spans, whole))
        return found

    def _rivals(self, reading: Reading, marginals: Marginals) -> list[list[Rival | None]]:
        """Of each sentence's spans, the likeliest other slot of the same tokens, if there is one that can be."""
        alike: dict[int, list[tuple[int, int]]] = defaultdict(list)
        found: list[list[Rival | None]] = [[None] * len(runs) for runs in reading.runs]
        for number, runs in enumerate(reading.runs):
            for place, (first, end, _) in enumerate(runs):
                alike[end - first].append((number, place))
        for length, spans in alike.items():
            runs_of_it = [reading.runs[number][place] for number, place in spans]
            rivals = self._rivals_of(reading, marginals, length, [number for number, _ in spans], runs_of_it)
            for (number, place), rival in zip(spans, rivals, strict=True):
                found[number][place] = rival
        return found

    def _rivals_of(
        self, reading: Reading, marginals: Marginals, length: int, numbers: Sequence[int], runs: Sequence[Run]
    ) -> Iterator[Rival | None]:
        """The same of some runs of one length, given the numbers of their sentences."""
        slots = self._tags.slots
        places = [reading.places[number][first:end] for number, (first, end, _) in zip(numbers, runs, strict=True)]
        with np.errstate(all="ignore"):
            of_each = marginals.alike(np.array(places, dtype=np.intp), self._tags.numbers_of_spans(length))
        of_each[np.arange(len(runs)), [slots.index(slot) for _, _, slot in runs]] = -1.0
        best = of_each.argmax(axis=1)
        for slot, sure in zip(best.tolist(), of_each.max(axis=1).tolist(), strict=True):
            yield Rival(slots[slot], sure) if sure > 0 else None


def _learn(
    reading: Reading, marginals: Marginals, tags: Tags, runs: list[list[Run]], known: list[dict[Run, Span]]
) -> None:
    """Add the spans that tags mark to those that are known of each sentence, with their probabilities."""
    new = [(number, run) for number, of_it in enumerate(runs) for run in of_it if run not in known[number]]
    with np.errstate(all="ignore"):
        sure = marginals.spans(tags, [reading.places[number][first:end] for number, (first, end, _) in new])
    for (number, run), probability in zip(new, sure, strict=True):
        first, end, slot = run
        tokens = reading.sentences[number].tokens
        known[number][run] = Span(tokens[first].start, tokens[end - 1].end, slot, probability)


def _sentence(reading: Reading, number: int, spans: tuple[Span, ...], whole: float) -> Sentence:
    given = reading.sentences[number]
    intent = None if reading.intents is None else reading.intents[number]
    return Sentence(given.text, given.tokens, spans, intent, given.where, whole, asked=given.asked)
