"""From a corpus to what a network is trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slottag.cli.plain import say

if TYPE_CHECKING:
    from slottag.data.corpus import Corpus
    from slottag.training.session import Material


def material_of(corpus: Corpus, dev_share: float) -> Material:
    """The sentences to train on and to choose by; without a dev split this share of the others is set aside."""
    from slottag.data.splits import set_aside
    from slottag.training.session import Material

    train = corpus.single or corpus.split("train")
    if "dev" in corpus.splits and corpus.single is None:
        return Material(corpus.name, corpus.tokenizer, train, corpus.split("dev"))
    train, dev = set_aside(train, dev_share, seed=0)
    say(f"{corpus.name}: no dev split; {len(dev)} of {len(train) + len(dev)} sentences are set aside for it")
    return Material(corpus.name, corpus.tokenizer, train, dev)
