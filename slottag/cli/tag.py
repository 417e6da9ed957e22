"""``slottag tag``: find the slots of texts, lines or whatever is typed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from slottag.cli.options import SHOWN, TABLE, Asked, ModelDirectory, one_of, slots_of
from slottag.cli.plain import say, visible_data
from slottag.cli.telling import Telling
from slottag.data.formats import NAMES, writer_of
from slottag.model.known import directory_at_hand
from slottag.runtime.tagger import Tagger
from slottag.tagging.answer import Answer
from slottag.tagging.inputs import Input, reading
from slottag.tagging.lines import Block, check_distinct, check_target, decode

if TYPE_CHECKING:
    from slottag.tagging.aside import Aside
    from slottag.tagging.fields import Fields


def tag(
    texts: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT", help="Each is one sentence.", show_default=False)
    ] = None,
    model: ModelDirectory = None,
    source: Annotated[
        Path | None,
        typer.Option("-i", "--input", metavar="FILE", help="Take the lines of a file, or texts of an annotated one."),
    ] = None,
    target: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to a file, whole or not at all.")
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
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=1, max=256, help="Tag lines on N cores.")] = 1,
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
    offsets: Annotated[
        str,
        typer.Option(
            parser=one_of("characters", "utf16"), metavar="<characters|utf16>", help="What offsets count in jsonl."
        ),
    ] = "characters",
) -> None:
    """Find the slots of each TEXT; without one, of each line of standard input, or of what is typed in the shell."""
    if (text_field or source_format) and texts:
        raise typer.BadParameter("goes with a file or standard input, not with texts", param_hint="--text-field")
    if texts and source:
        raise typer.BadParameter("texts and --input exclude each other", param_hint="--input")
    if least > 0 and not sure:
        raise typer.BadParameter(
            "asks for the confidence that --no-confidence leaves out", param_hint="--min-confidence"
        )
    if nbest:
        _check_alternatives(form, sure)
    _check_files(source, target, skip)
    telling = Telling(resolve, frame, now, timezone, talk)
    shell = not texts and not source and not target and _typed()
    telling.check(form, may_talk=shell)
    if shell:
        from slottag.cli.conversing import converse

        model = model or directory_at_hand()
        converse(_load(model), model, form or TABLE, least, telling, nbest or 0, slots_of(asked))
        return
    if talk:
        _check_talk(jobs, skip, text_field, asked, offsets)
    form = form or (TABLE if target is None and sys.stdout.isatty() else "jsonl")
    if jobs > 1 and form == TABLE:
        raise typer.BadParameter("draws no table; choose another --format", param_hint="--jobs")
    if offsets == "utf16" and form in ("doccano", "prodigy"):
        raise typer.BadParameter(f"{form} counts characters; choose --format jsonl", param_hint="--offsets")
    with ExitStack() as stack:
        aside = stack.enter_context(_setting_aside(skip)) if skip else None
        given = _given(texts, source, text_field, source_format, aside)
        blocks, in_fields, note = stack.enter_context(given)
        if note:
            say(note)
        tagger = _load(model)
        stream = stack.enter_context(_writing(target))
        fields = _fields(text_field) if in_fields else None
        utf16 = offsets == "utf16" and form == "jsonl"  # the other formats left here tell no offsets
        writer = writer_of("jsonl" if form == TABLE else form)
        answer = Answer.of(
            tagger,
            writer,
            least,
            sure,
            fields,
            utf16=utf16,
            resolve=telling.of(tagger),
            nbest=nbest or 0,
            asked=slots_of(asked),
        )
        told: Callable[[Block], str] = answer
        if talk or form == TABLE:
            from slottag.cli.conversing import drawn, talked

            told = talked(tagger, telling, form, stream, least, nbest or 0) if talk else drawn(answer, stream)
            # What was said once is not to be said again where a later line has no answer.
            blocks = (one for block in blocks for one in block.alone()) if talk else blocks
        from slottag.tagging.workers import answering

        clean = visible_data if stream.isatty() and form != TABLE else str
        for text in stack.enter_context(answering(told, jobs, aside))(_noted(blocks, tagger, in_fields=in_fields)):
            stream.write(clean(text))
            stream.flush()


def _check_files(source: Path | None, target: Path | None, skip: Path | None) -> None:
    """See to it that what is written can be, and is neither what is read nor written twice."""
    for path in filter(None, (target, skip)):
        check_target(path)
        if source:
            check_distinct(source, path)
    if target and skip and target.resolve() == skip.resolve():
        raise typer.BadParameter("is the output, too; name another file", param_hint="--skip-errors")


def _check_talk(jobs: int, skip: Path | None, field: str | None, asked: str | None, offsets: str) -> None:
    """See to it that nothing is asked for that a talk cannot have."""
    others = {"--jobs": jobs > 1, "--skip-errors": skip, "--text-field": field, "--asked": asked}
    for option in (name for name, given in {**others, "--offsets": offsets != "characters"}.items() if given):
        raise typer.BadParameter("does not go with --talk; leave one of them out", param_hint=option)


def _check_alternatives(form: str | None, sure: bool) -> None:
    """See to it that alternatives can be told."""
    if form not in (None, TABLE, "jsonl"):
        raise typer.BadParameter(f"{form} has no place for alternatives; choose jsonl or table", param_hint="--nbest")
    if not sure:
        raise typer.BadParameter("tells the probabilities that --no-confidence leaves out", param_hint="--nbest")


def _noted(blocks: Iterator[Block], tagger: Tagger, *, in_fields: bool) -> Iterator[Block]:
    """The blocks, and a note where they say what was asked and the model was trained without questions."""
    silent = not tagger.asked
    for block in blocks:
        if silent and (any(block.asked) or (in_fields and any('"asked"' in line for line in block.lines))):
            say(f"warning: {block.where}: what was asked is passed over, for the model was trained without questions")
            silent = False
        yield block


def _typed() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _decoded(texts: Iterable[str]) -> list[str]:
    """The arguments as text; bytes that are not UTF-8 reach Python as halves of surrogate pairs."""
    return [decode(os.fsencode(text), f"text {number}") for number, text in enumerate(texts, start=1)]


def _fields(field: str | None) -> Fields:
    from slottag.tagging.fields import Fields

    return Fields(field)


def _load(model: Path | None) -> Tagger:
    return Tagger.load(model or directory_at_hand())


@contextmanager
def _writing(target: Path | None) -> Iterator[IO[str]]:
    if target is None:
        yield sys.stdout
        return
    from slottag.files import writing

    with writing(target) as stream:
        yield stream


@contextmanager
def _given(
    texts: list[str] | None, source: Path | None, field: str | None, form: str | None, aside: Aside | None
) -> Iterator[Input]:
    """The texts of the command line, or what a file or standard input holds."""
    if texts:
        yield Input(iter([Block(_decoded(texts), "text ")]))
        return
    with reading(source, field, form, aside) as given:
        yield given


@contextmanager
def _setting_aside(path: Path) -> Iterator[Aside]:
    from slottag.files import writing
    from slottag.tagging.aside import Aside

    with writing(path) as stream:
        aside = Aside(stream, say)
        yield aside
        aside.end()
