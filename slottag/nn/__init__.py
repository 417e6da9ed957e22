"""The networks in torch: all that has gradients. Nothing here decodes; ``slottag.runtime`` does.

A network's parameters have the names under which ``weights.safetensors`` holds them and ``slottag.runtime`` reads
them: what is registered here as ``encoder.0.forwards.weight_ih_l0`` is called so everywhere.
"""

from slottag.nn.batch import Batch
from slottag.nn.language import LanguageModel
from slottag.nn.network import Network
from slottag.nn.objective import Objective

__all__ = ["Batch", "LanguageModel", "Network", "Objective"]
