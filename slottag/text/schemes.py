"""Tag schemes: how spans are written as one tag a token.

A tag is ``O`` or a prefix, a hyphen and the slot (``B-destination``). IOB2 (Ratnaparkhi 1998) begins every span
with B; IOB1 (Ramshaw & Marcus 1995) uses B only where a span touches another of its slot; BIOES and BILOU
(Ratinov & Roth 2009) also mark ends and single tokens.

Reading is lenient in the manner of conlleval, so that a span counts as seqeval's default mode counts it;
``Scheme.problems`` names what is not strictly right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from slottag.errors import DataError

OUTSIDE = "O"
Run = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class TagProblem:
    """A tag that breaks the rules of its scheme: the token's index and what is wrong."""

    index: int
    message: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """A tag scheme, given by the prefix of a span's first, inner, last and only token.

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

    def tag_set(self, slots: Iterable[str]) -> list[str]:
        """Every tag over these slots: O first, then the prefixes of each slot."""
        return [OUTSIDE, *(f"{prefix}-{slot}" for slot in slots for prefix in self.prefixes)]

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
        first, before = 0, OUTSIDE
        for index, tag in enumerate([*tags, OUTSIDE]):
            if before != OUTSIDE and not continues(before, tag):
                runs.append((first, index, slot_of(before)))
            if tag != OUTSIDE and not continues(before, tag):
                first = index
            before = tag
        return runs

    def allowed(self, before: str | None, after: str | None) -> bool:
        """Whether ``after`` may follow ``before``; ``None`` is the edge of the sentence."""
        pair = (before or OUTSIDE, after or OUTSIDE)
        return all(map(self._knows, pair)) and self._fault(*pair) is None

    def problems(self, tags: Sequence[str]) -> list[TagProblem]:
        """What breaks the scheme's rules, in order."""
        faults = map(self._fault, [OUTSIDE, *tags], [*tags, OUTSIDE])
        return [TagProblem(index + fault.index, fault.message) for index, fault in enumerate(faults) if fault]

    def _knows(self, tag: str) -> bool:
        return tag == OUTSIDE or prefix_of(tag) in self.prefixes

    def _fault(self, before: str, after: str) -> TagProblem | None:
        """What is wrong with one of two neighbours; index 0 is the tag ``after``, -1 the one before it."""
        if not self._knows(after):
            return TagProblem(0, f"{after} is no tag of {self.name}")
        if not self._knows(before):
            return None  # told where it stood behind
        going_on = continues(before, after)
        same_slot = before != OUTSIDE and after != OUTSIDE and slot_of(before) == slot_of(after)
        if self.begin == self.inside:
            stray = prefix_of(after) == "B" and not same_slot
            return TagProblem(0, f"{after} does not follow a tag of its slot") if stray else None
        if after != OUTSIDE and not going_on and prefix_of(after) not in (self.begin, self.single):
            return TagProblem(0, f"{after} does not follow a tag that opens its slot")
        if before != OUTSIDE and not going_on and prefix_of(before) not in (self.end, self.single):
            # With end and inside alike (IOB2) any tag may be a span's last.
            return (
                None if self.end == self.inside else TagProblem(-1, f"{before} is not followed by the end of its slot")
            )
        return None


def continues(before: str, after: str) -> bool:
    """Whether ``after`` goes on with the span that ``before`` belongs to (conlleval's rule)."""
    if before == OUTSIDE or after == OUTSIDE:
        return False
    return (
        slot_of(before) == slot_of(after)
        and prefix_of(before) not in ("E", "L", "S", "U")
        and prefix_of(after) not in ("B", "S", "U")
    )


def prefix_of(tag: str) -> str:
    """The part of a tag in front of the hyphen: ``B`` of ``B-destination``."""
    return tag.partition("-")[0]


def slot_of(tag: str) -> str:
    """The slot of a tag: ``destination`` of ``B-destination``; empty for O."""
    return tag.partition("-")[2]


SCHEMES: dict[str, Scheme] = {
    "iob2": Scheme("iob2", begin="B", inside="I", end="I", single="B"),
    "iob1": Scheme("iob1", begin="I", inside="I", end="I", single="I"),
    "bioes": Scheme("bioes", begin="B", inside="I", end="E", single="S"),
    "bilou": Scheme("bilou", begin="B", inside="I", end="L", single="U"),
}


def detect_scheme(sequences: Iterable[Sequence[str]]) -> Scheme:
    """The scheme that the tags of a whole file follow: the one with the fewest problems, IOB2 at a tie.

    Raises:
        DataError: a tag that has the form of no scheme.
    """
    neighbours = Counter(pair for tags in sequences for pair in pairwise([OUTSIDE, *tags, OUTSIDE]))
    prefixes: set[str] = set()
    for tag in dict.fromkeys(tag for _, tag in neighbours):
        prefix, hyphen, slot = tag.partition("-")
        if tag != OUTSIDE and not (hyphen and slot and prefix in tuple("BIELSU")):
            raise DataError(f"tag {tag!r} has the form of no scheme; expected O or a tag such as B-destination")
        prefixes.add(prefix)
    candidates = [scheme for scheme in SCHEMES.values() if prefixes <= {OUTSIDE, *scheme.prefixes}]
    if not candidates:
        found = ", ".join(sorted(prefixes - {OUTSIDE}))
        raise DataError(f"tags with the prefixes {found} follow no one scheme, expected IOB2, IOB1, BIOES or BILOU")
    return min(candidates, key=lambda scheme: sum(neighbours[pair] for pair in neighbours if not scheme.allowed(*pair)))
