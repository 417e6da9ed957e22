"""How fast a model tags, how soon it answers, and what a process needs, beside what the same machine needs for others.

Usage: python -m benchmarks.speed DATA MODEL [--repeat 20] [--rounds 5] [--before CHECKOUT]

DATA's test split is tagged REPEAT times in a row from text to JSONL on one core by ``slottag tag``. With ``--before``
an earlier checkout of the repository does the same in turn with this one, so that both see the same machine. Times are
CPU time, which other programs on the machine disturb least, and medians over the rounds. Of the throughput what a
process needs that tags one sentence is set off.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.results import Usage, shown_path, table, usage_of, write_section
from slottag.cli.threads import calm_threads
from slottag.data.corpus import load_corpus
from slottag.runtime.tagger import Tagger

HERE = Path(__file__).parents[1]

# What the process of `latency` runs. It must do for an earlier checkout, too.
ALONE = """
import json, sys, time
from pathlib import Path
from slottag.runtime.tagger import Tagger

tagger = Tagger.load(Path(sys.argv[1]))
times = []
for line in Path(sys.argv[2]).read_text(encoding="utf-8").splitlines():
    begun = time.process_time()
    tagger.tag([tagger.parse(line)])
    times.append(1000 * (time.process_time() - begun))
print(json.dumps(times))
"""

# What the process of `jobs` runs: the command, and then what it and its workers took.
COUNTED = """
import json, resource, sys
from slottag.cli import main

try:
    main()
finally:
    taken = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps([usage.ru_utime + usage.ru_stime for usage in taken]), file=sys.stderr)
"""


def main() -> None:
    """Measure and write the section down."""
    calm_threads()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("model")
    parser.add_argument("--repeat", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--before", type=Path, help="an earlier checkout of the repository to measure in turn")
    arguments = parser.parse_args()
    model = str(Path(arguments.model).resolve())
    corpus = load_corpus(arguments.data, tokenizer=Tagger.load(Path(model)).tokenizer)
    test = corpus.split("test")
    checkouts = {"before": arguments.before, "now": HERE} if arguments.before else {"now": HERE}
    for checkout in checkouts.values():
        # As an installation does it; else each process would translate the sources anew.
        compileall.compile_dir(checkout / "slottag", quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        once, often = Path(folder) / "once", Path(folder) / "often"
        lines = "".join(f"{sentence.text}\n" for sentence in test)
        once.write_text(lines, encoding="utf-8")
        often.write_text(lines * arguments.repeat, encoding="utf-8")
        tokens = arguments.repeat * sum(len(sentence.tokens) for sentence in test)
        parts = [
            f"{tokens} tokens from text on one core:",
            throughput(model, often, tokens, checkouts, arguments.rounds),
            f"Each of the {len(test)} sentences by itself in a process that has the model, with confidences:",
            latency(model, once, checkouts, arguments.rounds),
            "A fresh process:",
            starts(model, test[0].text, checkouts, arguments.rounds),
            jobs(model, often, arguments.rounds),
        ]
    before = " --before CHECKOUT" if arguments.before else ""
    command = f"python -m benchmarks.speed {shown_path(arguments.data)} MODEL --repeat {arguments.repeat}{before}"
    body = "\n\n".join(parts)
    write_section(f"Speed: {Path(arguments.data).name}", command, body)
    print(body)


def tagging(model: str, *arguments: str) -> list[str]:
    """Python's arguments to tag."""
    return ["-m", "slottag", "tag", "-m", model, *arguments]


