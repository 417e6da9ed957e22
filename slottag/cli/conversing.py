"""The ways in which ``slottag tag`` draws what it finds: line by line, as a talk, in the shell."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

import typer

from slottag.cli.options import TABLE
from slottag.cli.plain import visible_data
from slottag.cli.telling import Telling
from slottag.data.formats import writer_of
from slottag.model.asked import check_asked
from slottag.tagging.answer import Answer
from slottag.tagging.lines import Block
from slottag.text import Sentence

if TYPE_CHECKING:
    from slottag.cli.clerk import Clerk
    from slottag.runtime.tagger import Tagger

Show = Callable[[Sentence], None]


def drawn(answer: Answer, stream: IO[str]) -> Callable[[Block], str]:
    """What draws the sentences of lines, and has nothing else to say of them."""
    from slottag.cli.draw import table_on

    show = table_on(stream, answer.tagger.slots)

    def draw(block: Block) -> str:
        for sentence in answer.sentences(block):
            show(sentence)
        return ""

    return draw


def talked(
    tagger: Tagger, telling: Telling, form: str, stream: IO[str], least: float, nbest: int
) -> Callable[[Block], str]:
    """What takes lines as the turns of one talk.

    Raises:
        ModelError: the model does not say what its slots are.
    """
    from slottag.talking import Talk

    talk = Talk(tagger, telling.moment(), telling.timezone)
    if form == TABLE:
        from slottag.cli.clerk import clerk_on

        return clerk_on(stream, talk, tagger.slots, least, nbest)
    from slottag.tagging.turns import Turns

    return Turns(talk, least, nbest)


def converse(
    tagger: Tagger, model: Path, form: str, least: float, telling: Telling, nbest: int, asked: tuple[str, ...]
) -> None:
    """The shell; it is a clerk's where the model says what its slots are, unless something else is asked for."""
    from slottag.cli.shell import Shell

    known = check_asked(asked, tagger.asked)
    if telling.talk is None and (not tagger.model.slots or known or form != TABLE):
        telling = replace(telling, talk=False)
        telling.check(form)
    clerk = None if telling.talk is False else _clerk(tagger, telling, form, least, nbest)
    Shell(tagger, model, _show(form, tagger), least, telling.of(tagger), nbest, known, clerk).run()


def _clerk(tagger: Tagger, telling: Telling, form: str, least: float, nbest: int) -> Clerk:
    from slottag.cli.clerk import Clerk
    from slottag.cli.console import console
    from slottag.talking import Talk

    if form != TABLE:
        raise typer.BadParameter("draws what is typed; leave --format out, or pipe the turns in", param_hint="--talk")
    return Clerk(Talk(tagger, telling.moment(), telling.timezone), tagger.slots, console(), least, nbest)


def _show(form: str, tagger: Tagger) -> Show:
    """What the shell shows a sentence with."""
    if form == TABLE:
        from slottag.cli.draw import table_on

        return table_on(sys.stdout, tagger.slots)

    written = Answer.of(tagger, writer_of(form), least=0.0, sure=True).written

    def show(sentence: Sentence) -> None:
        sys.stdout.write(visible_data(written(sentence)) + "\n")

    return show
