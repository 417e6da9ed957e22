"""``slottag tag``: find the slots of texts, lines or whatever is typed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Annotated

import typer

from slottag.cli.options import DEFAULT_MODEL, SHOWN, TABLE, ModelDirectory, one_of
from slottag.cli.plain import visible_data
from slottag.data.formats import writer_of
from slottag.files import writing
from slottag.runtime.tagger import Tagger
from slottag.tagging.answer import Answer, tagged
from slottag.tagging.lines import Block, check_distinct, check_target, decode, reading_lines
from slottag.text import Sentence

Show = Callable[["Sentence"], None]


def tag(
    texts: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT", help="Each is one sentence.", show_default=False)
    ] = None,
    model: ModelDirectory = DEFAULT_MODEL,
    source: Annotated[
        Path | None, typer.Option("-i", "--input", metavar="FILE", help="Take the lines of a file.")
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
) -> None:
    """Find the slots of each TEXT; without one, of each line of standard input, or of what is typed in the shell."""
    if texts and source:
        raise typer.BadParameter("texts and --input exclude each other", param_hint="--input")
    if least > 0 and not sure:
        raise typer.BadParameter(
            "asks for the confidence that --no-confidence leaves out", param_hint="--min-confidence"
        )
    if target:
        check_target(target)
    if source and target:
        check_distinct(source, target)
    if not texts and not source and not target and _typed():
        _converse(model, form or TABLE, least)
        return
    form = form or (TABLE if target is None and sys.stdout.isatty() else "jsonl")
    if jobs > 1 and form == TABLE:
        raise typer.BadParameter("draws no table; choose another --format", param_hint="--jobs")
    with ExitStack() as stack:
        blocks = iter([Block(_decoded(texts), "text ")]) if texts else stack.enter_context(reading_lines(source))
        tagger = _load(model)
        stream = stack.enter_context(_writing(target))
        if form == TABLE:
            _draw(tagger, blocks, stream, least, sure)
            return
        from slottag.tagging.workers import answering

        answer = Answer.of(tagger, writer_of(form), least, sure)
        clean = visible_data if stream.isatty() else str
        for text in stack.enter_context(answering(answer, jobs))(blocks):
            stream.write(clean(text))
            stream.flush()


def _typed() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _decoded(texts: Iterable[str]) -> list[str]:
    """The arguments as text; bytes that are not UTF-8 reach Python as halves of surrogate pairs."""
    return [decode(os.fsencode(text), f"text {number}") for number, text in enumerate(texts, start=1)]


def _load(model: Path) -> Tagger:
    return Tagger.load(model)


@contextmanager
def _writing(target: Path | None) -> Iterator[IO[str]]:
    if target is None:
        yield sys.stdout
        return
    with writing(target) as stream:
        yield stream


def _draw(tagger: Tagger, blocks: Iterable[Block], stream: IO[str], least: float, sure: bool) -> None:
    from slottag.cli.draw import table_on

    show = table_on(stream, tagger.slots)
    for block in blocks:
        for sentence in tagged(tagger, block.lines, least, sure):
            show(sentence)
        stream.flush()


def _converse(model: Path, form: str, least: float) -> None:
    from slottag.cli.shell import Shell

    tagger = _load(model)
    Shell(tagger, model, _show(form, tagger), least).run()


def _show(form: str, tagger: Tagger) -> Show:
    """What the shell shows a sentence with."""
    if form == TABLE:
        from slottag.cli.draw import table_on

        return table_on(sys.stdout, tagger.slots)

    written = Answer.of(tagger, writer_of(form), least=0.0, sure=True).written

    def show(sentence: Sentence) -> None:
        sys.stdout.write(visible_data(written(sentence)) + "\n")

    return show
