"""What each part of the default settings gives: it left out, or another in its place, measured on dev.

Usage: python -m benchmarks.ablation [VARIANT …] [--data ../shared/data/atis …] [--seeds 5]

Each training is ``slottag train`` with the settings of a variant, the epoch chosen on dev; test is not looked at. What
it gave is noted in ``ablation.jsonl``, so that a study goes on where it was ended, and ``ABLATION.md`` is written anew
from all notes on the present settings.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import tomli_w

from benchmarks.results import machine, processor_seconds, table
from slottag.files import writing
from slottag.model import Config

CORPORA = ["../shared/data/atis", "../shared/data/snips", "../shared/data/mit-restaurant"]
NOTES, WRITTEN = Path(__file__).parent / "ablation.jsonl", Path(__file__).parent / "ABLATION.md"

SEEDS = 5

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
class Note:
    """What a training with these settings gave; ``settings`` is a digest of all of them, the seed included."""

    data: str
    settings: str
    dev_score: float
    seconds: float


def main() -> None:
    """Train what the command line asks for, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("variants", nargs="*", metavar="VARIANT", default=list(VARIANTS))
    parser.add_argument("--data", nargs="+", default=CORPORA)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    arguments = parser.parse_args()
    for variant in arguments.variants:
        for seed in range(arguments.seeds):
            for data in arguments.data:
                train(variant, data, seed)
    with writing(WRITTEN) as stream:
        stream.write(page())


def train(variant: str, data: str, seed: int) -> None:
    """Train one model and note what it gave, unless that is known."""
    chosen = Config().replace({**VARIANTS[variant].settings, "seed": seed})
    name = Path(data).name
    if known(name, chosen):
        return
    with tempfile.TemporaryDirectory() as folder:
        file, model = Path(folder) / "settings.toml", Path(folder) / "model"
        file.write_bytes(tomli_w.dumps(chosen.to_tables()).encode())
        seconds = processor_seconds(["-m", "slottag", "train", data, "-m", str(model), "--config", str(file)])
        score = json.loads((model / "metrics.json").read_text(encoding="utf-8"))["dev_score"]
    note = Note(name, digest(chosen), score, round(seconds, 1))
    with NOTES.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(asdict(note)) + "\n")
    print(f"{variant}, {name}, seed {seed}: {score:.4f}, {seconds:.0f} s", flush=True)


def digest(config: Config) -> str:
    """A short name of all settings: others have another."""
    return hashlib.sha256(json.dumps(config.to_tables(), sort_keys=True).encode()).hexdigest()[:16]


def known(name: str, config: Config) -> Note | None:
    """What is known of these settings on a corpus."""
    lines = NOTES.read_text(encoding="utf-8").splitlines() if NOTES.exists() else []
    notes = (Note(**json.loads(line)) for line in lines)
    return next((note for note in notes if (note.data, note.settings) == (name, digest(config))), None)


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
    """What is known of a variant on a corpus with the present settings; empty where that is nothing."""
    tried = [Config().replace({**VARIANTS[variant].settings, "seed": seed}) for seed in range(SEEDS)]
    found = [note for config in tried if (note := known(Path(data).name, config))]
    if not found:
        return ""
    scores = [100 * note.dev_score for note in found]
    spread = f" ± {statistics.stdev(scores):.2f}" if len(scores) > 1 else ""
    seconds = statistics.median(note.seconds for note in found)
    return f"{statistics.fmean(scores):.2f}{spread} ({len(scores)}), {seconds:.0f} s"


if __name__ == "__main__":
    main()
