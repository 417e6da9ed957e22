"""Tags as people write them → tags of the schemes: IO, BMES, ``B_x``, ``x-B``, lower case, other words for outside.

A corpus is looked at as a whole: what one tag means follows from all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from slottag.text.schemes import OUTSIDE

# What stands for O in files that have no O. Which of several it is, is told by how often it stands there.
_OUTSIDES = ("o", "OTHER", "Other", "other", "OUT", "NONE", "None", "none", "null", "0", "_", "-", "*")
_LETTERS = "BIELSUMW"
# M is I in BMES; W is S where single words are so called.
_MEANING = {"M": "I", "W": "S"}
_PREFIXED = re.compile(rf"([{_LETTERS}])-(.+)")
_LOWER = re.compile(rf"([{_LETTERS.lower()}])-(.+)")
_OTHERWISE = re.compile(rf"([{_LETTERS}{_LETTERS.lower()}])[_:|](.+)")
_SUFFIXED = re.compile(rf"(.+)[-_:|]([{_LETTERS}{_LETTERS.lower()}])")
_BARE = re.compile(rf"([{_LETTERS}{_LETTERS.lower()}])[-_]?")
_DOUBTFUL = re.compile(r"[A-Z]-.*|.*-[A-Z]")
# The slot of tags that name none.
NAMELESS = "span"
Standard = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a corpus writes its tags: for each that is written otherwise the tag that it means, and what to tell of it.

    ``plain`` says that the tags make no spans.
    """

    means: Standard = field(default_factory=dict)
    note: str = ""
    plain: bool = False

    def standard(self, tags: Iterable[str]) -> tuple[str, ...]:
        """The tags as the schemes know them."""
        return tuple([self.means.get(tag, tag) for tag in tags])


def dialect_of(counts: Mapping[str, int], *, joined: bool) -> Dialect:
    """How tags are written that occur so often.

    Args:
        counts: each tag with its number.
        joined: of tags without prefixes, whether neighbours of one tag are one span (IO), or they are plain.
    """
    outside = outside_of(counts)
    nothing = {tag: OUTSIDE for tag in outside if tag != OUTSIDE}
    slots = [tag for tag in counts if tag not in outside]
    said = [f"outside is {tag!r}" for tag in nothing if tag]
    for fit, how in _FORMS:
        found = [fit(tag) for tag in slots]
        if slots and all(found):
            means = {
                tag: f"{_MEANING.get(one[0], one[0])}-{one[1]}" for tag, one in zip(slots, found, strict=True) if one
            }
            letters = {one[0] for one in found if one}
            said += [how] if how else []
            said += ["M is read as I, as in BMES"] if "M" in letters else []
            changed = {tag: meant for tag, meant in (nothing | means).items() if tag != meant}
            return Dialect(changed, "; ".join(said))
    if not slots or any(_DOUBTFUL.fullmatch(tag) or _PREFIXED.fullmatch(tag) for tag in slots):
        return Dialect(nothing, "; ".join(said))
    if joined:
        said.append("tags have no prefixes: neighbours of one tag are one span")
        return Dialect(nothing | {tag: f"I-{tag}" for tag in slots}, "; ".join(said))
    return Dialect(nothing, "; ".join(said), plain=True)


def outside_of(counts: Mapping[str, int]) -> frozenset[str]:
    """The tags that mean that a token has none: O and the empty one; without an O the most frequent word for it."""
    empty = {""} & set(counts)
    if OUTSIDE in counts:
        return frozenset({OUTSIDE, *empty})
    words = [word for word in _OUTSIDES if word in counts]
    return frozenset({max(words, key=lambda word: counts[word]), *empty} if words and not empty else empty)


@lru_cache(maxsize=4096)
def has_form(tag: str) -> bool:
    """Whether a tag has a slot and a prefix or suffix in any of the ways that people write it."""
    return any(fit(tag) for fit, _ in _FORMS if fit is not _nameless)


def is_bare(tag: str) -> bool:
    """Whether a tag is a prefix alone, which names no slot."""
    return _nameless(tag) is not None


def _fits(pattern: re.Pattern[str], prefix: int, slot: int) -> Callable[[str], tuple[str, str] | None]:
    def fit(tag: str) -> tuple[str, str] | None:
        match = pattern.fullmatch(tag)
        return (match[prefix].upper(), match[slot].strip()) if match and match[slot].strip() else None

    return fit


def _nameless(tag: str) -> tuple[str, str] | None:
    match = _BARE.fullmatch(tag)
    return (match[1].upper(), NAMELESS) if match else None


_FORMS: Sequence[tuple[Callable[[str], tuple[str, str] | None], str]] = (
    (_fits(_PREFIXED, 1, 2), ""),
    (_fits(_LOWER, 1, 2), "prefixes are in lower case"),
    (_fits(_OTHERWISE, 1, 2), "prefixes stand before _ or another mark"),
    (_fits(_SUFFIXED, 2, 1), "prefixes stand behind the slot"),
    (_nameless, f"tags name no slot: it is called {NAMELESS}"),
)
