"""The sentences on which networks part: one gets them right and another wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from slottag.text import Sentence, Span


@dataclass(frozen=True, slots=True)
class Wrong:
    """What networks of these names found in place of what was marked."""

    found: Sentence
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parting:
    """A sentence that some networks get right from every seed and others wrong from every seed.

    Attributes:
        split: the split it is from.
        right: the names of the networks that get it right.
        wrong: what the others found instead, those together that found the same from their first seed.
    """

    split: str
    gold: Sentence
    right: tuple[str, ...]
    wrong: tuple[Wrong, ...]


def partings(
    split: str, gold: Sequence[Sentence], taggings: Mapping[str, Sequence[Sequence[Sentence]]]
) -> Iterator[Parting]:
    """The sentences of a split on which networks part, in order.

    Args:
        split: its name.
        gold: its sentences as marked.
        taggings: under the name of each network, the sentences as its models of each seed tag them.
    """
    for place, marked in enumerate(gold):
        found = {name: [tagging[place] for tagging in own] for name, own in taggings.items()}
        right = tuple(name for name, own in found.items() if all(one.spans == marked.spans for one in own))
        wrong = {name: own[0] for name, own in found.items() if all(one.spans != marked.spans for one in own)}
        if right and wrong:
            yield Parting(split, marked, right, _grouped(wrong))


def _grouped(wrong: Mapping[str, Sentence]) -> tuple[Wrong, ...]:
    names: dict[tuple[Span, ...], list[str]] = {}
    for name, found in wrong.items():
        names.setdefault(found.spans, []).append(name)
    return tuple(Wrong(wrong[own[0]], tuple(own)) for own in names.values())
