"""Which output each input of ``slottag tag`` has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from slottag.cli.options import TABLE
from slottag.errors import OutputError
from slottag.files.compressed import plain_name
from slottag.tagging.lines import check_distinct, check_target

# Endings that promise something else than lines of JSON.
_OTHERS = {
    ".csv", ".tsv", ".xlsx", ".xls", ".ods", ".conll", ".iob", ".bio", ".yml", ".yaml", ".md", ".html", ".xml",
    ".spacy", ".arrow",
}  # fmt: skip


def pairs(sources: Sequence[Path], target: Path | None, form: str) -> Iterator[tuple[Path | None, Path | None]]:
    """Each input with its output; several go to a folder, each under its name with the ending of the format."""
    if len(sources) < 2:
        yield (sources[0] if sources else None), target
        return
    for source in sources:
        yield source, None if target is None else target / _name(source, form)


def check_files(sources: Sequence[Path], target: Path | None, skip: Path | None) -> None:
    """See to it that what is written can be, and is neither what is read nor written twice."""
    if target and len(sources) > 1:
        names = [_name(source, "") for source in sources]
        for name in {name for name in names if names.count(name) > 1}:
            raise typer.BadParameter(f"two files are called {name}; tag them one by one", param_hint="--input")
        if skip:
            raise typer.BadParameter("goes with one input; tag them one by one", param_hint="--skip-errors")
        if target.exists() and not target.is_dir():
            raise OutputError(f"{target}: is a file, expected a folder for several inputs; name another")
        return
    for path in filter(None, (target, skip)):
        check_target(path)
        for source in sources:
            check_distinct(source, path)
    if target and skip and target.resolve() == skip.resolve():
        raise typer.BadParameter("is the output, too; name another file", param_hint="--skip-errors")


def misnamed(target: Path | None) -> str | None:
    """What is to be said where lines of JSON, which nobody asked for by name, go into what is called otherwise."""
    if target is None or Path(plain_name(target).lower()).suffix not in _OTHERS:
        return None
    return f"{target}: JSON Lines are written, whatever its name says; --format chooses another form"


def is_parquet(target: Path | None) -> bool:
    """Whether rows of parquet are to be written."""
    return target is not None and target.suffix.lower() == ".parquet"


def check_parquet(target: Path | None, form: str, more: bool) -> None:
    """See to it that rows can hold what is asked for; ``more`` says that more is asked for than spans."""
    if is_parquet(target) and (form != "jsonl" or more):
        raise typer.BadParameter(
            "has columns for spans, confidences and intents alone; write JSON Lines, whatever else is asked for",
            param_hint="--output FILE.parquet",
        )


def check_continued(
    sources: Sequence[Path], target: Path | None, skip: Path | None, talk: bool | None, form: str | None
) -> None:
    """See to it that a call can be gone on with."""
    if not sources or not target:
        raise typer.BadParameter("goes with files: name them with -i and -o", param_hint="--continue")
    if is_parquet(target):
        raise typer.BadParameter("does not go with parquet; write JSON Lines", param_hint="--continue")
    for option, given in {"--skip-errors": skip, "--talk": talk, "--format table": form == TABLE}.items():
        if given:
            raise typer.BadParameter(f"does not go with {option}; leave one of them out", param_hint="--continue")


def check_engine(
    sources: Sequence[Path] | None,
    target: Path | None,
    texts: Sequence[str] | None,
    skip: Path | None,
    source_format: str | None,
    talk: bool | None,
    form: str | None,
) -> None:
    """See to it that an engine can do what is asked for."""
    if not sources or not target:
        raise typer.BadParameter("goes with files and a folder: name them with -i and -o", param_hint="--engine")
    others = {"TEXT": texts, "--source-format": source_format, "--talk": talk, "--format table": form == TABLE}
    for option in (name for name, given in others.items() if given):
        raise typer.BadParameter(f"does not go with {option}; leave one of them out", param_hint="--engine")
    if str(target) == "-":
        raise typer.BadParameter("writes a folder of parts, not to standard output; name one", param_hint="--engine")
    if target.exists() and not target.is_dir():
        raise OutputError(f"{target}: is no folder, expected one for parts; name another")
    if skip:
        check_target(skip)
        for source in sources:
            check_distinct(source, skip)


def check_cluster(address: str | None, part_size: int | None = None) -> None:
    """See to it that nothing is said of a cluster in vain."""
    for option, value in {"--address": address, "--part-size": part_size}.items():
        if value is not None:
            raise typer.BadParameter("goes with --engine ray; give that, too", param_hint=option)


def _name(source: Path, form: str) -> str:
    stem = Path(plain_name(source)).stem
    return f"{stem}.{form}" if form else stem
