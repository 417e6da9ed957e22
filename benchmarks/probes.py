"""In how many of some short frames a place is found, by kinds of places.

Usage: python -m benchmarks.probes CORPUS MODEL…

Frames and places lie in ``benchmarks/probes/CORPUS.toml``. Each frame says one of the places and has a mark for it; the
place counts as found if it alone, and all of it, has the slot of that mark. Of several models, those of other seeds,
the mean is shown.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence
from pathlib import Path

from benchmarks import results
from benchmarks.results import begin, shown_path, table, write_section
from benchmarks.robustness import Tag, unmarked
from slottag.corpora.engine.patterns import Mark, Pattern, parse_pattern
from slottag.corpora.engine.pieces import Piece, join
from slottag.corpora.engine.tables import read_table
from slottag.runtime.tagger import Tagger
from slottag.text import Sentence, Span

FOLDER = Path(__file__).parent / "probes"
_HOLE = "{place}"


def main() -> None:
    """Measure and write the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", metavar="CORPUS")
    parser.add_argument("models", nargs="+", metavar="MODEL", type=Path)
    arguments = begin(parser, needs="trained models", takes="a minute for each model")
    frames, places = read_probes(arguments.corpus)
    tags = [unmarked(Tagger.load(model)) for model in arguments.models]
    shares = {frame: [found(frame, own, tags) for own in places.values()] for frame in frames}
    body = shown(shares, list(places), len(tags))
    models = " ".join(shown_path(str(model)) for model in arguments.models)
    write_section(f"Probes: {arguments.corpus}", f"python -m benchmarks.probes {arguments.corpus} {models}", body)
    print(body)


def read_probes(corpus: str) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """The frames and the places by kind, those that have capitals in lower case, too."""
    probes = read_table(FOLDER, corpus)
    kinds = probes.sub("places").string_lists()
    cased = {kind: own for kind, own in kinds.items() if any(place != place.lower() for place in own)}
    lower = {f"{kind}, lower case": tuple(place.lower() for place in own) for kind, own in cased.items()}
    return probes.strings("frames"), kinds | lower


def found(frame: str, places: Sequence[str], tags: Sequence[Tag]) -> float:
    """The part of the places found in a frame, in percent, over all models."""
    sentences = [filled(frame, place) for place in places]
    told = [(sentence, asked(frame, sentence)) for sentence in sentences]
    right = [span in other.spans for tag in tags for (_, span), other in zip(told, tag(sentences), strict=True)]
    return 100 * statistics.mean(right)


def filled(frame: str, place: str) -> Sentence:
    """The sentence of a frame with a place, in lower case where the place is."""
    frame = frame.lower() if place.islower() else frame
    nodes = parse_pattern(frame.replace(_HOLE, place)).nodes
    return join(Piece(_text(node), node.slot if isinstance(node, Mark) else None) for node in nodes)


def asked(frame: str, sentence: Sentence) -> Span:
    """The span of the place that a frame leaves open."""
    marks = [node for node in parse_pattern(frame).nodes if isinstance(node, Mark)]
    return sentence.spans[[not isinstance(mark.body.nodes[0], str) for mark in marks].index(True)]


def shown(shares: dict[str, list[float]], kinds: list[str], models: int) -> str:
    """A row for each frame, a column for each kind."""
    rows = [[f"`{frame}`", *(f"{share:.1f}" for share in own)] for frame, own in shares.items()]
    means = ["mean", *(f"**{statistics.mean(own):.1f}**" for own in zip(*shares.values(), strict=True))]
    told = "Places found with their slot, in percent; to reach: 97 each"
    return f"{table(['', *kinds], [*rows, means])}\n\n{told}. Models: {models}."


def _text(node: object) -> str:
    body = node.body if isinstance(node, Mark) else Pattern("", (str(node),))
    return "".join(map(str, body.nodes))


if __name__ == "__main__":
    results.run(main)
