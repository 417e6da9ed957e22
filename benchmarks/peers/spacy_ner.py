"""spaCy's transition-based ``ner``, blank, with the settings of its CPU efficiency template."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.peers.peer import Find, Look, Peer, Sentences, Setting
from slottag.text import Sentence

# Updates between two looks at dev, how many without a gain end the training (both as in the template), and the most.
LOOK, PATIENCE, MOST = 200, 1600, 6000


def fit(setting: Setting, train: Sentences, look: Look, folder: Path) -> None:
    """Train with ``dropout`` and keep what is best on dev."""
    import spacy

    spacy.util.fix_random_seed(0)
    model = spacy.blank("en")
    model.add_pipe("ner")
    examples = [example(model, sentence) for sentence in train]
    optimizer = model.initialize(lambda: examples)
    best, best_score, since = model.to_bytes(), 0.0, 0
    batches = endless_batches(examples)
    for _ in range(0, MOST, LOOK):
        for batch in islice(batches, LOOK):
            model.update(batch, sgd=optimizer, drop=setting["dropout"])
        since += LOOK
        score = look(finding(model))
        if score > best_score:
            best, best_score, since = model.to_bytes(), score, 0
        if since >= PATIENCE:
            break
    model.from_bytes(best)
    model.to_disk(folder)


def load(folder: Path) -> Find:
    """What the model in a folder finds."""
    import spacy

    return finding(spacy.load(folder))


def endless_batches(examples: list[Any]) -> Iterator[list[Any]]:
    """The examples over and over, each time shuffled, in batches that grow from 100 to 1000 words."""
    from spacy.training.batchers import minibatch_by_words
    from spacy.util import compounding

    order = random.Random(0)
    sizes = compounding(100, 1000, 1.001)
    while True:
        order.shuffle(examples)
        yield from minibatch_by_words(examples, size=sizes, tolerance=0.2)


def document(model: Any, words: Sequence[str]) -> Any:
    """A sentence's words as spaCy holds them."""
    from spacy.tokens import Doc

    return Doc(model.vocab, words=words)


def example(model: Any, sentence: Sentence) -> Any:
    """The tokens without and with their marks."""
    from spacy.tokens import Span
    from spacy.training import Example

    marked = document(model, sentence.words)
    marked.ents = [Span(marked, first, end, label=slot) for first, end, slot in sentence.runs()]
    return Example(document(model, sentence.words), marked)


def finding(model: Any) -> Find:
    """What a model finds."""

    return lambda sentences: [
        [(entity.start, entity.end, entity.label_) for entity in marked.ents]
        for marked in model.pipe(document(model, words) for words in sentences)
    ]


PEER = Peer(packages=("spacy",), settings=({"dropout": 0.1},), fit=fit, load=load)
