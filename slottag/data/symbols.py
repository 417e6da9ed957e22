"""What the marks of a corpus are when they are no spans: tags of single tokens, or even the next symbols."""

from __future__ import annotations

from collections.abc import Sequence

from slottag.text import PLAIN, Scheme, Sentence, Task


def task_of(sentences: Sequence[Sentence], scheme: Scheme | None = None) -> Task:
    """What the marks of sentences are, read from tags of this scheme.

    Without a scheme they are tags that make no spans where every token has its own, of two slots at least, or where
    they are the next symbols.
    """
    if scheme in (None, PLAIN) and predicts_next(sentences):
        return Task.NEXT_SYMBOLS
    return Task.TAGS if scheme is PLAIN or (scheme is None and _tagged_throughout(sentences)) else Task.SPANS


def _tagged_throughout(sentences: Sequence[Sentence]) -> bool:
    throughout = all(len(sentence.spans) == len(sentence.tokens) for sentence in sentences)
    return throughout and len({span.slot for sentence in sentences for span in sentence.spans}) > 1


def predicts_next(sentences: Sequence[Sentence]) -> bool:
    """Whether the marks are the next symbols: each is on one token and names the one behind it, but for a sentence's
    last token, whose mark is an end symbol. A token whose next symbol cannot be known has none.
    """
    return all(map(_names_next, sentences)) and any(
        span.end < sentence.tokens[-1].end for sentence in sentences for span in sentence.spans
    )


def _names_next(sentence: Sentence) -> bool:
    following = [*sentence.words[1:], None]
    return all(end == first + 1 and following[first] in (slot, None) for first, end, slot in sentence.runs())
