"""Which format a file or folder is in, judged by all of it."""

from __future__ import annotations

from collections.abc import Sequence

from slottag.data.content import Content
from slottag.data.formats.format import TELLING, Format
from slottag.data.formats.registry import FORMATS
from slottag.data.records import Broken
from slottag.errors import DataError


def recognise(content: Content) -> Format:
    """The format of a file or folder: the most telling form that it has; its ending decides between equals, and where
    no form is to be seen.

    Raises:
        DataError: it cannot be read, is in no known format, or in several that say equally much.
    """
    formats = [format for format in FORMATS.values() if content.kind in format.kinds]
    if content.kind == "binary":
        claims = [format for format in formats if format.recognise(content)]
        if not claims:
            content.check_utf8()
        return claims[0]
    if content.kind == "text" and not content.filled:
        raise DataError(f"{content.path}: is empty, expected at least one sentence; name a file with sentences")
    claims = [format for format in formats if format.recognise(content)]
    if claims:
        return _chosen(content, [format for format in claims if format.weight == min(one.weight for one in claims)])
    if content.items:
        return FORMATS["jsonl" if _is_own(content) else "json"]
    by_ending = [format for format in formats if content.ending in format.endings and format.weight != TELLING]
    if content.kind == "text" and len(by_ending) == 1:
        return by_ending[0]
    raise DataError(
        f"{content.path}: is in no known format, expected JSON Lines, columns with a tag (word TAB tag), marks such as"
        f" [Taipei](destination), or another that docs/formats.md names; if it is one, say which with --source-format"
        " NAME (format in Python)"
    )


def _is_own(content: Content) -> bool:
    """Whether JSON that no format knows is sooner slottag's own with faults in it than anything else."""
    broken = any(isinstance(value, Broken) for _, value in content.items)
    return broken or any({"text", "spans"} & data.keys() for data in content.objects)


def _chosen(content: Content, claims: Sequence[Format]) -> Format:
    """The only one of several that are equally telling, or the only one with the file's ending."""
    sure = [format for format in claims if content.ending in format.endings] if len(claims) > 1 else claims
    if len(sure) == 1:
        return sure[0]
    reasons = " or ".join(f"{format.name} ({format.known_by})" for format in claims)
    raise DataError(f"{content.path}: can be {reasons}; say which with --source-format NAME (format in Python)")
