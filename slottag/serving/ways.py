"""Ways of tagging: what texts become. Those that are asked for in one way go through the network together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slottag.data.formats.jsonl import format_found
from slottag.tagging.units import found_in_utf16

if TYPE_CHECKING:
    from slottag.runtime import Tagger
    from slottag.text import Sentence

# A text, and the slots that the question before it was about.
Given = tuple[str, tuple[str, ...]]

_IN_UTF16 = found_in_utf16(format_found)


@dataclass(frozen=True, slots=True)
class Sentences:
    """Texts become tagged sentences, with so many alternatives."""

    tagger: Tagger
    confidence: bool = True
    nbest: int = 0

    def __call__(self, given: Sequence[Given]) -> list[Sentence]:
        """The sentences of these texts."""
        parsed = [self.tagger.parse(text, asked) for text, asked in given]
        return self.tagger.tag(parsed, confidence=self.confidence, nbest=self.nbest)


@dataclass(frozen=True, slots=True)
class Lines:
    """Texts become the lines that ``slottag tag`` writes, from arrays: no object is made of a span or a sentence."""

    tagger: Tagger
    confidence: bool = True
    least: float = 0.0
    utf16: bool = False

    def __call__(self, given: Sequence[Given]) -> list[str]:
        """The lines of these texts."""
        texts, asked = [text for text, _ in given], [asked for _, asked in given]
        found = self.tagger.find(texts, asked, confidence=self.confidence)
        write = _IN_UTF16 if self.utf16 else format_found
        return [*write(found.at_least(self.least) if self.least else found)]
