"""``slottag tag``: find the slots of texts, lines or whatever is typed."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from slottag.cli.options import SHOWN, TABLE, Address, Asked, Engine, ModelDirectory, one_of, slots_of
from slottag.cli.outputs import (
    check_cluster,
    check_continued,
    check_engine,
    check_files,
    check_parquet,
    misnamed,
    pairs,
)
from slottag.cli.plain import say
from slottag.cli.tagging import Tagging
from slottag.cli.telling import Telling
from slottag.data.formats import NAMES
from slottag.model.known import directory_at_hand
from slottag.runtime.tagger import Tagger
from slottag.tagging.tally import Tally

# Sentences in a part of what an engine writes.
_PART = 50_000


def tag(
    texts: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT", help="Each is one sentence.", show_default=False)
    ] = None,
    model: ModelDirectory = None,
    sources: Annotated[
        list[Path] | None,
        typer.Option(
            "-i",
            "--input",
            metavar="FILE",
            help="Take the lines of a file, or texts of an annotated one; several go to a folder.",
            show_default=False,
        ),
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE|FOLDER",
            help="Write to a file, whole or not at all; to a folder of them for several inputs.",
        ),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            parser=one_of(*SHOWN),
            metavar=f"<{'|'.join(SHOWN)}>",
            help="Table on a terminal, else jsonl, unless said.",
            show_default=False,
        ),
    ] = None,
    least: Annotated[
        float, typer.Option("--min-confidence", metavar="P", min=0, max=1, help="Leave out spans less sure than this.")
    ] = 0.0,
    sure: Annotated[
        bool, typer.Option("--confidence/--no-confidence", help="Tell how sure each span is; without, it is faster.")
    ] = True,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            metavar="N",
            min=1,
            max=4096,
            help="Tag lines on N cores.",
            show_default="1; all with --engine",
        ),
    ] = None,
    text_field: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Where the text stands in JSON Lines or a table, whose other fields stay."),
    ] = None,
    source_format: Annotated[
        str | None,
        typer.Option(parser=one_of(*NAMES), metavar="NAME", help="The format of the input, recognised if not given."),
    ] = None,
    skip: Annotated[
        Path | None,
        typer.Option("--skip-errors", metavar="FILE", help="Set lines that cannot be read aside in a file, and go on."),
    ] = None,
    resolve: Annotated[
        bool, typer.Option("--resolve", help="Tell what values mean: dates, times, counts, sums, places, choices.")
    ] = False,
    frame: Annotated[
        bool,
        typer.Option(
            "--frame", help="Tell each sentence's trips, what is missing and what contradicts; resolves, too."
        ),
    ] = False,
    now: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="When it is said, such as 2026-11-30T09:15, for --resolve and --frame.",
            show_default="now",
        ),
    ] = None,
    timezone: Annotated[
        str | None,
        typer.Option(
            metavar="ZONE",
            help="Where it is said, such as Asia/Taipei, for --resolve and --frame.",
            show_default="this computer's",
        ),
    ] = None,
    nbest: Annotated[
        int | None,
        typer.Option(
            "--nbest",
            metavar="K",
            min=1,
            max=1000,
            help="Tell the K likeliest readings of each sentence, and each span's next slot.",
        ),
    ] = None,
    asked: Asked = None,
    talk: Annotated[
        bool | None,
        typer.Option(
            "--talk/--no-talk",
            help="Take lines as the turns of one talk, which fill a frame; in the shell, where the model says what its"
            " slots are, if not said.",
            show_default=False,
        ),
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--continue", help="Keep what is done on the way, and go on there when called again after a kill."
        ),
    ] = False,
    offsets: Annotated[
        str,
        typer.Option(
            parser=one_of("characters", "utf16"), metavar="<characters|utf16>", help="What offsets count in jsonl."
        ),
    ] = "characters",
    engine: Engine = None,
    address: Address = None,
    part_size: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, help="Sentences in a part, of which --engine writes many.", show_default=f"{_PART:,}"
        ),
    ] = None,
) -> None:
    """Find the slots of each TEXT; without one, of each line of standard input, or of what is typed in the shell."""
    for option, value in {"--text-field": text_field, "--source-format": source_format, "--skip-errors": skip}.items():
        if value and texts:
            raise typer.BadParameter("goes with a file or standard input, not with texts", param_hint=option)
    if texts and sources:
        raise typer.BadParameter("texts and --input exclude each other", param_hint="--input")
    if least > 0 and not sure:
        raise typer.BadParameter(
            "asks for the confidence that --no-confidence leaves out", param_hint="--min-confidence"
        )
    if nbest:
        _check_alternatives(form, sure)
    if engine:
        check_engine(sources, target, texts, skip, source_format, talk, form)
    else:
        check_cluster(address, part_size)
        check_files(sources or [], target, skip)
    if again and not engine:
        check_continued(sources or [], target, skip, talk, form)
    telling = Telling(resolve, frame, now, timezone, talk)
    shell = not texts and not sources and not target and _typed()
    telling.check(form, may_talk=shell)
    if shell:
        _check_lines("the shell", jobs or 1, skip, text_field, offsets, sure=sure, source_format=source_format)
        from slottag.cli.conversing import converse

        model = model or directory_at_hand()
        converse(_load(model), model, form or TABLE, least, telling, nbest or 0, slots_of(asked))
        return
    if talk:
        _check_lines("--talk", jobs or 1, skip, text_field, offsets, sure=sure, asked=asked)
    if form is None and (wrong := misnamed(target)):
        say(f"warning: {wrong}")
    form = form or (TABLE if target is None and sys.stdout.isatty() else "jsonl")
    if jobs and jobs > 1 and form == TABLE:
        raise typer.BadParameter("draws no table; choose another --format", param_hint="--jobs")
    if offsets == "utf16" and form in ("doccano", "prodigy"):
        raise typer.BadParameter(f"{form} counts characters; choose --format jsonl", param_hint="--offsets")
    check_parquet(target, form, bool(nbest or resolve or frame or talk))
    tagging = Tagging(
        cache(lambda: _load(model)), form, least, sure, jobs or 1, text_field, source_format, skip, telling, nbest or 0,
        offsets, slots_of(asked), again,
    )  # fmt: skip
    if engine:
        from slottag.cli.many import tag_on_cluster

        say(tag_on_cluster(tagging, sources or [], target or Path(), jobs, address, part_size or _PART))
        return
    tally = Tally()
    for source, output in pairs(sources or [], target, form):
        tally = tally.plus(tagging(texts, source, output))
    if sources and target and sys.stderr.isatty():
        say(str(tally))


def _check_lines(
    where: str,
    jobs: int,
    skip: Path | None,
    field: str | None,
    offsets: str,
    *,
    sure: bool,
    asked: str | None = None,
    source_format: str | None = None,
) -> None:
    """See to it that nothing is asked for that is of lines by themselves alone."""
    others = {
        "--jobs": jobs > 1, "--skip-errors": skip, "--text-field": field, "--asked": asked,
        "--offsets": offsets != "characters", "--no-confidence": not sure, "--source-format": source_format,
    }  # fmt: skip
    for option in (name for name, given in others.items() if given):
        raise typer.BadParameter(f"does not go with {where}; leave one of them out", param_hint=option)


def _check_alternatives(form: str | None, sure: bool) -> None:
    """See to it that alternatives can be told."""
    if form not in (None, TABLE, "jsonl"):
        raise typer.BadParameter(f"{form} has no place for alternatives; choose jsonl or table", param_hint="--nbest")
    if not sure:
        raise typer.BadParameter("tells the probabilities that --no-confidence leaves out", param_hint="--nbest")


def _typed() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _load(model: Path | None) -> Tagger:
    return Tagger.load(model or directory_at_hand())
