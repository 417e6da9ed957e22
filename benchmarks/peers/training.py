"""How a peer is trained and chosen."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.peers.peer import Find, Peer, Sentences, Setting
from benchmarks.robustness import Tag
from slottag.evaluation import evaluate


@dataclass(frozen=True)
class Attempt:
    """A training with one setting.

    Attributes:
        folder: where its model is.
        dev_score: the model's span F1 on dev in 0…1.
        seconds: the CPU time of the training.
        curve: the dev scores on the way, each with the CPU seconds until then; the last alone of a peer that looks at
            dev no sooner.
    """

    setting: Setting
    folder: Path
    dev_score: float
    seconds: float
    curve: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Looks:
    """What is seen of dev during a training, and when, in seconds of CPU time since it began."""

    dev: Sentences
    begun: float = field(default_factory=time.process_time)
    curve: list[tuple[float, float]] = field(default_factory=list)

    def __call__(self, find: Find) -> float:
        """The span F1 on dev, which is noted."""
        score = dev_score(find, self.dev)
        self.curve.append((self.seconds(), score))
        return score

    def seconds(self) -> float:
        """The CPU time since the training began."""
        return time.process_time() - self.begun


def attempts(peer: Peer, train: Sentences, dev: Sentences, folder: Path, most: int | None = None) -> Iterator[Attempt]:
    """One training after the other, each of the settings, or so many of them at most; their models in the folder."""
    for number, setting in enumerate(peer.settings[:most]):
        own = folder / str(number)
        own.mkdir(parents=True)
        looks = Looks(dev)
        peer.fit(setting, train, looks, own)
        seconds = looks.seconds()
        score = dev_score(peer.load(own), dev)
        yield Attempt(setting, own, score, seconds, looks.curve or [(seconds, score)])


def dev_score(find: Find, dev: Sentences) -> float:
    """The span F1 on dev."""
    return evaluate(dev, tag_of(find)(dev)).slot_f1


def tag_of(find: Find) -> Tag:
    """What is found, as sentences that hold it."""
    return lambda sentences: [
        sentence.with_runs(runs)
        for sentence, runs in zip(sentences, find([sentence.words for sentence in sentences]), strict=True)
    ]


def versions(peer: Peer) -> dict[str, str]:
    """The installed version of each package of a peer.

    Raises:
        SystemExit: one is not installed.
    """
    try:
        return {name: version(name) for name in peer.packages}
    except PackageNotFoundError as error:
        raise SystemExit(
            f"{error.name}: not installed; pip install -r benchmarks/peers/requirements.txt in an environment that"
            " has slottag, or leave this peer out with --peer"
        ) from error
