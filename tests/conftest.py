from __future__ import annotations

import signal
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, settings

from slottag.model import Config, Model
from slottag.text import Sentence, Span, tokenize_words
from slottag.training.material import Material
from slottag.training.session import Session

# The models here are so small that a second thread only waits.
torch.set_num_threads(1)

# How soon something is done rests on what else runs on the machine, so no test depends on it.
settings.register_profile("any load", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any load")

# Whoever starts the tests in the background may have them ignore Ctrl-C, and what they start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

SHARED = Path(__file__).parents[1].parent / "shared" / "data"

PLACES = ["Taipei", "Paris", "New York", "Oslo", "Lima", "Cairo", "Rome", "Quito"]
DAYS = ["Friday", "tomorrow", "November 2nd", "May 5th"]


def marked(template: str, **values: str) -> Sentence:
    """``"leave {origin} on {departure_date}"`` with each value put in and marked."""
    text, spans = "", []
    for piece in template.split("{"):
        slot, closing, rest = piece.partition("}")
        if closing:
            spans.append(Span(len(text), len(text) + len(values[slot]), slot))
            text += values[slot] + rest
        else:
            text += piece
    return Sentence(text, tokenize_words(text), tuple(spans))


def small_corpus() -> list[Sentence]:
    sentences = []
    for place in PLACES:
        for day in DAYS:
            sentences.append(marked("I would like to arrive {a} on {b}".format(a="{destination}", b="{arrival_date}"),
                                    destination=place, arrival_date=day))  # fmt: skip
            sentences.append(marked("leave {origin} on {departure_date}", origin=place, departure_date=day))
    sentences += [marked("good morning"), marked("thank you very much !")]
    return sentences


def train_small(directory: Path, **options: object) -> Model:
    return train_on(small_corpus(), directory, **options)


def train_on(sentences: list[Sentence], directory: Path, **options: object) -> Model:
    settings = {"hidden": 16, "word_size": 12, "character_filters": 8, "epochs": 16, "batch_size": 8, "dropout": 0.2,
                "learning_rate": 0.02, "averaging": 0.9, **options}  # fmt: skip
    config = Config().replace(settings)
    material = Material("small", "words", sentences, sentences[::5])
    session = Session(material, config, directory, device=torch.device("cpu"))
    for _ in session.steps():
        pass
    return session.finish()


@pytest.fixture(scope="session")
def model_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of a few booking sentences."""
    directory = tmp_path_factory.mktemp("models") / "small"
    train_small(directory)
    return directory
