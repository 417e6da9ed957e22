"""Slot names for formats that cannot hold a space in one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from slottag.data.corpus import Corpus
from slottag.errors import DataError
from slottag.text import Sentence, Span

_SPACE = re.compile(r"\s+")


def without_spaces(corpus: Corpus) -> tuple[Corpus, dict[str, str]]:
    """The corpus with ``_`` for the spaces in its slots' names, and the new name of each that changed.

    Raises:
        DataError: two slots would have one name.
    """
    slots = {slot for one in corpus.sentences for slot in (*one.asked, *(span.slot for span in one.spans))}
    names = {slot: _SPACE.sub("_", slot) for slot in sorted(slots)}
    changed = {slot: name for slot, name in names.items() if slot != name}
    twice = [name for name, count in Counter(names.values()).items() if count > 1]
    if twice:
        both = " and ".join(repr(slot) for slot, name in names.items() if name == twice[0])
        raise DataError(f"{corpus.name}: the slots {both} would both be {twice[0]}; rename one, or write jsonl")
    if not changed:
        return corpus, {}
    splits = {split: tuple(_renamed(one, names) for one in sentences) for split, sentences in corpus.splits.items()}
    return replace(corpus, splits=splits), changed


def _renamed(sentence: Sentence, names: dict[str, str]) -> Sentence:
    spans = tuple(Span(span.start, span.end, names[span.slot], span.confidence) for span in sentence.spans)
    return replace(sentence, spans=spans, asked=tuple(names[slot] for slot in sentence.asked))
