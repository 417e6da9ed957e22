"""The best sequences of tags where the probabilities of all tags are known: few need a search, and a small one."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from slottag.runtime.chain import Chain, Doubles
from slottag.runtime.marginals import Marginals
from slottag.runtime.packing import Packing
from slottag.runtime.viterbi import Tags, rounding
from slottag.runtime.weights import Array

# Tags of a token that are searched, the likeliest.
_FEW = 6
# The logarithm of the highest odds that are asked for: about the largest number that there is.
_MOST = 700.0


class Likeliest(NamedTuple):
    """What is likeliest in a batch.

    Attributes:
        tags: ``(tokens,)`` the best sequence of each sentence.
        sequences: ``(batch,)`` the probability of each.
        marginals: all other probabilities.
    """

    tags: Tags
    sequences: Doubles
    marginals: Marginals


def likeliest(chain: Chain, emissions: Array, packing: Packing, temperature: float) -> Likeliest:
    """The same tags as ``chain.best`` finds, and how sure they are with all scores divided by the temperature.

    A tag is as likely as all sequences through it together. So a sequence is the best one where it is likelier than
    each tag that is not in it, or that it was not sought among. Tried are that of each token's likeliest tags, then the
    best of a few of the likeliest; what is left is sought among all tags.

    Raises:
        ModelError: the chain's scores are so far apart that their weights are no numbers.
    """
    marginals = Marginals(chain, emissions, packing, temperature)
    probabilities = marginals.filled()
    tags = probabilities.argmax(axis=1)
    sequences = marginals.sequences(tags, packing)
    odds = _odds(chain, emissions, packing, marginals, tags)
    # How likely any sequence is at most that another one was not preferred to.
    others = 1 - sequences
    for search in (_likeliest, _among_few, _among_all):
        unsure = (sequences <= odds * others)[packing.order]
        if not unsure.any():
            break
        places, part = packing.part(unsure)
        own = emissions[places]
        found, others[packing.order[unsure]] = search(chain, own, probabilities[places, : own.shape[1]], part)
        if (found != tags[places]).any():
            tags[places] = found
            sequences = marginals.sequences(tags, packing)
    return Likeliest(tags, sequences, marginals)


def _odds(chain: Chain, emissions: Array, packing: Packing, marginals: Marginals, tags: Tags) -> float:
    """How many times as likely as another a sequence must be for rounding not to turn a search from it."""
    own = float(np.abs(emissions[np.arange(len(tags)), tags]).max())
    largest = max(marginals.largest, own) + chain.size
    return math.exp(min(2 * rounding(packing, largest) / marginals.temperature, _MOST))


def _likeliest(_chain: Chain, _emissions: Array, probabilities: Doubles, packing: Packing) -> tuple[Tags, Doubles]:
    """The likeliest tags, and how likely the others are: in each sentence, the likeliest of them."""
    others = np.partition(probabilities, -2, axis=1)[:, -2]
    return probabilities.argmax(axis=1), _highest(others, packing)


def _among_few(chain: Chain, emissions: Array, probabilities: Doubles, packing: Packing) -> tuple[Tags, Doubles]:
    """The best sequences of the likeliest tags, and how likely the tags are that were left out: in each sentence, the
    likeliest of them.
    """
    count = emissions.shape[1]
    if count <= _FEW:
        return _among_all(chain, emissions, probabilities, packing)
    by_size = probabilities.argpartition(count - 1 - _FEW, axis=1)[:, count - 1 - _FEW :]
    few = np.sort(by_size[:, 1:], axis=1)
    tags, _ = chain.among(few.T, np.take_along_axis(emissions, few, axis=1).T, packing)
    return tags, _highest(np.take_along_axis(probabilities, by_size[:, :1], axis=1)[:, 0], packing)


def _among_all(chain: Chain, emissions: Array, _probabilities: Doubles, packing: Packing) -> tuple[Tags, Doubles]:
    return chain.best(emissions, packing)[0], np.zeros(packing.batch)


def _highest(numbers: Doubles, packing: Packing) -> Doubles:
    """``(tokens,)`` numbers to the highest of each sentence, ``(batch,)``."""
    found: Doubles = np.maximum.reduceat(numbers[packing.in_order], packing.lengths.cumsum() - packing.lengths)
    return found
