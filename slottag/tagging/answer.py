"""What lines of text become: tagged sentences, written in a format."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

from slottag.data.formats import Writer
from slottag.data.records import located
from slottag.errors import DataError, OutputError
from slottag.model.asked import check_asked
from slottag.tagging.lines import Block
from slottag.tagging.tally import Tally, Told
from slottag.text import SCHEMES, Scheme, Sentence
from slottag.text.found import Found

if TYPE_CHECKING:
    from slottag.runtime.tagger import Tagger
    from slottag.tagging.fields import Fields


@dataclass(frozen=True)
class Answer:
    """What lines become: they are tagged, and each sentence is written as one block of text; ``at_once`` writes many,
    where nobody wants more of them than what is found and no object need be made.
    """

    tagger: Tagger
    written: Callable[[Sentence], str]
    least: float
    sure: bool
    fields: Fields | None = None
    keeps: bool = False
    resolve: Callable[[Sentence], Sentence] | None = None
    nbest: int = 0
    asked: tuple[str, ...] = ()
    at_once: Callable[[Found], Iterable[str]] | None = None

    @classmethod
    def of(
        cls,
        tagger: Tagger,
        writer: Writer,
        least: float,
        sure: bool,
        fields: Fields | None = None,
        *,
        utf16: bool = False,
        resolve: Callable[[Sentence], Sentence] | None = None,
        nbest: int = 0,
        asked: tuple[str, ...] = (),
    ) -> Answer:
        """The answer as this writes it. A format without a place for confidences is spared them. Where the text of a
        line stands in one of its ``fields``, a format of JSON objects keeps the others. With ``utf16``, offsets count
        such units. ``resolve`` gives values their meaning. Each sentence has ``nbest`` alternatives.
        ``asked`` was asked before each line that does not say it itself.

        Raises:
            DataError: the model knows no question about what was asked.
            OutputError: a format in which a sentence cannot stand alone.
        """
        render, scheme = writer.sentence, _written_scheme(tagger)
        if render is None:
            raise OutputError("the format has no place for a sentence alone; choose another, like jsonl")
        told = (sure and writer.tells_confidence) or least > 0
        keeps = fields is not None and writer.keeps_fields

        def as_it_is(sentence: Sentence) -> str:
            return render(sentence, scheme)

        written: Callable[[Sentence], str] = as_it_is
        at_once: Callable[[Found], Iterable[str]] | None = None if resolve or nbest else writer.found
        if utf16:
            from slottag.tagging.units import found_in_utf16, in_utf16

            written, at_once = in_utf16(written), at_once and found_in_utf16(at_once)
        known = check_asked(asked, tagger.asked)
        return cls(tagger, written, least, told, fields, keeps, resolve, nbest, known, at_once)

    def asked_in_vain(self, block: Block) -> str | None:
        """The place of a block that says what was asked, if the model was trained without questions."""
        in_vain = not self.tagger.asked and block.says_asked(in_fields=self.fields is not None)
        return block.where if in_vain else None

    def sentences(self, block: Block) -> list[Sentence]:
        """The tagged sentences of these lines.

        Raises:
            DataError: a line without a text, or one before which something was asked that the model knows no question
                about.
        """
        told = self._told(block)
        with located(block.where):
            given = [self.tagger.parse(text, asked) for text, asked in told]
        found = self.tagger.tag(given, confidence=self.sure, nbest=self.nbest)
        if self.least > 0:
            found = [sentence.at_least(self.least) for sentence in found]
        return found if self.resolve is None else [self.resolve(sentence) for sentence in found]

    def _told(self, block: Block) -> list[tuple[str, tuple[str, ...]]]:
        """Each text, and what was asked before it."""
        lines = zip(block.lines, block.asked or repeat(()), strict=False)
        told = [*(lines if self.fields is None else self.fields.told(block))]
        if not self.tagger.asked:
            # A model that was trained without questions passes over what data say of them.
            return [(text, ()) for text, _ in told]
        return [(text, asked or self.asked) for text, asked in told]

    def _answers(self, block: Block) -> tuple[Iterable[str], Tally]:
        if self.at_once is None:
            sentences = self.sentences(block)
            return map(self.written, sentences), Tally.of_sentences(sentences)
        told = self._told(block)
        with located(block.where):
            found = self.tagger.find([text for text, _ in told], [asked for _, asked in told], confidence=self.sure)
        if self.least > 0:
            found = found.at_least(self.least)
        return self.at_once(found), Tally.of_found(found)

    def __call__(self, block: Block) -> Told:
        """The text for these lines, and what was found in numbers.

        Raises:
            DataError: a line that the format cannot hold, or that there is no memory for.
        """
        try:
            answers, tally = self._answers(block)
            if self.fields and self.keeps:
                answers = map(self.fields.joined, block.lines, answers)
            return Told("".join([f"{answer}\n" for answer in answers]), tally)
        except MemoryError as error:
            longest = max(map(len, block.lines))
            raise DataError(
                f"{block.where}: a line of {longest} characters is too long for the memory that there is; cut it up,"
                " or give more memory"
            ) from error


def _written_scheme(tagger: Tagger) -> Scheme:
    """IOB2 whatever prefixes the model predicts, for readers expect it; plain tags as they are."""
    return SCHEMES[tagger.task.scheme]
