"""Files with something changed in them are read, or refused in one line: nothing else may come out of a reader."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from slottag.data.corpus import read_corpus
from slottag.data.formats import FORMATS, WRITTEN, writer_of
from slottag.errors import SlottagError
from slottag.text import SCHEMES

from .conftest import SHARED
from .files import sentence

FIXTURES = SHARED.parent / "fixtures" / "formats"
SENTENCES = [
    sentence("fly to New York at 9 am , please", (2, 4, "destination"), (5, 7, "time")),
    sentence("São Paulo – Lima", (0, 2, "origin"), (3, 4, "destination")),
    sentence("hello"),
]
# What readers stumble over in each other's place.
PIECES = (
    b"[", b"]", b"{", b"}", b'"', b":", b",", b"\\", b"\n", b"\t", b" ", b"#", b"- ", b"(", b")", b"|", b"null", b"-1",
    b"1e999", b"9" * 30, b"\xff", b"\0", b"\xef\xbb\xbf", b"\r\n", b"\xe2\x80\xa8", b"\\ud800", b"true", b"O",
    b"B-", b"I-", b"NaN", b"[]", b"{}", b"&a", b"*a",
    b"!!python/object:os.system", b"<", b"[" * 300, b'{"a":' * 300,
)  # fmt: skip


def seeds(folder: Path) -> list[Path]:
    """A small corpus in every format that is written, and the fixtures where they are here."""
    for name in WRITTEN:
        for path, text in writer_of(name).render("train", SENTENCES, SCHEMES["iob2"]).items():
            target = folder / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8", newline="\n")
    if FIXTURES.is_dir():
        shutil.copytree(FIXTURES, folder / "fixtures", copy_function=shutil.copyfile)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one to four changes."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randint(0, len(data))
        end = min(len(data), start + chance.choice((0, 1, 1, 4, 40)))
        other = chance.randint(0, len(data))
        new = chance.choice((b"", chance.choice(PIECES), bytes([chance.randrange(256)]), data[other : other + 40]))
        data = data[:start] + new + data[end:]
    return data


def check(path: Path, format: str | None = None) -> None:
    """See to it that a file is read, or that all that is wrong with it is said in short lines."""
    try:
        reading = read_corpus(path, format=format)
        messages = [str(fault.error()) for fault in reading.faults] + list(reading.notes)
        reading.corpus()
    except SlottagError as error:
        messages = [str(error)]
    for message in messages:
        assert "\n" not in message
        assert len(message.replace(str(path), "")) < 400


def mutations(folder: Path, number: int) -> Iterator[Path]:
    """Each file of the seeds with something changed, again and again; the file is as it was when the next one comes."""
    chance = random.Random(20261129)
    paths = seeds(folder)
    for turn in range(number):
        path = paths[turn % len(paths)]
        data = path.read_bytes()
        path.write_bytes(mutated(data, chance))
        yield path
        path.write_bytes(data)


def test_mutated_files(tmp_path: Path) -> None:
    for path in mutations(tmp_path, 300):
        check(path)


@pytest.mark.slow
def test_twenty_thousand_mutated_files(tmp_path: Path) -> None:
    for path in mutations(tmp_path, 20_000):
        check(path)


@pytest.mark.slow
def test_every_format_reads_or_refuses_every_file(tmp_path: Path) -> None:
    for path in seeds(tmp_path):
        for name in FORMATS:
            check(path, name)


def test_formats_refuse_each_others_files(tmp_path: Path) -> None:
    """A format that is named is taken at its word, and says what it misses."""
    for path in seeds(tmp_path):
        if "fixtures" not in path.parts:
            for name in FORMATS:
                check(path, name)
