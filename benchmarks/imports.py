"""How long a program waits for slottag: CPU time of fresh processes that import it, load a model and tag a sentence.

Usage: python -m benchmarks.imports MODEL [--rounds 20]

The processes take turns, so that all see the same machine; times are medians of their CPU times.
"""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path

from benchmarks import results
from benchmarks.results import begin, processor_seconds, table, write_section

TEXT = "to Rome on Friday"


def main() -> None:
    """Measure and write the section down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    arguments = begin(parser, needs="a model", takes="a minute")
    load = f"import slottag; tagger = slottag.load({str(arguments.model)!r})"
    programs = {
        "bare Python": "",
        "`import slottag`": "import slottag",
        "`import numpy`": "import numpy",
        "… and `slottag.load(MODEL)`": load,
        f"… and `tagger({TEXT!r})`": f"{load}; tagger({TEXT!r})",
        "`import torch`": "import torch",
    }
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(arguments.rounds):
        for name, code in programs.items():
            times[name].append(1000 * processor_seconds(["-c", code]))
    bare = statistics.median(times["bare Python"])
    rows = [
        [name, f"{statistics.median(own):.0f}", f"{statistics.median(own) - bare:.0f}"] for name, own in times.items()
    ]
    body = table(["a fresh process", "ms", "more than bare Python, ms"], rows)
    write_section("Imports", f"python -m benchmarks.imports {arguments.model} --rounds {arguments.rounds}", body)
    print(body)


if __name__ == "__main__":
    results.run(main)
