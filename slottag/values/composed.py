"""What is said around dates, times and sums: bounds in front and behind, from one to another, one or another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from slottag.values.tables import Word

Said = TypeVar("Said")
Words = Sequence[Word]


@dataclass(frozen=True, slots=True)
class Bound(Generic[Said]):
    """``before``, ``by``, ``after``, ``from`` or ``around`` what was said."""

    kind: str
    said: Said


@dataclass(frozen=True, slots=True)
class Pair(Generic[Said]):
    """From one ``to`` another, or one ``or`` another."""

    kind: str
    first: Said
    second: Said


def composed(
    words: Words, exact: Callable[[Words], Said | None], front: str = "bound", back: str = "tail"
) -> Said | Bound[Said] | Pair[Said] | None:
    """What words say: what ``exact`` reads, that with a bound, or two of these; ``None`` where nothing fits.

    Args:
        words: the words.
        exact: what reads a value without anything around it.
        front: the class of bounds in front.
        back: the class of bounds behind.
    """
    said = _with_lead(words, exact)
    if said is not None:
        return said
    opened = bool(words) and "opening" in words[0].classes
    between = pair(words[1:], exact) if opened else None
    return between or _bound(words, exact, front, back) or (None if opened else pair(words, exact))


def without_lead(words: Words) -> Words:
    """Words without those in front that mean nothing, such as *on the*."""
    while words and "lead" in words[0].classes:
        words = words[1:]
    return words


def _with_lead(words: Words, exact: Callable[[Words], Said | None]) -> Said | None:
    """What words say, those in front left out that mean nothing, such as *on the*."""
    while words:
        said = exact(words)
        if said is not None:
            return said
        if "lead" not in words[0].classes:
            return None
        words = words[1:]
    return None


def _bound(words: Words, exact: Callable[[Words], Said | None], front: str, back: str) -> Bound[Said] | None:
    for kind, rest in _bounded(words, front, back):
        said = _with_lead(rest, exact)
        if said is not None:
            return Bound(kind, said)
    return None


def _bounded(words: Words, front: str, back: str) -> Iterator[tuple[str, Words]]:
    """The bounds that stand around words, and the words without them."""
    if len(words) < 2:
        return
    first, last = words[0].classes.get(front), words[-1].classes.get(back)
    if first is not None:
        yield first, words[1:]
        second = words[1].classes.get(front)
        if second is not None and len(words) > 2:
            # No later than around nine: the first one binds.
            yield first, words[2:]
    if last is not None:
        yield last, words[:-1]
        if len(words) > 2 and back in words[-2].classes:
            # 七点多之前: the last one binds.
            yield last, words[:-2]
    if first is not None and last is not None and len(words) > 2:
        # 最晚九点前, at most 300 max
        yield first, words[1:-1]
    if first is None and "lead" in words[0].classes:
        yield from _bounded(words[1:], front, back)


def pair(words: Words, exact: Callable[[Words], Said | None]) -> Pair[Said] | None:
    """Two values that words join, if they do."""
    end = len(words)
    if end > 3 and "closing" in words[-1].classes:
        end -= 1
    for place in range(1, end - 1):
        kind = words[place].classes.get("joining")
        if kind is None:
            continue
        second = _shared(words, place, end, exact) or _with_lead(words[place + 1 : end], exact)
        first = _with_lead(words[:place], exact) if second is not None else None
        if first is not None and second is not None:
            return Pair(kind, first, second)
    return None


def _shared(words: Words, place: int, end: int, exact: Callable[[Words], Said | None]) -> Said | None:
    """The second of two values of which the number alone is said again: 下周三或四."""
    last, other = words[place - 1].classes, words[place + 1].classes
    is_number = end == place + 2 and place > 1 and "weekday" in last and {"weekday", "n"} <= other.keys()
    return exact([*words[: place - 1], words[place + 1]]) if is_number else None
