"""One training of a trial: on what, and what it scores."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import torch

from slottag.data.corpus import Corpus
from slottag.data.splits import set_aside
from slottag.evaluation import MEASURES
from slottag.model import Config
from slottag.runtime import Tagger
from slottag.text import Sentence
from slottag.training.material import Material
from slottag.training.session import Session

# The part of the train split that is held out.
HELD_OUT = 0.2


@dataclass(frozen=True)
class Outcome:
    """What a trial gave.

    Attributes:
        dev_score: on dev, by which the epoch was chosen.
        held_out_score: on the held-out part of the train split.
        score: on both together.
        seconds: the CPU time of the training.
    """

    dev_score: float
    held_out_score: float
    score: float
    seconds: float


@dataclass(frozen=True)
class Ground:
    """What the networks are trained on, and the sentences that neither they nor the choice of an epoch have seen."""

    material: Material
    held_out: tuple[Sentence, ...]

    @classmethod
    def of(cls, corpus: Corpus) -> Ground:
        """A part of the train split is set aside, always the same; test is not looked at."""
        train, held_out = set_aside(corpus.split("train"), HELD_OUT)
        return cls(Material(corpus.name, corpus.tokenizer, train, corpus.split("dev")), held_out)


def train(material: Material, config: Config, folder: Path) -> Tagger:
    """The tagger of the epoch that is chosen on dev."""
    session = Session(material, config, folder, device=torch.device("cpu"))
    for _ in session.steps():
        pass
    return Tagger(session.finish())


def measured(ground: Ground, config: Config, folder: Path) -> Outcome:
    """Train in an empty folder, and score what came of it."""
    begun = time.process_time()
    tagger = train(ground.material, config, folder / "model")
    seconds = time.process_time() - begun
    score = MEASURES[config.network.task].score
    dev, held_out = (list(gold) for gold in (ground.material.dev, ground.held_out))
    of_dev, of_held_out = (tagger.tag(gold, confidence=False) for gold in (dev, held_out))
    return Outcome(
        dev_score=score(dev, of_dev),
        held_out_score=score(held_out, of_held_out),
        score=score(dev + held_out, of_dev + of_held_out),
        seconds=round(seconds, 1),
    )
