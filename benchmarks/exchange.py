"""What training one network on several machines would gain: a step's computation beside the exchange of its gradients.

Usage: python -m benchmarks.exchange [DATA] [--rounds 3] [--steps 30]

Two processes of this machine make the steps of a training of DATA, each by itself, and then exchange as many numbers
as the network has by an all-reduce of torch's gloo over the machine's own loopback. With N processes a step has an Nth
of the sentences, and the exchange on top of that. Steps are told in CPU time, and of exchanges the fastest, which other
programs on the machine disturb least.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch.multiprocessing.spawn import spawn

from benchmarks import results
from benchmarks.results import begin, shown_path, table, write_section
from slottag.data.corpus import load_corpus
from slottag.model import Vocabulary
from slottag.model.defaults import defaults_for
from slottag.training import TrainingData, TrainingState
from slottag.training.material import Material

PROCESSES = 2
# Networks between machines, in gigabits a second, beside which the measured exchange is set.
WIRES = (1, 10)


@dataclass(frozen=True)
class Step:
    """Milliseconds of a step: of a whole batch, of a half, and of the exchange; and numbers that are exchanged."""

    whole: float
    half: float
    exchange: float
    numbers: int


def main() -> None:
    """Measure and write the section down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", default="booking")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=30)
    arguments = begin(parser, needs="nothing but torch", takes="a minute")
    found = measured(arguments.data, arguments.rounds, arguments.steps)
    name = Path(arguments.data).name
    command = f"python -m benchmarks.exchange {shown_path(arguments.data)}"
    write_section(f"Exchange of gradients: {name}", command, told(found))


def measured(data: str, rounds: int, steps: int) -> list[Step]:
    """What the first of the two processes measures, once for each round."""
    with tempfile.TemporaryDirectory() as folder:
        queue = multiprocessing.get_context("spawn").SimpleQueue()
        spawn(  # type: ignore[no-untyped-call]
            process, (f"file://{folder}/meeting", data, rounds, steps, queue), nprocs=PROCESSES
        )
        found: list[Step] = queue.get()
    return found


def process(rank: int, meeting: str, data: str, rounds: int, steps: int, queue: Any) -> None:
    """One of the processes."""
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=PROCESSES)
    corpus = load_corpus(data)
    config = defaults_for(corpus, None)
    material = Material.of(corpus, config.training.dev_share)
    vocabulary = Vocabulary.from_sentences(material.train, material.cuts)
    size = TrainingState(config, vocabulary, len(material.train), torch.device("cpu")).settings.batch_size
    assert size is not None
    found = []
    for _ in range(rounds):
        whole, half = (stepping(material, config, vocabulary, part, steps) for part in (size, size // PROCESSES))
        numbers = torch.zeros(parameters(config, vocabulary, material))
        found.append(Step(whole, half, exchanging(numbers, steps), numbers.numel()))
    torch.distributed.destroy_process_group()
    if rank == 0:
        queue.put(found)


def parameters(config: Any, vocabulary: Vocabulary, material: Material) -> int:
    """How many numbers are learned, and so exchanged."""
    state = TrainingState(config, vocabulary, len(material.train), torch.device("cpu"))
    return sum(array.size for array in state.weights().values())


def stepping(material: Material, config: Any, vocabulary: Vocabulary, size: int, steps: int) -> float:
    """Milliseconds of CPU of one step with so many sentences, the median."""
    settings = config.replace({"batch_size": size})
    data = TrainingData(material.train, settings.network, vocabulary)
    state = TrainingState(settings, vocabulary, len(data), torch.device("cpu"))
    now = state.begin_epoch(1)
    taken = []
    for number, batch in zip(range(steps), data.batches(now, 1), strict=False):
        begun = time.process_time()
        state.learn(batch, number, 10_000)
        taken.append(time.process_time() - begun)
    return 1000 * statistics.median(taken)


def exchanging(numbers: torch.Tensor, steps: int) -> float:
    """Milliseconds of one exchange, the fastest."""
    taken = []
    for _ in range(steps):
        torch.distributed.barrier()
        begun = time.perf_counter()
        torch.distributed.all_reduce(numbers)
        taken.append(time.perf_counter() - begun)
    return 1000 * min(taken)


def told(found: list[Step]) -> str:
    """The section."""
    parts = ("whole", "half", "exchange")
    whole, half, exchange = (statistics.median(getattr(one, part) for one in found) for part in parts)
    numbers = found[0].numbers
    # Each sends all but its own part of the numbers, in 32 bits, twice: to be added, and the sums.
    sent = 2 * (PROCESSES - 1) / PROCESSES * 32 * numbers
    wires = [(f"{PROCESSES} machines, {wire} Gbit/s between them", half, 1000 * sent / (wire * 1e9)) for wire in WIRES]
    rows = [
        [name, f"{step:.1f}", f"{exchanged:.1f}", f"{step + exchanged:.1f}", f"{whole / (step + exchanged):.2f}"]
        for name, step, exchanged in (
            ("one process", whole, 0.0),
            (f"{PROCESSES} processes of this machine", half, exchange),
            *wires,
        )
    ]
    return "\n\n".join(
        [
            f"A step of a training in milliseconds, medians of {len(found)} rounds; {numbers:,} numbers are exchanged,"
            f" {4 * numbers / 1e6:.1f} MB:",
            table(["", "computation", "exchange", "together", "times as fast"], rows),
            "The exchange is measured over the loopback of one machine, and for a wire reckoned from its bits a second"
            " alone, without any delay.",
        ]
    )


if __name__ == "__main__":
    results.run(main)
