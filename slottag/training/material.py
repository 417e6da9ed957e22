"""What a model is trained on and chosen by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slottag.data import Corpus
from slottag.data.splits import set_aside
from slottag.errors import DataError
from slottag.model.fingerprints import same_text
from slottag.text import Sentence, Task
from slottag.text.fitted import FITTED
from slottag.text.fitting import fit
from slottag.text.learned import Learned
from slottag.text.projection import retokenised
from slottag.training.checkpoint import fingerprint
from slottag.wording import plural


@dataclass(frozen=True, slots=True)
class Material:
    """What a model is trained on and chosen by.

    Attributes:
        corpus: the name of the corpus.
        tokenizer: the name of the tokenizer that cuts text.
        cuts: what it learned, if it was fitted to the sentences to train on.
        slots: what ``slots.toml`` beside the data says, empty without one.
        notes: what whoever trains should know of how it was made, a line each.
    """

    corpus: str
    tokenizer: str
    train: Sequence[Sentence]
    dev: Sequence[Sentence]
    notes: tuple[str, ...] = ()
    cuts: Learned | None = None
    slots: bytes = b""

    def __post_init__(self) -> None:
        for name, sentences in (("train", self.train), ("dev", self.dev)):
            if not any(sentence.tokens for sentence in sentences):
                raise DataError(f"{self.corpus}: the {name} split has no sentence; name data with at least one")
        if not any(sentence.spans for sentence in self.train):
            raise DataError(
                f"{self.corpus}: no span is marked in the train split; mark the values of at least one slot"
            )

    @property
    def fingerprint(self) -> str:
        """A short name of these sentences: others have another."""
        return fingerprint([*self.train, *self.dev])

    @classmethod
    def of(cls, corpus: Corpus, dev_share: float) -> Material:
        """The train and dev splits of a corpus; without a dev split this share of the others is set aside.

        Raises:
            DataError: no train split, or too few sentences.
        """
        train = corpus.single or corpus.split("train")
        if "dev" in corpus.splits and corpus.single is None:
            return cls._cut(corpus, train, corpus.split("dev"), *_shared(corpus, train))
        train, dev = set_aside(train, dev_share, seed=0)
        every = plural(len(train) + len(dev), "sentence")
        note = f"{corpus.name}: no dev split; {len(dev)} of {every} are set aside for it"
        return cls._cut(corpus, train, dev, note, *_shared(corpus, train))

    @classmethod
    def _cut(cls, corpus: Corpus, train: Sequence[Sentence], dev: Sequence[Sentence], *notes: str) -> Material:
        """The sentences with the tokens that tagging will make of their texts; tags of tokens keep those they have."""
        if corpus.tokenizer != FITTED:
            return cls(corpus.name, corpus.tokenizer, train, dev, notes, slots=corpus.slots)
        tokenizer = fit(train, given=corpus.given)
        if corpus.task is Task.SPANS:
            train, dev = ([retokenised(sentence, tokenizer) for sentence in part] for part in (train, dev))
        return cls(corpus.name, corpus.tokenizer, train, dev, notes, tokenizer.learned, corpus.slots)


def _shared(corpus: Corpus, train: Sequence[Sentence]) -> tuple[str, ...]:
    """How many sentences of the test split are trained on, if any are."""
    test = corpus.splits.get("test", ()) if corpus.single is None else ()
    learned = {same_text(sentence) for sentence in train} if test else set()
    known = sum(same_text(sentence) in learned for sentence in test)
    note = (
        f"{corpus.name}: {known} of {plural(len(test), 'sentence')} of test are trained on, too; eval scores without"
        " them as well"
    )
    return (note,) if known else ()
