"""Sentences tagged so that some slots come once at most in each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from slottag.runtime.once import MOST, Obeying, Once
from slottag.runtime.pieces import LONGEST
from slottag.runtime.tagger import Tagger
from slottag.runtime.viterbi import Tags
from slottag.text import Sentence, Span


class Obedient(NamedTuple):
    """A sentence tagged under the constraint, and how probable it was without that it would hold.

    Attributes:
        sentence: its spans are the best ones that obey; its confidence and theirs are given that the sentence obeys.
        obeys: the probability, under the model as it is, that the sentence obeys. Near 1 the constraint says nothing
            new; a small one says that the text speaks against the constraint.
    """

    sentence: Sentence
    obeys: float


def tag_once(
    tagger: Tagger, sentences: Sequence[Sentence], slots: Collection[str], parts: Sequence[int] = (), most: int = MOST
) -> Iterator[Obedient | None]:
    """Sentences with the best spans among those in which each of these slots has one at most, in order; one in each
    part of a sentence, where other parts begin with some of its tokens. No more than ``most`` scores are held of one.

    The search is exact, the probabilities but for less than 1e-8 (see ``slottag.runtime.once``). ``None`` stands for a
    sentence of which that cannot be told: one of more than 4096 tokens, which is read in pieces, or one so long with
    so many slots that may repeat that the search would not end soon.
    """
    for sentence in sentences:
        if not sentence.tokens:
            (tagged,) = tagger.tag([sentence])
            yield Obedient(tagged, 1.0)
        elif len(sentence.tokens) > LONGEST:
            yield None
        else:
            yield _tag_once(tagger, sentence, slots, parts, most)


def _tag_once(
    tagger: Tagger, sentence: Sentence, slots: Collection[str], parts: Sequence[int], most: int
) -> Obedient | None:
    reading = tagger.reader.read([sentence])
    once = Once(reading.chain, tagger.tags, slots, parts, most)
    repeated = once.repeated(reading.runs[0])
    tags: Tags | None = once.best(reading.emissions) if repeated else reading.tags
    with np.errstate(all="ignore"):
        weighed = None if tags is None else once.weighed(reading.emissions, tags, tagger.model.temperature)
    if tags is None or weighed is None:
        return None
    intent = None if reading.intents is None else reading.intents[0]
    spans = _spans(sentence, once, tags, weighed)
    found = Sentence(sentence.text, sentence.tokens, spans, intent, sentence.where, weighed.whole)
    tagged = replace(found, asked=sentence.asked)
    return Obedient(tagged, weighed.obeys)


def _spans(sentence: Sentence, once: Once, tags: Tags, weighed: Obeying) -> tuple[Span, ...]:
    tokens = sentence.tokens
    return tuple(
        Span(tokens[first].start, tokens[end - 1].end, slot, sure)
        for (first, end, slot), sure in zip(once.runs(tags), weighed.spans, strict=True)
    )
