"""All trials by their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial

from benchmarks.trials.losses import Consistent, ranking
from benchmarks.trials.noise import Substitution
from benchmarks.trials.place import put, put_network
from benchmarks.trials.pretraining import pretraining
from benchmarks.trials.states import WithFocus
from benchmarks.trials.steps import constant, cosine, dropout
from benchmarks.trials.words import WithAffixes, WithCharacterLSTM
from slottag.model import Config
from slottag.nn.decoders import Softmax
from slottag.nn.dropout import SentenceDropout
from slottag.training import data, state


@dataclass(frozen=True)
class Trial:
    """A change of slottag that is no setting of it.

    Attributes:
        change: has a training in this process go otherwise, as long as it is entered.
        settings: those that go with it, where they are not the default ones.
    """

    change: Callable[[], AbstractContextManager[None]]
    settings: Mapping[str, object] = field(default_factory=dict)

    @property
    def config(self) -> Config:
        """The settings that it begins with."""
        return Config().replace(self.settings)


TRIALS = {
    "none": Trial(nullcontext),
    "ranking": Trial(partial(put, Softmax, "forward", ranking), {"decoder": "softmax"}),
    "consistency": Trial(partial(put, state, "Objective", Consistent)),
    "substitution": Trial(partial(put, data, "Noise", Substitution)),
    "token-dropout": Trial(partial(put, SentenceDropout, "forward", dropout)),
    "constant-rate": Trial(partial(put, state, "learning_rate_factor", constant)),
    "cosine-rate": Trial(partial(put, state, "learning_rate_factor", cosine)),
    "character-lstm": Trial(partial(put_network, WithCharacterLSTM)),
    "affixes": Trial(partial(put_network, WithAffixes)),
    "focus": Trial(partial(put_network, WithFocus), {"decoder": "softmax"}),
    "pretraining": Trial(pretraining, {"language_weight": 0.0}),
}
