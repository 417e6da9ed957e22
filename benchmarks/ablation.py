"""What each part of the default settings gives: it left out, another in its place, or something beside it.

Usage: python -m benchmarks.ablation [VARIANT …] [--data data/atis …] [--seeds 5]

Each training is a run of ``benchmarks.trials``, on settings or on a trial; the epoch is chosen on dev, and test is not
looked at. What it gave is noted in ``ablation.jsonl``, so that a study goes on where it was ended, and ``ABLATION.md``
is written anew from all notes that still hold. Without ``--write`` the page is printed, and notes are kept in
``models``. Several studies may write the notes at once.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import tomli_w

from benchmarks import results
from benchmarks.results import ROOT, asked_to_write, begin, machine, table
from benchmarks.trials.catalogue import TRIALS
from benchmarks.trials.training import HELD_OUT, Outcome
from slottag.files import writing
from slottag.model import Config
from slottag.model.presets import BEST_OF_MANY, PRESETS
from slottag.tagging.threads import calm_threads

CORPORA = ["data/atis", "data/snips", "data/mit-restaurant"]
NOTES, WRITTEN = Path(__file__).parent / "ablation.jsonl", Path(__file__).parent / "ABLATION.md"
# What is noted where no tracked file is to be written.
UNTRACKED = ROOT / "models" / "ablation.jsonl"
SEEDS = 5

# To be raised when a default, a trial or the training itself becomes another: no earlier note holds any longer. A new
# setting whose default changes nothing leaves them as they are.
VERSION = 3

# The part of its epochs that each training makes: there are hundreds of trainings.
EFFORT = 0.5


@dataclass(frozen=True)
class Variant:
    """Something other than the default settings.

    Attributes:
        told: what it is in words.
        settings: those that are not the default ones.
        trial: what is changed that is no setting.
    """

    told: str
    settings: Mapping[str, object] = field(default_factory=dict)
    trial: str = "none"

    def config(self, seed: int) -> Config:
        """All settings, with this seed."""
        config = TRIALS[self.trial].config.replace({**self.settings, "seed": seed})
        return config.replace({"effort": EFFORT * config.training.effort})

    @property
    def digest(self) -> str:
        """A short name of what is other than by default: only the same has it, in this version."""
        told = json.dumps([VERSION, self.trial, differing(self.config(seed=0))], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


DEFAULT = "default"
BESIDE = {"language_weight": Config().training.language_weight}
GROUPS: Mapping[str, Mapping[str, Variant]] = {
    "Presets": {
        DEFAULT: Variant("the default settings"),
        "fast": Variant("the preset `fast`", PRESETS["fast"]),
        "best": Variant("two members and twice the epochs, as `best` has them", PRESETS["best"]),
        "best-of-many": Variant("tags and embeddings as `best` has them for many sentences", BEST_OF_MANY[100]),
        "two-members": Variant("two members, whose scores are averaged", {"members": 2}),
        "four-members": Variant("four members", {"members": 4}),
    },
    "Words": {
        "no-characters": Variant("words without their characters", {"inputs": "words"}),
        "more-characters": Variant("100 filters over characters", {"character_filters": 100}),
        "no-words": Variant("characters alone", {"inputs": "characters"}),
        "character-lstm": Variant("characters by an LSTM in place of the CNN", trial="character-lstm"),
        "affixes": Variant("prefix, suffix and shape beside the CNN", trial="affixes"),
        "affixes-alone": Variant("prefix, suffix and shape in place of the CNN", {"character_filters": 0}, "affixes"),
        "no-word-dropout": Variant("no word read as unknown", {"word_dropout": 0.0}),
        "more-word-dropout": Variant("words read as unknown three times as readily", {"word_dropout": 3.0}),
    },
    "Network": {
        "narrow": Variant("100 units a direction", {"hidden": 100}),
        "wide": Variant("250 units a direction", {"hidden": 250}),
        "two-layers": Variant("two layers", {"layers": 2}),
        "gru": Variant("GRU in place of the LSTM", {"encoder": "gru"}),
        "attention": Variant("attention beside each state", {"attention": True}),
        "no-sentence": Variant("no say of the sentence as a whole in the tags", {"sentence": False}),
        "jordan": Variant("what was given fed back: Jordan in place of the LSTM", {"encoder": "jordan"}),
        "focus": Variant("the tag before fed back: an LSTM with focus in place of the CRF", trial="focus"),
    },
    "Tags and losses": {
        "softmax": Variant("softmax in place of the CRF", {"decoder": "softmax"}),
        "ranking": Variant("softmax with a ranking loss in place of the CRF", trial="ranking"),
        "bioes": Variant("BIOES tags", {"scheme": "bioes"}),
        "label-smoothing": Variant("label smoothing", {"label_smoothing": 0.1}),
        "softmax-smoothing": Variant("softmax with label smoothing", {"decoder": "softmax", "label_smoothing": 0.1}),
        "consistency": Variant("two readings of each sentence that should agree", trial="consistency"),
        "no-intent": Variant("no head for the intent", {"intent": False}),
    },
    "Sentences": {
        "no-noise": Variant("no slips, case and punctuation", {"noise": 0.0}),
        "no-renaming": Variant("no invented names", {"renaming": 0.0}),
        "clean": Variant("neither noise nor invented names", {"noise": 0.0, "renaming": 0.0}),
        "substitution": Variant("values of the same slot in place of each other", trial="substitution"),
        "substitution-alone": Variant("the same, no invented names", {"renaming": 0.0}, "substitution"),
    },
    "Language model": {
        "no-language": Variant("no word foretold", {"language_weight": 0.0}),
        "more-language": Variant("foretold words that count twice", {"language_weight": 0.2}),
        "pretraining": Variant("words foretold first, the tags after it", trial="pretraining"),
        "pretraining-beside": Variant("words foretold first, and beside the tags", BESIDE, "pretraining"),
    },
    "Training": {
        "slower-rate": Variant("a learning rate of 0.003", {"learning_rate": 0.003}),
        "no-curriculum": Variant("noise and dropout whole from the start", {"curriculum": 0.0}),
        "longer": Variant("half as many epochs again", {"effort": 1.5}),
        "no-dropout": Variant("no dropout", {"dropout": 0.0}),
        "token-dropout": Variant("dropout of other features at each token", trial="token-dropout"),
        "no-averaging": Variant("the weights as they are, not their average", {"averaging": 0.0}),
        "constant-rate": Variant("a constant learning rate", trial="constant-rate"),
        "constant-bare": Variant("a constant learning rate, no average", {"averaging": 0.0}, "constant-rate"),
        "cosine-rate": Variant("a learning rate that falls as a cosine", trial="cosine-rate"),
    },
}
VARIANTS = {name: variant for group in GROUPS.values() for name, variant in group.items()}


@dataclass(frozen=True)
class Note:
    """What a training gave: ``settings`` is the digest of its variant, ``machine`` where it ran."""

    data: str
    settings: str
    seed: int
    outcome: Outcome
    machine: str


def main() -> None:
    """Train what the command line asks for, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("variants", nargs="*", metavar="VARIANT", default=list(VARIANTS), help=", ".join(VARIANTS))
    parser.add_argument("--data", nargs="+", default=CORPORA)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    arguments = begin(parser, needs="the corpora and hours", takes="hundreds of trainings: 2 to 7 minutes each")
    if unknown := [name for name in arguments.variants if name not in VARIANTS]:
        parser.error(f"no variant {', '.join(unknown)}; expected some of {', '.join(VARIANTS)}")
    calm_threads()
    for seed in range(arguments.seeds):
        for variant in arguments.variants:
            for data in arguments.data:
                train(variant, data, seed)
    if asked_to_write():
        with writing(WRITTEN) as stream:
            stream.write(page(notes()))
    else:
        print(page(notes()))


