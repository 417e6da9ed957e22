"""Where each network forgets: train it on the experiment ``memory`` up to growing distances.

Usage: python -m benchmarks.memory [--encoder NAME …] [--distances 10,20,50,100,150,200] [--seeds 0,1,2] [--alone]
                                   [--max-seconds 60] [--gradients] [-- OPTIONS OF slottag train]

At each distance D a network is trained on sequences with 1 to D symbols between what must be kept and where it is
asked for; with ``--alone`` on those with exactly D, from which it learns only if the gradient comes that far. Where
half of the sequences are right it knows nothing, for there are two. ``--gradients`` adds how large the gradient of the
loss at the question is with respect to the inputs before it, by their distance, before and after training. The pictures
are ``docs/networks/memory-by-distance.svg`` (``memory-alone.svg``) and ``gradients.svg``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from benchmarks import results
from benchmarks.accuracy import slottag
from benchmarks.pictures import Line, draw_lines
from benchmarks.results import begin, processor_seconds, split_options, table, write_section
from slottag.data import load_corpus
from slottag.model import Model
from slottag.nn import Network
from slottag.training import TrainingData

SHOWN = (0, 1, 2, 5, 10, 20, 50, 100, 150, 200)
Norms = NDArray[np.float64]


@dataclass(frozen=True)
class Result:
    """What one training gave.

    Attributes:
        at_distance: the part of the sequences of the greatest distance that are right.
        held: the greatest distance up to which every sequence is right.
        norms: by distance, of the gradients before and after training; empty if not asked for.
    """

    encoder: str
    distance: int
    seed: int
    at_distance: float
    held: int
    seconds: float
    norms: tuple[Norms, ...]


def main() -> None:
    """Run the sweep that the command line asks for."""
    arguments, options = parse()
    results = []
    for encoder in arguments.encoder or ["lstm"]:
        for distance in arguments.distances:
            for seed in arguments.seeds:
                results += [run(encoder, distance, seed, arguments, options)]
                print(*row(results[-1]), sep="  ", flush=True)
    write(results, arguments)
    draw(results, arguments)


def parse() -> tuple[argparse.Namespace, list[str]]:
    """The benchmark's own arguments, and behind ``--`` those that go to ``slottag train``."""
    own, options = split_options(sys.argv[1:])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", action="append")
    parser.add_argument("--distances", type=numbers, default=[10, 20, 50, 100, 150, 200])
    parser.add_argument("--seeds", type=numbers, default=[0, 1, 2])
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--max-seconds", default="60")
    parser.add_argument("--gradients", action="store_true")
    return begin(parser, needs="nothing but torch", takes="a minute for each distance and seed", arguments=own), options


def numbers(text: str) -> list[int]:
    """The numbers between commas."""
    return [int(number) for number in text.split(",")]


def run(encoder: str, distance: int, seed: int, arguments: argparse.Namespace, options: list[str]) -> Result:
    """Train and evaluate one network at one distance."""
    data = f"memory:{distance}-{distance}" if arguments.alone else f"memory:{distance}"
    with tempfile.TemporaryDirectory() as folder:
        model = str(Path(folder) / "model")
        command = ["train", data, "-m", model, "--encoder", encoder, "--seed", str(seed)]
        seconds = processor_seconds(["-m", "slottag", *command, "--max-seconds", arguments.max_seconds, *options])
        report = json.loads(slottag(["eval", data, "-m", model, "--json"]))
        norms = gradient_norms(Model.load(Path(model)), data, seed) if arguments.gradients else ()
    return Result(encoder, distance, seed, *remembered(report, distance), seconds, norms)


def remembered(report: dict[str, Any], distance: int) -> tuple[float, int]:
    """The part of the sequences right at the distance, and the greatest one up to which all are."""
    right = {int(length): score["exact_match"] for length, score in report["per_length"].items()}
    held = 0
    for length in sorted(right):
        if right[length] < 1:
            break
        held = length
    return right[distance], held


def gradient_norms(model: Model, data: str, seed: int) -> tuple[Norms, Norms]:
    """By distance from the question, before and after training, the norm of the gradient there."""
    torch.manual_seed(seed)
    network = Network(model.config.network, model.vocabulary)
    before = input_gradients(network, model, data)
    network.load_state_dict({name: torch.from_numpy(np.array(array)) for name, array in model.weights.items()})
    return before, input_gradients(network, model, data)


