"""Let everything befall slottag that ``catalogue.py`` lists, and print a table of counts.

    python -m benchmarks.faults [NAME …] [--share 0.1] [--jobs N]

Each failure is told on a line of its own below the table; the exit status is 1 where there was one.
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from benchmarks.faults.catalogue import FAULTS, befall

_FEW = 5


def main() -> None:
    """Run the fault programs that are named, or all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *FAULTS], help=f"of {', '.join(FAULTS)}")
    parser.add_argument("--share", type=float, default=1.0, help="the part of all tries to make")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="fault programs that run at a time")
    arguments = parser.parse_args()
    names = arguments.names or list(FAULTS)
    width = max(map(len, names))
    print(f"{'fault':{width}}  {'tries':>6}  {'failures':>8}  seconds", flush=True)
    told: list[str] = []
    # New processes, not copies of this one: what befalls one program is not seen by another.
    with ProcessPoolExecutor(arguments.jobs, mp_context=get_context("spawn")) as pool:
        running = {pool.submit(befall, name, arguments.share): name for name in names}
        for done in as_completed(running):
            name, (tally, seconds) = running[done], done.result()
            print(f"{name:{width}}  {tally.tries:6,}  {len(tally.failures):8,}  {seconds:7.0f}", flush=True)
            told += [f"{name}: {failure}" for failure in tally.failures[:_FEW]]
    print("\n".join(told))
    sys.exit(1 if told else 0)


if __name__ == "__main__":
    main()
