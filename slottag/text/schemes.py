"""Tag schemes: how spans are written as one tag a token.

In the *prefix schemes* a tag is ``O`` or a prefix, a hyphen and the slot (``B-destination``). IOB2 (Ratnaparkhi 1998)
begins every span with B; IOB1 (Ramshaw & Marcus 1995) uses B only where a span touches another of its slot; BIOES and
BILOU (Ratinov & Roth 2009) also mark ends and single tokens. Reading is lenient in the manner of conlleval, so that a
span counts as seqeval's default mode counts it; ``problems`` names what is not strictly right.

The scheme ``plain`` is for tags that make no spans, such as parts of speech or next symbols: the tag is the slot, and
every tagged token is a span of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from slottag.errors import DataError
from slottag.text.values import Sentence

OUTSIDE = "O"
# Prefixes behind which no span goes on, and those that go on with none.
_LAST = (OUTSIDE, "E", "L", "S", "U")
_FIRST = (OUTSIDE, "B", "S", "U")
Run = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class TagProblem:
    """A tag that breaks the rules of its scheme: the token's index and what is wrong."""

    index: int
    message: str


class Scheme(Protocol):
    """What a tag scheme does."""

    @property
    def name(self) -> str:
        """Its name in ``SCHEMES``."""

    @property
    def prefixes(self) -> tuple[str, ...]:
        """What may stand in front of a slot, in reading order."""

    def tag(self, prefix: str, slot: str) -> str:
        """The tag of a prefix and a slot."""

    def split(self, tag: str) -> tuple[str, str]:
        """The prefix and the slot of a tag; ``("O", "")`` for O."""

    def encode(self, runs: Sequence[Run], length: int) -> list[str]:
        """The tags of a sentence of ``length`` tokens with these ``(first, last + 1, slot)`` runs.

        Raises:
            DataError: a run that the scheme cannot write.
        """

    def decode(self, tags: Sequence[str]) -> list[Run]:
        """The ``(first, last + 1, slot)`` runs that a sequence of tags marks, read leniently."""

    def continues(self, before: str, after: str, *, same_slot: bool) -> bool:
        """Whether a tag with the prefix ``after`` goes on with the span that one with ``before`` belongs to.

        What two neighbours may be to each other rests on their prefixes and on whether they share a slot; the prefix of
        O, and of what is beyond the edges of a sentence, is ``OUTSIDE``.
        """

    def allowed(self, before: str, after: str, *, same_slot: bool) -> bool:
        """Whether a tag with the prefix ``after`` may follow one with ``before``."""

    def problems(self, tags: Sequence[str]) -> list[TagProblem]:
        """What breaks the scheme's rules, in order."""


def tags_of(sentence: Sentence, scheme: Scheme) -> list[str]:
    """The tags of an annotated sentence.

    Raises:
        DataError: a span that the scheme cannot write.
    """
    try:
        return scheme.encode(sentence.runs(), len(sentence.tokens))
    except DataError as error:
        raise DataError(f"{sentence.where or repr(sentence.text[:40])}: {error}") from error


