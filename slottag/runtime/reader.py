"""What reads many sentences: the network of a model, given them in batches of like length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from slottag.model import Model
from slottag.model.tags import TagSet
from slottag.runtime.batches import BATCH, batches, lay_out
from slottag.runtime.gathering import Gathering
from slottag.runtime.likeliest import likeliest
from slottag.runtime.memory import keep_memory
from slottag.runtime.network import Network
from slottag.runtime.packing import Packing
from slottag.runtime.reading import Reading
from slottag.runtime.recording import Recording
from slottag.runtime.runs import Runs
from slottag.runtime.texts import Texts
from slottag.runtime.weights import check_finite
from slottag.text import Sentence
from slottag.text.found import Found


class Reader:
    """A model's network as a function of sentences: what it makes of them, what is found in them, what it holds.

    Attributes:
        network: that network.
    """

    def __init__(self, model: Model, tags: TagSet) -> None:
        keep_memory()
        self.network = Network(model.weights, model.config.network, model.vocabulary)
        self._intents = model.vocabulary.intents
        self._temperature = model.temperature
        self._mapped = model.mapped
        self._tags = tags
        self._runs = Runs(tags)

    def read(self, sentences: Sequence[Sentence]) -> Reading:
        """What the network makes of these sentences together; each has a token at least.

        Raises:
            ModelError: that is not finite.
        """
        return self._read(Texts.of(sentences))

    def readings(self, sentences: Iterable[Sentence]) -> Iterator[Reading]:
        """What the network makes of sentences, in batches of like length; those without a token are left out."""
        filled = [sentence for sentence in sentences if sentence.tokens]
        for batch in batches([len(sentence.tokens) for sentence in filled]):
            yield self.read([filled[index] for index in batch])

    def recordings(self, sentences: Sequence[Sentence]) -> Iterator[Recording]:
        """What the network holds while it reads each sentence, in order; each has a token at least."""
        for first in range(0, len(sentences), BATCH):
            self._check()
            batch = sentences[first : first + BATCH]
            texts = Texts.of(batch)
            packing = Packing.of(texts.lengths)
            words = lay_out(texts.words, packing.in_order)
            layers, attention = self.network.record(words, packing, texts.asked)
            for number, (sentence, own) in enumerate(zip(batch, packing.places(), strict=True)):
                held = tuple(layer.at(own) for layer in layers)
                yield Recording(sentence, held, attention[number] if attention else None)

    def find(self, texts: Texts, confidence: bool) -> Found:
        """What is found in texts, with how sure it is if that is wanted."""
        gathering = Gathering(texts, confidence)
        for batch in batches(texts.lengths.tolist()):
            reading = self._read(texts.part(batch), sure=confidence)
            gathering.add(batch, reading, reading.confidences(self._temperature) if confidence else None)
        return gathering.found()

    def alternatives(self, sentences: Sequence[Sentence], count: int) -> list[Sentence]:
        """The sentences with what is found in them and so many alternatives.

        Raises:
            ConfigError: more than a thousand, or fewer than one.
        """
        from slottag.runtime.alternatives import Alternatives

        alternatives = Alternatives(self._tags, count)
        tagged = [*map(_nothing_else, sentences)]
        for batch in batches([len(sentence.tokens) for sentence in sentences]):
            reading = self.read([sentences[index] for index in batch])
            for index, sentence in zip(batch, alternatives(reading, self._temperature), strict=True):
                tagged[index] = sentence
        return tagged

    def _read(self, texts: Texts, *, sure: bool = False) -> Reading:
        self._check()
        chain = self.network.chain
        packing = Packing.of(texts.lengths)
        order = packing.in_order
        with np.errstate(all="ignore"):
            emissions, intents = self.network(lay_out(texts.words, order), packing, texts.asked)
            if sure:
                # Probabilities are wanted anyway, and most best sequences are seen from them.
                known = likeliest(chain, emissions, packing, self._temperature)
                tags = known.tags
            else:
                known = None
                tags, scores = chain.best(emissions, packing)
                check_finite(scores.tolist())
        found = self._runs.stretches(tags[order], packing.lengths)
        told = None if intents is None else [self._intents[best] for best in intents.argmax(axis=1).tolist()]
        return Reading(texts, packing, chain, emissions, tags, found, self._runs.slots, told, known)

    def _check(self) -> None:
        """See to it that nobody has written to the weights.

        Raises:
            ModelError: somebody has.
        """
        if self._mapped:
            self._mapped.check()


def _nothing_else(sentence: Sentence) -> Sentence:
    """What is told of a sentence without a token: nothing is all that can be found in it."""
    found = Sentence(sentence.text, sentence.tokens, where=sentence.where, confidence=1.0, asked=sentence.asked)
    return replace(found, alternatives=(found,))
