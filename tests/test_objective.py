"""What a network is trained for, beside what its parts test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from slottag.errors import SlottagError
from slottag.model import TrainingConfig, Vocabulary
from slottag.nn import Network, Objective
from slottag.nn.objective import indifference
from tests.conftest import train_small
from tests.networks import MASK, SENTENCES, config, one_batch, padded, random_sentences, shaken


def losses(parts: list[float], **options: Any) -> tuple[list[float], Network, Any]:
    """The loss with each of these parts smoothed, of what network and which batch."""
    settings = config(**options)
    vocabulary = Vocabulary.from_sentences(SENTENCES)
    network = shaken(Network(settings.network, vocabulary).eval())
    batch = one_batch(settings, vocabulary, SENTENCES)
    made = [Objective(network, None, TrainingConfig(label_smoothing=part)) for part in parts]
    return [float(each(batch)) for each in made], network, batch


@torch.no_grad()
def test_smoothing_gives_every_tag_its_share() -> None:
    (loss,), network, batch = losses([0.1], decoder="softmax")
    scores = network(batch).emissions
    tags = torch.nn.functional.one_hot(batch.tags, scores.shape[2])
    wanted = 0.9 * tags + 0.1 / scores.shape[2]
    by_hand = -(wanted * scores.log_softmax(2)).sum(2)[batch.mask].sum() / len(batch.mask)
    assert loss == pytest.approx(float(by_hand), rel=1e-5)


@torch.no_grad()
@pytest.mark.parametrize("decoder", ["crf", "softmax"])
def test_smoothing_has_its_part_in_the_loss(decoder: str) -> None:
    found, _, _ = losses([0.0, 0.25, 0.5], decoder=decoder)
    assert found[2] - found[0] == pytest.approx(2 * (found[1] - found[0]), rel=1e-4)
    assert found[0] != pytest.approx(found[1])


def test_no_word_behind_a_sentence_is_smoothed() -> None:
    emissions = padded(random_sentences(3))
    others = emissions.clone()
    others[~MASK] = torch.randn(int((~MASK).sum()), 3)
    assert float(indifference(others, MASK)) == float(indifference(emissions, MASK))
    others[0, 0, 0] += 1.0
    assert float(indifference(others, MASK)) != float(indifference(emissions, MASK))
    # Where no tag is above another, each word costs the logarithm of their number.
    assert float(indifference(torch.zeros_like(emissions), MASK)) == pytest.approx(np.log(3) * MASK.sum() / len(MASK))


def test_a_network_learns_with_smoothing_and_is_less_sure(tmp_path: Path) -> None:
    sure, less = (train_small(tmp_path / str(part), label_smoothing=part) for part in (0.0, 0.3))
    assert less.metrics["dev_score"] > 0.8
    assert less.config.training.label_smoothing == 0.3
    spread = [float(abs(model.weights["emissions.weight"]).mean()) for model in (sure, less)]
    assert spread[1] < spread[0]


def test_smoothing_leaves_something_to_learn() -> None:
    with pytest.raises(SlottagError, match="label_smoothing"):
        TrainingConfig(label_smoothing=1.0)
