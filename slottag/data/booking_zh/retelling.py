"""Hand-written sentences, and the same again with other values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

from slottag.data.booking.expansion import expand
from slottag.data.booking.patterns import parse_pattern
from slottag.data.booking.surface import Piece
from slottag.data.booking_zh.draft import Draft
from slottag.data.booking_zh.grammar import MEANS, Grammar
from slottag.data.booking_zh.surface import in_voice, with_slips, write_sentence
from slottag.data.formats import inline
from slottag.text import Sentence, tokenize_words

_PLACES = ("origin", "destination", "via")
_BOUND = re.compile("[前后後最不顶頂于於超]|左右|之间|之間|以")
_CLOCK = re.compile("[0-9点點:：半]")
_DATES = ("departure_date", "arrival_date", "return_date")
_TIMES = ("departure_time", "arrival_time", "return_time")
# What stands for a value of the slots whose values fit anywhere, and how often it does.
_RULES = {"carrier": "carrier", "cabin": "cabin", "price": "limit"}
_CHANGED = 0.8
_HEAD = re.compile("[一二两兩三四五六七八九十俩0-9]+(?=[张張个個位人名])")


def hand_written(path: Path) -> list[Sentence]:
    """The sentences of a file with marks in the text.

    Raises:
        DataError: a file that cannot be read, or a mark that is none.
    """
    return [record.tokenised(tokenize_words).sentence() for record in inline.FORMAT.read_file(path)]


def retell(sentence: Sentence, grammar: Grammar, random: Random) -> Sentence:
    """The sentence with other values in most of its slots, some of them with a slip."""
    voice = grammar.characters.voice_of(sentence.text)
    draft = Draft(random, "arrival", voice, MEANS[int(random.random() * len(MEANS))])
    pieces = list(_pieces(sentence, grammar, draft))
    if draft.chance(0.1):
        pieces = with_slips(pieces, grammar, draft, 1)
    return write_sentence(pieces)


def _pieces(sentence: Sentence, grammar: Grammar, draft: Draft) -> Iterator[Piece]:
    known: dict[str, str] = {}
    for text, span in sentence.pieces():
        if span is None:
            yield text, None
            continue
        if text not in known:
            known[text] = _other(text, span.slot, grammar, draft) if draft.chance(_CHANGED) else text
        yield known[text], span.slot


def _other(text: str, slot: str, grammar: Grammar, draft: Draft) -> str:
    """Another value of the same kind: a date for a date, a bound for a bound, as many tickets for some tickets."""
    if slot == "passengers" and _HEAD.match(text):
        number = grammar.sources[draft.pick(("count", "han_count"))](draft)
        return _HEAD.sub(_spoken(number, grammar, draft), text, count=1)
    name = _rule_for(text, slot)
    if name is None:
        return text
    pieces = expand(parse_pattern(f"{{{name}}}"), grammar, draft)
    return _spoken("".join(part for part, _ in pieces), grammar, draft)


def _rule_for(text: str, slot: str) -> str | None:
    bound = "bound_" if _BOUND.search(text) else ""
    if slot in _PLACES:
        return "place"
    if slot in _DATES:
        return bound + "date"
    if slot in _TIMES:
        return (bound + "clock") if bound or _CLOCK.search(text) else "part"
    return _RULES.get(slot)


def _spoken(text: str, grammar: Grammar, draft: Draft) -> str:
    return "".join(part for part, _ in in_voice([(text, None)], grammar, draft))
