"""Data files of each format that were altered: each is refused in one line, or read, repaired, written and read again
as the same sentences.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

from benchmarks.faults.children import failures_of, message_problem, part_of
from benchmarks.faults.mutations import mutated_bytes
from benchmarks.faults.tally import Tally
from slottag.data.corpus import Corpus, load_corpus, read_corpus
from slottag.data.formats import WRITTEN, writer_of
from slottag.data.repair import drop_leaks, repair_reading
from slottag.data.writing import write_corpus
from slottag.errors import SlottagError
from slottag.text import SCHEMES, Sentence

_TRIES = 20_000
_SCHEMES = ("iob2", "bioes", "iob1", "bilou")


def data_files(folder: Path, share: float) -> Tally:
    """Mutated files of every format that is written, on the whole way from a file to a file."""
    originals = [
        writer_of(name).render("train", _sentences(), SCHEMES[scheme])
        for name in WRITTEN
        for scheme in (_SCHEMES if name in ("conll", "seqio") else _SCHEMES[:1])
    ]
    place = folder / "data"

    def attempt(number: int) -> str | None:
        random = Random(number)
        files = {name: text.encode() for name, text in random.choice(originals).items()}
        altered = random.choice(sorted(files))
        files[altered] = mutated_bytes(files[altered], random)
        shutil.rmtree(place, ignore_errors=True)
        for name, content in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(content)
        return _read(place) or _repaired(place, folder / "again")

    tries = part_of(_TRIES, share)
    return Tally(tries, failures_of(tries, attempt, folder))


def _read(place: Path) -> str | None:
    try:
        load_corpus(place)
    except SlottagError as error:
        return message_problem(error)
    return None


def _repaired(place: Path, again: Path) -> str | None:
    """What is wrong with what ``prepare --fix`` does of these files."""
    shutil.rmtree(again, ignore_errors=True)
    try:
        repaired, _ = repair_reading(read_corpus(place))
        corpus, _ = drop_leaks(repaired.corpus())
        write_corpus(corpus, again, writer_of("jsonl"), SCHEMES["iob2"])
    except SlottagError as error:
        return message_problem(error)
    return _difference(corpus, load_corpus(again, tokenizer=corpus.tokenizer)) if any(corpus.splits.values()) else None


def _difference(before: Corpus, after: Corpus) -> str | None:
    for split, sentences in before.splits.items():
        if sentences and list(sentences) != list(after.splits[split]):
            return f"other sentences in {split} than were written"
    return None


def _sentences() -> list[Sentence]:
    marked = {
        "fly to New York at 9 am , please": [(2, 4, "destination"), (5, 7, "time")],
        "São Paulo – Lima": [(0, 2, "origin"), (3, 4, "destination")],
        "\U0001f600 你 好": [(1, 3, "origin")],
        "hello": [],
    }
    for place in ("Quito", "Oslo", "Cairo"):
        for day in ("Friday", "tomorrow", "2nd"):
            marked[f"from {place} on {day}"] = [(1, 2, "origin"), (3, 4, "time")]
    return [
        Sentence.from_words(text.split(), intent="go" if runs else "greet").with_runs(runs)
        for text, runs in marked.items()
    ]