def input_gradients(network: Network, model: Model, data: str) -> Norms:
    """The mean norm, over the longest sequences of test, of ``∂ loss(question) / ∂ input`` by distance before it."""
    sentences = load_corpus(data).split("test")[-2:]
    batch = TrainingData(sentences, model.config.network, model.vocabulary).whole()
    seen: list[Tensor] = []
    hook = network.encoder.register_forward_pre_hook(lambda _module, inputs: seen.append(inputs[0]))
    emissions = network.eval()(batch).emissions
    hook.remove()
    question = emissions.shape[1] - 2
    loss = torch.nn.functional.cross_entropy(emissions[:, question], batch.tags[:, question], reduction="sum")
    (gradient,) = torch.autograd.grad(loss, seen)
    norms: Norms = gradient[:, : question + 1].norm(dim=2).mean(dim=0).flip(0).double().numpy()
    return norms


def row(result: Result) -> list[str]:
    """The figures of one training."""
    return [
        result.encoder,
        str(result.distance),
        str(result.seed),
        f"{100 * result.at_distance:.0f} %",
        str(result.held),
        f"{result.seconds:.0f}",
    ]


def write(results: list[Result], arguments: argparse.Namespace) -> None:
    """Write the section of the sweep."""
    head = ["encoder", "trained up to", "seed", "right there", "all right up to", "CPU time, s"]
    parts = [
        f"Sequences right at the greatest distance trained on, mean of {len(arguments.seeds)} seeds, in percent:",
        summary_table(results, arguments.distances),
        table(head, [row(result) for result in results]),
    ]
    if arguments.gradients:
        parts += ["Norm of the gradient of the loss at the question with respect to the input so many symbols before:"]
        parts += [gradient_table(results)]
    title = "Memory by distance, each alone" if arguments.alone else "Memory by distance"
    write_section(title, " ".join(["python -m benchmarks.memory", *sys.argv[1:]]), "\n\n".join(parts))


def summary_table(results: list[Result], distances: list[int]) -> str:
    """A row a network: the part of the sequences right at each distance, over the seeds."""
    rows = [
        [f"`{encoder}`", *(f"{value:.0f}" for value in by_distance(results, encoder, distances))]
        for encoder in encoders(results)
    ]
    return table(["encoder", *map(str, distances)], rows)


def encoders(results: list[Result]) -> list[str]:
    """The networks, in order."""
    return list(dict.fromkeys(result.encoder for result in results))


def by_distance(results: list[Result], encoder: str, distances: list[int]) -> list[float]:
    """The mean part of the sequences right at each distance, in percent."""
    own: dict[int, list[float]] = {distance: [] for distance in distances}
    for result in results:
        if result.encoder == encoder:
            own[result.distance] += [100 * result.at_distance]
    return [statistics.fmean(values) for values in own.values()]


def draw(results: list[Result], arguments: argparse.Namespace) -> None:
    """Draw what is right by distance, and the gradients before training at the greatest one."""
    distances = arguments.distances
    right = [Line(name, distances, by_distance(results, name, distances)) for name in encoders(results)]
    name = "memory-alone" if arguments.alone else "memory-by-distance"
    draw_lines(right, name, x="symbols between", y="sequences right, %")
    if arguments.gradients:
        first = {result.encoder: result.norms[0].tolist() for result in longest(results)}
        norms = [Line(encoder, list(range(len(values))), values) for encoder, values in first.items()]
        draw_lines(norms, "gradients", x="symbols before the question", y="norm of the gradient", logarithmic=True)


def longest(results: list[Result]) -> list[Result]:
    """Of each network the first training at the greatest distance."""
    distance = max(result.distance for result in results)
    return list({result.encoder: result for result in reversed(results) if result.distance == distance}.values())[::-1]


def gradient_table(results: list[Result]) -> str:
    """The gradients' norms at the distances that are shown, of the first training at the greatest one."""
    rows = []
    for result in longest(results):
        for when, norms in zip(("before", "after"), result.norms, strict=True):
            shown = [f"{norms[place]:.1e}" if place < len(norms) else "" for place in SHOWN]
            rows += [[f"`{result.encoder}`", when, *shown]]
    return table(["encoder", "training", *map(str, SHOWN)], rows)


if __name__ == "__main__":
    results.run(main)
