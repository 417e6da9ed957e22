"""The time where something is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from slottag.errors import ConfigError, shown


def clock_at(now: datetime | None, timezone: str | None) -> Callable[[], datetime]:
    """What gives the time by the clock of a place.

    Args:
        now: the one moment that it gives; the time of each call if not given. Without a time zone it is by that clock.
        timezone: the place, such as ``Europe/Vienna``; that of this computer if not given.

    Raises:
        ConfigError: there is no such time zone.
    """
    zone = None if timezone is None else _zone(timezone)
    if now is None:
        return lambda: datetime.now(zone)
    moment = now if now.tzinfo is None or zone is None else now.astimezone(zone)
    return lambda: moment


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise ConfigError(
            f"timezone: there is none called {shown(name)} here, expected such as Europe/Vienna; correct the name, or"
            " install tzdata where the system has no time zones"
        ) from error


def moment_of(text: str) -> datetime:
    """A moment as ISO 8601 has it: ``2026-11-30``, ``2026-11-30T09:15``, ``2026-11-30T09:15+08:00``.

    Raises:
        ValueError: it is none.
    """
    return datetime.fromisoformat(f"{text[:-1]}+00:00" if text.endswith(("Z", "z")) else text)
