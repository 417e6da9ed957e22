"""The tagger: sentences in, sentences with their spans filled out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, repeat
from pathlib import Path

from slottag.model import Model
from slottag.model.tags import TagSet
from slottag.runtime.network import Network
from slottag.runtime.packing import Packing
from slottag.runtime.reading import Reading
from slottag.runtime.recording import Recording
from slottag.text import TOKENIZERS, Sentence, Span

# Sentences that are read ahead and sorted by length, and how many of them go through the network together.
_WINDOW, _BATCH = 1024, 64


class Tagger:
    """A model ready to tag, on one core, without torch.

    Attributes:
        model: what it was made from.
        slots: the slots it knows.
        intents: the intents it tells from each other; empty where it predicts none.
        tokenizer: the name of the tokenizer that made its training text's tokens.
        scheme: the name of the scheme whose tags it predicts.
        tags: those tags.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.slots = model.vocabulary.slots
        self.intents = model.vocabulary.intents if model.config.network.intent else ()
        self.tokenizer = model.tokenizer
        self.scheme = model.config.network.scheme
        self._tokenize = TOKENIZERS[model.tokenizer]
        self.tags = TagSet.of(model.config.network, model.vocabulary)
        self._network = Network(model.weights, model.config.network, model.vocabulary)

    @classmethod
    def load(cls, directory: Path) -> Tagger:
        """The tagger of a model directory.

        Raises:
            ModelError: no model there, or one that is cut short or altered.
        """
        return cls(Model.load(directory))

    def parse(self, text: str) -> Sentence:
        """A text as an unmarked sentence, its tokens made as those of the training text were."""
        return Sentence(text, self._tokenize(text))

    def tag(self, sentences: Sequence[Sentence], *, confidence: bool = True) -> list[Sentence]:
        """The same sentences, with the spans and the intent found in them instead of their own.

        With ``confidence`` each span has its exact probability under the model, at the model's temperature.
        """
        return list(self.tag_stream(sentences, confidence=confidence))

    def tag_stream(self, sentences: Iterable[Sentence], *, confidence: bool = True) -> Iterator[Sentence]:
        """The same as ``tag``, in order, over any number of sentences in bounded memory."""
        waiting = iter(sentences)
        while window := list(islice(waiting, _WINDOW)):
            tagged = list(window)
            by_length = sorted(range(len(window)), key=lambda index: len(window[index].tokens))
            for first in range(0, len(window), _BATCH):
                batch = by_length[first : first + _BATCH]
                for index, sentence in zip(batch, self._tag_batch([window[i] for i in batch], confidence), strict=True):
                    tagged[index] = sentence
            yield from tagged

    def readings(self, sentences: Iterable[Sentence]) -> Iterator[Reading]:
        """What the network makes of sentences, in batches of like length; those without a token are left out."""
        filled = sorted((sentence for sentence in sentences if sentence.tokens), key=lambda each: len(each.tokens))
        for first in range(0, len(filled), _BATCH):
            yield self.read(filled[first : first + _BATCH])

    def recordings(self, sentences: Sequence[Sentence]) -> Iterator[Recording]:
        """What the network holds while it reads each sentence, in order; each has a token at least."""
        for first in range(0, len(sentences), _BATCH):
            batch = sentences[first : first + _BATCH]
            packing = Packing.of([len(sentence.tokens) for sentence in batch])
            places = packing.places()
            layers, attention = self._network.record(_lay_out(batch, places), packing)
            for number, (sentence, own) in enumerate(zip(batch, places, strict=True)):
                held = tuple(layer.at(own) for layer in layers)
                yield Recording(sentence, held, attention[number] if attention else None)

    def read(self, sentences: Sequence[Sentence]) -> Reading:
        """What the network makes of these sentences together; each has a token at least."""
        packing = Packing.of([len(sentence.tokens) for sentence in sentences])
        places = packing.places()
        emissions, intents = self._network(_lay_out(sentences, places), packing)
        tags, _ = self._network.chain.best(emissions, packing)
        names = [self.tags.names[number] for number in tags.tolist()]
        runs = [self.tags.scheme.decode([names[place] for place in own]) for own in places]
        asked = None if intents is None else [self.intents[best] for best in intents.argmax(axis=1).tolist()]
        return Reading([*sentences], packing, places, self._network.chain, emissions, tags, runs, asked)

    def _tag_batch(self, sentences: list[Sentence], confidence: bool) -> list[Sentence]:
        filled = [sentence for sentence in sentences if sentence.tokens]
        marked = iter(self._mark(filled, confidence)) if filled else iter(())
        return [next(marked) if sentence.tokens else _found(sentence) for sentence in sentences]

    def _mark(self, sentences: list[Sentence], confidence: bool) -> Iterator[Sentence]:
        reading = self.read(sentences)
        probabilities: Iterator[float | None] = (
            iter(reading.confidences(self.model.temperature)) if confidence else repeat(None)
        )
        intents = reading.intents or [None] * len(sentences)
        for sentence, found, intent in zip(sentences, reading.runs, intents, strict=True):
            tokens = sentence.tokens
            spans = [
                Span(tokens[first].start, tokens[end - 1].end, slot, next(probabilities)) for first, end, slot in found
            ]
            yield _found(sentence, spans, intent)


def _found(sentence: Sentence, spans: Iterable[Span] = (), intent: str | None = None) -> Sentence:
    return replace(sentence.with_spans(spans), intent=intent)


def _lay_out(sentences: Sequence[Sentence], places: list[list[int]]) -> list[str]:
    """The sentences' words as they lie packed."""
    words = [""] * sum(map(len, places))
    for sentence, own in zip(sentences, places, strict=True):
        for place, token in zip(own, sentence.tokens, strict=True):
            words[place] = token.text
    return words
