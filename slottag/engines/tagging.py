"""Files tagged by the workers of a cluster, into a folder of parts.

Here they are read, cut and written; workers need nothing but slottag and Ray: the model, the rows and the answers go
through the cluster's own memory, so a worker that is lost leaves nothing half-written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from slottag import __version__
from slottag.engines.parts import Parts
from slottag.engines.shares import Share
from slottag.engines.sources import Source
from slottag.files.compressed import packer
from slottag.model import Model
from slottag.tagging.answer import Answer
from slottag.tagging.aside import Gathered
from slottag.tagging.parquet import Rows
from slottag.tagging.tally import Tally, Told
from slottag.tagging.workers import attempt


class Part(NamedTuple):
    """What a worker makes of a share.

    Attributes:
        content: the answers, as they are written.
        tally: what was found, in numbers.
        aside: the lines that have no answer, each with what is wrong with it.
        vain: what was asked there in vain, for the model was trained without questions; the place of it.
    """

    content: bytes
    tally: Tally
    aside: Sequence[tuple[bytes, str]] = ()
    vain: str | None = None


Work = Callable[[Share], Part]


@dataclass(frozen=True)
class Tagging:
    """What a worker does: rows in, a part out.

    Attributes:
        lines: what answers lines of text.
        objects: what answers lines that are objects with a text.
        table: whether a part is a table as parquet has it; it is lines of text otherwise.
        skip: whether lines that have no answer are set aside.
        target: where the parts are to lie; its name says how lines are packed.
    """

    lines: Answer
    objects: Answer
    table: bool
    skip: bool = False
    target: Path = Path()

    @property
    def model(self) -> str:
        """The fingerprint of the model that answers."""
        return self.lines.tagger.model.fingerprint

    def __call__(self, share: Share) -> Part:
        """The part of a share.

        Raises:
            DataError: a row that has no answer, unless it is set aside.
        """
        aside = Gathered()
        answer, vain, told = self.objects if share.in_fields else self.lines, None, []
        for block in share.blocks(aside if self.skip else None):
            vain = vain or answer.asked_in_vain(block)
            one, failures = attempt(answer, block, self.skip)
            for line, error in failures:
                if not self.skip:
                    raise error
                aside.put(line, error)
            told.append(one)
        tally = Tally()
        for one in told:
            tally = tally.plus(one.tally)
        return Part(self._content(share, told), tally, aside.lines, vain)

    def _content(self, share: Share, told: Iterable[Told]) -> bytes:
        if self.table:
            return _table(share, told)
        return packer(self.target)("".join(one.text for one in told).encode())


def _table(share: Share, told: Iterable[Told]) -> bytes:
    content = BytesIO()
    rows = Rows(Path(share.name), content)
    try:
        for one in told:
            rows.take(one, 0)
        rows.end()
    finally:
        rows.close()
    return content.getvalue()


def tag_in_parts(
    shares: Iterable[Share],
    parts: Parts,
    work: Work,
    deal: Callable[[Work, Iterable[Share]], Iterable[tuple[Share, Part]]],
    *,
    seen: Callable[[Tally], object] = lambda _: None,
    warn: Callable[[str], object] = lambda _: None,
) -> Tally:
    """Tag what is not there yet; gives what was found in it.

    Args:
        shares: all there is to tag.
        parts: where the answers go.
        work: what makes a part of a share.
        deal: has that done by workers, for as many shares at once as there are of them.
        seen: is told what has been found so far, after each part.
        warn: is told once where something is asked in vain.

    Raises:
        DataError, OutputError, ClusterError: what cannot be read, written or done.
    """
    tally, rows, number, warned = Tally(), 0, 0, False

    def left() -> Iterator[Share]:
        nonlocal rows, number
        for share in shares:
            rows, number = rows + share.rows, number + 1
            if share.number not in parts.done:
                yield share

    for share, part in deal(work, left()):
        parts.put(share.number, part.content, part.aside)
        tally = tally.plus(part.tally)
        if part.vain and not warned:
            warned = True
            warn(part.vain)
        seen(tally)
    parts.end(number, rows)
    return tally


def call_of(sources: Sequence[Source], model: Model, options: Mapping[str, Any], most: int) -> dict[str, Any]:
    """What parts rest on, for their manifest."""
    inputs = [[source.name, source.size, source.written] for source in sources]
    return {
        "input": inputs,
        "slottag": __version__,
        "model": model.fingerprint,
        "option": dict(options),
        "part size": most,
    }
