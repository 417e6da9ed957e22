"""``--engine ray`` on the command line: tagging and training on the machines of a cluster."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from slottag.cli.interrupt import importing
from slottag.cli.outputs import check_cluster, is_parquet
from slottag.cli.tagging import Tagging, progress
from slottag.extras import needs
from slottag.wording import plural

if TYPE_CHECKING:
    from slottag.training.queue import Run


def check_trained(engine: str | None, address: str | None, threads: int, device: str) -> None:
    """See to it that an engine can train what is asked for.

    Raises:
        BadParameter: what is asked for and the engine do not go together.
        InstallationError: Ray is not installed.
    """
    if engine is None:
        check_cluster(address)
        return
    for option, given in {"--threads": threads > 1, "--device cuda": device == "cuda"}.items():
        if given:
            raise typer.BadParameter(
                f"trains each network on one core, without {option}; leave that out", param_hint="--engine"
            )
    needs("the engine ray", "ray")


@contextmanager
def training_by(engine: str | None, address: str | None) -> Iterator[Run]:
    """What trains the networks of a queue: the engine, or this process if there is none.

    Raises:
        ClusterError: there is no cluster.
    """
    with importing():
        from slottag.training.queue import in_turn
    if engine is None:
        yield in_turn
        return

    with importing():
        from slottag.engines.trainings import side_by_side

    with _connected(address, None):
        yield side_by_side


def tag_on_cluster(
    tagging: Tagging, sources: Sequence[Path], target: Path, jobs: int | None, address: str | None, part_size: int
) -> str:
    """Tag files on a cluster into a folder of parts; gives what was found, for a message."""
    needs("the engine ray", "ray", "pyarrow")

    with importing():
        from slottag.engines import tagging as engine
        from slottag.engines.cluster import dealt
        from slottag.engines.parts import writing_parts
        from slottag.engines.places import where
        from slottag.engines.sources import shares_of, sources_of

    found = sources_of(sources)
    tagger = tagging.load()
    table = is_parquet(target)
    work = engine.Tagging(tagging.answer(tagger, in_fields=False), tagging.answer(tagger, in_fields=True), table)
    call = engine.call_of(found, tagger.path or Path(), tagging.called("again", "skip"), part_size)
    ending = ".parquet" if table else f".{tagging.form}"
    with (
        writing_parts(where(target), ending, call) as parts,
        _connected(address, jobs) as cores,
        progress(None) as shown,
    ):
        deal = partial(dealt, workers=jobs or cores)
        tally = engine.tag_in_parts(shares_of(found, tagging.field, part_size), parts, work, deal, seen=shown)
        before = f"; {plural(len(parts.done), 'part')} were there" if parts.done else ""
    return f"{tally}{before}"


@contextmanager
def _connected(address: str | None, cores: int | None) -> Iterator[int]:
    """A connection to a cluster; what Ray prints meanwhile, of machines that it lost, is not among what is told."""
    with importing():
        from slottag.engines.cluster import connected

    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        redirect_stdout(nowhere),
        connected(address, cores) as count,
    ):
        yield count
