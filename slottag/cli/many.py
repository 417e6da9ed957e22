"""``--engine ray`` on the command line: tagging and training on the machines of a cluster."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, redirect_stdout
from dataclasses import replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from slottag.cli.interrupt import importing
from slottag.cli.outputs import check_cluster, is_parquet
from slottag.cli.plain import say
from slottag.cli.tagging import Tagging, progress, setting_aside, warn_of_asked
from slottag.errors import OutputError, SlottagError
from slottag.extras import needs
from slottag.files.compressed import ending as packed_as
from slottag.files.compressed import packer
from slottag.wording import plural

if TYPE_CHECKING:
    from slottag.engines.tagging import Tagging as Sent
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
    for note in filter(None, (source.note(tagging.field) for source in found)):
        say(note)
    work = _work(tagging, target)
    place = where(target)
    call = engine.call_of(found, work.lines.tagger.model, tagging.called("again", "skip"), part_size)
    with (
        setting_aside(tagging.skip) if tagging.skip else nullcontext() as aside,
        writing_parts(place, _ending(tagging, target), call) as parts,
    ):
        if parts.aside and aside is None:
            raise OutputError(
                f"{place.name}: of its parts lines were set aside; give --skip-errors, too, or name another folder"
            )
        with _connected(address, jobs) as cores, progress(None) as shown:
            deal = partial(dealt, workers=jobs or cores, model_of=attrgetter("model"))
            shares = shares_of(found, tagging.field, part_size)
            tally = engine.tag_in_parts(shares, parts, work, deal, seen=shown, warn=warn_of_asked)
        if aside:
            for line, error in parts.set_aside():
                aside.put(line, SlottagError(error))
        there = len(parts.done)
    return f"{tally}; {plural(there, 'part')} {'was' if there == 1 else 'were'} there" if there else str(tally)


def _work(tagging: Tagging, target: Path) -> Sent:
    """What each worker does."""
    from slottag.engines import tagging as engine

    # What is lacked here is told here: a package that packs, or what the model says of its slots, with its path.
    packer(target)
    tagger = tagging.load()
    tagging.telling.of(tagger)
    sent, whole = replace(tagging, telling=tagging.telling.fixed()), tagger.whole()
    lines, objects = (sent.answer(whole, in_fields=in_fields) for in_fields in (False, True))
    return engine.Tagging(lines, objects, is_parquet(target), tagging.skip is not None, target)


def _ending(tagging: Tagging, target: Path) -> str:
    """That of the names of parts: the format, and how they are packed, as the name of their folder says."""
    return ".parquet" if is_parquet(target) else f".{tagging.form}{packed_as(target)}"


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
