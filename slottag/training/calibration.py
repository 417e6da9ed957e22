"""Confidences that mean what they say: a model's temperature, fitted on sentences that it was chosen by."""

from __future__ import annotations

from collections.abc import Sequence

from slottag.model import Model
from slottag.runtime import Tagger
from slottag.runtime.temperature import fit_temperature
from slottag.text import Sentence, Task

# Sentences that the temperature is fitted on; one number needs no more.
_ENOUGH = 2000

# How often training must have seen every word of a sentence for that sentence to be familiar.
_FAMILIAR = 2


def fitted_temperature(model: Model, dev: Sequence[Sentence]) -> float:
    """Fitted on dev, and from there on those of its sentences that are unfamiliar; 1 for plain tags.

    What is found at a token that has no plain tag is neither right nor wrong.

    Dev is of one kind with the training sentences, often nearly the same ones: on it a network is right more often than
    where it is used. The sentences with a word that is new, or was seen once, are closest to those to come.
    """
    if model.config.network.task is not Task.SPANS:
        return 1.0
    sample = dev[:: 1 + len(dev) // _ENOUGH]
    count, reader = model.vocabulary.count, Tagger(model).reader
    unfamiliar = [sentence for sentence in sample if any(count(word) < _FAMILIAR for word in sentence.words)]
    return fit_temperature(list(reader.readings(unfamiliar)), before=fit_temperature(list(reader.readings(sample))))
