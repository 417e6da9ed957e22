"""Texts cut into words, as arrays: what a network reads, without an object for each token."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

from slottag.lazy import lazy
from slottag.text import Sentence, Token
from slottag.text.tokens import Words

Counts = NDArray[np.intp]


@dataclass(frozen=True)
class Texts:
    """Some texts and the words of all of them, one after the other.

    Attributes:
        texts: the texts.
        words: their words.
        lengths: ``(texts,)`` how many words each has.
        starts: ``(words,)`` where each word begins in its text.
        asked: what was asked before each; empty where nothing was before any.
        given: the sentences that they were made of, if they were.
    """

    texts: Sequence[str]
    words: list[str]
    lengths: Counts
    starts: Counts
    asked: Sequence[tuple[str, ...]] = ()
    given: Sequence[Sentence] | None = None

    @classmethod
    def cut(cls, texts: Sequence[str], cut: Callable[[str], Words], asked: Sequence[tuple[str, ...]] = ()) -> Texts:
        """Texts, each cut by a tokenizer, and what was asked before each."""
        of_each = [cut(text) for text in texts]
        words = [*chain.from_iterable([own for own, _ in of_each])]
        lengths = np.array([len(own) for own, _ in of_each], dtype=np.intp)
        # Where one space stands between words, each begins behind all those before it and their spaces.
        sizes = _sizes(words) + 1
        placed = sizes.cumsum() - sizes
        firsts = lengths.cumsum() - lengths
        filled = lengths > 0
        starts = placed - placed[firsts[filled]].repeat(lengths[filled])
        for first, (_, own) in zip(firsts.tolist(), of_each, strict=True):
            if own is not None:
                starts[first : first + len(own)] = own
        return cls(texts, words, lengths, starts, asked if any(asked) else ())

    @classmethod
    def of(cls, sentences: Sequence[Sentence]) -> Texts:
        """The texts of sentences with the tokens that these have."""
        words = [token.text for sentence in sentences for token in sentence.tokens]
        starts = [token.start for sentence in sentences for token in sentence.tokens]
        lengths = np.array([len(sentence.tokens) for sentence in sentences], dtype=np.intp)
        asked = [sentence.asked for sentence in sentences]
        texts = [sentence.text for sentence in sentences]
        return cls(texts, words, lengths, np.array(starts, np.intp), asked if any(asked) else (), sentences)

    @lazy
    def sentences(self) -> Sequence[Sentence]:
        """Each as a sentence, unmarked unless it was given as one."""
        if self.given is not None:
            return self.given
        starts, words, first = self.starts.tolist(), self.words, 0
        found = []
        for text, length, asked in zip(self.texts, self.lengths.tolist(), self.asked or repeat(()), strict=False):
            own = slice(first, first + length)
            found.append(Sentence(text, Token.placed(words[own], starts[own]), asked=asked))
            first += length
        return found

    @lazy
    def firsts(self) -> Counts:
        """``(texts,)`` which word is the first of each."""
        firsts: Counts = self.lengths.cumsum() - self.lengths
        return firsts

    @lazy
    def ends(self) -> Counts:
        """``(words,)`` where each word ends in its text."""
        ends: Counts = self.starts + _sizes(self.words)
        return ends

    def part(self, chosen: Sequence[int]) -> Texts:
        """Some of them."""
        if len(chosen) == len(self.texts) == 1:
            # One alone is asked for often, and is all of it.
            return self
        lengths = self.lengths[chosen]
        own = ranges(self.firsts[chosen], lengths)
        texts, words = [self.texts[index] for index in chosen], self.words
        asked = [self.asked[index] for index in chosen] if self.asked else ()
        given = None if self.given is None else [self.given[index] for index in chosen]
        return Texts(texts, [words[index] for index in own.tolist()], lengths, self.starts[own], asked, given)


def ranges(firsts: Counts, lengths: Counts) -> Counts:
    """The numbers from each first one on, so many of them, one after the other."""
    before = lengths.cumsum() - lengths
    found: Counts = np.arange(lengths.sum()) + (firsts - before).repeat(lengths)
    return found


def _sizes(words: Iterable[str]) -> Counts:
    return np.fromiter(map(len, words), dtype=np.intp)
