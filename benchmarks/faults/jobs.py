"""``slottag tag --jobs 2`` when a job is killed, and when the process that made the jobs is."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from threading import Thread

from benchmarks.faults.children import part_of
from benchmarks.faults.commands import PATIENCE, awaited_children, is_gone, message_problem, tag
from benchmarks.faults.tally import Tally

_KILLS, _ENDS = 40, 20
_LINE = b"I would like to arrive Taipei on November 2nd\n"


def jobs(folder: Path, share: float) -> Tally:
    """Jobs killed while they wait or work, with a file to write or without: said in one line, status 1, no file."""
    tries = part_of(_KILLS, share)
    problems = (
        _killed(folder, Random(number), busy=number % 2 == 1, to_file=number % 4 > 1) for number in range(tries)
    )
    return Tally(tries, [problem for problem in problems if problem])


def _killed(folder: Path, random: Random, busy: bool, to_file: bool) -> str | None:
    target = folder / "out.jsonl"
    options = ["--jobs", 2, *(["-o", target] if to_file else [])]
    process = tag(*options, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert process.stdin
    workers = awaited_children(process, 2)
    feeding = Thread(target=_feed, args=(process, 30_000 if busy else 1))
    feeding.start()
    time.sleep(random.uniform(0.1, 1.0))
    os.kill(random.choice(workers), signal.SIGKILL)
    feeding.join()
    # One that waits is missed when its turn comes.
    _feed(process, 0 if busy else 4, pause=0.1)
    with suppress(BrokenPipeError):
        process.stdin.close()
    problem = _told(process)
    strays = [path.name for path in folder.iterdir()]
    return problem or (f"{strays} left" if strays else None)


def _feed(process: subprocess.Popen[bytes], lines: int, pause: float = 0.0) -> None:
    assert process.stdin
    with suppress(BrokenPipeError):
        for _ in range(lines):
            process.stdin.write(_LINE)
            if pause or lines == 1:
                process.stdin.flush()
                time.sleep(pause)


def _told(process: subprocess.Popen[bytes]) -> str | None:
    """What is wrong with how a process ends that lost a job."""
    assert process.stderr
    try:
        status = process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return "it hangs"
    with process:
        err = process.stderr.read()
    if status != 1:
        return f"status {status}, {err[-100:]!r}"
    return message_problem(err) or (None if b"was killed by SIGKILL" in err else f"not told: {err[-100:]!r}")


def orphans(folder: Path, share: float) -> Tally:
    """The process that made the jobs is killed: they end, and say nothing."""
    source = folder / "in.txt"
    source.write_bytes(_LINE * 30_000)
    tries = part_of(_ENDS, share)
    problems = (_orphaned(source, Random(number), number) for number in range(tries))
    return Tally(tries, [problem for problem in problems if problem])


def _orphaned(source: Path, random: Random, number: int) -> str | None:
    process = tag("-i", source, "--jobs", 2, stdout=subprocess.DEVNULL)
    assert process.stderr
    workers = awaited_children(process, 2)
    time.sleep(random.uniform(0.0, 1.0))
    process.send_signal(signal.SIGKILL if number % 2 else signal.SIGTERM)
    process.wait()
    end = time.monotonic() + PATIENCE
    while not all(map(is_gone, workers)):
        if time.monotonic() > end:
            os.killpg(process.pid, signal.SIGKILL)
            return "jobs live on"
        time.sleep(0.02)
    with process:
        err = process.stderr.read()
    return f"they say {err[-100:]!r}" if err else None