def quietly(arguments: list[str], checkout: Path | None) -> Usage:
    """What a process needs whose output nobody reads."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        return usage_of(arguments, stdout=nowhere, checkout=checkout)


def throughput(model: str, texts: Path, tokens: int, checkouts: dict[str, Path], rounds: int) -> str:
    """Tokens a second and the memory of ``slottag tag`` over a file; inline marks hold no confidences."""
    forms = {
        "JSONL with confidences": ["--format", "jsonl"],
        "JSONL without": ["--format", "jsonl", "--no-confidence"],
        "inline marks": ["--format", "inline"],
    }
    runs: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for _ in range(rounds):
        for form in forms:
            for name, checkout in checkouts.items():
                if checkout != HERE and "--no-confidence" in forms[form]:
                    continue
                tag = tagging(model, *forms[form])
                one = quietly([*tag, "one"], checkout).processor_seconds
                whole = quietly([*tag, "-i", str(texts)], checkout)
                pace = tokens / (whole.processor_seconds - one)
                runs.setdefault((form, name), []).append((pace, whole.megabytes))
    rows = [
        [form, name, *spread([pace for pace, _ in found], "{:,.0f}"), f"{max(memory for _, memory in found):.0f}"]
        for (form, name), found in runs.items()
    ]
    return table(["output", "checkout", "tokens/s", "lowest to highest", "peak memory, MB"], rows)


def latency(model: str, texts: Path, checkouts: dict[str, Path], rounds: int) -> str:
    """The milliseconds that one sentence takes: the median and the 99th percentile."""
    found: dict[str, list[list[float]]] = {name: [] for name in checkouts}
    for _ in range(rounds):
        for name, checkout in checkouts.items():
            command = [sys.executable, "-c", ALONE, model, str(texts)]
            environment = {**os.environ, "PYTHONPATH": str(checkout.resolve())}
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=checkout, env=environment)
            found[name].append(json.loads(done.stdout))
    rows = [
        [name, *(f"{statistics.median(np.percentile(run, part) for run in runs):.2f}" for part in (50, 99))]
        for name, runs in found.items()
    ]
    return table(["checkout", "p50, ms", "p99, ms"], rows)


def starts(model: str, sentence: str, checkouts: dict[str, Path], rounds: int) -> str:
    """The CPU times of some fresh processes, taken in turn so that all see the same machine."""
    processes: dict[str, Callable[[], Usage]] = {}
    for code in ("import torch", "import numpy", "import typer, rich"):
        processes[f'`python -c "{code}"`'] = lambda code=code: quietly(["-c", code], None)  # type: ignore[misc]
    for name, checkout in checkouts.items():
        suffix = f" ({name})" if len(checkouts) > 1 else ""
        tag = tagging(model, "--format", "jsonl", sentence)
        commands = {'`slottag tag "one sentence"`': tag, "`slottag --help`": ["-m", "slottag", "--help"]}
        for shown, arguments in commands.items():
            processes[shown + suffix] = lambda a=arguments, c=checkout: quietly(a, c)  # type: ignore[misc]
    taken = [{name: run().processor_seconds for name, run in processes.items()} for _ in range(2 * rounds)]
    medians = {name: statistics.median(run[name] for run in taken) for name in processes}
    torch, numpy, typer = list(medians.values())[:3]
    head = ["process", "seconds", "beside torch", "beside numpy", "beside typer, rich"]
    rows = [
        [name, f"{time:.3f}", *(f"{time / other:.2f}" for other in (torch, numpy, typer))]
        for name, time in medians.items()
    ]
    return table(head, rows)


def jobs(model: str, texts: Path, rounds: int) -> str:
    """How much sooner two jobs are done than one, by the clock and as it would be if both had a core to themselves."""
    found = [[shares(model, texts, number) for number in (1, 2)] for _ in range(rounds)]
    freely = statistics.median(one.itself / (two.itself + two.workers / 2) for one, two in found)
    clock = statistics.median(one.seconds / two.seconds for one, two in found)
    itself, workers = (statistics.median(getattr(two, part) for _, two in found) for part in ("itself", "workers"))
    one, load = statistics.median(one.itself for one, _ in found), os.getloadavg()[0]
    return (
        f"`--jobs 2`: of the CPU time, {itself:.2f} s are the process's that reads and writes and {workers:.2f} s those"
        f" of the two that tag; one job takes {one:.2f} s. With two free cores that is done **{freely:.2f}** times as"
        f" soon; by the clock it was {clock:.2f} times, on {os.cpu_count()} cores at a load of {load:.1f}."
    )


@dataclass(frozen=True)
class Shares:
    """Seconds of CPU time of a process itself and of those that it made, and by the clock."""

    itself: float
    workers: float
    seconds: float


def shares(model: str, texts: Path, number: int) -> Shares:
    """What so many jobs need to tag a file."""
    arguments = ["tag", "-m", model, "--format", "jsonl", "-i", str(texts), "--jobs", str(number)]
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", COUNTED, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    itself, workers = json.loads(done.stderr)
    return Shares(itself, workers, time.monotonic() - begun)


def spread(values: Sequence[float], shape: str) -> tuple[str, str]:
    """The median in bold, and the range."""
    shown = [shape.format(value) for value in (statistics.median(values), min(values), max(values))]
    return f"**{shown[0]}**", f"{shown[1]} to {shown[2]}"


if __name__ == "__main__":
    main()
