"""Which part of a training the CPU time goes to."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from torch import nn
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.optim.optimizer import register_optimizer_step_pre_hook

from benchmarks.trials.place import put
from slottag.model import TrainingConfig
from slottag.nn import Batch, LanguageModel, Objective
from slottag.nn.attention import Attention
from slottag.nn.characters import CharacterCNN
from slottag.nn.decoders import CRF, Softmax
from slottag.nn.encoder import Encoder
from slottag.training import TrainingData, session
from slottag.training.loop import Score, epochs
from slottag.training.state import TrainingState, Weights
from slottag.training.steps import DevScore, Step

# What is entered and left again inside something else; a module that is not here belongs to what it is part of.
MODULES: dict[type[nn.Module], str] = {
    nn.Embedding: "forward: inputs",
    CharacterCNN: "forward: inputs",
    Encoder: "forward: encoder",
    Attention: "forward: encoder",
    CRF: "forward: decoder",
    Softmax: "forward: decoder",
    LanguageModel: "forward: language model",
    Objective: "forward: emissions, intents and the sum",
}
# What follows upon each other.
BATCHES, BACKWARD, OPTIMISER, DEV, KEEPING = (
    "making batches",
    "backward, clipping",
    "optimiser, average",
    "dev evaluation",
    "keeping what was reached",
)
PARTS = (BATCHES, *dict.fromkeys(MODULES.values()), BACKWARD, OPTIMISER, DEV, KEEPING)


class Stopwatch:
    """CPU time, always going to one part: ``seconds`` by its name."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._part = KEEPING
        self._since = time.process_time()

    def turn(self, part: str) -> str:
        """From here on the time is that part's; returns whose it was."""
        now = time.process_time()
        self.seconds[self._part] += now - self._since
        before, self._part, self._since = self._part, part, now
        return before

    def stop(self) -> None:
        """Count what has gone by."""
        self.turn(self._part)


@contextmanager
def watching(watch: Stopwatch) -> Iterator[None]:
    """Have the watch follow the trainings of this process for as long as this is entered."""
    with ExitStack() as stack:
        stack.enter_context(put(TrainingData, "batches", _watched_batches(watch)))
        stack.enter_context(put(session, "epochs", _watched_epochs(watch)))
        outside: list[str] = []

        def enter(module: nn.Module, _: Any) -> None:
            if type(module) in MODULES:
                outside.append(watch.turn(MODULES[type(module)]))

        def leave(module: nn.Module, *_: Any) -> None:
            if type(module) in MODULES:
                watch.turn(outside.pop())

        def optimise(*_: Any) -> None:
            watch.turn(OPTIMISER)

        for handle in (
            register_module_forward_pre_hook(enter),
            register_module_forward_hook(leave),
            register_optimizer_step_pre_hook(optimise),
        ):
            stack.callback(handle.remove)
        yield


def _watched_batches(watch: Stopwatch) -> Any:
    """``TrainingData.batches``; what is done with a batch is ``BACKWARD`` until it is known better."""
    own = TrainingData.batches

    def batches(self: TrainingData, config: TrainingConfig, epoch: int) -> Iterator[Batch]:
        watch.turn(BATCHES)
        for batch in own(self, config, epoch):
            watch.turn(BACKWARD)
            yield batch
            watch.turn(BATCHES)

    return batches


def _watched_epochs(watch: Stopwatch) -> Any:
    """The training loop, with the dev score told from what is done before and after it."""

    def watched(state: TrainingState, data: TrainingData, score: Score, spent: float = 0.0) -> Iterator[Step]:
        def scored(weights: Weights) -> DevScore:
            watch.turn(DEV)
            value = score(weights)
            watch.turn(KEEPING)
            return value

        return epochs(state, data, scored, spent)

    return watched
