"""The value of a time of the day: its text read, its bounds and stretches, written as times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

from slottag.values.composed import Bound, Pair, composed, pair, without_lead
from slottag.values.day_parts import DAY, HALF, HOUR, Parts, Stretch, behind, clock, holds
from slottag.values.tables import Patterns, Word, language
from slottag.values.times import READINGS, Expression, said_in

Plain = Expression | Bound[Expression] | Pair[Expression]


@dataclass(frozen=True, slots=True)
class InPart:
    """A time behind the part of the day that it lies in: *evening around 8*, 晚上大概八点."""

    part: str
    days: int | None
    said: Plain


@dataclass(frozen=True, slots=True)
class Either:
    """Words that may be put together in two ways, the likelier first: *5 to 9*."""

    first: Plain | InPart
    other: Plain | InPart


Said = Plain | InPart | Either


@lru_cache(maxsize=8192)
def read_time(name: str, text: str) -> Said | None:
    """What a text says as a time of the day; ``None`` where that is not understood."""
    own = language(name)
    patterns = own.patterns("time")

    def exact(words: Sequence[Word]) -> Expression | None:
        match = patterns.whole(words)
        return READINGS[match.reading](match.fields) if match else None

    words = own.read(text)
    said = composed(words, exact) or _in_part(words, exact)
    return _either(words, patterns, exact, said) if callable(said) else said


def _either(
    words: Sequence[Word], patterns: Patterns, exact: Callable[[Sequence[Word]], Expression | None], said: Expression
) -> Said:
    """Minutes to an hour that may be from one hour to another as well: those of twelve hours are likelier minutes."""
    words = without_lead(words)
    match = patterns.whole(words)
    fields = match.fields if match is not None and match.reading == "to" else {}
    if not {"past", "hour"} <= fields.keys() or "minutes" in fields:
        return said
    late = int(fields["hour"]) > HALF // HOUR
    between = pair(words, exact) if late or fields["past"] <= HALF // HOUR else None
    if between is None:
        return said
    part = fields.get("part", fields.get("half"))
    # Five to nine in the evening may be from five on, ten to nine in the evening is not from ten on.
    stretch = InPart(part, None, between) if part else between
    return Either(stretch, said) if late else Either(said, stretch)


def _in_part(words: Sequence[Word], exact: Callable[[Sequence[Word]], Expression | None]) -> InPart | None:
    words = without_lead(words)
    classes = words[0].classes if words else {}
    near, _, part = classes.get("day_part", "").partition(" ")
    said = composed(words[1:], exact) if part or "part" in classes else None
    return None if said is None else InPart(part or classes["part"], int(near) if near else None, said)


@dataclass(frozen=True, slots=True)
class Timed:
    """A time as it is written, and the stretch that another time may refer to."""

    text: str
    stretch: Stretch


def timed(said: Said, parts: Parts) -> tuple[Timed, ...]:
    """The readings of a time, the likelier first."""
    if isinstance(said, InPart):
        inside = [one for one in timed(said.said, parts) if holds(said.part, one.stretch.start)]
        return tuple(replace(one, stretch=said_in(one.stretch, said.part, said.days)) for one in inside)
    if isinstance(said, Either):
        return tuple(one for each in (said.first, said.other) for one in timed(each, parts) if _is_of_a_day(one))
    if isinstance(said, Pair):
        return _paired(said, parts)
    if isinstance(said, Bound):
        return tuple(_bounded(said.kind, stretch) for stretch in said.said(parts))
    return tuple(Timed(stretch.text, stretch) for stretch in said(parts))


def _is_of_a_day(one: Timed) -> bool:
    """Whether a time is no stretch over midnight."""
    return one.stretch.end is None or one.stretch.end < DAY


def part_of_day(name: str, text: str, parts: Parts) -> str:
    """The part of the day that a text names and nothing more; empty where it says something else."""
    said = read_time(name, text)
    readings = () if said is None or isinstance(said, Bound | Pair | InPart | Either) else said(parts)
    return readings[0].part if len(readings) == 1 else ""


def _bounded(kind: str, stretch: Stretch) -> Timed:
    start, end = clock(stretch.start), clock(stretch.start if stretch.end is None else stretch.end)
    if kind in ("before", "by"):
        return Timed(f"../{start if kind == 'before' else end}", stretch)
    if kind in ("after", "from"):
        return Timed(f"{end if kind == 'after' else start}/..", stretch)
    vague = replace(stretch, vague=kind == "around")
    return Timed(vague.text, vague)


def _paired(pair: Pair[Expression], parts: Parts) -> tuple[Timed, ...]:
    """Both ends: where the half of the day is told of one alone, the other is that close to it."""
    firsts, seconds = pair.first(parts), pair.second(parts)
    if any(stretch.end is not None for stretch in (*firsts, *seconds)):
        return ()
    best: dict[int, tuple[int, Stretch, Stretch]] = {}
    for number, (first, second) in enumerate(product(firsts, seconds)):
        length = (second.start - first.start) % DAY or DAY
        key = number // len(seconds) if len(firsts) > 1 and len(seconds) > 1 else 0
        if key not in best or length < best[key][0]:
            best[key] = length, first, second
    found = sorted(best) if len(best) > 1 else [*best]
    return tuple(_joined(pair.kind, best[key][1], best[key][2]) for key in found if best[key][0] <= HALF)


def _joined(kind: str, first: Stretch, second: Stretch) -> Timed:
    ends = clock(first.start), clock(second.start)
    text = f"{ends[0]}/{ends[1]}" if kind == "to" else f"[{ends[0]},{ends[1]}]"
    return Timed(text, Stretch(first.start, behind(first.start, second.start), days=first.days))
