"""``slottag tag --continue`` killed at random times, over and over, until it is done: nothing lost, nothing twice."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import time
from pathlib import Path
from random import Random

from benchmarks.faults.children import part_of
from benchmarks.faults.commands import tag
from benchmarks.faults.tally import Tally
from slottag.files.compressed import opened

_KILLS = 300
_LINES = 60_000
# Kills of one call before it is left to end.
_EACH = 12


def continued(folder: Path, share: float) -> Tally:
    """Calls with plain, gzip and zstd outputs, on one core and on two, each killed a dozen times on its way."""
    source = folder / "in.txt"
    source.write_text("".join(f"leave Oslo on day {number}\n" for number in range(_LINES)), encoding="utf-8")
    whole = folder / "whole.jsonl"
    _end(tag("-i", source, "-o", whole))
    expected = _digest(whole)
    kills, failures = 0, []
    wanted = part_of(_KILLS, share)
    while kills < wanted:
        random = Random(kills)
        target = folder / f"out-{kills}.jsonl{random.choice(['', '.gz', '.zst'])}"
        options = ["-i", source, "-o", target, "--continue", "--jobs", random.choice([1, 2])]
        for _ in range(min(_EACH, wanted - kills)):
            process = tag(*options)
            time.sleep(random.uniform(0.3, 3.0))
            process.send_signal(signal.SIGKILL)
            _end(process)
            kills += 1
        status = _end(tag(*options))
        if status or _digest(target) != expected:
            failures.append(f"{target.name}: status {status}, not what one call writes")
        target.unlink(missing_ok=True)
    return Tally(kills, failures)


def _end(process: subprocess.Popen[bytes]) -> int:
    process.communicate()
    return process.returncode


def _digest(path: Path) -> str:
    with opened(path) as stream:
        return hashlib.sha256(stream.read()).hexdigest()
