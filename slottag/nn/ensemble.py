"""Several networks as one."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from slottag.nn.batch import Batch
from slottag.nn.decoders import Decoder
from slottag.nn.network import Network
from slottag.nn.objective import Lesson


class Ensemble:
    """Networks of one build and one vocabulary, whose scores are averaged.

    ``log p(y) = mean_k score_k(y) - log Z``: since scores are sums, the ensemble is a chain like each of its networks,
    with the mean of their emissions and of their transitions. Source: Hinton 2002, Training products of experts; for
    CRFs Smith, Cohn & Osborne 2005, Logarithmic opinion pools for conditional random fields.
    """

    def __init__(self, networks: Sequence[Network]) -> None:
        self._networks = [network.eval() for network in networks]
        self._decoder: Decoder = copy.deepcopy(networks[0].decoder)
        for name, parameter in self._decoder.named_parameters():
            of_each = [network.decoder.get_parameter(name).detach() for network in networks]
            parameter.data.copy_(_mean(of_each))

    @torch.no_grad()
    def __call__(self, batch: Batch) -> Lesson:
        """What the networks say of a batch together, no word left out."""
        batch = replace(batch, words=batch.forms)
        scores = [network(batch) for network in self._networks]
        intents = [each.intents for each in scores if each.intents is not None]
        return Lesson(
            tags=self._decoder.expectations(_mean([each.emissions for each in scores]), batch.mask),
            intents=_mean(intents).softmax(dim=1) if intents else None,
        )


def _mean(scores: Sequence[Tensor]) -> Tensor:
    return torch.stack(list(scores)).mean(dim=0)
