"""Train other taggers on DATA, choose each on dev, and score it on test and on its perturbations.

Usage: python -m benchmarks.peers DATA [--peer NAME]… [--settings N] [--model MODEL]…

Run it in an environment that has ``benchmarks/peers/requirements.txt`` beside slottag. Each peer's model is kept with
what it scored in ``models/peers/DATA``, and not trained again while it is there; the section shows all that is kept,
and the models of slottag that are named beside them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks.peers.catalogue import MODEL, NAMES, OUTCOME, kept, peer_named
from benchmarks.peers.outcome import Outcome, outcomes, section
from benchmarks.peers.peer import Peer
from benchmarks.peers.training import attempts, tag_of, versions
from benchmarks.results import begin, run, shown_path, write_section
from benchmarks.robustness import Suite, Tag, unmarked
from slottag.data.corpus import Corpus, load_corpus
from slottag.evaluation import evaluate
from slottag.files import writing_folder
from slottag.runtime.tagger import Tagger
from slottag.tagging.threads import calm_threads

SEED = 0


def main() -> None:
    """Train the peers that the command line asks for and write the section down."""
    calm_threads()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("--peer", action="append", choices=NAMES, help="train this one; all if not given")
    parser.add_argument(
        "--settings", type=int, metavar="N", help="try the first N settings of each peer; all if not given"
    )
    parser.add_argument("--model", action="append", type=Path, default=[], help="a model directory to show beside them")
    arguments = begin(parser, needs="the data and the packages of requirements.txt", takes="10 minutes for each peer")
    corpus = load_corpus(arguments.data)
    suite = Suite.of(corpus, SEED)
    for name in arguments.peer or NAMES:
        if not kept(arguments.data, name).exists():
            train(peer_named(name), corpus, suite, kept(arguments.data, name), arguments.settings)
    models = [outcome_of(model, suite) for model in arguments.model]
    body = section(outcomes(arguments.data), models, list(suite.perturbed))
    named = "".join(f" --model {shown_path(str(model))}" for model in arguments.model)
    command = f"python -m benchmarks.peers {shown_path(arguments.data)}{named}"
    write_section(f"Peers: {Path(arguments.data).name}", command, body)
    print(body)


def train(peer: Peer, corpus: Corpus, suite: Suite, place: Path, most: int | None) -> None:
    """Train a peer with each of its settings, score the best, and keep it there."""
    made_with = versions(peer)
    with tempfile.TemporaryDirectory() as workshop:
        tried = list(attempts(peer, corpus.split("train"), corpus.split("dev"), Path(workshop), most))
        best = max(tried, key=lambda attempt: attempt.dev_score)
        tag = tag_of(peer.load(best.folder))
        outcome = Outcome(
            dev_f1=100 * best.dev_score,
            exact_match=exact_match(tag, suite),
            f1=suite.scores(tag),
            setting=best.setting,
            versions=made_with,
            seconds=best.seconds,
            all_seconds=[attempt.seconds for attempt in tried],
            curve=[(seconds, 100 * score) for seconds, score in best.curve],
        )
        with writing_folder(place) as folder:
            shutil.copytree(best.folder, folder / MODEL)
            (folder / OUTCOME).write_text(json.dumps(asdict(outcome), indent=1), encoding="utf-8")


def outcome_of(model: Path, suite: Suite) -> Outcome:
    """What a model of slottag scores."""
    tag = unmarked(Tagger.load(model))
    metrics = json.loads((model / "metrics.json").read_text(encoding="utf-8"))
    return Outcome(100 * metrics["dev_score"], exact_match(tag, suite), suite.scores(tag))


def exact_match(tag: Tag, suite: Suite) -> float:
    """The part of the test sentences with no wrong span, in percent."""
    return 100 * evaluate(suite.clean, tag(suite.clean)).exact_match


if __name__ == "__main__":
    run(main)
