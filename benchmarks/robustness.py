"""Score models on a test set as it is, and on what each kind of perturbation makes of it.

Usage: python -m benchmarks.robustness DATA MODEL … [--seed 0]

The models are of one kind, trained from several seeds; the figures are their mean and standard deviation. The kinds
are those of ``benchmarks.perturbations``; one that changes no sentence of the test set is left out.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import results
from benchmarks.perturbations import kinds_for, perturb
from benchmarks.results import begin, shown_path, table, write_section
from slottag.data.corpus import Corpus, load_corpus
from slottag.evaluation import evaluate
from slottag.runtime.tagger import Tagger
from slottag.text import Sentence

Tag = Callable[[Sequence[Sentence]], Sequence[Sentence]]


@dataclass(frozen=True)
class Suite:
    """The sentences of a test set, and under each kind's name the same sentences perturbed, in the same order."""

    clean: Sequence[Sentence]
    perturbed: Mapping[str, Sequence[Sentence]]

    @classmethod
    def of(cls, corpus: Corpus, seed: int) -> Suite:
        """The suite of a corpus's test split, with names that its train split does not hold."""
        clean = corpus.split("test")
        made = {name: perturb(clean, name, kind, seed) for name, kind in kinds_for(corpus.split("train")).items()}
        return cls(clean, {name: sentences for name, sentences in made.items() if changed(clean, sentences)})

    def scores(self, tag: Tag) -> dict[str, float]:
        """The span F1 of a tagger, in percent, ``clean`` first, then each kind."""
        sets = {"clean": self.clean, **self.perturbed}
        return {name: 100 * evaluate(sentences, tag(sentences)).slot_f1 for name, sentences in sets.items()}


def main() -> None:
    """Score the models and write the section down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("models", nargs="+", metavar="MODEL", type=Path)
    parser.add_argument("--seed", type=int, default=0, help="of what the perturbations draw")
    arguments = begin(parser, needs="the data and models of it", takes="2 minutes for each model")
    taggers = [Tagger.load(model) for model in arguments.models]
    suite = Suite.of(load_corpus(arguments.data), arguments.seed)
    scores = [suite.scores(unmarked(tagger)) for tagger in taggers]
    body = f"{shown(suite, scores)}\n\nSpan F1 over the whole test set, {described(len(taggers))}."
    models = " ".join(shown_path(str(model)) for model in arguments.models)
    write_section(
        f"Robustness: {Path(arguments.data).name}",
        f"python -m benchmarks.robustness {shown_path(arguments.data)} {models} --seed {arguments.seed}",
        body,
    )
    print(body)


def unmarked(tagger: Tagger) -> Tag:
    """The tagger over the texts of sentences, without the probabilities, which no score needs."""
    return lambda sentences: tagger.tag(tagger.reread(sentences), confidence=False)


def changed(clean: Sequence[Sentence], perturbed: Sequence[Sentence]) -> int:
    """How many sentences have other tokens than before."""
    return sum(pair[0].words != pair[1].words for pair in zip(clean, perturbed, strict=True))


def shown(suite: Suite, scores: Sequence[Mapping[str, float]]) -> str:
    """A row for the clean test set, one for each kind, and their mean."""
    averages = [statistics.mean(own[name] for name in suite.perturbed) for own in scores]
    values = {name: [own[name] for own in scores] for name in scores[0]} | {"mean of the kinds": averages}
    parts = {name: changed(suite.clean, sentences) / len(suite.clean) for name, sentences in suite.perturbed.items()}
    rows = [
        [
            name,
            f"{100 * parts[name]:.0f} %" if name in parts else "",
            spread(found),
            "" if name == "clean" else beside(found, values["clean"]),
        ]
        for name, found in values.items()
    ]
    return table(["test set", "sentences changed", "F1", "beside clean"], rows)


def beside(values: Sequence[float], others: Sequence[float]) -> str:
    """By how much the mean is more than that of the others."""
    # A zero added to a rounded -0.0 makes it a plain one.
    return f"{round(statistics.mean(values) - statistics.mean(others), 2) + 0.0:+.2f}"


def spread(values: Sequence[float]) -> str:
    """Mean and standard deviation."""
    return f"{statistics.mean(values):.2f} ± {statistics.stdev(values) if len(values) > 1 else 0.0:.2f}"


def described(models: int) -> str:
    """What the figures are made of."""
    return "of one model" if models == 1 else f"mean and standard deviation of {models} models"


if __name__ == "__main__":
    results.run(main)
