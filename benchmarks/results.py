"""``RESULTS.md``: one section a benchmark, each written anew by the command that it names."""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from slottag.errors import SlottagError
from slottag.files import writing

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "RESULTS.md"
WRITE = "--write"
_HEAD = "# Results\n\nEach section was written by the command that it names.\n"


def begin(
    parser: argparse.ArgumentParser, *, needs: str, takes: str, arguments: Sequence[str] | None = None
) -> argparse.Namespace:
    """The arguments of a benchmark, after telling what it needs and about how long it takes.

    Tracked files are written anew with ``--write`` alone; what would stand there is printed in any case.
    """
    parser.add_argument(WRITE, action="store_true", help="write the tracked files, not the figures on stdout alone")
    read = parser.parse_args(arguments)
    sys.stderr.write(f"It needs {needs}; it takes about {takes}.\n")
    return read


def asked_to_write() -> bool:
    """Whether tracked files are to be written."""
    return WRITE in sys.argv[1:]


def run(main: Callable[[], None]) -> None:
    """Run a benchmark; a model or data that is missing ends it in one line."""
    try:
        main()
    except (SlottagError, FileNotFoundError) as error:
        raise SystemExit(f"{error}") from None


def write_section(title: str, command: str, body: str) -> None:
    """Print a section, and where that is asked for put it into ``RESULTS.md`` in place of the one of the same title."""
    print(f"## {title}\n\n{body.strip()}")
    if not asked_to_write():
        return
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else _HEAD
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, flags=re.MULTILINE | re.DOTALL))
    sections[title] = f"\n`{command}`\n\n{body.strip()}\n\nMeasured on {machine()}.\n\n"
    parts = [f"## {name}\n{sections[name].rstrip()}\n" for name in sorted(sections)]
    with writing(RESULTS) as stream:
        stream.write("\n".join([_HEAD, *parts]))


def machine() -> str:
    """The machine in a few words."""
    processor = platform.processor() or platform.machine()
    models = re.findall(r"model name\s*: (.+)", _read("/proc/cpuinfo"))
    return f"{models[0] if models else processor}, {os.cpu_count()} cores, Python {platform.python_version()}"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


@dataclass(frozen=True)
class Usage:
    """What a process took: CPU time of all cores together, time on the clock, the most memory it had at once."""

    processor_seconds: float
    seconds: float
    megabytes: float


def usage_of(
    arguments: list[str],
    *,
    stdin: IO[bytes] | None = None,
    stdout: IO[str] | None = None,
    checkout: Path | None = None,
    python: str = sys.executable,
) -> Usage:
    """Run Python with these arguments, in another checkout of the repository, or another Python, if one is named."""
    environment = None if checkout is None else {**os.environ, "PYTHONPATH": str(checkout.resolve())}
    begun = time.monotonic()
    process = subprocess.Popen(
        [python, *arguments],
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        cwd=checkout,
        env=environment,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"python {' '.join(arguments)}: ended with status {process.returncode}")
    return Usage(usage.ru_utime + usage.ru_stime, time.monotonic() - begun, usage.ru_maxrss / 1024)


def processor_seconds(arguments: list[str], *, stdout: IO[str] | None = None) -> float:
    """Run Python with these arguments; the CPU time it took, all cores together."""
    return usage_of(arguments, stdout=stdout).processor_seconds


def split_options(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The arguments in front of ``--``, which are a benchmark's own, and those behind it."""
    place = arguments.index("--") if "--" in arguments else len(arguments)
    return list(arguments[:place]), list(arguments[place + 1 :])


def shown_path(data: str) -> str:
    """The data's path as seen from the repository."""
    return os.path.relpath(data) if Path(data).exists() else data


def _read(path: str) -> str:
    file = Path(path)
    return file.read_text() if file.exists() else ""
