"""What a peer is, and how one is trained and chosen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from benchmarks.robustness import Tag
from slottag.evaluation import evaluate
from slottag.text import SCHEMES, Sentence

Sentences = Sequence[Sentence]
Setting = Mapping[str, float]


@dataclass(frozen=True)
class Peer:
    """A tagger of others.

    Attributes:
        packages: what it is made with, as the package index names it.
        settings: among which the dev score chooses.
        fit: trains with a setting on train sentences, may stop by the dev sentences, and gives what tags.
    """

    packages: tuple[str, ...]
    settings: tuple[Setting, ...]
    fit: Callable[[Setting, Sentences, Sentences], Tag]

    def versions(self) -> dict[str, str]:
        """The installed version of each package.

        Raises:
            SystemExit: one is not installed.
        """
        try:
            return {name: version(name) for name in self.packages}
        except PackageNotFoundError as error:
            raise SystemExit(
                f"{error.name}: not installed; pip install -r benchmarks/peers/requirements.txt in an environment that"
                " has slottag, or leave this peer out with --peer"
            ) from error

    def attempts(self, train: Sentences, dev: Sentences) -> Iterator[Attempt]:
        """One training after the other, a setting each."""
        for setting in self.settings:
            begun = time.process_time()
            tag = self.fit(setting, train, dev)
            seconds = time.process_time() - begun
            yield Attempt(setting, tag, dev_score(tag, dev), seconds)


@dataclass(frozen=True)
class Attempt:
    """A setting, the tagger trained with it, its span F1 on dev in 0…1 and the CPU seconds of its training."""

    setting: Setting
    tag: Tag
    dev_score: float
    seconds: float


def dev_score(tag: Tag, dev: Sentences) -> float:
    """The span F1 on dev."""
    return evaluate(dev, tag(dev)).slot_f1


def with_tags(sentence: Sentence, tags: Sequence[str]) -> Sentence:
    """The sentence with the spans that IOB2 tags mark, read leniently."""
    return sentence.with_runs(SCHEMES["iob2"].decode(tags))
