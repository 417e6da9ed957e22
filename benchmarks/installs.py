"""How large the installs are: the base, which tags, and that of all extras, in megabytes and packages.

Usage: python -m benchmarks.installs [base] [all] [--write]

Each is installed into an environment of its own, which goes afterwards; needs the package registry.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.results import ROOT, begin, run, table, write_section

INSTALLS = {"base": "", "all": "[all]"}


def main() -> None:
    """Install, measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("installs", nargs="*", metavar="|".join(INSTALLS), default=["base"])
    arguments = begin(parser, needs="the package registry, and with all 7 GB of disk", takes="1 minute, with all 10")
    rows = [[name, *measured(INSTALLS[name])] for name in arguments.installs]
    body = table(["install", "megabytes", "packages"], rows)
    body += "\n\nWithout pip and what else an empty environment holds."
    command = f"python -m benchmarks.installs {' '.join(arguments.installs)}"
    write_section("Installs", command, body)


def measured(extra: str) -> list[str]:
    """The megabytes and the packages that an install adds to an empty environment."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = str(Path(folder, "bin", "python"))
        before = megabytes(Path(folder)), packages(python)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"{ROOT}{extra}"]
        subprocess.run([*install, "--constraint", str(ROOT / "constraints.txt")], check=True)
        return [f"{megabytes(Path(folder)) - before[0]:,.0f}", str(packages(python) - before[1])]


def megabytes(folder: Path) -> float:
    """The size of a folder's files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


def packages(python: str) -> int:
    """How many are installed."""
    command = [python, "-m", "pip", "list", "--format", "freeze", "--disable-pip-version-check"]
    return len(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines())


if __name__ == "__main__":
    run(main)