def train(name: str, data: str, seed: int) -> None:
    """Train one model and note what it gave, unless that is known."""
    variant, corpus = VARIANTS[name], Path(data).name
    if any((note.data, note.settings, note.seed) == (corpus, variant.digest, seed) for note in notes()):
        return
    outcome = run(variant, data, seed)
    place = NOTES if asked_to_write() else UNTRACKED
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(asdict(Note(corpus, variant.digest, seed, outcome, machine()))) + "\n")
    print(f"{name}, {corpus}, seed {seed}: {100 * outcome.score:.2f}, {outcome.seconds:.0f} s", flush=True)


def run(variant: Variant, data: str, seed: int) -> Outcome:
    """What the trial tells, in a process of its own: nothing of it is left behind."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "settings.toml"
        file.write_bytes(tomli_w.dumps(variant.config(seed).to_tables()).encode())
        command = [sys.executable, "-m", "benchmarks.trials", variant.trial, data, "--config", str(file)]
        told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Outcome(**json.loads(told))


def differing(config: Config) -> dict[str, dict[str, object]]:
    """The settings that are not those of the classes, in their tables."""
    defaults = Config().to_tables()
    return {
        part: {name: value for name, value in settings.items() if value != defaults[part][name]}
        for part, settings in config.to_tables().items()
    }


def notes() -> list[Note]:
    """All that is known."""
    places = [place for place in (NOTES, UNTRACKED) if place.exists()]
    rows = [json.loads(line) for place in places for line in place.read_text(encoding="utf-8").splitlines()]
    return [Note(**{**row, "outcome": Outcome(**row["outcome"])}) for row in rows]


def page(known: Sequence[Note]) -> str:
    """All that is known, as Markdown."""
    found: dict[tuple[str, str], dict[int, Note]] = defaultdict(dict)
    for note in known:
        found[note.data, note.settings][note.seed] = note
    corpora = [Path(data).name for data in CORPORA]
    made = {
        name: [list(found[corpus, variant.digest].values()) for corpus in corpora] for name, variant in VARIANTS.items()
    }
    here = machine()
    others = sorted({note.machine for note in known} - {here})
    tables = [section(told, list(group), made, here) for told, group in GROUPS.items()]
    elsewhere = f" Some seeds were trained on {'; '.join(others)}, and their CPU times are left out." if others else ""
    return f"""# Ablation

