"""Flair's ``SequenceTagger``: a BiLSTM with a CRF over words and characters, all of it trained from scratch.

The layers are those of Lample et al. 2016, the settings those that Flair's trainer has by default, and words are taken
as they are written, as Flair does. That trainer saves pickles and looks at dev by itself, so the few steps that it
takes are taken here.
"""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers.peer import Find, Look, Peer, Run, Sentences, Setting

WORD_SIZE, CLIP, BATCH = 300, 5.0, 32
# Epochs without a gain on dev after which steps are halved, and all of them: ATIS takes an hour, and dev still gains.
PATIENCE, EPOCHS = 3, 15
SLOT = "slot"
WEIGHTS, NAMES = "weights.safetensors", "names.json"


def fit(setting: Setting, train: Sentences, look: Look, folder: Path) -> None:
    """Train with stochastic gradient descent whose steps are halved where dev no longer gains, and keep what is best
    there.
    """
    import flair
    import torch
    from flair.training_utils import AnnealOnPlateau
    from safetensors.torch import save_file

    quiet()
    flair.set_seed(0)
    names = names_of(train)
    model = tagger(names)
    optimizer = torch.optim.SGD(model.parameters(), lr=setting["rate"])
    steps = AnnealOnPlateau(optimizer, mode="max", factor=0.5, patience=PATIENCE)
    sentences = [marked(sentence.words, sentence.runs()) for sentence in train]
    best, best_score, draw = copy.deepcopy(model.state_dict()), 0.0, random.Random(0)
    for _ in range(EPOCHS):
        model.train()
        draw.shuffle(sentences)
        for first in range(0, len(sentences), BATCH):
            learn(model, optimizer, sentences[first : first + BATCH])
        score = look(finding(model))
        steps.step(score)
        if score > best_score:
            best, best_score = copy.deepcopy(model.state_dict()), score
    save_file(best, folder / WEIGHTS)
    (folder / NAMES).write_text(json.dumps(names), encoding="utf-8")


def load(folder: Path) -> Find:
    """What the model in a folder finds."""
    from safetensors.torch import load_file

    quiet()
    model = tagger(json.loads((folder / NAMES).read_text(encoding="utf-8")))
    model.load_state_dict(load_file(folder / WEIGHTS))
    return finding(model)


def quiet() -> None:
    """One thread, and nothing told of what is done."""
    import logging

    import flair
    import torch

    logging.getLogger("flair").setLevel(logging.ERROR)
    flair.device = torch.device("cpu")
    torch.set_num_threads(1)


def names_of(train: Sentences) -> dict[str, list[str]]:
    """The words that train has more than once, its characters and its slots."""
    counts = Counter(word for sentence in train for word in sentence.words)
    return {
        "words": sorted(word for word, count in counts.items() if count > 1),
        "characters": sorted({character for word in counts for character in word}),
        "slots": sorted({slot for sentence in train for _, _, slot in sentence.runs()}),
    }


def tagger(names: dict[str, list[str]]) -> Any:
    """An untrained tagger of these slots."""
    from flair.embeddings import CharacterEmbeddings, OneHotEmbeddings, StackedEmbeddings
    from flair.models import SequenceTagger

    slots = dictionary(names["slots"], add_unk=False)
    slots.span_labels = True
    inputs = StackedEmbeddings([
        OneHotEmbeddings(dictionary(names["words"]), embedding_length=WORD_SIZE),
        CharacterEmbeddings(dictionary(names["characters"])),
    ])  # fmt: skip
    return SequenceTagger(inputs, slots, SLOT, hidden_size=256, use_crf=True, tag_format="BIO")


def dictionary(items: Iterable[str], *, add_unk: bool = True) -> Any:
    """The items as Flair numbers them, what is none of them first."""
    from flair.data import Dictionary

    numbers = Dictionary(add_unk=add_unk)
    for item in items:
        numbers.add_item(item)
    return numbers


def marked(words: Sequence[str], runs: Sequence[Run] = ()) -> Any:
    """A sentence as Flair holds it."""
    from flair.data import Sentence

    sentence = Sentence(list(words))
    for first, end, slot in runs:
        sentence[first:end].add_label(SLOT, slot)
    return sentence


def learn(model: Any, optimizer: Any, batch: list[Any]) -> None:
    """Take one step."""
    import torch
    from flair.training_utils import store_embeddings

    optimizer.zero_grad()
    loss, _ = model.forward_loss(batch)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
    optimizer.step()
    store_embeddings(batch, "none")


def finding(model: Any) -> Find:
    """What a model finds."""

    def find(sentences: Sequence[Sequence[str]]) -> list[list[Run]]:
        model.eval()
        read = [marked(words) for words in sentences]
        model.predict([sentence for sentence in read if len(sentence)], mini_batch_size=BATCH)
        return [
            [(span[0].idx - 1, span[-1].idx, span.get_label(SLOT).value) for span in sentence.get_spans(SLOT)]
            for sentence in read
        ]

    return find


PEER = Peer(packages=("torch", "flair"), settings=({"rate": 0.1},), fit=fit, load=load)
