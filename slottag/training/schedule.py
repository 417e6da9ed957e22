"""How large a step is, over the course of a training."""

from __future__ import annotations


def learning_rate_factor(progress: float, warmup: float) -> float:
    """The part of the highest learning rate at ``progress`` (0 to 1): a rise over ``warmup``, then a fall, both linear.

    Source: Howard & Ruder 2018, section 3.2 (slanted triangles).
    """
    if progress < warmup:
        return progress / warmup
    return max(0.0, (1.0 - progress) / (1.0 - warmup))
