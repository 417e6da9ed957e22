"""The names that people give to the splits of a corpus."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

ROLES = ("train", "dev", "test")
WHOLE = "all"

_NAMES = {
    "train": ("train", "training", "trn", "trainset"),
    "dev": (
        "dev",
        "devel",
        "development",
        "devset",
        "valid",
        "validation",
        "val",
        "testa",
        "tune",
        "tuning",
        "validate",
        "validset",
        "heldout",
    ),
    "test": ("test", "testing", "tst", "testb", "testset"),
}
_ROLES = {name: role for role, names in _NAMES.items() for name in names}
# What one means to choose by, and another to measure with.
_EITHER = ("eval", "evaluation")
_WORD = re.compile(r"[^\W_]+")


def role_named(name: str, others: Collection[str] = ()) -> str | None:
    """The role that a split of exactly this name has, beside splits of other names; ``None`` where it says none."""
    word = name.strip().lower()
    if word in _EITHER:
        return "dev" if "test" in {role_named(other) for other in others if other.lower() not in _EITHER} else "test"
    return _ROLES.get(word)


def in_order(splits: Iterable[str]) -> list[str]:
    """Train, dev and test first, then the others by name."""
    return sorted(splits, key=lambda split: (ROLES.index(split) if split in ROLES else len(ROLES), split))


def role_within(name: str, others: Collection[str] = ()) -> str | None:
    """The role that a word of a name says, as in ``eng.testa`` or ``train_en``; ``None`` of none or several."""
    found = {role for word in _WORD.findall(name) if (role := role_named(word, others))}
    return found.pop() if len(found) == 1 else None
