"""What each part of the default settings gives: it left out, or another in its place, measured on dev.

Usage: python -m benchmarks.ablation [VARIANT …] [--data ../shared/data/atis …] [--seeds 5]

Each training is ``slottag train`` with the options of a variant, the epoch chosen on dev; test is not looked at. Models
stay in ``models/ablation``, so that a study goes on where it was ended, and ``ABLATION.md`` is written anew from
all of them that are there for the present settings.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

import tomli_w

from benchmarks.results import machine, processor_seconds, table
from slottag.files import writing
from slottag.model import Config
from slottag.model.config import read_toml

CORPORA = ["../shared/data/atis", "../shared/data/snips", "../shared/data/mit-restaurant"]
KEPT, WRITTEN = Path("models/ablation"), Path(__file__).parent / "ABLATION.md"

Settings = dict[str, object]


@dataclass(frozen=True)
class Variant:
    """A change of the default settings, and what it is in words."""

    told: str
    settings: Settings


VARIANTS = {
    "default": Variant("the default settings", {}),
    "no-intent": Variant("no head for the intent", {"intent": False}),
    "no-noise": Variant("no slips, case and punctuation", {"noise": 0.0}),
    "no-renaming": Variant("no invented names", {"renaming": 0.0}),
    "clean": Variant("neither noise nor invented names", {"noise": 0.0, "renaming": 0.0}),
    "no-averaging": Variant("the weights as they are, not their average", {"averaging": 0.0}),
    "no-characters": Variant("words without their characters", {"inputs": "words"}),
    "no-word-dropout": Variant("no word read as unknown", {"word_dropout": 0.0}),
    "no-dropout": Variant("no dropout", {"dropout": 0.0}),
    "softmax": Variant("softmax in place of the CRF", {"decoder": "softmax"}),
    "bioes": Variant("BIOES tags", {"scheme": "bioes"}),
    "attention": Variant("attention beside each state", {"attention": True}),
    "two-layers": Variant("two layers", {"layers": 2}),
    "narrow": Variant("100 units a direction", {"hidden": 100}),
    "wide": Variant("250 units a direction", {"hidden": 250}),
    "gru": Variant("GRU in place of the LSTM", {"encoder": "gru"}),
}


@dataclass(frozen=True)
class Kept:
    """What a training left."""

    dev_score: float
    seconds: float


def main() -> None:
    """Train what the command line asks for, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("variants", nargs="*", metavar="VARIANT", default=list(VARIANTS))
    parser.add_argument("--data", nargs="+", default=CORPORA)
    parser.add_argument("--seeds", type=int, default=5)
    arguments = parser.parse_args()
    for variant in arguments.variants:
        for seed in range(arguments.seeds):
            for data in arguments.data:
                train(variant, data, seed)
    with writing(WRITTEN) as stream:
        stream.write(page())


def train(variant: str, data: str, seed: int) -> None:
    """Train one model, unless it is there."""
    directory = place(variant, data, seed)
    if directory.exists() and is_current(directory, variant, seed):
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "settings.toml"
        file.write_bytes(tomli_w.dumps(settings(variant, seed).to_tables()).encode())
        command = ["-m", "slottag", "train", data, "-m", str(directory), "--config", str(file)]
        seconds = processor_seconds(command)
    with writing(timing(directory)) as stream:
        json.dump(seconds, stream)
    print(f"{variant}, {Path(data).name}, seed {seed}: {kept(directory).dev_score:.4f}, {seconds:.0f} s", flush=True)


def settings(variant: str, seed: int) -> Config:
    """All settings of a variant."""
    return Config().replace({**VARIANTS[variant].settings, "seed": seed})


def place(variant: str, data: str, seed: int) -> Path:
    """Where a model is kept."""
    return KEPT / variant / Path(data).name / f"seed-{seed}"


def timing(directory: Path) -> Path:
    """The file beside a model that holds the CPU time of its training."""
    return directory.with_name(directory.name + ".json")


def is_current(directory: Path, variant: str, seed: int) -> bool:
    """Whether a model is of the settings that its variant has now."""
    tables = read_toml(directory / "config.toml")
    tables.pop("model")
    return Config.from_tables(tables, str(directory)) == settings(variant, seed) and timing(directory).exists()


def kept(directory: Path) -> Kept:
    """What a training left in a model's directory and beside it."""
    metrics = json.loads((directory / "metrics.json").read_text(encoding="utf-8"))
    return Kept(metrics["dev_score"], json.loads(timing(directory).read_text(encoding="utf-8")))


def page() -> str:
    """All that is known, as Markdown."""
    names = [Path(data).name for data in CORPORA]
    head = ["settings", *(f"{name}: dev F1, CPU time" for name in names)]
    rows = [[VARIANTS[variant].told, *(cell(variant, data) for data in CORPORA)] for variant in VARIANTS]
    return f"""# Ablation

`python -m benchmarks.ablation`: the mean dev F1 ± its standard deviation over the seeds (their number in brackets), the
epoch chosen on dev, and the CPU time of a training. Each row differs from the default settings in the one thing that it
names; a cell is empty where it has not been measured.

{table(head, [row for row in rows if any(row[1:])])}

Measured on {machine()}.
"""


def cell(variant: str, data: str) -> str:
    """What is known of a variant on a corpus; nothing where there is no model of the present settings."""
    seeds = [seed for seed in range(100) if place(variant, data, seed).exists()]
    found = [
        kept(place(variant, data, seed)) for seed in seeds if is_current(place(variant, data, seed), variant, seed)
    ]
    if not found:
        return ""
    scores = [100 * one.dev_score for one in found]
    spread = f" ± {statistics.stdev(scores):.2f}" if len(scores) > 1 else ""
    seconds = statistics.median(one.seconds for one in found)
    return f"{statistics.fmean(scores):.2f}{spread} ({len(scores)}), {seconds:.0f} s"


if __name__ == "__main__":
    main()
