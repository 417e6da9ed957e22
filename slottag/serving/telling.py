"""What a request wants told of its sentences beside their spans: what values mean, the frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from slottag.errors import ConfigError, ModelError, shown
from slottag.serving.errors import bad_request

if TYPE_CHECKING:
    from datetime import datetime

    from slottag.serving.models import Served
    from slottag.text import Sentence


def telling(served: Served, options: Mapping[str, Any]) -> Callable[[Sentence], Sentence] | None:
    """What adds it to a sentence, if anything is wanted.

    Raises:
        RequestError: the model does not say what its slots are, or there is no such time or time zone.
    """
    if not (options["resolve"] or options["frame"]):
        return None
    # What only telling needs is loaded when it is wanted.
    from slottag.runtime.framing import Framing
    from slottag.values.resolver import Resolver
    from slottag.values.zones import clock_at

    try:
        clock = clock_at(_moment(options["now"]), options["timezone"] or None)
        resolver = Resolver(served.resolver.slots, clock)
    except ModelError:
        raise bad_request("resolve, frame: this model does not say what its slots are (slots.toml)") from None
    except ConfigError as error:
        raise bad_request(str(error)) from None
    return Framing(served.tagger, resolver) if options["frame"] else resolver


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    from slottag.values.zones import moment_of

    try:
        return moment_of(text)
    except ValueError:
        raise bad_request(f"now: expected a time such as 2026-11-30T09:15, got {shown(text)}") from None
