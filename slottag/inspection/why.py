"""Why a span was tagged as it was: the words it rests on, and what emissions and transitions say for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
class Odds:
    """How probable a span is, by itself and against what else its tokens could be.

    Attributes:
        probability: of the span, exactly as it stands, at the model's temperature.
        odds: that over the sum of the probabilities of all other slots on exactly the same tokens, and of none on any.
        rival: the likeliest of those others; ``O`` for none.
    """

    probability: float
    odds: float
    rival: str


@dataclass(frozen=True, slots=True)
class Word:
    """A token and what the span is when it is left out."""

    place: int
    text: str
    without: Odds


@dataclass(frozen=True, slots=True)
class Reason:
    """What a span rests on.

    Attributes:
        sentence: the sentence.
        run: the span as ``(first, last + 1, slot)``; a single token that is in none has the slot ``O``.
        whole: what the span is with all words in place.
        words: the words outside the span, the one without which the others gain most first.
        rival: what the span's first token is in the best sequence of tags in which it has another one.
        emission: what the emissions say for the best sequence against that one: the difference of their sums.
        transition: the same of the transitions. ``exp(emission + transition)`` is how many times as probable it is.
        unread: what the span is with all words in place, were nothing told of them by fixed vectors; ``None`` where the
            model reads none.
        unasked: what it is with all words in place, had nothing been asked before; ``None`` where nothing was.
    """

    sentence: Sentence
    run: Run
    whole: Odds
    words: tuple[Word, ...]
    rival: str
    emission: float
    transition: float
    unread: Odds | None = None
    unasked: Odds | None = None

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
    first, end, _ = run
    others = [place for place in range(len(sentence.tokens)) if not first <= place < end]
    reading = tagger.reader.read([sentence, *(_without(sentence, place) for place in others)])
    whole, *left_out = odds_of(tagger, reading, [first] * (1 + len(others)), run)
    words = [Word(place, sentence.tokens[place].text, odds) for place, odds in zip(others, left_out, strict=True)]
    words.sort(key=lambda word: word.without.odds)
    rival_tag, emission, transition = _margin(reading, first, tagger.model.temperature)
    rival = tagger.tags.slot_of_each[rival_tag] or OUTSIDE
    unread, unasked = _unread(tagger, sentence, run), _unasked(tagger, sentence, run)
    return Reason(sentence, run, whole, tuple(words), rival, emission, transition, unread, unasked)


def odds_of(tagger: Tagger, reading: Reading, places: Sequence[int], run: Run) -> list[Odds]:
    """What each sentence of a reading makes of the tokens of a span that begins at its place.

    Args:
        tagger: the tagger.
        reading: what it read.
        places: the index of the span's first token in each sentence.
        run: the span; of its own edges only the distance counts.
    """
    first, end, own = run
    covered = [all_places[at : at + end - first] for all_places, at in zip(reading.places, places, strict=True)]
    marginals = Marginals(reading.chain, reading.emissions, reading.packing, tagger.model.temperature)
    could_be = {}
    for slot in (OUTSIDE, *tagger.slots):
        tags = reading.tags.copy()
        runs = [] if slot == OUTSIDE else [(0, end - first, slot)]
        tags[covered] = tagger.tags.numbers_of_runs(runs, end - first)
        could_be[slot] = marginals.spans(tags, covered)
    probabilities = could_be.pop(own)
    found = []
    for number, probability in enumerate(probabilities):
        rivals = {slot: each[number] for slot, each in could_be.items()}
        rival = max(rivals, key=lambda slot: rivals[slot])
        found.append(Odds(probability, probability / max(sum(rivals.values()), _TINY), rival))
    return found


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


def _unread(tagger: Tagger, sentence: Sentence, run: Run) -> Odds | None:
    """What a span is where fixed vectors tell nothing; the network was trained to do without them now and then."""
    vocabulary = tagger.model.vocabulary
    if not vocabulary.vectors.tables:
        return None
    untold = Tagger(replace(tagger.model, vocabulary=replace(vocabulary, vectors=vocabulary.vectors.silent())))
    return odds_of(untold, untold.reader.read([sentence]), [run[0]], run)[0]


def _unasked(tagger: Tagger, sentence: Sentence, run: Run) -> Odds | None:
    """What a span is where nothing was asked; the network was trained to do without that, too."""
    if not {*sentence.asked} & {*tagger.asked}:
        return None
    return odds_of(tagger, tagger.reader.read([replace(sentence, asked=())]), [run[0]], run)[0]


def _without(sentence: Sentence, place: int) -> Sentence:
    words = sentence.words
    left = Sentence.from_words([*words[:place], UNKNOWN, *words[place + 1 :]])
    return replace(left, asked=sentence.asked)


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
