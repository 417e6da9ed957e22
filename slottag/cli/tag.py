"""``slottag tag``: find the slots of texts, lines or whatever is typed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from enum import Enum
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from slottag.cli.lines import check_distinct, decode, reading_lines
from slottag.cli.options import DEFAULT_MODEL, ModelDirectory
from slottag.cli.plain import visible_data

if TYPE_CHECKING:
    from slottag.runtime.tagger import Tagger
    from slottag.text import Scheme, Sentence

Show = Callable[["Sentence"], None]


class Format(str, Enum):
    """How tagged sentences are written."""

    JSONL = "jsonl"
    CONLL = "conll"
    INLINE = "inline"
    TABLE = "table"


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
        Format | None,
        typer.Option("--format", help="Table on a terminal, else jsonl, unless said.", show_default=False),
    ] = None,
    least: Annotated[
        float, typer.Option("--min-confidence", metavar="P", min=0, max=1, help="Leave out spans less sure than this.")
    ] = 0.0,
) -> None:
    """Find the slots of each TEXT; without one, of each line of standard input, or of what is typed in the shell."""
    if texts and source:
        raise typer.BadParameter("texts and --input exclude each other", param_hint="--input")
    if source and target:
        check_distinct(source, target)
    if not texts and not source and not target and _typed():
        _converse(model, form or Format.TABLE, least)
        return
    form = form or (Format.TABLE if target is None and sys.stdout.isatty() else Format.JSONL)
    with ExitStack() as stack:
        lines = iter(_decoded(texts)) if texts else stack.enter_context(reading_lines(source))
        tagger = _load(model)
        show = stack.enter_context(_showing(form, target, tagger))
        for sentence in _tagged(tagger, lines, form, least):
            show(sentence)


def _typed() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _decoded(texts: Iterable[str]) -> list[str]:
    """The arguments as text; bytes that are not UTF-8 reach Python as halves of surrogate pairs."""
    return [decode(os.fsencode(text), f"text {number}") for number, text in enumerate(texts, start=1)]


def _load(model: Path) -> Tagger:
    from slottag.runtime.tagger import Tagger

    return Tagger.load(model)


def _tagged(tagger: Tagger, lines: Iterable[str], form: Format, least: float) -> Iterator[Sentence]:
    with_confidence = least > 0 or form in (Format.JSONL, Format.TABLE)
    tagged = tagger.tag_stream(map(tagger.parse, lines), confidence=with_confidence)
    return (sentence.at_least(least) for sentence in tagged) if least > 0 else tagged


@contextmanager
def _showing(form: Format, target: Path | None, tagger: Tagger) -> Iterator[Show]:
    """What writes a sentence to the target, or to standard output for ``None``."""
    from slottag.files import writing

    if target is None:
        yield _show(form, sys.stdout, tagger)
        return
    with writing(target) as stream:
        yield _show(form, stream, tagger)


def _show(form: Format, stream: IO[str], tagger: Tagger) -> Show:
    if form is Format.TABLE:
        from slottag.cli.draw import table_on

        return table_on(stream, tagger.slots)
    from slottag.data.formats import conll, inline, jsonl

    formats: dict[Format, Callable[[Sentence], str]] = {
        Format.JSONL: jsonl.format_sentence,
        Format.CONLL: partial(conll.format_sentence, scheme=_written_scheme(tagger)),
        Format.INLINE: inline.format_sentence,
    }
    format_sentence = formats[form]
    clean = visible_data if stream.isatty() else str

    def show(sentence: Sentence) -> None:
        stream.write(clean(format_sentence(sentence)) + "\n")

    return show


def _written_scheme(tagger: Tagger) -> Scheme:
    """IOB2 whatever prefixes the model predicts, for readers expect it; plain tags as they are."""
    from slottag.text import PLAIN, SCHEMES

    return PLAIN if tagger.scheme == PLAIN.name else SCHEMES["iob2"]


def _converse(model: Path, form: Format, least: float) -> None:
    from slottag.cli.shell import Shell

    tagger = _load(model)
    Shell(tagger, model, _show(form, sys.stdout, tagger), least).run()
