"""Files tagged by the workers of a cluster, into a folder of parts.

Here they are read, cut and written; workers need nothing but slottag and Ray: the model, the rows and the answers go
through the cluster's own memory, so a worker that is lost leaves nothing half-written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from slottag.engines.parts import Parts
from slottag.engines.sources import Share, Source
from slottag.model.loading import CONFIG, METRICS, SLOTS, VECTORS, VOCABULARY, WEIGHTS
from slottag.tagging.answer import Answer
from slottag.tagging.parquet import Rows
from slottag.tagging.tally import Tally, Told
from slottag.tagging.workers import attempt

# The content of a part, and what was found in it; what makes one.
Part = tuple[bytes, Tally]
Work = Callable[[Share], Part]


@dataclass(frozen=True)
class Tagging:
    """What a worker does: rows in, the content of a part out.

    Attributes:
        lines: what answers lines of text.
        objects: what answers lines that are objects with a text.
        table: whether a part is a table as parquet has it; it is lines of text otherwise.
    """

    lines: Answer
    objects: Answer
    table: bool

    def __call__(self, share: Share) -> Part:
        """The part of a share, and what was found in it in numbers.

        Raises:
            DataError: a row that has no answer.
        """
        told = [*self._told(share)]
        tally = Tally()
        for one in told:
            tally = tally.plus(one.tally)
        return self._table(share, told) if self.table else "".join(one.text for one in told).encode(), tally

    def _told(self, share: Share) -> Iterator[Told]:
        answer = self.objects if share.in_fields else self.lines
        for block in share.blocks():
            told, failures = attempt(answer, block, False)
            for _, error in failures:
                raise error
            yield told

    def _table(self, share: Share, told: Sequence[Told]) -> bytes:
        content = BytesIO()
        rows = Rows(Path(share.source), content)
        for one in told:
            rows.take(one, 0)
        rows.end()
        return content.getvalue()


def tag_in_parts(
    shares: Iterable[Share],
    parts: Parts,
    work: Work,
    deal: Callable[[Work, Iterable[Share]], Iterable[tuple[Share, Part]]],
    *,
    seen: Callable[[Tally], object] = lambda _: None,
) -> Tally:
    """Tag what is not there yet; gives what was found in it.

    Args:
        shares: all there is to tag.
        parts: where the answers go.
        work: what makes a part of a share.
        deal: has that done by workers, for as many shares at once as there are of them.
        seen: is told what has been found so far, after each part.

    Raises:
        DataError, OutputError, ClusterError: what cannot be read, written or done.
    """
    tally, rows, number = Tally(), 0, 0

    def left() -> Iterator[Share]:
        nonlocal rows, number
        for share in shares:
            rows, number = rows + share.rows, number + 1
            if share.number not in parts.done:
                yield share

    for share, (content, found) in deal(work, left()):
        parts.put(share.number, content)
        tally = tally.plus(found)
        seen(tally)
    parts.end(number, rows)
    return tally


def call_of(sources: Sequence[Source], model: Path, options: Mapping[str, Any], most: int) -> dict[str, Any]:
    """What parts rest on, for their manifest."""
    digest = sha256()
    for name in (CONFIG, VOCABULARY, WEIGHTS, METRICS, SLOTS, *VECTORS):
        file = model / name
        digest.update(file.read_bytes() if file.exists() else b"-")
    inputs = [[source.place.name, source.size, source.written] for source in sources]
    return {"input": inputs, "model": digest.hexdigest(), "option": dict(options), "part size": most}
