"""Let everything befall slottag that ``catalogue.py`` lists, and print a table of counts.

    python -m benchmarks.faults [NAME …] [--share 0.1]

Each failure is told on a line of its own below the table; the exit status is 1 where there was one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.faults.catalogue import FAULTS

_FEW = 5


def main() -> None:
    """Run the fault programs that are named, or all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *FAULTS], help=f"of {', '.join(FAULTS)}")
    parser.add_argument("--share", type=float, default=1.0, help="the part of all tries to make")
    arguments = parser.parse_args()
    width = max(map(len, FAULTS), default=0)
    print(f"{'fault':{width}}  {'tries':>6}  {'failures':>8}  seconds")
    told: list[str] = []
    for name in arguments.names or FAULTS:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="slottag-faults-") as folder:
            tally = FAULTS[name](Path(folder), arguments.share)
        seconds = time.monotonic() - begun
        print(f"{name:{width}}  {tally.tries:6,}  {len(tally.failures):8,}  {seconds:7.0f}", flush=True)
        told += [f"{name}: {failure}" for failure in tally.failures[:_FEW]]
    print("\n".join(told))
    sys.exit(1 if told else 0)


if __name__ == "__main__":
    main()