`python -m benchmarks.ablation`: what each part of the default settings gives and costs, and what was tried and gives
nothing. Each row differs from the default settings in the one thing that it names; what is no setting of slottag is a
trial of `benchmarks/trials`, where its source stands.

Of the train split {HELD_OUT:.0%}, always the same sentences, are held out. A network learns from the others, its epoch
is chosen on dev, and the figure is F1 on dev and the held-out part together: dev alone is so small (that of SNIPS has
700 sentences) that another seed moves its F1 more than most of what is tried here. `ablation.jsonl` has the F1 of each
part as well. Test is not looked at. Every network, that of the default settings among them, is trained for {EFFORT:.0%}
of its epochs: so all rows can be had, and what is behind may be behind because it learns more slowly.

A cell has the mean, the standard deviation over the seeds (their number in brackets) and the CPU time of a training.
The last column is the mean of what a row has more than the default settings, ± its standard error, over the corpora
(their number in brackets) that are measured from two seeds or more; what is less than twice that error may be chance.

{"".join(tables)}Measured on {here}.{elsewhere}
"""


def section(told: str, names: Sequence[str], made: Mapping[str, Sequence[Sequence[Note]]], here: str) -> str:
    """The table of a group, if anything in it has been measured."""
    rows = [
        [
            VARIANTS[name].told,
            *(cell(notes, here) for notes in own),
            gain(own, made[DEFAULT]) if name != DEFAULT else "",
        ]
        for name in names
        if any(own := made[name])
    ]
    head = [told.lower(), *(f"{Path(data).name}: F1, CPU time" for data in CORPORA), "gain"]
    return f"## {told}\n\n{table(head, rows)}\n\n" if rows else ""


def cell(notes: Sequence[Note], here: str) -> str:
    """What several seeds gave on a corpus, and the time it took on this machine; empty where there is none."""
    if not notes:
        return ""
    scores = [100 * note.outcome.score for note in notes]
    spread = f" ± {statistics.stdev(scores):.2f}" if len(scores) > 1 else ""
    seconds = [note.outcome.seconds for note in notes if note.machine == here]
    took = f", {statistics.median(seconds):.0f} s" if seconds else ""
    return f"{statistics.fmean(scores):.2f}{spread} ({len(scores)}){took}"


def gain(variant: Sequence[Sequence[Note]], default: Sequence[Sequence[Note]]) -> str:
    """How much more a variant has than the default settings, over the corpora with two seeds of both, and how sure that
    is; empty where there is no such corpus.
    """
    both = [pair for pair in zip(variant, default, strict=True) if min(map(len, pair)) > 1]
    if not both:
        return ""
    scores = [[[100 * note.outcome.score for note in notes] for notes in pair] for pair in both]
    mean = statistics.fmean(statistics.fmean(own) - statistics.fmean(other) for own, other in scores)
    error = math.sqrt(sum(statistics.variance(own) / len(own) for pair in scores for own in pair)) / len(scores)
    return f"{mean:+.2f} ± {error:.2f} ({len(scores)})"


if __name__ == "__main__":
    results.run(main)
