"""From a corpus to a model: what must be done before the first epoch and after the last."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch

from slottag.data.symbols import predicts_next
from slottag.errors import ConfigError, DivergenceError
from slottag.evaluation import MEASURES, standard_error
from slottag.model import Config, Model, Vocabulary
from slottag.model.directory import check_replaceable
from slottag.model.loading import CURVE
from slottag.model.shapes import check_size
from slottag.runtime import Tagger
from slottag.runtime.temperature import fit_temperature
from slottag.text import Task
from slottag.training.checkpoint import checkpoint_directory, restore_checkpoint, save_checkpoint
from slottag.training.curve import draw_curve
from slottag.training.data import TrainingData
from slottag.training.loop import epochs
from slottag.training.material import Material
from slottag.training.others import joined, member_configs, others_directory
from slottag.training.run import Run, Weights
from slottag.training.steps import DevScore, EpochDone, Step

# Sentences of dev that the temperature is fitted on; one number needs no more.
_ENOUGH = 2000

# How often training must have seen every word of a sentence for that sentence to be familiar.
_FAMILIAR = 2


class Session:
    """A training of one model directory, kept beside it after each epoch so that it can be taken up again.

    Where the settings ask for more members, those are trained first, each in a session of its own.

    Attributes:
        run: the training itself.
        measure: the figure on dev that the best epoch is chosen by.

    Raises:
        OutputError: a model cannot be written there.
        ConfigError: tags that are the next symbols, with a network that sees them.
        ModelError, ConfigError: with ``resume``, nothing to go on from, or something else than this.
    """

    def __init__(
        self, material: Material, config: Config, directory: Path, *, device: torch.device, resume: bool = False
    ) -> None:
        check_replaceable(directory)
        _check_reading(material, config)
        self._material = material
        self._directory = directory
        self._checkpoint = checkpoint_directory(directory)
        self._others = others_directory(directory)
        self._resumed = resume
        self._fingerprint = material.fingerprint
        vocabulary = Vocabulary.from_sentences(material.train)
        check_size(config.network, vocabulary)
        self.measure = MEASURES[config.network.task]
        self._data = TrainingData(material.train, config.network, vocabulary)
        self.run = Run(config, vocabulary, len(self._data), device)
        if resume:
            restore_checkpoint(self.run, self._checkpoint, self._fingerprint)

    def steps(self) -> Iterator[Step]:
        """Train, keeping the state after each epoch; whoever stops taking steps may still ``finish``.

        Raises:
            DivergenceError: the loss or the weights are no longer finite; the model of the epochs before is written.
        """
        spent = (yield from self._train_others()) if self.run.config.network.members > 1 else 0.0
        try:
            for step in epochs(self.run, self._data, self._score, spent):
                if isinstance(step, EpochDone):
                    save_checkpoint(self.run, self._checkpoint, self._fingerprint)
                yield step
        except DivergenceError:
            if self.run.history:
                self.finish()
            raise

    def finish(self, notes: Mapping[str, Any] | None = None) -> Model:
        """Write the best model so far into its directory, its confidences fitted to dev, these notes among its metrics;
        the kept state goes once the run is over.

        Raises:
            ConfigError: no epoch has ended yet.
        """
        if not self.run.history:
            networks = self.run.config.network.members
            epoch = f"epoch of the last of {networks} networks" if networks > 1 else "epoch"
            raise ConfigError(f"no {epoch} has ended, so there is no model to keep; give the training more time")
        model = self._whole()
        temperature = self._temperature(model)
        metrics = {**self._metrics(model), "temperature": temperature, **(notes or {})}
        model = replace(model, temperature=temperature, metrics=metrics)
        model.save(self._directory, {CURVE: draw_curve(self.run.history, self.measure.name)})
        if self.run.over:
            for kept in (self._checkpoint, self._others):
                shutil.rmtree(kept, ignore_errors=True)
        return model

    def _train_others(self) -> Generator[Step, None, float]:
        """Train the members but this one, as far as they have not been; gives the seconds that all of them took."""
        if not self._resumed:
            shutil.rmtree(self._others, ignore_errors=True)
            save_checkpoint(self.run, self._checkpoint, self._fingerprint)
        seconds = 0.0
        for number, config in enumerate(member_configs(self.run.config), start=1):
            directory = self._others / str(number)
            under_way = checkpoint_directory(directory).exists()
            if directory.exists() and not under_way:
                model = Model.load(directory)
            else:
                session = Session(self._material, config, directory, device=self.run.device, resume=under_way)
                for step in session.steps():
                    yield replace(step, network=number, networks=self.run.config.network.members)
                model = session.finish()
            seconds += model.metrics["history"][-1]["seconds"]
        return seconds

    def _whole(self) -> Model:
        """The best network so far, together with the other members."""
        config, own = self.run.config, self._model(self.run.best)
        others = [Model.load(self._others / str(number)) for number in range(1, config.network.members)]
        return replace(own, config=config, weights=joined([model.weights for model in (*others, own)]))

    def _score(self, weights: Weights) -> DevScore:
        score = self._dev_score(self._model(weights))
        return DevScore(score, standard_error(score, self._material.dev))

    def _dev_score(self, model: Model) -> float:
        gold = self._material.dev
        return self.measure.score(gold, Tagger(model).tag(gold, confidence=False))

    def _temperature(self, model: Model) -> float:
        """Fitted on dev, and from there on those of its sentences that are unfamiliar; 1 for plain tags, where what is
        found at a token without a tag is neither right nor wrong.

        Dev is of one kind with the training sentences, often nearly the same ones: on it a network is right more often
        than where it is used. The sentences with a word that is new, or was seen once, are closest to those to come.
        """
        if self.run.config.network.task is not Task.SPANS:
            return 1.0
        dev = self._material.dev[:: 1 + len(self._material.dev) // _ENOUGH]
        count, tagger = model.vocabulary.count, Tagger(model)
        unfamiliar = [sentence for sentence in dev if any(count(word) < _FAMILIAR for word in sentence.words)]
        return fit_temperature(list(tagger.readings(unfamiliar)), before=fit_temperature(list(tagger.readings(dev))))

    def _model(self, weights: Weights) -> Model:
        """The network of these weights by itself."""
        run, material = self.run, self._material
        alone = run.config.replace({"members": 1})
        return Model(alone, run.vocabulary, weights, material.tokenizer, material.corpus)

    def _metrics(self, model: Model) -> dict[str, Any]:
        last = self.run.history[-1]
        return {
            "dev_score": self._dev_score(model),
            "measure": self.measure.name,
            "best_epoch": last.kept_epoch,
            "epochs": last.epoch,
            "seconds": round(last.seconds, 1),
            "train_sentences": len(self._data),
            "dev_sentences": len(self._material.dev),
            "parameters": sum(array.size for array in model.weights.values()),
            "fingerprint": self._fingerprint,
            "history": [asdict(done) for done in self.run.history],
        }


def _check_reading(material: Material, config: Config) -> None:
    if config.network.sees_ahead and predicts_next(material.train):
        raise ConfigError(
            f"{material.corpus}: its tags are the next symbols, which this network sees; train one that reads left to"
            " right alone (a recurrent encoder with --directions 1, without attention)"
        )
