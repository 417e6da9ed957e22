"""Train other taggers on DATA, choose each on dev, and score it on test and on its perturbations.

Usage: python -m benchmarks.peers DATA [--peer NAME]… [--model MODEL]…

Run it in an environment that has ``benchmarks/peers/requirements.txt`` beside slottag. What each peer scored is kept in
``models/peers/DATA`` and not asked again while it is there; the section shows all that is kept, and the models of
slottag that are named beside them.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from benchmarks.peers import bilstm_crf, crfsuite, spacy_ner
from benchmarks.peers.outcome import Outcome, section
from benchmarks.peers.peer import Peer
from benchmarks.results import shown_path, write_section
from benchmarks.robustness import Suite, Tag, unmarked
from slottag.data.corpus import Corpus, load_corpus
from slottag.evaluation import evaluate
from slottag.files import writing
from slottag.runtime.tagger import Tagger

PEERS = {"crfsuite": crfsuite.PEER, "spacy": spacy_ner.PEER, "bilstm-crf": bilstm_crf.PEER}
KEPT = Path("models/peers")
SEED = 0


def main() -> None:
    """Train the peers that the command line asks for and write the section down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("--peer", action="append", choices=PEERS, help="train this one; all if not given")
    parser.add_argument("--model", action="append", type=Path, default=[], help="a model directory to show beside them")
    arguments = parser.parse_args()
    corpus = load_corpus(arguments.data)
    suite = Suite.of(corpus, SEED)
    kept = {name: KEPT / Path(arguments.data).name / f"{name}.json" for name in PEERS}
    for name in arguments.peer or PEERS:
        if not kept[name].exists():
            keep(run(PEERS[name], corpus, suite), kept[name])
    peers = {name: Outcome(**json.loads(path.read_text("utf-8"))) for name, path in kept.items() if path.exists()}
    models = [outcome_of(model, suite) for model in arguments.model]
    body = section(peers, models, list(suite.perturbed))
    named = "".join(f" --model {shown_path(str(model))}" for model in arguments.model)
    command = f"python -m benchmarks.peers {shown_path(arguments.data)}{named}"
    write_section(f"Peers: {Path(arguments.data).name}", command, body)
    print(body)


def run(peer: Peer, corpus: Corpus, suite: Suite) -> Outcome:
    """Train a peer with each of its settings and score the best."""
    versions = peer.versions()
    attempts = list(peer.attempts(corpus.split("train"), corpus.split("dev")))
    best = max(attempts, key=lambda attempt: attempt.dev_score)
    return Outcome(
        dev_f1=100 * best.dev_score,
        exact_match=exact_match(best.tag, suite),
        f1=suite.scores(best.tag),
        setting=best.setting,
        versions=versions,
        seconds=best.seconds,
        all_seconds=[attempt.seconds for attempt in attempts],
    )


def outcome_of(model: Path, suite: Suite) -> Outcome:
    """What a model of slottag scores."""
    tag = unmarked(Tagger.load(model))
    metrics = json.loads((model / "metrics.json").read_text(encoding="utf-8"))
    return Outcome(100 * metrics["dev_score"], exact_match(tag, suite), suite.scores(tag))


def exact_match(tag: Tag, suite: Suite) -> float:
    """The part of the test sentences with no wrong span, in percent."""
    return 100 * evaluate(suite.clean, tag(suite.clean)).exact_match


def keep(outcome: Outcome, path: Path) -> None:
    """Write down what a peer scored."""
    with writing(path) as stream:
        json.dump(asdict(outcome), stream, indent=1)


if __name__ == "__main__":
    main()
