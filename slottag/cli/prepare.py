"""``slottag prepare``: read annotated sentences in any format, check, repair, split and write them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from slottag.cli.console import console
from slottag.cli.options import DEFAULT_DATA, Columns, SourceFormat, one_of
from slottag.cli.plain import visible
from slottag.cli.prepared import tell, tell_notes, tell_result, write_problems
from slottag.data.checks import (
    Problem,
    corpus_problems,
    empty_problems,
    fault_problems,
    span_problems,
    tag_problems,
    unseen_slots,
)
from slottag.data.corpus import Corpus, RawCorpus, read_corpus
from slottag.data.formats import WRITTEN, writer_of
from slottag.data.repair import drop_leaks, repair_reading
from slottag.data.slot_names import without_spaces
from slottag.data.slot_types import SLOTS
from slottag.data.splits import divide
from slottag.data.writing import write_corpus
from slottag.errors import DataError, OutputError
from slottag.text import SCHEMES

Scheme = Literal["iob2", "iob1", "bioes", "bilou", "plain"]
SourceScheme = Literal[Scheme, "io", "bmes"]


def prepare(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="An annotated file or folder, or a built-in corpus.")
    ] = DEFAULT_DATA,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="DIR", help="The folder to write to; data/NAME if not given.", show_default=False
        ),
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format", parser=one_of(*WRITTEN), metavar=f"<{'|'.join(WRITTEN)}>", help="The format to write."
        ),
    ] = "jsonl",
    source_format: SourceFormat = None,
    columns: Columns = None,
    scheme: Annotated[
        Scheme | None, typer.Option(help="The scheme of the tags to write: iob2, plain for tags that make no spans.")
    ] = None,
    source_scheme: Annotated[
        SourceScheme | None, typer.Option(help="The scheme of the tags that are read; recognised if not given.")
    ] = None,
    tokenizer: Annotated[
        Literal["fitted", "words", "whitespace"] | None,
        typer.Option(help="What splits all text, given tokens or not."),
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Repair what needs no person, and say what was done.")] = False,
    split: Annotated[
        str | None,
        typer.Option(metavar="N/N/N", help="Divide all sentences anew into train, dev and test: 80/10/10."),
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="What the division by --split comes from.")] = 0,
    slots: Annotated[
        bool, typer.Option("--slots", help="Write slots.toml, too: what the slots are, guessed from their values.")
    ] = False,
    problems: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write every problem to a file, as a JSON object a line.", show_default=False
        ),
    ] = None,
) -> None:
    """Read annotated sentences in any format, check them, repair them with --fix, and write them."""
    shares = _shares(split) if split is not None else None
    reading = read_corpus(
        source,
        format=source_format,
        columns=columns,
        tokenizer=tokenizer,
        scheme=source_scheme,
    )
    tell_notes(reading)
    corpus, left = _checked(reading, shares, seed, fix=fix, file=problems)
    folder = output or Path("data") / reading.name
    writer = writer_of(form)
    if not writer.spaces:
        corpus = _without_spaces(corpus, form)
    if not writer.keeps_asked and any(sentence.asked for sentence in corpus.sentences):
        console().print(f"{form} holds nothing of what was asked, which is left out; jsonl keeps it.", soft_wrap=True)
    if slots:
        corpus = _with_slots(corpus, folder)
    write_corpus(
        corpus,
        folder,
        writer,
        SCHEMES[scheme or corpus.task.scheme],
        sources=reading.paths.values(),
        anew=shares is not None,
    )
    tell_result(corpus, folder, form)
    if slots:
        console().print(f"What its slots seem to be: {visible(str(folder / SLOTS))}; look it over.", soft_wrap=True)
    if left and (fix or problems):
        # Who asks for problems, or to have them repaired, is told by the status that a person must look.
        raise _remaining(left, folder, fix=fix)


def _with_slots(corpus: Corpus, folder: Path) -> Corpus:
    """The corpus with what its slots seem to be, behind what a file beside it says already.

    Raises:
        OutputError: there is such a file already where it is written.
    """
    from slottag.values.guesses import guessed

    if (folder / SLOTS).exists():
        raise OutputError(f"{folder / SLOTS}: is there already and may be yours; move it away to have it made anew")
    sentences = corpus.splits.get("train") or corpus.sentences
    return replace(corpus, slots=guessed(sentences, corpus.synonyms, corpus.slots).encode())


def _shares(text: str) -> dict[str, float]:
    """The shares of train, dev and test as ``80/10/10`` gives them."""
    parts = text.split("/")
    try:
        shares = [float(part) for part in parts]
    except ValueError:
        shares = []
    if len(shares) != 3 or not all(share >= 0 and math.isfinite(share) for share in shares) or not shares[0]:
        raise typer.BadParameter(
            f"{text!r}, expected three numbers for train, dev and test such as 80/10/10", param_hint="--split"
        )
    return dict(zip(("train", "dev", "test"), shares, strict=True))


def _checked(
    reading: RawCorpus, shares: Mapping[str, float] | None, seed: int, *, fix: bool, file: Path | None
) -> tuple[Corpus, list[Problem]]:
    """The corpus that will be written, after telling what was wrong with it and what was repaired; and what is still
    wrong with it.

    Raises:
        DataError: spans that do not fit and are not to be repaired.
    """
    done: list[Problem] = []
    if fix:
        reading, done = repair_reading(reading)
    unread, off = fault_problems(reading), span_problems(reading)
    if unread or off:
        found = [*unread, *tag_problems(reading), *off]
        if off or len(found) > 1:
            tell("Problems", found)
        write_problems(found, file)
        raise _left(unread, off)
    corpus = reading.corpus()
    if shares:
        corpus = _divided(corpus, shares, seed)
    if fix:
        corpus, dropped = drop_leaks(corpus)
        done += dropped
    tell("Repaired", done, most=3)
    noted = [*empty_problems(reading), *unseen_slots(corpus)]
    left = [*tag_problems(reading), *corpus_problems(corpus)]
    tell("Note", noted, most=3)
    tell("Problems", left, most=3)
    write_problems([*noted, *left], file)
    return corpus, left


def _remaining(left: Sequence[Problem], folder: Path, *, fix: bool) -> DataError:
    """What ends the command where sentences were written of which something is to be corrected."""
    kinds = Counter(problem.kind for problem in left)
    counted = ", ".join(f"{kind} ({number})" for kind, number in kinds.items())
    advice = "" if fix else ", or let --fix do what it can"
    return DataError(
        f"{left[0].where}: left are {counted}; {folder} is written and holds them: correct what is told above{advice}"
    )


def _left(unread: Sequence[Problem], off: Sequence[Problem]) -> DataError:
    """What ends the command while sentences cannot be read or spans cannot be."""
    if unread:
        more = len(unread) + len(off) - 1
        counted = f" (and {more} more problem{'s' if more > 1 else ''}; nothing was written)" if more else ""
        return DataError(unread[0].told + counted)
    kinds = Counter(problem.kind for problem in off)
    counted = ", ".join(f"{kind} ({number})" for kind, number in kinds.items())
    return DataError(
        f"{off[0].where}: {counted}; nothing was written: correct what is told above, or let --fix do what it can"
    )


def _without_spaces(corpus: Corpus, form: str) -> Corpus:
    """The corpus as a format without spaces in slots' names can hold it, after telling which have changed."""
    corpus, changed = without_spaces(corpus)
    if changed:
        names = ", ".join(f"{slot!r} as {name}" for slot, name in changed.items())
        console().print(visible(f"{form} holds no spaces in slot names; written are {names}"), soft_wrap=True)
    return corpus


def _divided(corpus: Corpus, shares: Mapping[str, float], seed: int) -> Corpus:
    if len(corpus.splits) > 1:
        console().print(f"The splits {', '.join(corpus.splits)} are put together and divided anew.", soft_wrap=True)
    return replace(corpus, splits=divide(corpus.sentences, shares, seed))
