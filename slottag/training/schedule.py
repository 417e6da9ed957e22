"""What changes over the course of a training: how large a step is, and how hard the sentences are."""

from __future__ import annotations

import dataclasses

from slottag.model import TrainingConfig


def learning_rate_factor(progress: float, warmup: float) -> float:
    """The part of the highest learning rate at ``progress`` (0 to 1): a rise over ``warmup``, then a fall, both linear.

    Source: Howard & Ruder 2018, section 3.2 (slanted triangles).
    """
    if progress < warmup:
        return progress / warmup
    return max(0.0, (1.0 - progress) / (1.0 - warmup))


def in_epoch(settings: TrainingConfig, epoch: int) -> TrainingConfig:
    """The settings as they are in an epoch, counted from 1: sentences are easy at first, and soon as hard as is set.

    ``settings`` are such that leave nothing open (``TrainingConfig.for_data``). Source: Bengio, Louradour, Collobert &
    Weston 2009, Curriculum learning; Morerio et al. 2017, Curriculum dropout.
    """
    rise = settings.curriculum * settings.epochs
    grown = min(1.0, (epoch - 1) / rise) if rise else 1.0
    return dataclasses.replace(
        settings,
        dropout=settings.dropout * (1 + grown) / 2,
        noise=settings.noise * grown,
        renaming=settings.renaming * grown,
    )
