"""Training on a GPU: the same losses and gradients as on the CPU, and a whole training. Skipped where there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from slottag.model import Config, TrainingConfig, Vocabulary
from slottag.model.encoders import ENCODERS
from slottag.nn import LanguageModel, Network, Objective
from slottag.runtime.tagger import Tagger
from slottag.training.material import Material
from slottag.training.session import Session
from tests.conftest import small_corpus, train_small
from tests.networks import SENTENCES, config, one_batch, shaken

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")

CPU, CUDA = torch.device("cpu"), torch.device("cuda")
SETTINGS = {"hidden": 16, "word_size": 12, "character_filters": 8, "epochs": 12, "batch_size": 8, "learning_rate": 0.02}


def objective_of(settings: Config, vocabulary: Vocabulary) -> Objective:
    """Without dropout, whose masks are others on another device."""
    shape = settings.network
    language = None
    if shape.recurrent:
        language = LanguageModel(shape.hidden, shape.directions, len(vocabulary.words))
    objective: Objective = shaken(Objective(Network(shape, vocabulary), language, TrainingConfig(language_weight=0.5)))
    return objective


def learned(settings: Config, device: torch.device) -> tuple[float, dict[str, torch.Tensor]]:
    vocabulary = Vocabulary.from_sentences(SENTENCES)
    objective = objective_of(settings, vocabulary).to(device)
    with torch.backends.cudnn.flags(allow_tf32=False):
        loss = objective(one_batch(settings, vocabulary, SENTENCES).to(device))
        loss.backward()
    gradients = {name: own.grad.cpu() for name, own in objective.named_parameters() if own.grad is not None}
    return float(loss.detach()), gradients


def session(directory: Path, *, resume: bool = False, **options: Any) -> Session:
    sentences = small_corpus()
    material = Material("small", "words", sentences, sentences[::3])
    return Session(material, Config().replace({**SETTINGS, **options}), directory, device=CUDA, resume=resume)


@pytest.mark.parametrize("decoder", ["crf", "softmax"])
@pytest.mark.parametrize("attention", [False, True])
@pytest.mark.parametrize("encoder", ENCODERS)
def test_losses_and_gradients_are_those_of_the_cpu(encoder: str, attention: bool, decoder: str) -> None:
    settings = config(encoder=encoder, attention=attention, decoder=decoder, layers=2)
    loss, gradients = learned(settings, CPU)
    loss_there, gradients_there = learned(settings, CUDA)
    assert loss_there == pytest.approx(loss, rel=1e-4)
    assert gradients.keys() == gradients_there.keys()
    for name, gradient in gradients.items():
        torch.testing.assert_close(gradients_there[name], gradient, rtol=1e-3, atol=1e-4, msg=name)


@pytest.mark.parametrize("options", [{}, {"scheme": "bioes"}, {"members": 2}, {"encoder": "gru"}])
def test_a_model_trained_there_tags_here_as_well_as_one_trained_here(tmp_path: Path, options: dict[str, Any]) -> None:
    training = session(tmp_path / "there", **options)
    for _ in training.steps():
        pass
    training.finish()
    sentences = small_corpus()
    assert Tagger.load(tmp_path / "there").tag(sentences) == sentences
    train_small(tmp_path / "here", **options)
    assert Tagger.load(tmp_path / "here").tag(sentences) == sentences


def test_a_training_goes_on_where_it_was_ended(tmp_path: Path) -> None:
    training = session(tmp_path / "m")
    for step in training.steps():
        if step.epoch == 7:
            break
    resumed = session(tmp_path / "m", resume=True)
    assert resumed.state.epoch == 6
    for _ in resumed.steps():
        pass
    resumed.finish()
    assert Tagger.load(tmp_path / "m").tag(small_corpus()) == small_corpus()
