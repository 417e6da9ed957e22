"""Where a network is trained."""

from __future__ import annotations

import torch

from slottag.errors import ConfigError
from slottag.model.settings import one_of


def find_device(name: str, threads: int) -> torch.device:
    """The device of this name (``auto``: the fastest there is), for training on so many cores.

    Raises:
        ConfigError: there is none.
    """
    one_of("device", name, ("auto", "cpu", "cuda"))
    torch.set_num_threads(threads)
    if name == "cuda" and not torch.cuda.is_available():
        raise ConfigError("device cuda: torch finds no CUDA device here; use the device cpu")
    return torch.device("cuda" if name != "cpu" and torch.cuda.is_available() else "cpu")
