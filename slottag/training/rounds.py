"""Learning from sentences that nobody has marked: those of which a network is sure are learned from, in rounds.

What makes it work is a confidence that means what it says, and a first opinion that is not one network's alone. Source:
Yarowsky 1995, Unsupervised word sense disambiguation rivaling supervised methods; McClosky, Charniak & Johnson 2006,
Effective self-training for parsing; Zhou & Li 2005, Tri-training.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from math import prod
from pathlib import Path
from typing import Any

import torch

from slottag.errors import ConfigError
from slottag.files import working_alone
from slottag.model import Config, Model
from slottag.model.fingerprints import same_text
from slottag.model.names import CURVE
from slottag.model.place import model_place
from slottag.runtime import Tagger
from slottag.text import TOKENIZERS, Sentence, Span, Task
from slottag.text.fitted import FittedTokenizer
from slottag.training.calibration import fitted_temperature
from slottag.training.checkpoint import save_checkpoint, training_place
from slottag.training.material import Material
from slottag.training.others import joined, member_configs, others_place, rounds_place
from slottag.training.queue import Standing, Training
from slottag.training.session import Session
from slottag.training.state import TrainingState
from slottag.training.steps import Step

# How probable all spans of a sentence must be together for it to be learned from, in each round after the first.
SURE = (0.6, 0.7)
# The part of the sentences of a round that is marked, those repeated, and how many others there are at most.
_MARKED, _MOST = 0.2, 20_000
# The part of the epochs that a round makes which has many sentences.
_EFFORT = 0.4
# How many networks of the first round say together what is in the others, where fewer sentences than this are marked
# and a model is no ensemble anyway. Of more, three would take more time than they are worth.
_TOGETHER, _FEW = 3, 1000


class Rounds:
    """The training of one model directory on marked and unmarked sentences; seen from outside it is a ``Session``.

    The first round is of the marked sentences alone. What it finds in the others and is sure of is learned from in the
    second, beside the marked ones; and so on. Each is a session of its own, and its model the one that is kept if no
    other scores better on dev, which is marked. Of few sentences every network learns something else: in the first
    round some more are trained, and what all of them say together is what the second learns from.

    Attributes:
        material: the marked sentences.
        measure: the figure on dev that the round is chosen by.

    Raises:
        ConfigError: tags that are no spans; or as for a session.
    """

    def __init__(
        self,
        material: Material,
        texts: Sequence[str],
        config: Config,
        directory: Path,
        *,
        device: torch.device,
        resume: bool = False,
    ) -> None:
        if config.network.task is not Task.SPANS:
            raise ConfigError(f"{material.corpus}: unmarked sentences teach spans alone; train without them")
        self._place, self._rounds = model_place(directory), rounds_place(directory)
        self._rounds.check()
        # It sees to the place, the sizes and the settings, and stands beside the model while the rounds go on.
        self._current = self._whole = Session(material, config, directory, device=device, resume=resume)
        self._resumed = resume
        self.material, self.measure = material, self._whole.measure
        known = {same_text(sentence) for sentence in (*material.train, *material.dev)}
        tokenize = FittedTokenizer(material.cuts) if material.cuts else TOKENIZERS[material.tokenizer]
        sentences = (Sentence(text, tokenize(text)) for text in texts)
        self._others = [sentence for sentence in sentences if sentence.tokens and same_text(sentence) not in known]
        self._more = self._more_trainings(config)
        self._models: list[Model] = []
        self._taken: list[int] = []

    @property
    def state(self) -> TrainingState:
        """The round that is under way."""
        return self._current.state

    @property
    def displaces(self) -> bool:
        """Whether another training was ended and is kept there, which this one takes the place of."""
        return self._whole.displaces

    @property
    def over(self) -> bool:
        """Whether all rounds are."""
        return len(self._models) > len(SURE)

    @property
    def reached(self) -> bool:
        """Whether there is a model to finish."""
        return bool(self._models) or self._current.reached

    @property
    def told(self) -> list[str]:
        """What came of each round, a line each."""
        scores = [100 * model.metrics["dev_score"] for model in self._models]
        return [
            f"round {number}: {taken} of {len(self._others)} unmarked sentences are sure enough;"
            f" dev {self.measure.name} {before:.2f} → {after:.2f}"
            for number, (taken, before, after) in enumerate(zip(self._taken, scores, scores[1:], strict=False), start=2)
        ]

    def steps(self) -> Generator[Step, None, None]:
        """Train round after round, as far as that has not been done.

        Raises:
            DivergenceError, OutputError: as for a session.
        """
        with working_alone(self._place.path):
            if not self._resumed:
                kept = training_place(self._place.path).path
                save_checkpoint(self._whole.state, kept, self.material.corpus, self.material.fingerprint)
                self._rounds.remove()
            for number in range(len(SURE) + 1):
                yield from self._round(number)
                if number == 0:
                    yield from self._train_more()

    def finish(self, notes: Mapping[str, Any] | None = None) -> Model:
        """Write the model of the best round into the directory, with these notes among its metrics.

        Raises:
            ConfigError: no epoch has ended yet.
        """
        if not self._models:
            self._models = [self._current.finish()]
        best = max(range(len(self._models)), key=lambda number: (self._models[number].metrics["dev_score"], number))
        own = {
            "fingerprint": self.material.fingerprint,
            "unlabelled": len(self._others),
            "unlabelled_taken": ([0, *self._taken])[best],
            "round": best + 1,
        }
        found = self._models[best]
        model = replace(found, config=self._whole.state.config, metrics={**found.metrics, **own, **(notes or {})})
        with working_alone(self._place.path):
            model.save(self._place.path, {CURVE: (self._directory(best) / CURVE).read_bytes()})
            if self.over:
                # In this order: rounds that are gone would be trained again.
                for kept in (training_place(self._place.path), self._rounds):
                    kept.remove()
        return model

    def _round(self, number: int) -> Iterator[Step]:
        material, config = self.material, self._whole.state.config
        if number:
            material, config = self._widened(number), _shorter(config)
        before = number * config.network.members + (len(self._more) if number else 0)
        training = Training("round", config, self._directory(number), number + 1, len(SURE) + 1)
        yield from self._train(training, material, before)
        self._models.append(Model.load(training.directory))

    def _more_trainings(self, config: Config) -> list[Training]:
        if config.network.members > 1 or len(self.material.train) >= _FEW:
            return []
        alone = member_configs(config.replace({"members": _TOGETHER}))
        folder = others_place(self._directory(0)).path
        return [
            Training("network of the first round", settings, folder / str(number), number + 1, _TOGETHER)
            for number, settings in enumerate(alone, start=1)
        ]

    def _train_more(self) -> Iterator[Step]:
        """The other networks of the first round."""
        for training in self._more:
            yield from self._train(training, self.material, training.number - 1)

    def _train(self, training: Training, material: Material, before: int) -> Iterator[Step]:
        """Train a network, as far as that has not been done; so many go before it."""
        standing = Standing.of(training, material)
        if standing.metrics is not None:
            return
        device, resume = self._whole.state.device, standing.under_way
        session = self._current = Session(material, training.config, training.directory, device=device, resume=resume)
        networks = (len(SURE) + 1) * self._whole.state.config.network.members + len(self._more)
        for step in session.steps():
            yield replace(step, network=before + step.network, networks=networks)
        session.finish()

    def _widened(self, number: int) -> Material:
        """The marked sentences, repeated, and those that the round before was sure of."""
        sure = _sure(Tagger(self._together() if number == 1 else self._models[-1]), self._others, SURE[number - 1])
        self._taken.append(len(sure))
        times = max(1, round(len(sure) * _MARKED / (1 - _MARKED) / len(self.material.train)))
        return replace(self.material, train=[*self.material.train] * times + sure)

    def _together(self) -> Model:
        """The networks of the first round as one."""
        first = self._models[0]
        if not self._more:
            return first
        weights = joined([first.weights, *(Model.load(training.directory).weights for training in self._more)])
        config = first.config.replace({"members": 1 + len(self._more)})
        together = replace(first, config=config, weights=weights)
        return replace(together, temperature=fitted_temperature(together, self.material.dev))

    def _directory(self, number: int) -> Path:
        return self._rounds.path / str(number)


def _shorter(config: Config) -> Config:
    """The settings of a round with many sentences, none of which is wholly certain."""
    return config if config.training.epochs else config.replace({"effort": config.training.effort * _EFFORT})


def _sure(tagger: Tagger, sentences: Sequence[Sentence], least: float) -> list[Sentence]:
    """The sentences in all of whose spans the tagger is sure, with those as their marks; at least one is in each."""
    found = [
        Sentence(
            sentence.text, sentence.tokens, tuple(Span(span.start, span.end, span.slot) for span in sentence.spans)
        )
        for sentence in tagger.tag_many(sentences)
        if sentence.spans and prod(span.confidence or 0.0 for span in sentence.spans) >= least
    ]
    return found[:: 1 + len(found) // (_MOST + 1)]
