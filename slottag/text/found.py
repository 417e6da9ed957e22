"""What was found in many texts, in columns: for whoever wants lines or figures of it and no object for each span."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain, compress, pairwise, repeat

from slottag.text.values import Sentence, Span


@dataclass(frozen=True, slots=True)
class Found:
    """Spans of many texts, text by text.

    Attributes:
        texts: the texts.
        bounds: ``(texts + 1,)`` where each text's spans begin among all; the last entry is their number.
        starts, ends: ``(spans,)`` the offsets of each, half-open, in characters of its text.
        slots: ``(spans,)`` what each fills.
        confidences: ``(spans,)`` the exact probability of each, where they were asked for.
        intents: ``(texts,)`` what each text wants, where a model tells it.
        wholes: ``(texts,)`` the exact probability of all that was found in a text, where confidences were asked for.
        asked: ``(texts,)`` what was asked before each text; empty where nothing was before any.
    """

    texts: Sequence[str]
    bounds: Sequence[int]
    starts: Sequence[int]
    ends: Sequence[int]
    slots: Sequence[str]
    confidences: Sequence[float] | None = None
    intents: Sequence[str | None] | None = None
    wholes: Sequence[float | None] | None = None
    asked: Sequence[tuple[str, ...]] = ()

    @classmethod
    def of(cls, sentences: Sequence[Sentence]) -> Found:
        """What these sentences are marked with; of confidences all or none."""
        spans = [span for sentence in sentences for span in sentence.spans]
        sure = [span.confidence for span in spans if span.confidence is not None]
        return cls(
            [sentence.text for sentence in sentences],
            [0, *accumulate(len(sentence.spans) for sentence in sentences)],
            [span.start for span in spans],
            [span.end for span in spans],
            [span.slot for span in spans],
            sure if len(sure) == len(spans) else None,
            [sentence.intent for sentence in sentences],
            [sentence.confidence for sentence in sentences],
            [sentence.asked for sentence in sentences],
        )

    def at_least(self, confidence: float) -> Found:
        """The same without the spans of a lower confidence than this; where none is known, all of them stay."""
        if self.confidences is None:
            return self
        kept = [sure >= confidence for sure in self.confidences]
        before = [0, *accumulate(kept)]
        return replace(
            self,
            bounds=[before[bound] for bound in self.bounds],
            starts=[*compress(self.starts, kept)],
            ends=[*compress(self.ends, kept)],
            slots=[*compress(self.slots, kept)],
            confidences=[*compress(self.confidences, kept)],
        )

    def values(self) -> list[str]:
        """``(spans,)`` the text that each covers."""
        counts = [end - first for first, end in pairwise(self.bounds)]
        texts = chain.from_iterable(map(repeat, self.texts, counts))
        return [text[start:end] for text, start, end in zip(texts, self.starts, self.ends, strict=True)]

    def marked(self, sentences: Sequence[Sentence]) -> list[Sentence]:
        """These sentences, whose texts the texts are, with the spans and the intents in place of their own."""
        sure = repeat(None) if self.confidences is None else self.confidences
        spans = [*map(Span, self.starts, self.ends, self.slots, sure)]
        intents = self.intents or repeat(None)
        wholes = self.wholes or repeat(None)
        return [
            Sentence(one.text, one.tokens, tuple(spans[first:end]), intent, one.where, whole, asked=one.asked)
            for one, (first, end), intent, whole in zip(sentences, pairwise(self.bounds), intents, wholes, strict=False)
        ]
