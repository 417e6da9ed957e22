"""How many of the values that are drawn are found again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from random import Random

from benchmarks.values import chinese_gold, english_gold
from benchmarks.values.gold import MOMENT, Gold, styles_of
from slottag.text import Sentence, Span, Token
from slottag.values.resolver import Resolver
from slottag.values.slots import SlotInfo, SlotTypes

_SLOTS = SlotTypes({kind: SlotInfo(kind, kind) for kind in ("date", "time", "count", "money")})
# Behind this a phrase without letters of its own is read as Chinese.
_FRONT = {"english": "", "chinese": "我要"}


class Moment:
    """A clock that is set for each phrase."""

    now = MOMENT

    def __call__(self) -> datetime:
        """The time that it was set to."""
        return self.now


def drawn(language: str, count: int, seed: int = 0) -> Iterator[Gold]:
    """So many values, a fourth of each type."""
    random, chinese = Random(seed), language == "chinese"
    own, corpus = (chinese_gold, "booking-zh") if chinese else (english_gold, "booking")
    dates, times = styles_of(corpus, "dates"), styles_of(corpus, "times")
    while count > 0:
        some = (
            own.draw_date(dates, random),
            own.draw_time(times, random),
            own.draw_count(random),
            own.draw_sum(random),
        )
        for gold in some:
            if gold is not None and count > 0:
                count -= 1
                yield gold


def as_sentence(text: str, slot: str, language: str) -> Sentence:
    """A text as the only span of a sentence of this language."""
    front = _FRONT[language]
    start, end = len(front), len(front) + len(text)
    before = (Token(front, 0, start),) if front else ()
    return Sentence(front + text, (*before, Token(text, start, end)), (Span(start, end, slot),))


def outcome(gold: Gold, language: str, resolver: Resolver) -> str:
    """``right``, ``open`` (among the readings that the text leaves open), ``wrong`` or ``none``."""
    resolved = resolver(as_sentence(gold.text, gold.slot, language)).slots[0].resolved
    if resolved is None:
        return "none"
    told = {key: value for key, value in resolved.items() if key not in ("type", "alternatives")}
    if told == (gold.expected if isinstance(gold.expected, dict) else {"value": gold.expected}):
        return "right"
    return "open" if gold.open and gold.expected in resolved.get("alternatives", ()) else "wrong"


def outcomes(language: str, count: int, seed: int = 0) -> Iterator[tuple[Gold, str]]:
    """What is drawn, and what is found of it."""
    moment = Moment()
    resolver = Resolver(_SLOTS, moment)
    for gold in drawn(language, count, seed):
        moment.now = gold.now
        yield gold, outcome(gold, language, resolver)


def counted(language: str, count: int, seed: int = 0) -> Counter[tuple[str, str]]:
    """How many of each type of value come to what."""
    return Counter((gold.slot, found) for gold, found in outcomes(language, count, seed))