@dataclass(frozen=True, slots=True)
class PlainScheme:
    """Tags that make no spans: the tag is the slot. O is no tag but says that a token has none."""

    name: str

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Nothing alone."""
        return ("",)

    def tag(self, _prefix: str, slot: str) -> str:
        """The slot."""
        return slot

    def split(self, tag: str) -> tuple[str, str]:
        """Nothing and the tag."""
        return (OUTSIDE, "") if tag == OUTSIDE else ("", tag)

    def encode(self, runs: Sequence[Run], length: int) -> list[str]:
        """The slot of each run at its only token.

        Raises:
            DataError: a run of several tokens, or the slot O.
        """
        tags = [OUTSIDE] * length
        for first, end, slot in runs:
            if end - first != 1:
                raise DataError(
                    f"a span of slot {slot!r} has {end - first} tokens, expected one, for {self.name} tags make no"
                    " spans; use the scheme iob2"
                )
            if slot == OUTSIDE:
                raise DataError(f"the slot {slot!r} is what {self.name} tags say of a token without one; rename it")
            tags[first] = slot
        return tags

    def decode(self, tags: Sequence[str]) -> list[Run]:
        """A run for each tagged token."""
        return [(index, index + 1, tag) for index, tag in enumerate(tags) if tag != OUTSIDE]

    def continues(self, _before: str, _after: str, *, same_slot: bool) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def allowed(self, _before: str, _after: str, *, same_slot: bool) -> bool:  # noqa: ARG002
        """Always."""
        return True

    def problems(self, _tags: Sequence[str]) -> list[TagProblem]:
        """None."""
        return []


@dataclass(frozen=True, slots=True)
class PrefixScheme:
    """A scheme of prefixes, given by those of a span's first, inner, last and only token.

    IOB1 has ``begin`` and ``inside`` alike and is recognised by that: there a B stands only between two spans of
    one slot that touch.
    """

    name: str
    begin: str
    inside: str
    end: str
    single: str

    @property
    def prefixes(self) -> tuple[str, ...]:
        """The prefixes that tags of this scheme may have, in reading order."""
        letters = ("B", self.begin, self.inside, self.end, self.single)
        return tuple(dict.fromkeys(letters))

    def tag(self, prefix: str, slot: str) -> str:
        """The two with a hyphen between them."""
        return f"{prefix}-{slot}"

    def split(self, tag: str) -> tuple[str, str]:
        """What stands before and behind the first hyphen."""
        return prefix_of(tag), slot_of(tag)

    def encode_run(self, slot: str, length: int) -> list[str]:
        """The tags of one span of ``length`` tokens that touches no other of its slot."""
        if length == 1:
            return [f"{self.single}-{slot}"]
        inner = [f"{self.inside}-{slot}"] * (length - 2)
        return [f"{self.begin}-{slot}", *inner, f"{self.end}-{slot}"]

    def encode(self, runs: Sequence[Run], length: int) -> list[str]:
        """The tags of a sentence of ``length`` tokens with these ``(first, last + 1, slot)`` runs."""
        tags = [OUTSIDE] * length
        before: Run = (-1, -1, "")
        for first, end, slot in runs:
            tags[first:end] = self.encode_run(slot, end - first)
            if self.begin == self.inside and before[1:] == (first, slot):
                tags[first] = f"B-{slot}"
            before = (first, end, slot)
        return tags

    def decode(self, tags: Sequence[str]) -> list[Run]:
        """The ``(first, last + 1, slot)`` runs that a sequence of tags marks, read leniently."""
        runs: list[Run] = []
        first = 0
        parts = [self.split(tag) for tag in (OUTSIDE, *tags, OUTSIDE)]
        for index, ((before, slot), (after, other)) in enumerate(pairwise(parts)):
            if not self.continues(before, after, same_slot=slot == other):
                if before != OUTSIDE:
                    runs.append((first, index, slot))
                first = index
        return runs

    def continues(self, before: str, after: str, *, same_slot: bool) -> bool:
        """By conlleval's rule."""
        return same_slot and before not in _LAST and after not in _FIRST

    def allowed(self, before: str, after: str, *, same_slot: bool) -> bool:
        """Whether a tag with the prefix ``after`` may follow one with ``before``."""
        return self._knows(before) and self._fault(before, after, same_slot) is None

    def problems(self, tags: Sequence[str]) -> list[TagProblem]:
        """What breaks the scheme's rules, in order."""
        found = []
        for index, (before, after) in enumerate(pairwise((OUTSIDE, *tags, OUTSIDE))):
            same_slot = slot_of(before) == slot_of(after)
            if fault := self._fault(prefix_of(before), prefix_of(after), same_slot):
                of_after, message = fault
                found.append(TagProblem(index if of_after else index - 1, f"{after if of_after else before} {message}"))
        return found

    def _knows(self, prefix: str) -> bool:
        return prefix == OUTSIDE or prefix in self.prefixes

    def _fault(self, before: str, after: str, same_slot: bool) -> tuple[bool, str] | None:
        """What is wrong with one of two neighbours, and whether it is the second one."""
        if not self._knows(after):
            return True, f"is no tag of {self.name}"
        if not self._knows(before):
            return None  # told where it stood behind
        going_on = self.continues(before, after, same_slot=same_slot)
        if self.begin == self.inside:
            stray = after == "B" and not (same_slot and before != OUTSIDE)
            return (True, "does not follow a tag of its slot") if stray else None
        if not going_on and after not in (OUTSIDE, self.begin, self.single):
            return True, "does not follow a tag that opens its slot"
        # With end and inside alike (IOB2) any tag may be a span's last.
        if not going_on and self.end != self.inside and before not in (OUTSIDE, self.end, self.single):
            return False, "is not followed by the end of its slot"
        return None


def prefix_of(tag: str) -> str:
    """The part of a tag in front of the hyphen: ``B`` of ``B-destination``."""
    return tag.partition("-")[0]


def slot_of(tag: str) -> str:
    """The slot of a tag: ``destination`` of ``B-destination``; empty for O."""
    return tag.partition("-")[2]


PLAIN = PlainScheme("plain")
PREFIX_SCHEMES: Mapping[str, PrefixScheme] = {
    "iob2": PrefixScheme("iob2", begin="B", inside="I", end="I", single="B"),
    "iob1": PrefixScheme("iob1", begin="I", inside="I", end="I", single="I"),
    "bioes": PrefixScheme("bioes", begin="B", inside="I", end="E", single="S"),
    "bilou": PrefixScheme("bilou", begin="B", inside="I", end="L", single="U"),
}
SCHEMES: Mapping[str, Scheme] = {**PREFIX_SCHEMES, PLAIN.name: PLAIN}
