"""Lines of any size and make: tagged in time that grows as they do, and within 1 GB."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from benchmarks.faults.commands import tag, usage_of
from benchmarks.faults.tally import Tally

# Megabytes of a whole process, and seconds of CPU time for each megabyte of a line, beyond those of any start.
_MEMORY, _SECONDS, _START = 1000, 60, 3
# More than the process that starts it has, whose size it begins with.
_LONG_WORDS_MEMORY = 400

# Lines of about so many bytes.
_MADE: dict[str, Callable[[int], str]] = {
    "words": lambda size: "leave Taipei on Friday " * (size // 23),
    "one word": lambda size: "a" * size,
    "one number": lambda size: "1" * size + ".",
    "words all different": lambda size: " ".join(map(str, range(size // 7))),
    "marks": lambda size: "!" * size,
    "a letter and marks": lambda size: "a" + "!" * size,
    "emoji and dots": lambda size: "😀." * (size // 5),
    "joiners and dots": lambda size: "\u200d." * (size // 4),
    "Han": lambda size: "中" * (size // 3),
    "Han and marks": lambda size: "中" + "!" * size,
    "accents": lambda size: "中a" + "\u0301" * (size // 2),
    "abbreviations": lambda size: "a.b." * (size // 4) + "x",
    "spaces": lambda size: " " * size,
    "words of 100 kB": lambda size: " ".join(chr(97 + number % 26) * 100_000 for number in range(size // 100_000)),
}
_SIZES = (100_000, 1_000_000)
# What is also tried at ten times the size: ordinary words and lines of few tokens; the others take too long.
_LARGE = ("words", "one word", "one number", "marks", "spaces", "words of 100 kB")


def sizes(folder: Path, share: float) -> Tally:
    """Each kind of line in each size, scaled by the share."""
    cases = [(name, round(size * share)) for name in _MADE for size in _SIZES]
    cases += [(name, round(10 * _SIZES[-1] * share)) for name in _LARGE]
    problems = ((name, size, _problem(folder, _MADE[name](size), size)) for name, size in cases)
    return Tally(len(cases), [f"{size:,} bytes of {name}: {problem}" for name, size, problem in problems if problem])


def _problem(folder: Path, text: str, size: int) -> str | None:
    """What is wrong with how a line is tagged, and the one behind it."""
    source, target = folder / "in.txt", folder / "out.jsonl"
    source.write_text(f"{text}\nleave Oslo\n", encoding="utf-8")
    with target.open("wb") as out:
        used = usage_of(tag("-i", source, stdout=out))
    lines = int(subprocess.run(["wc", "-l", str(target)], check=True, capture_output=True).stdout.split()[0])
    if used.status or used.err or lines != 2:
        return f"status {used.status}, {lines} lines, {used.err[-100:]!r}"
    if used.seconds > _START + _SECONDS * size / 10**6:
        return f"{used.seconds:.1f} s"
    return f"{used.megabytes:.0f} MB" if used.megabytes > _MEMORY else None


def words(folder: Path, share: float) -> Tally:
    """Many lines of one word of 100 kB each: what is kept of words does not grow with them."""
    source = folder / "in.txt"
    count = max(50, round(3000 * share))
    with source.open("w", encoding="utf-8") as file:
        for number in range(count):
            file.write(f"{number:08d}-{'ab1' * 33_000}\n")
    used = usage_of(tag("-i", source, stdout=subprocess.DEVNULL))
    wrong = used.status or used.err or used.megabytes > _LONG_WORDS_MEMORY
    return Tally(count, [f"status {used.status}, {used.megabytes:.0f} MB, {used.err[-100:]!r}"] if wrong else [])
