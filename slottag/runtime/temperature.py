"""How much the scores of a trained network overstate, as one number."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from slottag.runtime.reading import Reading

# Between which temperatures is searched, and in how many steps: the last ones differ by less than half a percent.
_LEAST, _MOST, _STEPS = 0.2, 5.0, 14

# The standard deviation of log T around what it was held for before.
_PRIOR = 0.5

# Keeps the logarithm finite where a probability has been rounded to 0 or 1.
_TINY = 1e-12


def fit_temperature(readings: Sequence[Reading], before: float = 1.0) -> float:
    """The temperature T at which the confidences of spans tell best how many of them are right.

    All scores are divided by T before probabilities are made of them, which changes no best sequence: above 1 the
    network was too sure, below 1 too modest. T minimises the log loss of the spans found, ``-Σ log p_T`` over the
    right ones and ``-Σ log(1 - p_T)`` over the wrong ones, plus ``(log T - log before)² / 2σ²`` with σ = 0.5: so few
    spans move T little from what it was before, no span not at all, and a split without a mistake does not make the
    network sure of everything. It is searched from 0.2 to 5. Source: Guo et al. 2017, section 4.2, there with the
    likelihood of single labels; the search is the golden section (Kiefer 1953).

    Args:
        readings: of sentences that the network has not learned from, with their spans marked.
        before: what it is held for before these are seen.
    """
    right = np.array([right for reading in readings for right in reading.right()], dtype=bool)
    log_before = math.log(before)

    def loss(log_temperature: float) -> float:
        temperature = math.exp(log_temperature)
        found = np.array([p for reading in readings for p in reading.confidences(temperature).spans])
        of_truth = np.where(right, found, 1.0 - found).clip(min=_TINY)
        return float(-np.log(of_truth).sum()) + ((log_temperature - log_before) / _PRIOR) ** 2 / 2

    fitted = math.exp(_lowest(loss, math.log(_LEAST), math.log(_MOST))) if right.size else before
    # As it is stored, so that a model read again has the same confidences to the last digit.
    return float(np.float32(fitted))


def _lowest(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function with one valley is lowest between two places, to ``0.62^steps`` of their distance."""
    golden = (math.sqrt(5) - 1) / 2
    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = function(left), function(right)
    for _ in range(_STEPS):
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = function(right)
    return (low + high) / 2
