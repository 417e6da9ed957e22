"""CRFsuite (Okazaki 2007): a linear-chain CRF over features of words, by L-BFGS."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
    for sentence in train:
        trainer.append(features(sentence.words), tags_of(sentence, SCHEMES["iob2"]))
    trainer.train(str(folder / MODEL))


def load(folder: Path) -> Find:
    """What the model in a folder finds."""
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    tagger.open(str(folder / MODEL))
    decode = SCHEMES["iob2"].decode
    return lambda sentences: [decode(tagger.tag(features(words))) for words in sentences]


def features(words: Sequence[str]) -> list[list[str]]:
    """The features of each token of a sentence, as strings that hold where 1."""
    return [["bias", *own(words[place]), *around(words, place)] for place in range(len(words))]


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


def around(words: Sequence[str], place: int) -> Iterator[str]:
    """Words and shapes two tokens to either side, and pairs of neighbours among them."""
    near = {offset: word_at(words, place + offset) for offset in WINDOW}
    for offset, word in near.items():
        yield f"lower[{offset}]={word.lower()}"
        yield f"shape[{offset}]={shape(word)}"
    for offset in list(WINDOW)[:-1]:
        yield f"lower[{offset},{offset + 1}]={near[offset].lower()}|{near[offset + 1].lower()}"
    yield f"lower[-1,1]={near[-1].lower()}|{near[1].lower()}"


def word_at(words: Sequence[str], place: int) -> str:
    """The word at a place, or a name for what lies beyond the sentence."""
    if place < 0:
        return "<s>"
    return words[place] if place < len(words) else "</s>"


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
