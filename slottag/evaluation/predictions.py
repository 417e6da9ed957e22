"""What a model found beside what is marked, sentence by sentence, for other tools and for correction.

In JSON Lines the marks stand under ``spans``, as in data, what was found under ``found``, and under ``right`` whether
both are the same, intents included where there are any; in columns (CoNLL) each
token has its marked tag and the one found behind it, which is what conlleval reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from slottag.data.formats.format import column_words
from slottag.text import SCHEMES, Sentence, Task, tags_of
from slottag.text.projection import cut_at_spans

Pair = tuple[Sentence, Sentence]


def as_json_lines(pairs: Iterable[Pair]) -> Iterator[str]:
    """A line for each pair of a sentence as marked and as tagged."""
    for gold, found in pairs:
        told = found.to_dict()
        row: dict[str, Any] = {"text": gold.text, "spans": gold.to_dict()["spans"], "found": told["spans"]}
        if gold.intent is not None:
            row["intent"] = gold.intent
        if gold.asked:
            row["asked"] = list(gold.asked)
        if found.intent is not None:
            row["found_intent"] = found.intent
        if found.confidence is not None:
            row["confidence"] = told["confidence"]
        yield json.dumps({**row, "right": is_right(gold, found), "where": gold.where}, ensure_ascii=False)


def is_right(gold: Sentence, found: Sentence) -> bool:
    """Whether all that is marked was found and no more: the spans, and the intent where both tell one."""
    told = gold.intent is not None and found.intent is not None
    return gold.spans == found.spans and (not told or gold.intent == found.intent)


def as_columns(pairs: Iterable[Pair], task: Task) -> Iterator[str]:
    """The rows of each pair, ``word TAB marked TAB found``, and an empty line behind them.

    Raises:
        DataError: a word or slot that columns cannot hold.
    """
    scheme = SCHEMES[task.scheme]
    for gold, found in pairs:
        # Tokens of the data, cut where a span that was found begins or ends within one.
        tokens = cut_at_spans(gold.tokens, found.spans)
        marked, tagged = (replace(one, tokens=tokens) for one in (gold, found))
        rows = zip(column_words(marked, "conll"), tags_of(marked, scheme), tags_of(tagged, scheme), strict=True)
        yield from ("\t".join(row) for row in rows)
        yield ""
