"""How far a look inside can be trusted: are the neurons found that must be there, do the words that decide come first?

Usage: python -m benchmarks.inspection [-m models/booking] [--seeds 0,1,2,3,4] [--pairs 100] [NAME …]

``neurons`` trains each experiment with several seeds and asks ``slottag inspect --find`` for the neuron that it needs;
``words`` leaves out the words of contrast pairs of the booking corpus, one at a time. Each training is the command
line's own, in a process of its own.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import results
from benchmarks.accuracy import slottag
from benchmarks.experiments import OPTIONS
from benchmarks.results import begin, table, write_section
from slottag.data.corpus import load_corpus
from slottag.inspection import Observed, Odds, aligned, explain, find, odds_of, parse_property
from slottag.inspection.find import Found
from slottag.runtime import Tagger
from slottag.text import Sentence
from slottag.text.schemes import Run

KINDS = {"places": ("origin", "destination"), "dates and times": ("_date", "_time"), "all": ("",)}


@dataclass(frozen=True)
class Asked:
    """A question put to the neurons of an experiment: the property, through which gate, at which tokens.

    ``of_counter`` asks not for the neuron that tells best but for that gate of the cell that counts best.
    """

    experiment: str
    gate: str
    wanted: str
    at: str | None = None
    of_counter: bool = False

    def best(self, tagger: Tagger) -> Found:
        """The neuron that is named first, or that gate of the counting cell."""
        sentences = load_corpus(self.experiment, tokenizer=tagger.tokenizer).split("test")
        observed = Observed.of(tagger, sentences)
        found = self._found(tagger, observed)
        if not self.of_counter:
            return found[0]
        counter = Asked(self.experiment, "cell", COUNT)._found(tagger, observed)[0].neuron
        return next(each for each in found if each.neuron.unit == counter.unit)

    def _found(self, tagger: Tagger, observed: Observed) -> tuple[Found, ...]:
        expression = re.compile(self.at) if self.at else None
        wanted = parse_property(self.wanted, tagger.scheme)
        return find(observed, wanted, keep=lambda part: part[2] == self.gate, at=expression).found

    def command(self) -> str:
        """The command that asks the same."""
        at = f" --at '{self.at}'" if self.at else ""
        whose = ", the line of the cell that counts best" if self.of_counter else ""
        return f"`slottag inspect --find {self.wanted} {self.experiment} --show {self.gate}{at} -m MODEL`{whose}"


COUNT = "count:a-b"
ASKED = (
    Asked("counter", "cell", COUNT),
    Asked("memory", "hidden", "seen:A", "x"),
    Asked("memory", "hidden", "seen:B", "x"),
    Asked("selective-counter", "cell", COUNT),
    Asked("selective-counter", "input", "regex:X", "a|X", of_counter=True),
)
KINDS = {"places": ("origin", "destination"), "dates and times": ("_date", "_time"), "all": ("",)}

_NEURONS = (
    "Each seed is trained as for the experiment's own section, then asked for the neuron that tells best: ranked on"
    " half of the test sequences, scored on the other half."
)

_WORDS = (
    "The first contrast pairs; of each sentence the spans that are found right and whose slot is another in its"
    " counterpart. A word decides if the counterpart does not have it.\nIn percent, how often such a word comes first:"
    " where an unknown word takes the place of one that is left out, or nothing does; ordered by the span's odds"
    " against the other slots of the same tokens, or by its probability. `slottag inspect --why` does the first."
)


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", default=["neurons", "words"])
    parser.add_argument("-m", "--model", type=Path, default=Path("models/booking"))
    parser.add_argument("--seeds", type=lambda text: [int(seed) for seed in text.split(",")], default=[0, 1, 2, 3, 4])
    parser.add_argument("--pairs", type=int, default=100)
    parser.add_argument("--models", type=Path, help="where models of the experiments are, or are put: NAME-SEED")
    arguments = begin(parser, needs="a booking model", takes="a minute for each seed of each experiment")
    if "neurons" in arguments.names:
        with tempfile.TemporaryDirectory() as folder:
            write_neurons(arguments.seeds, arguments.models or Path(folder))
    if "words" in arguments.names:
        write_words(arguments.model, arguments.pairs)


def write_neurons(seeds: Sequence[int], folder: Path) -> None:
    """Ask each experiment in each seed, and write it down."""
    rows = []
    for asked in ASKED:
        for seed in seeds:
            model = folder / f"{asked.experiment}-{seed}"
            if not model.exists():
                slottag(["train", asked.experiment, "-m", str(model), "--seed", str(seed), *OPTIONS[asked.experiment]])
            rows += [[asked.experiment, asked.wanted, str(seed), *figures(asked.best(Tagger.load(model)))]]
            print(*rows[-1], sep="  ", flush=True)
    head = [
        "experiment",
        "property",
        "seed",
        "neuron",
        "correlation",
        "explained",
        "right",
        "mean where so",
        "mean elsewhere",
    ]
    body = "\n\n".join([_NEURONS, *(f"- {asked.command()}" for asked in ASKED), table(head, rows)])
    command = f"python -m benchmarks.inspection neurons --seeds {','.join(map(str, seeds))}"
    write_section("Inspection: neurons", command, body)


def figures(found: Found) -> list[str]:
    """The figures of one neuron."""
    accuracy = "" if found.accuracy is None else f"{100 * found.accuracy:.1f}"
    means = ("", "") if found.where is None else tuple(f"{mean:.3f}" for mean in found.where)
    return [str(found.neuron), f"{found.correlation:+.3f}", f"{100 * found.explained:.1f}", accuracy, *means]


WAYS: dict[str, tuple[str, Callable[[Odds], float]]] = {
    "unknown, odds": ("unknown", lambda odds: odds.odds),
    "unknown, probability": ("unknown", lambda odds: odds.probability),
    "taken away, odds": ("taken away", lambda odds: odds.odds),
    "taken away, probability": ("taken away", lambda odds: odds.probability),
}


def write_words(model: Path, pairs: int) -> None:
    """Leave out words of contrast pairs, and write down how often one that decides is named first."""
    tagger = Tagger.load(model)
    contrast = load_corpus("booking", tokenizer=tagger.tokenizer).split("contrast")[: 2 * pairs]
    named = [
        each
        for first, second in zip(contrast[::2], contrast[1::2], strict=True)
        for own, other in ((first, second), (second, first))
        for each in deciding(tagger, own, other)
    ]
    rows = []
    for kind, endings in KINDS.items():
        own = [right for slot, right in named if slot.endswith(endings)]
        shares = (sum(right[way] for right in own) / len(own) for way in WAYS)
        rows += [[kind, str(len(own)), *(f"{100 * share:.1f}" for share in shares)]]
    body = "\n\n".join([_WORDS, table(["spans", "number", *WAYS], rows)])
    print(body)
    write_section("Inspection: words", f"python -m benchmarks.inspection words --pairs {pairs}", body)


def deciding(tagger: Tagger, own: Sentence, other: Sentence) -> Iterator[tuple[str, dict[str, bool]]]:
    """The slots of the spans of a sentence that are others in its counterpart, each with the ways in which a word that
    decides comes first.
    """
    (found,) = tagger.tag([own], confidence=False)
    shared = {here for here, _ in aligned(own.words, other.words)}
    elsewhere = {other.value(span): span.slot for span in other.spans}
    for span, run in zip(own.spans, own.runs(), strict=True):
        if elsewhere.get(own.value(span), span.slot) == span.slot or span not in found.spans:
            continue
        told = {
            "unknown": {word.place: word.without for word in explain(tagger, own, run).words},
            "taken away": taken_away(tagger, own, run),
        }
        first = {name: first_of(told[way], figure) for name, (way, figure) in WAYS.items()}
        yield span.slot, {name: place not in shared for name, place in first.items()}


def first_of(told: Mapping[int, Odds], figure: Callable[[Odds], float]) -> int:
    """The word without which the figure is the least."""
    return min(told, key=lambda place: figure(told[place]))


def taken_away(tagger: Tagger, sentence: Sentence, run: Run) -> dict[int, Odds]:
    """What a span is in the sentence that each word outside it is missing from."""
    first, end, _ = run
    words = sentence.words
    others = [place for place in range(len(words)) if not first <= place < end]
    reading = tagger.reader.read([Sentence.from_words([*words[:place], *words[place + 1 :]]) for place in others])
    starts = [first - (place < first) for place in others]
    return dict(zip(others, odds_of(tagger, reading, starts, run), strict=True))


if __name__ == "__main__":
    results.run(main)
