"""What a transformer makes of single pieces of words, each between its two marks of a sentence.

Source: Vaswani et al. 2017; Devlin et al. 2019 (BERT, normalised behind each step); its weights by their names in the
package ``transformers``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

HEADS = 12
_BATCH = 512


def states_of_pieces(
    weights: Mapping[str, NDArray[np.float32]], pieces: Sequence[int], start: int, end: int
) -> NDArray[np.float64]:
    """``(pieces, size)`` the last layer's states of pieces, given by number, each between ``start`` and ``end``."""
    own = {
        name: torch.from_numpy(array.copy()).double() for name, array in weights.items() if array.dtype == np.float32
    }
    layers = 1 + max(int(name.split(".")[2]) for name in own if name.startswith("encoder.layer."))
    found = []
    for first in range(0, len(pieces), _BATCH):
        numbers = torch.tensor([[start, piece, end] for piece in pieces[first : first + _BATCH]])
        states = _embedded(own, numbers)
        for layer in range(layers):
            states = _layer(own, f"encoder.layer.{layer}.", states)
        found.append(states[:, 1].numpy())
    return np.concatenate(found)


def _embedded(weights: Mapping[str, Tensor], numbers: Tensor) -> Tensor:
    name = "embeddings."
    words = weights[name + "word_embeddings.weight"][numbers]
    places = weights[name + "position_embeddings.weight"][: numbers.shape[1]]
    kinds = weights[name + "token_type_embeddings.weight"][0]
    return _normalised(weights, name + "LayerNorm", words + places + kinds)


def _layer(weights: Mapping[str, Tensor], name: str, states: Tensor) -> Tensor:
    query, key, value = (
        _linear(weights, f"{name}attention.self.{part}", states).unflatten(2, (HEADS, -1)).transpose(1, 2)
        for part in ("query", "key", "value")
    )
    shares = (query @ key.transpose(2, 3) / query.shape[3] ** 0.5).softmax(dim=3)
    seen = _linear(weights, name + "attention.output.dense", (shares @ value).transpose(1, 2).flatten(2))
    states = _normalised(weights, name + "attention.output.LayerNorm", states + seen)
    inner = functional.gelu(_linear(weights, name + "intermediate.dense", states))
    return _normalised(weights, name + "output.LayerNorm", states + _linear(weights, name + "output.dense", inner))


def _linear(weights: Mapping[str, Tensor], name: str, inputs: Tensor) -> Tensor:
    return functional.linear(inputs, weights[name + ".weight"], weights[name + ".bias"])


def _normalised(weights: Mapping[str, Tensor], name: str, inputs: Tensor) -> Tensor:
    return functional.layer_norm(
        inputs, inputs.shape[-1:], weights[name + ".weight"], weights[name + ".bias"], eps=1e-12
    )
