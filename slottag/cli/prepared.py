"""What ``slottag prepare`` tells: its notes and problems, what was repaired, and what it wrote."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table
from rich.text import Text

from slottag.cli.console import console
from slottag.cli.plain import visible
from slottag.data.checks import Problem, slot_counts
from slottag.data.corpus import Corpus, RawCorpus
from slottag.data.folders import data_files
from slottag.data.synonyms import SYNONYMS
from slottag.files import writing
from slottag.text.projection import made_by_habit


def tell_notes(reading: RawCorpus) -> None:
    """What is to be told of whole files."""
    for note in reading.notes:
        console().print(visible(note), soft_wrap=True)


def tell(title: str, problems: Sequence[Problem], most: int = 50) -> None:
    """Each kind of problem with its number and its places, of very many the first."""
    target = console()
    kinds: dict[str, list[Problem]] = {}
    for problem in problems:
        kinds.setdefault(problem.kind, []).append(problem)
    for kind, found in kinds.items():
        target.print(f"{title}: {kind} ({len(found)})", style="bold", soft_wrap=True)
        for problem in found[:most]:
            around = f": {problem.around}" if problem.around else ""
            target.print(f"  {visible(problem.told)}{visible(around)}", soft_wrap=True)
        if len(found) > most:
            target.print(f"  and {len(found) - most} more; --problems FILE writes all", style="dim")


def write_problems(problems: Sequence[Problem], file: Path | None) -> None:
    """All problems as JSON Lines."""
    if file is None:
        return

    with writing(file) as stream:
        stream.writelines(json.dumps(problem.to_dict(), ensure_ascii=False) + "\n" for problem in problems)


def tell_result(corpus: Corpus, folder: Path, form: str) -> None:
    """What was written, how much of each slot, and what in the folder is not of it."""
    target = console()
    target.print(_counts(corpus))
    target.print(f"Written to {visible(str(folder))} as {form}.", soft_wrap=True)
    others = [split for split in data_files(folder) if split not in corpus.splits]
    others += [SYNONYMS] if (folder / SYNONYMS).exists() and not corpus.synonyms else []
    if others:
        target.print(f"Was there before and stays: {visible(', '.join(others))}.", soft_wrap=True)
    if form == "inline" and _loses_tokens(corpus):
        target.print(
            "Inline marks hold no tokens: they are made anew where it is read; jsonl keeps them.", soft_wrap=True
        )


def _counts(corpus: Corpus) -> Table:
    """Sentences, tokens and the spans of each slot, in each split."""
    table = Table("", box=None, pad_edge=False)
    for split in corpus.splits:
        table.add_column(Text(visible(split)), justify="right")
    table.add_row("sentences", *(str(len(sentences)) for sentences in corpus.splits.values()))
    tokens = [sum(len(sentence.tokens) for sentence in sentences) for sentences in corpus.splits.values()]
    table.add_row("tokens", *map(str, tokens), end_section=True)
    for slot, counts in slot_counts(corpus).items():
        table.add_row(Text(visible(slot)), *(str(counts[split]) for split in corpus.splits))
    return table


def _loses_tokens(corpus: Corpus) -> bool:
    return not all(map(made_by_habit, corpus.sentences))
