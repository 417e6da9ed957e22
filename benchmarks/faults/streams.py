"""Lines as programs send them: with pauses, halves, bytes that are no text; and ends by signals."""

from __future__ import annotations

import hashlib
import json
import os
import select
import signal
import subprocess
import time
from pathlib import Path
from random import Random

from benchmarks.faults.children import part_of
from benchmarks.faults.commands import PATIENCE, message_problem, tag
from benchmarks.faults.tally import Tally

_TURNS, _BAD, _SIGNALS = 40, 60, 48
_WAYS: tuple[tuple[str, ...], ...] = ((), ("--jobs", "2"), ("--format", "conll"), ("--no-confidence", "--jobs", "3"))
_LINE = "I would like to arrive Taipei on November 2nd\n"


def partners(_folder: Path, share: float) -> Tally:
    """A program that waits for each answer before it sends the next line: it has it within seconds."""
    turns = part_of(_TURNS, share)
    failures: list[str] = []
    for options in _WAYS:
        process = tag(*options, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdin
        assert process.stdout
        for number in range(turns):
            line = f"to Rome {number}\n".encode()
            # Now and then in two pieces.
            cut = 3 if number % 3 == 0 else len(line)
            for piece in filter(None, (line[:cut], line[cut:])):
                process.stdin.write(piece)
                process.stdin.flush()
                time.sleep(0.02 if cut == 3 else 0)
            if not select.select([process.stdout], [], [], PATIENCE)[0]:
                failures.append(f"{' '.join(options)}: line {number} has no answer")
                break
            os.read(process.stdout.fileno(), 2**16)
        process.communicate()
        if process.returncode:
            failures.append(f"{' '.join(options)}: status {process.returncode}")
    return Tally(turns * len(_WAYS), failures)


def bad_lines(_folder: Path, share: float) -> Tally:
    """A line that is no text behind good ones: those are answered, then its number is told."""
    tries = part_of(_BAD, share)
    problems = (_bad(Random(number), _WAYS[number % 2]) for number in range(tries))
    return Tally(tries, [problem for problem in problems if problem])


def _bad(random: Random, options: tuple[str, ...]) -> str | None:
    good = random.choice([0, 1, 2, 100, 3000, 5000])
    bad = random.choice([b"caf\xe9", b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"to \xf0\x9f"])
    process = tag(*options, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    out, err = process.communicate(_LINE.encode() * good + bad + b"\n" + _LINE.encode() * random.choice([0, 1, 3000]))
    told = f"standard input:{good + 1}: ".encode()
    if process.returncode != 1 or told not in err:
        return f"behind {good} lines: status {process.returncode}, {err[-100:]!r}"
    found = [json.loads(line)["text"] + "\n" for line in out.splitlines()]
    return message_problem(err) or (None if found == [_LINE] * good else f"{len(found)} of {good} lines answered")


def signals(folder: Path, share: float) -> Tally:
    """``tag -i -o`` ended by signals at any moment: the file is as it was or whole, and nothing lies about."""
    source, target = folder / "in.txt", folder / "out" / "out.jsonl"
    source.write_text("".join(f"{_LINE[:-1]} {number}\n" for number in range(5000)), encoding="utf-8")
    target.parent.mkdir()
    begun = time.monotonic()
    tag("-i", source, "-o", target).communicate()
    took = time.monotonic() - begun
    whole = _digest(target)
    tries = part_of(_SIGNALS, share)
    problems = (_ended(source, target, whole, number, took) for number in range(tries))
    return Tally(tries, [problem for problem in problems if problem])


def _ended(source: Path, target: Path, whole: str, number: int, took: float) -> str | None:
    how = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL)[number % 4]
    target.write_text("precious\n", encoding="utf-8")
    before = _digest(target)
    process = tag("-i", source, "-o", target, "--jobs", 1 + number // 4 % 2)
    time.sleep(Random(number).uniform(0.02, 1.0) * took)
    # Ctrl-C reaches the whole group; others may reach one process or all.
    if process.poll() is None:
        (os.killpg if number // 8 % 2 or how == signal.SIGINT else os.kill)(process.pid, how)
    _, err = process.communicate(timeout=PATIENCE)
    strays = [path for path in target.parent.iterdir() if path != target]
    for path in strays:
        path.unlink()
    if _digest(target) not in (before, whole):
        return f"{how.name}: the file is neither as it was nor whole"
    if b"Traceback" in err:
        return f"{how.name}: a traceback: {err[-100:]!r}"
    # What SIGKILL, SIGTERM and SIGHUP leave is swept at the next start.
    return f"{how.name}: {strays} left" if strays and how == signal.SIGINT else None


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
