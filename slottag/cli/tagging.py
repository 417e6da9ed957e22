"""One input tagged to one output: what ``slottag tag`` does with each file, with its lines, with texts."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from slottag.cli.options import TABLE
from slottag.cli.outputs import is_parquet
from slottag.cli.plain import say, visible_data
from slottag.cli.telling import Telling
from slottag.data.formats import writer_of
from slottag.tagging.answer import Answer
from slottag.tagging.inputs import Input, reading
from slottag.tagging.lines import Block, decode
from slottag.tagging.tally import Tally, Told

if TYPE_CHECKING:
    from slottag.runtime.tagger import Tagger
    from slottag.tagging.aside import Aside
    from slottag.tagging.fields import Fields


# What may be another where a call is gone on with.
_FREE = ("load", "jobs")


class Output(Protocol):
    """Where the answers go.

    Attributes:
        through: the last line of the input that was answered before.
        tally: what has been found so far.
    """

    through: int
    tally: Tally

    def take(self, told: Told, line: int) -> None:
        """Take the answer to the lines up to this one."""


@dataclass(frozen=True)
class Tagging:
    """What is asked of one call, whatever the input.

    Attributes:
        load: gives the tagger, when it is first needed.
        form: the format to write.
        least, sure, jobs, field, source_format, skip, telling, nbest, offsets, asked: the options of the command.
        again: whether what is done is kept on its way, and gone on with.
    """

    load: Callable[[], Tagger]
    form: str
    least: float
    sure: bool
    jobs: int
    field: str | None
    source_format: str | None
    skip: Path | None
    telling: Telling
    nbest: int
    offsets: str
    asked: tuple[str, ...]
    again: bool = False

    def __call__(self, texts: list[str] | None, source: Path | None, target: Path | None) -> Tally:
        """Tag texts, a file, or standard input for neither; to a file, or standard output for ``None``."""
        with ExitStack() as stack:
            aside = stack.enter_context(setting_aside(self.skip)) if self.skip else None
            given = stack.enter_context(_given(texts, source, self.field, self.source_format, aside))
            if given.note:
                say(given.note)
            tagger = self.load()
            output = stack.enter_context(self._writing(source, target, tagger))
            blocks: Iterator[Block] = _noted(given.blocks, tagger, in_fields=given.in_fields)
            answer = self._answering(tagger, given.in_fields, output)
            if self.telling.talk:
                # What was said once is not to be said again where a later line has no answer.
                blocks = (one for block in blocks for one in block.alone())
            from slottag.tagging.kept import behind
            from slottag.tagging.workers import answering

            ends = deque[int]()
            left = _ended(behind(blocks, output.through) if output.through else blocks, ends)
            shown = stack.enter_context(progress(given.part) if target else _silence())
            for told in stack.enter_context(answering(answer, self.jobs, aside))(left):
                output.take(told, ends.popleft())
                shown(output.tally)
            return output.tally

    def answer(self, tagger: Tagger, *, in_fields: bool) -> Answer:
        """What lines become, which may be objects with a text ``in_fields``."""
        utf16 = self.offsets == "utf16" and self.form == "jsonl"  # the other formats left here tell no offsets
        return Answer.of(
            tagger,
            writer_of("jsonl" if self.form == TABLE else self.form),
            self.least,
            self.sure,
            _in_fields(self.field) if in_fields else None,
            utf16=utf16,
            resolve=self.telling.of(tagger),
            nbest=self.nbest,
            asked=self.asked,
        )

    def called(self, *free: str) -> dict[str, str]:
        """What is asked for, but for what is free to be another when it is gone on with."""
        return {name.name: repr(getattr(self, name.name)) for name in fields(self) if name.name not in (*_FREE, *free)}

    def _answering(self, tagger: Tagger, in_fields: bool, output: Output) -> Callable[[Block], Told | str]:
        answer = self.answer(tagger, in_fields=in_fields)
        if isinstance(output, Stream) and (self.telling.talk or self.form == TABLE):
            from slottag.cli.conversing import drawn, talked

            if self.telling.talk:
                return talked(tagger, self.telling, self.form, output.stream, self.least, self.nbest)
            return drawn(answer, output.stream)
        return answer

    @contextmanager
    def _writing(self, source: Path | None, target: Path | None, tagger: Tagger) -> Iterator[Output]:
        if target is None:
            yield Stream(sys.stdout, clean=self.form != TABLE)
        elif is_parquet(target):
            from slottag.tagging.parquet import writing_rows

            with writing_rows(target) as rows:
                yield rows
        elif self.again and source is not None:
            from slottag.tagging.kept import keeping

            with keeping(target, self._called(source, tagger)) as kept:
                yield kept
        else:
            from slottag.files import writing
            from slottag.files.compressed import packing

            with writing(target) as plain, packing(plain, target) as stream:
                yield Stream(stream, clean=self.form != TABLE)

    def _called(self, source: Path, tagger: Tagger) -> dict[str, Any]:
        """What the answers rest on."""
        model = {name: array.tobytes()[:64].hex() for name, array in [*tagger.model.weights.items()][:4]}
        held = source.stat()
        return {"options": self.called(), "model": [str(tagger.path), model], "input": [held.st_size, held.st_mtime_ns]}


class Stream:
    """Takes answers and writes them at once.

    Args:
        stream: where they are written.
        clean: whether a terminal is spared control characters.
    """

    through = 0

    def __init__(self, stream: IO[str], *, clean: bool) -> None:
        self.stream = stream
        self.tally = Tally()
        self._clean = visible_data if clean and stream.isatty() else str

    def take(self, told: Told, _line: int) -> None:
        """Write it."""
        self.tally = self.tally.plus(told.tally)
        self.stream.write(self._clean(told.text))
        self.stream.flush()


def _ended(blocks: Iterable[Block], ends: deque[int]) -> Iterator[Block]:
    """The blocks; where each that has lines ends is put down, in the order of their answers."""
    for block in blocks:
        if block.lines:
            ends.append(block.last)
        yield block


@contextmanager
def _silence() -> Iterator[Callable[[Tally], None]]:
    yield lambda _: None


@contextmanager
def progress(part: Callable[[], float] | None) -> Iterator[Callable[[Tally], None]]:
    """What shows how far it is, on a terminal; elsewhere nothing."""
    if not (sys.stderr and sys.stderr.isatty()):
        with _silence() as silent:
            yield silent
        return
    from slottag.cli.progress import tagging_display

    with tagging_display(part) as show:
        yield lambda tally: show(tally.sentences)


def _noted(blocks: Iterator[Block], tagger: Tagger, *, in_fields: bool) -> Iterator[Block]:
    """The blocks, and a note where they say what was asked and the model was trained without questions."""
    silent = not tagger.asked
    for block in blocks:
        if silent and block.says_asked(in_fields=in_fields):
            warn_of_asked(block.where)
            silent = False
        yield block


def warn_of_asked(where: str) -> None:
    """Say that what was asked there changes nothing."""
    say(f"warning: {where}: what was asked is passed over, for the model was trained without questions")


def _decoded(texts: Iterable[str]) -> list[str]:
    """The arguments as text; bytes that are not UTF-8 reach Python as halves of surrogate pairs."""
    return [decode(os.fsencode(text), f"text {number}") for number, text in enumerate(texts, start=1)]


def _in_fields(field: str | None) -> Fields:
    from slottag.tagging.fields import Fields

    return Fields(field)


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
def setting_aside(path: Path) -> Iterator[Aside]:
    """What takes lines that have no answer, for a file that is written whole; it tells of them."""
    from slottag.files import writing
    from slottag.tagging.aside import Aside

    with writing(path) as stream:
        aside = Aside(stream, say)
        yield aside
        aside.end()
