"""Train with a trial's change of slottag, and tell what it gave as one line of JSON.

Usage: python -m benchmarks.trials NAME DATA [--config FILE]

The trial ``none`` changes nothing. A fifth of the train split is held out, always the same; the epoch is chosen on dev,
and F1 is that of dev, of the held-out part and of both together. Test is not looked at.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

import torch

from benchmarks.trials.catalogue import TRIALS
from benchmarks.trials.training import Ground, measured
from slottag.data.corpus import load_corpus
from slottag.model import Config


def main() -> None:
    """Make the trial that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", metavar="NAME", choices=TRIALS, help=", ".join(TRIALS))
    parser.add_argument("data", metavar="DATA")
    parser.add_argument("--config", type=Path, help="settings as TOML; the rest as the trial has them")
    arguments = parser.parse_args()
    trial = TRIALS[arguments.name]
    config = Config.read(arguments.config, trial.config) if arguments.config else trial.config
    torch.set_num_threads(1)
    with trial.change(), tempfile.TemporaryDirectory() as folder:
        outcome = measured(Ground.of(load_corpus(arguments.data)), config, Path(folder))
    print(json.dumps(asdict(outcome)))


if __name__ == "__main__":
    main()
