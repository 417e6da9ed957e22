"""Why a span was tagged as it was: the words it rests on, and what emissions and transitions say for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from slottag.errors import DataError
from slottag.runtime import Tagger
from slottag.runtime.chain import Chain
from slottag.runtime.marginals import Marginals
from slottag.runtime.packing import Packing
from slottag.runtime.reading import Reading
from slottag.runtime.viterbi import Tags
from slottag.runtime.weights import Array
from slottag.text import Sentence
from slottag.text.schemes import OUTSIDE, Run

# Keeps odds finite where nothing else is possible.
_TINY = 1e-300

# What stands for a word that is left out: no model has seen it, nor its only character.
UNKNOWN = "\ufffd"


@dataclass(frozen=True, slots=True)
class Word:
    """A token and what the span is without it.

    Attributes:
        place: the token's index.
        text: the token.
        probability: that of the span when the token is left out.
        odds: that probability over the sum of those of all other slots on exactly the same tokens, and of none on any.
        rival: the likeliest of those others; ``O`` for none.
    """

    place: int
    text: str
    probability: float
    odds: float
    rival: str


@dataclass(frozen=True, slots=True)
class Reason:
    """What a span rests on.

    Attributes:
        sentence: the sentence.
        run: the span as ``(first, last + 1, slot)``; a single token that is in none has the slot ``O``.
        probability: of the span, exactly as it stands, at the model's temperature.
        odds: that probability over those of the others, as for the words.
        words: the words outside the span, the one without which the others gain most first.
        rival: what the span's first token is in the best sequence of tags in which it has another one.
        emission: what the emissions say for the best sequence against that one: the difference of their sums.
        transition: the same of the transitions. ``exp(emission + transition)`` is how many times as probable it is.
    """

    sentence: Sentence
    run: Run
    probability: float
    odds: float
    words: tuple[Word, ...]
    rival: str
    emission: float
    transition: float

    @property
    def value(self) -> str:
        """The text of the span."""
        first, end, _ = self.run
        tokens = self.sentence.tokens
        return self.sentence.text[tokens[first].start : tokens[end - 1].end]


def explain(tagger: Tagger, sentence: Sentence, run: Run) -> Reason:
    """Leave out each word outside a span, one at a time, and read how probable the span is then.

    A word is left out by putting one in its place that the model has never seen, nor any character of it; all else
    stays where it was. Taken away, it lets its neighbours touch, which is a sentence of another kind.

    The words are ordered by what the span loses to the other slots that the same tokens could have, and to having none.
    Its own probability falls, too, where a left-out word blurs the edge of the span, as the article of a date does, and
    that says nothing of why it is this slot. ``benchmarks/RESULTS.md`` has how often either order, and either way of
    leaving out, names a word first that decides.

    Source: leaving out, Li, Monroe & Jurafsky 2016, Understanding neural networks through representation erasure.

    Args:
        tagger: the tagger.
        sentence: the sentence; its own spans do not matter.
        run: the span as ``(first, last + 1, slot)``; the slot ``O`` for a single token outside all.
    """
    first, end, slot = run
    others = [place for place in range(len(sentence.tokens)) if not first <= place < end]
    reading = tagger.read([sentence, *(_without(sentence, place) for place in others)])
    could_be = _alternatives(tagger, reading, run)
    own = could_be.pop(slot)
    odds = [probability / max(sum(rivals), _TINY) for probability, *rivals in zip(own, *could_be.values(), strict=True)]
    rivals = [max(could_be, key=lambda other: could_be[other][number]) for number in range(len(own))]
    left_out = zip(others, own[1:], odds[1:], rivals[1:], strict=True)
    words = [Word(place, sentence.tokens[place].text, *figures) for place, *figures in left_out]
    words.sort(key=lambda word: word.odds)
    rival_tag, emission, transition = _margin(reading, first, tagger.model.temperature)
    rival = tagger.tags.scheme.split(tagger.tags.names[rival_tag])[1] or OUTSIDE
    return Reason(sentence, run, own[0], odds[0], tuple(words), rival, emission, transition)


def runs_at(tagged: Sentence, wanted: str | None = None) -> list[Run]:
    """The spans of a tagged sentence; with ``wanted`` those of the words that stand so in it, and the words that are in
    no span as ``O``.

    Raises:
        DataError: those words are not in the sentence.
    """
    runs = tagged.runs()
    if wanted is None:
        return runs
    words, sought = [word.lower() for word in tagged.words], wanted.lower().split()
    start = next((at for at in range(len(words)) if sought and words[at : at + len(sought)] == sought), None)
    if start is None:
        raise DataError(f"{wanted!r}: expected words as they stand in the sentence: {' '.join(tagged.words)}")
    places = range(start, start + len(sought))
    touched = [run for run in runs if run[0] < places.stop and places.start < run[1]]
    inside = {place for first, end, _ in touched for place in range(first, end)}
    return sorted([*touched, *((place, place + 1, OUTSIDE) for place in places if place not in inside)])


def _without(sentence: Sentence, place: int) -> Sentence:
    words = sentence.words
    return Sentence.from_words([*words[:place], UNKNOWN, *words[place + 1 :]])


def _alternatives(tagger: Tagger, reading: Reading, run: Run) -> dict[str, list[float]]:
    """Under each slot the probability, in each sentence of a reading, of it being that of exactly these tokens; under
    ``O`` that of none of them being in any.
    """
    first, end, _ = run
    covered = [own[first:end] for own in reading.places]
    marginals = Marginals(reading.chain, reading.emissions, reading.packing, tagger.model.temperature)
    found = {}
    for slot in (OUTSIDE, *tagger.slots):
        tags = reading.tags.copy()
        runs = [] if slot == OUTSIDE else [(0, end - first, slot)]
        tags[covered] = tagger.tags.numbers_of_runs(runs, end - first)
        found[slot] = marginals.spans(tags, covered)
    return found


def _margin(reading: Reading, first: int, temperature: float) -> tuple[int, float, float]:
    """Of the first sentence: the rival of the tag at ``first``, and what emissions and transitions say against it."""
    own = reading.places[0]
    emissions, best = reading.emissions[own], reading.tags[own]
    hindered = emissions.copy()
    hindered[first, best[first]] = -np.inf
    rival = _best(reading.chain, hindered)
    rows = np.arange(len(own))
    emission = float((emissions[rows, best] - emissions[rows, rival]).sum())
    transition = _moves(reading.chain, best) - _moves(reading.chain, rival)
    return int(rival[first]), emission / temperature, transition / temperature


def _best(chain: Chain, emissions: Array) -> Tags:
    return chain.best(emissions, Packing.of([len(emissions)]))[0]


def _moves(chain: Chain, tags: Tags) -> float:
    """What the transitions of one sentence's tags score, with its start and end."""
    inner = chain.transitions[tags[:-1], tags[1:]].sum()
    return float(chain.start[tags[0]] + inner + chain.end[tags[-1]])
