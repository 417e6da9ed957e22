"""What is told of a tagged sentence beside its spans: what they mean, and its frame."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from slottag.errors import ModelError
from slottag.runtime.framing import Framing
from slottag.text import Sentence
from slottag.values.resolver import Resolver
from slottag.values.slots import SlotTypes
from slottag.values.zones import clock_at

if TYPE_CHECKING:
    from slottag.runtime.tagger import Tagger

# Whether and how values are resolved: now, at a time, or by what does it; whether there is a frame, or what makes it.
Resolve = bool | datetime | Resolver
Framed = bool | Framing


def resolver_of(tagger: Tagger, now: datetime | None, timezone: str | None) -> Resolver:
    """What gives values their meaning, by what a model says of its slots.

    Raises:
        ModelError: it says nothing of them.
        ConfigError: it says what cannot be, or there is no such time zone.
    """
    where = f"{tagger.path}/slots.toml" if tagger.path else "slots.toml"
    if not tagger.model.slots:
        raise ModelError(
            f"{where}: no such file, which tells what slots are; write one with: slottag prepare DATA --slots -o"
            " DIR, and copy it there"
        )
    return Resolver(SlotTypes.from_bytes(tagger.model.slots, where), clock_at(now, timezone))


def telling_of(tagger: Tagger, resolve: Resolve, frame: Framed) -> Callable[[Sentence], Sentence]:
    """What adds to a sentence what was asked for.

    Raises:
        ModelError: the model says nothing of its slots.
        ConfigError: it says what cannot be.
    """
    if isinstance(frame, Framing):
        return frame
    moment = resolve if isinstance(resolve, datetime) else None
    resolver = resolve if callable(resolve) else resolver_of(tagger, moment, None)
    return Framing(tagger, resolver) if frame else resolver
