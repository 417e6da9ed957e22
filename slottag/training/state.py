"""One training under way: the network, its optimiser and average, and the best weights so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from slottag.model import Config, TrainingConfig, Vocabulary
from slottag.nn import Batch, LanguageModel, Network, Objective
from slottag.nn.dropout import SentenceDropout
from slottag.training.average import WeightAverage
from slottag.training.schedule import in_epoch, learning_rate_factor
from slottag.training.steps import DevScore, EpochDone

# What the network's own parameters are called among those of all that is trained.
_NETWORK = "network."

Weights = dict[str, NDArray[np.float32]]


class TrainingState:
    """The state of a training, from which it can go on.

    Everything random in an epoch is drawn from the seed and the epoch's number, so the state needs no random state in
    it: a run taken up again after an epoch does what the uninterrupted one does.

    Attributes:
        config: what was set.
        settings: how it trains: what was left open is derived from the data.
        history: what each epoch so far ended with.
        best: the weights that are kept so far, chosen on dev; empty before the first epoch has ended.
    """

    def __init__(self, config: Config, vocabulary: Vocabulary, sentences: int, device: torch.device) -> None:
        torch.manual_seed(config.training.seed)
        self.config = config
        self.settings = config.training.for_data(sentences, len(vocabulary.slots))
        self.vocabulary = vocabulary
        self.device = device
        self.history: list[EpochDone] = []
        self.best: Weights = {}
        self._objective = _objective(config, vocabulary).to(device)
        self._parameters = dict(self._objective.named_parameters())
        settings = self.settings
        self._optimiser = torch.optim.AdamW(
            self._parameters.values(), lr=settings.learning_rate, weight_decay=settings.weight_decay, fused=True
        )
        self._average = WeightAverage(self._parameters, settings.averaging)

    @property
    def vectors(self) -> list[str]:
        """The fingerprints of the tables of vectors that the network reads."""
        return [table.fingerprint for table in self.vocabulary.vectors.tables]

    @property
    def epoch(self) -> int:
        """The number of epochs that have ended."""
        return len(self.history)

    @property
    def over(self) -> bool:
        """Whether all epochs have ended, or ``patience`` of them without a better score on dev."""
        if not self.history:
            return False
        last = self.history[-1]
        return last.epoch >= self.settings.epochs or last.epoch - last.best_epoch >= self.settings.patience

    @property
    def size(self) -> int:
        """The bytes on the disk that the training needs at most: its state before and after an epoch, and the model
        with all members. The state holds each parameter five times (itself, its average, two moments, the best).
        """
        parameters = sum(parameter.numel() for parameter in self._parameters.values())
        return 4 * parameters * (2 * 5 + self.config.network.members) + 2**20

    def begin_epoch(self, epoch: int) -> TrainingConfig:
        """Draw everything random of this epoch anew; gives the settings as they are in it."""
        torch.manual_seed(self.settings.seed * 1_000_003 + epoch)
        self._objective.train()
        settings = in_epoch(self.settings, epoch)
        for module in self._objective.modules():
            if isinstance(module, SentenceDropout):
                module.share = settings.dropout
        return settings

    def learn(self, batch: Batch, step: int, steps: int) -> float:
        """Take one step, number ``step`` (from 0) of ``steps`` in the whole training; returns the batch's loss."""
        settings = self.settings
        for group in self._optimiser.param_groups:
            group["lr"] = settings.learning_rate * learning_rate_factor((step + 0.5) / steps, settings.warmup)
        self._optimiser.zero_grad()
        batch = batch.to(self.device)
        loss: Tensor = self._objective(batch)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._parameters.values(), settings.clip)
        self._optimiser.step()
        self._average.update(self._parameters, step + 1)
        return float(loss.detach())

    def weights(self) -> Weights:
        """The averaged weights of the network as they are now."""
        return {
            name.removeprefix(_NETWORK): array
            for name, array in _to_numpy(self._average.weights).items()
            if name.startswith(_NETWORK)
        }

    def end_epoch(self, loss: float, dev: DevScore, seconds: float) -> EpochDone:
        """Note how an epoch ended, and keep its weights unless it is behind the best by more than chance.

        Dev is small, so the best score is in part luck; later weights come of smaller steps and a longer average.
        Source: the one standard error rule of Breiman, Friedman, Olshen & Stone 1984, Classification and regression
        trees.
        """
        epoch, settings, networks = self.epoch + 1, self.settings, self.config.network.members
        best_score, best_epoch, kept_epoch = dev.value, epoch, epoch
        if self.history:
            last = self.history[-1]
            if dev.value <= last.best_score:
                best_score, best_epoch = last.best_score, last.best_epoch
            if dev.value + dev.error < last.best_score:
                kept_epoch = last.kept_epoch
        if kept_epoch == epoch:
            self.best = self.weights()
        done = EpochDone(
            epoch, settings.epochs, loss, dev.value, best_score, best_epoch, kept_epoch, seconds, networks, networks
        )
        self.history.append(done)
        return done

    def tensors(self) -> dict[str, NDArray[np.float32]]:
        """Every array of the state under its own name."""
        state = self._optimiser.state_dict()["state"]
        moments = {f"{number}.{name}": value for number, row in state.items() for name, value in row.items()}
        groups = {
            "objective": _to_numpy(self._parameters),
            "average": _to_numpy(self._average.weights),
            "optimiser": _to_numpy(moments),
            "best": self.best,
        }
        return {f"{group}/{name}": array for group, arrays in groups.items() for name, array in arrays.items()}

    def shapes(self, epochs: int) -> dict[str, tuple[int, ...]]:
        """The names and shapes of the arrays of the state once so many epochs have ended."""
        own = {name: tuple(parameter.shape) for name, parameter in self._parameters.items()}
        shapes = {f"{group}/{name}": shape for group in ("objective", "average") for name, shape in own.items()}
        if epochs:
            for number, shape in enumerate(own.values()):
                moments = {"step": (), "exp_avg": shape, "exp_avg_sq": shape}
                shapes |= {f"optimiser/{number}.{name}": shape for name, shape in moments.items()}
            network = {name: shape for name, shape in own.items() if name.startswith(_NETWORK)}
            shapes |= {f"best/{name.removeprefix(_NETWORK)}": shape for name, shape in network.items()}
        return shapes

    def restore(self, tensors: Mapping[str, NDArray[np.float32]], history: Sequence[EpochDone]) -> None:
        """Put back the state that ``tensors`` and ``history`` gave, of the names and shapes that ``shapes`` tells."""
        groups: dict[str, Weights] = {"objective": {}, "average": {}, "optimiser": {}, "best": {}}
        for name, array in tensors.items():
            group, _, rest = name.partition("/")
            groups[group][rest] = array
        with torch.no_grad():
            for own, stored in ((self._parameters, "objective"), (self._average.weights, "average")):
                for name, parameter in own.items():
                    parameter.copy_(torch.from_numpy(groups[stored][name]))
        self.best = {name: array.copy() for name, array in groups["best"].items()}
        self.history = list(history)
        state: dict[int, dict[str, Tensor]] = {}
        for name, array in groups["optimiser"].items():
            number, _, moment = name.partition(".")
            state.setdefault(int(number), {})[moment] = torch.from_numpy(array.copy())
        self._optimiser.load_state_dict({**self._optimiser.state_dict(), "state": state})


def _objective(config: Config, vocabulary: Vocabulary) -> Objective:
    shape, training = config.network, config.training
    network = Network(shape, vocabulary, training.dropout)
    language = None
    if training.language_weight and shape.recurrent:
        language = LanguageModel(shape.hidden, shape.directions, len(vocabulary.words), training.dropout)
    return Objective(network, language, training)


def _to_numpy(tensors: Mapping[str, Tensor]) -> Weights:
    return {name: tensor.detach().cpu().numpy().copy() for name, tensor in tensors.items()}
