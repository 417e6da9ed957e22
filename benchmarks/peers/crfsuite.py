"""CRFsuite (Okazaki 2007): a linear-chain CRF over features of words, by L-BFGS."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from benchmarks.peers.peer import Find, Look, Peer, Sentences, Setting
from slottag.text import SCHEMES, tags_of

MODEL = "model.crfsuite"

# Where words are read, seen from the token; and how much of the token's own front and back.
WINDOW = range(-2, 3)
LONGEST_AFFIX = 4


def fit(setting: Setting, train: Sentences, _: Look, folder: Path) -> None:
    """Train with the penalties ``c1`` and ``c2``, until the loss stands still."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"max_iterations": 100, "feature.possible_transitions": True, **setting})
    features = Template()
    for sentence in train:
        trainer.append(features(sentence.words), tags_of(sentence, SCHEMES["iob2"]))
    trainer.train(str(folder / MODEL))


def load(folder: Path) -> Find:
    """What the model in a folder finds."""
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    tagger.open(str(folder / MODEL))
    features = Template()
    decode = SCHEMES["iob2"].decode
    return lambda sentences: [decode(tagger.tag(features(words))) for words in sentences]


class Template:
    """The features of each token of a sentence, as strings that hold where 1.

    What rests on one word alone is made once and kept, as a program that tags all day would have it.
    """

    def __init__(self) -> None:
        self._own: dict[str, list[str]] = {}
        self._seen: dict[str, list[list[str]]] = {}

    def __call__(self, words: Sequence[str]) -> list[list[str]]:
        """The features of each of these words."""
        edge = len(WINDOW) // 2
        # What stands beside a token may be beyond the sentence, on both sides.
        places = ["<s>"] * edge + [*words] + ["</s>"] * edge
        seen = [self._seen.get(word) or self._see(word) for word in places]
        pairs = list(pairwise([word.lower() for word in places]))
        return [self._row(word, place, seen, pairs) for place, word in enumerate(words, start=edge)]

    def _row(self, word: str, place: int, seen: list[list[list[str]]], pairs: list[tuple[str, str]]) -> list[str]:
        row = [*(self._own.get(word) or self._keep_own(word))]
        for number, offset in enumerate(WINDOW):
            row += seen[place + offset][number]
        row += [
            f"lower[{offset},{offset + 1}]={before}|{after}"
            for offset, (before, after) in zip(WINDOW, pairs[place + WINDOW[0] : place + WINDOW[-1]], strict=False)
        ]
        row.append(f"lower[-1,1]={pairs[place - 1][0]}|{pairs[place][1]}")
        return row

    def _keep_own(self, word: str) -> list[str]:
        self._own[word] = ["bias", *own(word)]
        return self._own[word]

    def _see(self, word: str) -> list[list[str]]:
        """What a word is to a token, by its place from there."""
        lower, form = word.lower(), shape(word)
        self._seen[word] = [[f"lower[{offset}]={lower}", f"shape[{offset}]={form}"] for offset in WINDOW]
        return self._seen[word]


def own(word: str) -> Iterator[str]:
    """Of the token itself: what it begins and ends with, and what it is made of."""
    lower = word.lower()
    for length in range(1, min(LONGEST_AFFIX, len(lower)) + 1):
        yield f"prefix={lower[:length]}"
        yield f"suffix={lower[-length:]}"
    yield f"word={word}"
    if word.isdigit():
        yield "digits"
    elif re.search(r"\d", word):
        yield "has digit"
    if "-" in word:
        yield "has hyphen"
    if word.istitle():
        yield "title"
    if word.isupper():
        yield "upper"


def shape(word: str) -> str:
    """``Xx`` of ``Boston``, ``dx`` of ``2nd``: letters and digits by kind, runs of one kind shortened to one."""
    kinds = "".join("d" if c.isdigit() else "X" if c.isupper() else "x" if c.isalpha() else c for c in word)
    return re.sub(r"(.)\1+", r"\1", kinds)


PEER = Peer(
    packages=("python-crfsuite",),
    settings=({"c1": 0.1, "c2": 0.1}, {"c1": 0.1, "c2": 0.01}, {"c1": 0.5, "c2": 0.01}),
    fit=fit,
    load=load,
)
