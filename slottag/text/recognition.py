"""Which scheme tags follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from slottag.errors import DataError
from slottag.text.schemes import OUTSIDE, PLAIN, PREFIX_SCHEMES, Scheme, prefix_of, slot_of

_PREFIXED = re.compile(r"[BIELSU]-\S+")


def is_prefixed(tag: str) -> bool:
    """Whether a tag is O or has the form of one in a prefix scheme."""
    return tag == OUTSIDE or _PREFIXED.fullmatch(tag) is not None


def detect_scheme(sequences: Iterable[Sequence[str]]) -> Scheme:
    """The scheme that the tags of a whole corpus follow: the one with the fewest problems, IOB2 at a tie.

    They are plain if none but O has a prefix and there are two others at least: one alone is sooner a slip.

    Raises:
        DataError: a tag that has the form of no scheme.
    """
    neighbours = Counter(pair for tags in sequences for pair in pairwise([OUTSIDE, *tags, OUTSIDE]))
    found = dict.fromkeys(tag for _, tag in neighbours if tag != OUTSIDE)
    odd = [tag for tag in found if not is_prefixed(tag)]
    if len(odd) == len(found) > 1:
        return PLAIN
    if odd:
        raise no_scheme(odd[0])
    prefixes = {prefix_of(tag) for tag in found}
    candidates = [scheme for scheme in PREFIX_SCHEMES.values() if prefixes <= set(scheme.prefixes)]
    if not candidates:
        raise DataError(
            f"tags with the prefixes {', '.join(sorted(prefixes))} follow no one scheme, expected IOB2, IOB1, BIOES or"
            " BILOU"
        )
    return min(candidates, key=lambda scheme: _faults(scheme, neighbours))


def _faults(scheme: Scheme, neighbours: Counter[tuple[str, str]]) -> int:
    """How many of these pairs of tags the scheme forbids."""
    return sum(
        number
        for (before, after), number in neighbours.items()
        if not scheme.allowed(prefix_of(before), prefix_of(after), same_slot=slot_of(before) == slot_of(after))
    )


def no_scheme(tag: str) -> DataError:
    """What to raise for a tag that no prefix scheme knows."""
    return DataError(
        f"tag {tag!r} has the form of no scheme, expected O or a tag such as B-destination; correct it, or say which"
        " column holds the tags"
    )
