"""Times within stretches of a day, as they are written in values."""

from __future__ import annotations

import re

_TIME = re.compile(r"\d{2}:\d{2}")
_STRETCH = re.compile(r"(\d{2}:\d{2})/(\d{2}:\d{2})")


def within(time: str, stretch: str) -> bool:
    """Whether all of a time lies in a stretch, which may go over midnight: ``19:00`` in ``18:00/22:00``."""
    ends = _STRETCH.fullmatch(stretch)
    times = _TIME.findall(time)
    if ends is None or not times:
        return False
    start, end = ends.groups()
    return all(start <= one <= end if start <= end else one >= start or one <= end for one in times)
