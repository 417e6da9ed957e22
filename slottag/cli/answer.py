"""What lines of text become: tagged sentences, written in a format."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from slottag.cli.options import Format
from slottag.data.formats import conll, inline, jsonl
from slottag.text import PLAIN, SCHEMES, Scheme, Sentence

if TYPE_CHECKING:
    from slottag.runtime.tagger import Tagger


def tagged(tagger: Tagger, lines: Iterable[str], least: float, sure: bool) -> list[Sentence]:
    """The sentences of these lines with the spans found in them, those that are sure enough."""
    found = tagger.tag([tagger.parse(line) for line in lines], confidence=sure)
    return [sentence.at_least(least) for sentence in found] if least > 0 else found


@dataclass(frozen=True)
class Answer:
    """What lines become: they are tagged, and each sentence is written as one block of text."""

    tagger: Tagger
    written: Callable[[Sentence], str]
    least: float
    sure: bool

    @classmethod
    def of(cls, tagger: Tagger, form: Format, least: float, sure: bool) -> Answer:
        """The answer in this format. A format without a place for confidences is spared them."""
        formats: dict[Format, Callable[[Sentence], str]] = {
            Format.JSONL: partial(jsonl.format_sentence, values=True),
            Format.CONLL: partial(conll.format_sentence, scheme=_written_scheme(tagger)),
            Format.INLINE: inline.format_sentence,
        }
        return cls(tagger, formats[form], least, (sure and form is Format.JSONL) or least > 0)

    def __call__(self, lines: list[str]) -> str:
        """The text for these lines."""
        sentences = tagged(self.tagger, lines, self.least, self.sure)
        return "".join([f"{self.written(sentence)}\n" for sentence in sentences])


def _written_scheme(tagger: Tagger) -> Scheme:
    """IOB2 whatever prefixes the model predicts, for readers expect it; plain tags as they are."""
    return PLAIN if tagger.scheme == PLAIN.name else SCHEMES["iob2"]
