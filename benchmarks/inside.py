"""The pictures of ``docs/inside.md``, each drawn from what ``slottag inspect`` tells, and how states and cells compare.

Usage: python -m benchmarks.inside [-m models/booking] [--models FOLDER]

FOLDER holds the models of the experiments as NAME-SEED, as ``python -m benchmarks.inspection --models FOLDER`` leaves
them; seed 0 is shown.
"""

from __future__ import annotations

import argparse
import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import results
from benchmarks.accuracy import slottag
from benchmarks.results import asked_to_write, begin, table, write_section
from slottag.cli.draw_gates import colour_of, digits_of
from slottag.data.corpus import load_corpus
from slottag.files import writing
from slottag.runtime import Tagger

FOLDER = Path(__file__).parent.parent / "docs" / "inside"
_INK, _HIGH, _WIDE = "#7c7c76", 18, 8
# A value nearer to 0 than this counts as at rest.
_REST = 0.1


@dataclass(frozen=True)
class Picture:
    """What one command shows: of these neurons if any are asked for, else of the most telling.

    Attributes:
        model: the name of the model.
        text: what it reads.
        gates: what is shown.
        asked: properties, each with the gate that is to tell it and the tokens at which it is judged.
        layer: the layer that is asked for and shown.
    """

    model: str
    text: str
    gates: tuple[str, ...]
    asked: tuple[tuple[str, str, str], ...] = ()
    layer: int = 1

    def commands(self) -> list[list[str]]:
        """Those that find its neurons."""
        return [
            ["inspect", "--find", wanted, self.model, "--show", gate, "--at", at, "--layer", str(self.layer)]
            for wanted, gate, at in self.asked
        ]

    def shown(self, neurons: Sequence[int]) -> list[str]:
        """The command that draws it."""
        gates = [part for gate in self.gates for part in ("--show", gate)]
        chosen = ["--neurons", ",".join(map(str, neurons))] if neurons else []
        return ["inspect", self.text, *gates, *chosen, "--layer", str(self.layer)]


PICTURES = {
    "counter": Picture("counter", "a a a a a X b b b b b", ("cell",), (("count:a-b", "cell", "."),)),
    "selective-counter": Picture(
        "selective-counter", "a X a a X a Y b b b b", ("cell", "input", "candidate"), (("count:a-b", "cell", "."),)
    ),
    "memory-a": Picture(
        "memory", "A x x x x x Y a", ("hidden", "input"), (("seen:A", "hidden", "x"), ("seen:B", "hidden", "x"))
    ),
    "memory-b": Picture(
        "memory", "B x x x x x Y b", ("hidden", "input"), (("seen:A", "hidden", "x"), ("seen:B", "hidden", "x"))
    ),
    "copy": Picture(
        "copy", "a b c b X a b c b", ("hidden",), tuple((f"slot:{symbol}", "hidden", "X.*") for symbol in "abc"), 2
    ),
    "booking": Picture("booking", "I would like to arrive Taipei on November 2nd", ("hidden",)),
}


def main() -> None:
    """Draw all pictures and write the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-m", "--model", type=Path, default=Path("models/booking"))
    parser.add_argument("--models", type=Path, default=Path("models/experiments"))
    arguments = begin(parser, needs="a booking model and those of the experiments", takes="2 minutes")
    for name, picture in PICTURES.items():
        place = arguments.model if picture.model == "booking" else arguments.models / f"{picture.model}-0"
        neurons = [first(command, place) for command in picture.commands()]
        command = picture.shown([*dict.fromkeys(neurons)])
        draw(json.loads(slottag([*command, "-m", str(place), "--json"])), name)
        print(f"{name}: slottag {shlex.join(command)}", flush=True)
    write_states(arguments.model, arguments.models)


def first(command: list[str], model: Path) -> int:
    """The number of the neuron that a command finds first."""
    found: int = json.loads(slottag([*command, "-m", str(model), "--json"]))["neurons"][0]["neuron"]
    return found


def draw(told: dict[str, Any], name: str) -> None:
    """What one command told, as SVG that reads on a light page and on a dark one."""
    widths = [max(3, len(token)) * _WIDE + 4 for token in told["tokens"]]
    label = 5 * _WIDE
    starts = [label + sum(widths[:place]) for place in range(len(widths))]
    parts = [_text(start, _HIGH, token, "bold") for start, token in zip(starts, told["tokens"], strict=True)]
    line = 1
    for title, rows in told["gates"].items():
        line += 1
        parts.append(_text(0, line * _HIGH, title, "italic"))
        scale = max(1.0, max(abs(value) for values in rows.values() for value in values))
        for neuron, values in rows.items():
            parts.append(_text(0, (line + 1) * _HIGH, neuron))
            parts += [_cell(start, line * _HIGH + 4, width, value / scale, value)
                      for start, width, value in zip(starts, widths, values, strict=True)]  # fmt: skip
            line += 1
    parts += [_text(starts[span["first"]], (line + 1) * _HIGH, span["slot"], "bold") for span in told["spans"]]
    width, height = starts[-1] + max(widths[-1], 120), (line + 2) * _HIGH
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    if not asked_to_write():
        return
    with writing(FOLDER / f"{name}.svg") as stream:
        stream.write(
            f'{head} font-family="monospace" font-size="12" fill="{_INK}">\n' + "\n".join(parts) + "\n</svg>\n"
        )


def _text(x: float, y: float, text: str, style: str = "") -> str:
    marks = {"bold": ' font-weight="bold"', "italic": ' font-style="italic"'}
    return f'<text x="{x}" y="{y}"{marks.get(style, "")}>{escape(text)}</text>'


def _cell(x: float, y: float, width: float, share: float, value: float) -> str:
    red, green, blue = colour_of(share)
    box = f'<rect x="{x}" y="{y}" width="{width - 1}" height="{_HIGH - 1}" fill="rgb({red},{green},{blue})">'
    ink = "#ffffff" if abs(share) > 0.55 else "#202020"
    digits = f'<text x="{x + 3}" y="{y + 13}" fill="{ink}">{digits_of(share)}</text>'
    return f"{box}<title>{value:+.2f}</title></rect>{digits}"


def write_states(booking: Path, experiments: Path) -> None:
    """How far hidden states are sharpened cell states, and how many of either are at rest."""
    models = {"booking": booking, **{name: experiments / f"{name}-0" for name in ("counter", "memory", "copy")}}
    rows = [[name, *compared(name, Tagger.load(path))] for name, path in models.items()]
    head = ["model", "correlation of hidden with tanh(cell)", f"cells within {_REST} of 0, %", "hidden states, %"]
    body = f"Over the test split, all neurons of the last layer together.\n\n{table(head, rows)}"
    write_section("Inspection: states and cells", "python -m benchmarks.inside", body)


def compared(corpus: str, tagger: Tagger) -> Sequence[str]:
    """The figures of one model."""
    sentences = load_corpus(corpus, tokenizer=tagger.tokenizer).split("test")[:300]
    layers = [layer for recording in tagger.reader.recordings(sentences) for layer in recording.layers]
    last = [layer for layer in layers if layer.layer == layers[-1].layer]
    cell, hidden = (np.concatenate([layer.gates[name].ravel() for layer in last]) for name in ("cell", "hidden"))
    shares = (100 * float(np.mean(np.abs(values) < _REST)) for values in (cell, hidden))
    return [f"{np.corrcoef(np.tanh(cell), hidden)[0, 1]:.3f}", *(f"{share:.1f}" for share in shares)]


if __name__ == "__main__":
    results.run(main)
