"""From a corpus to a model: what must be done before the first epoch and after the last."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch

from slottag.data.symbols import predicts_next
from slottag.errors import ConfigError, DivergenceError
from slottag.evaluation import MEASURES, standard_error
from slottag.files import check_writable, working_alone
from slottag.model import Config, Model, Vocabulary
from slottag.model.fingerprints import TRAINED_ON, fingerprints
from slottag.model.names import CURVE
from slottag.model.place import model_place
from slottag.model.shapes import check_size
from slottag.model.vectors.opening import open_vectors
from slottag.runtime import Tagger
from slottag.training.calibration import fitted_temperature
from slottag.training.checkpoint import restore_checkpoint, save_checkpoint, training_place
from slottag.training.curve import draw_curve
from slottag.training.data import TrainingData
from slottag.training.loop import epochs
from slottag.training.material import Material
from slottag.training.others import joined, member_configs, others_place, rounds_place
from slottag.training.queue import Over, Run, Standing, Training, awaited, in_turn
from slottag.training.state import TrainingState, Weights
from slottag.training.steps import DevScore, EpochDone, Step


class Session:
    """A training of one model directory, kept beside it after each epoch so that it can be taken up again.

    Where the settings ask for more members, those are trained first, each in a session of its own; or meanwhile, where
    ``run`` trains them elsewhere.

    Attributes:
        material: what it is trained on.
        state: the training itself.
        measure: the figure on dev that the best epoch is chosen by.

    Raises:
        OutputError: a model cannot be written there.
        ConfigError: tags that are the next symbols, with a network that sees them.
        ModelError, ConfigError: with ``resume``, nothing to go on from, or something else than this.
    """

    def __init__(
        self,
        material: Material,
        config: Config,
        directory: Path,
        *,
        device: torch.device,
        resume: bool = False,
        run: Run = in_turn,
    ) -> None:
        self._run = run
        self._spent = 0.0
        self._place = model_place(directory)
        self._kept = training_place(directory)
        self._others, self._rounds = others_place(directory), rounds_place(directory)
        for place in (self._place, self._kept, self._others, self._rounds):
            place.check()
        _check_reading(material, config)
        self.material = material
        self._resumed = resume
        self._fingerprint = material.fingerprint
        vectors = open_vectors(config.network.vector_tables)
        vocabulary = Vocabulary.from_sentences(material.train, material.cuts, vectors)
        check_size(config.network, vocabulary)
        self.measure = MEASURES[config.network.task]
        self._data = TrainingData(material.train, config.network, vocabulary)
        self.state = TrainingState(config, vocabulary, len(self._data), device)
        check_writable(directory)
        check_writable(self._kept.path, self.state.size)
        if resume:
            restore_checkpoint(self.state, self._kept.path, self._fingerprint)

    @property
    def over(self) -> bool:
        """Whether the training is."""
        return self.state.over

    @property
    def reached(self) -> bool:
        """Whether there is a model to finish."""
        return bool(self.state.history) and all(
            model_place(training.directory).holds() for training in self._member_trainings()
        )

    @property
    def told(self) -> list[str]:
        """What is to be said of it once it is over, a line each."""
        return []

    @property
    def displaces(self) -> bool:
        """Whether another training was ended and is kept there, which this one takes the place of."""
        return not self._resumed and self._kept.holds()

    def steps(self) -> Generator[Step, None, None]:
        """Train, keeping the state after each epoch; whoever stops taking steps may still ``finish``.

        What is kept before the first epoch, for a training that is killed, goes where it is ended otherwise.

        Raises:
            DivergenceError: the loss or the weights are no longer finite; the model of the epochs before is written.
            OutputError: another process trains the same model directory, or what is reached cannot be kept.
        """
        with working_alone(self._place.path):
            yield from self._steps()

    def _steps(self) -> Iterator[Step]:
        several = self.state.config.network.members > 1
        # Another training that is kept here goes when this one has something to keep.
        begun = not self._resumed and (several or not self._kept.holds())
        if begun:
            # In this order: what is kept now makes nothing of members that another training left.
            save_checkpoint(self.state, self._kept.path, self.material.corpus, self._fingerprint)
            self._others.remove()
        try:
            with closing(self._train_others()) as others:
                yield from self._train_all(others)
        except DivergenceError:
            if self.reached:
                self._write({})
            raise
        finally:
            if begun and not self.state.history and not self._others.path.exists():
                self._kept.remove()

    def finish(self, notes: Mapping[str, Any] | None = None) -> Model:
        """Write the best model so far into its directory, its confidences fitted to dev, these notes among its metrics;
        the kept state goes once the run is over.

        Raises:
            ConfigError: no epoch has ended yet.
        """
        if not self.reached:
            networks = self.state.config.network.members
            epoch = f"epoch of the last of {networks} networks" if networks > 1 else "epoch"
            lacking = f"one of {networks} networks is not trained" if self.state.history else f"no {epoch} has ended"
            raise ConfigError(f"{lacking}, so there is no model to keep; give the training more time")
        with working_alone(self._place.path):
            return self._write(notes or {})

    def _write(self, notes: Mapping[str, Any]) -> Model:
        model = self._whole()
        temperature = fitted_temperature(model, self.material.dev)
        metrics = {**self._metrics(model), "temperature": temperature, **notes}
        model = replace(model, temperature=temperature, metrics=metrics, slots=self.material.slots)
        model.save(self._place.path, {CURVE: draw_curve(self.state.history, self.measure.name)})
        if self.state.over:
            # In this order: members that are gone would be trained again.
            for kept in (self._kept, self._others, self._rounds):
                kept.remove()
        return model

    def _train_all(self, others: Iterator[Step | None]) -> Iterator[Step]:
        """The steps of the other members and of this network: first theirs, or by turns where they go on elsewhere."""
        for step in others:
            if step is None:
                break
            yield step
        for step in epochs(self.state, self._data, self._score, self._spent):
            if isinstance(step, EpochDone):
                save_checkpoint(self.state, self._kept.path, self.material.corpus, self._fingerprint)
            yield step
            if (other := next(others, None)) is not None:
                yield other
        left: Iterator[Step] = awaited(others)
        yield from left

    def _train_others(self) -> Generator[Step | None, None, None]:
        """Train the members but this one, as far as they have not been."""
        queue = [(training, Standing.of(training, self.material)) for training in self._member_trainings()]
        for event in self._run(queue, Sessions(self.material, self.state.device), None) if queue else ():
            if event is None:
                yield None
            elif isinstance(event, Over):
                self._spent += event.metrics["history"][-1]["seconds"]
            else:
                yield replace(event.step, network=event.training.number, networks=event.training.of)

    def _member_trainings(self) -> list[Training]:
        config = self.state.config
        return [
            Training("member", alone, self._others.path / str(number), number, config.network.members)
            for number, alone in enumerate(member_configs(config), start=1)
        ]

    def _whole(self) -> Model:
        """The best network so far, together with the other members."""
        config, own = self.state.config, self._model(self.state.best)
        others = [Model.load(training.directory) for training in self._member_trainings()]
        return replace(own, config=config, weights=joined([model.weights for model in (*others, own)]))

    def _score(self, weights: Weights) -> DevScore:
        score = self._dev_score(self._model(weights))
        return DevScore(score, standard_error(score, self.material.dev))

    def _dev_score(self, model: Model) -> float:
        gold, tagger = self.material.dev, Tagger(model)
        return self.measure.score(gold, tagger.tag(tagger.reread(gold), confidence=False))

    def _model(self, weights: Weights) -> Model:
        """The network of these weights by itself."""
        state, material = self.state, self.material
        alone = state.config.replace({"members": 1})
        return Model(alone, state.vocabulary, weights, material.tokenizer, material.corpus)

    def _metrics(self, model: Model) -> dict[str, Any]:
        last = self.state.history[-1]
        return {
            "dev_score": self._dev_score(model),
            "measure": self.measure.name,
            "best_epoch": last.kept_epoch,
            "epochs": last.epoch,
            "seconds": round(last.seconds, 1),
            "train_sentences": len(self._data),
            "dev_sentences": len(self.material.dev),
            "parameters": sum(array.size for array in model.weights.values()),
            "fingerprint": self._fingerprint,
            TRAINED_ON: fingerprints(self.material.train),
            "history": [asdict(done) for done in self.state.history],
        }


@dataclass(frozen=True, slots=True)
class Sessions:
    """What begins the sessions of a queue: all on the same material and device."""

    material: Material
    device: torch.device

    def __call__(self, training: Training, resume: bool) -> Session:
        """The session of one of them, anew or taken up again."""
        return Session(self.material, training.config, training.directory, device=self.device, resume=resume)


def _check_reading(material: Material, config: Config) -> None:
    if config.network.sees_ahead and predicts_next(material.train):
        raise ConfigError(
            f"{material.corpus}: its tags are the next symbols, which this network sees; train one that reads left to"
            " right alone (a recurrent encoder of one direction, without attention)"
        )
