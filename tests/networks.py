"""The same network twice, for tests that hold one against the other."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from slottag.model import Config, NetworkConfig, Vocabulary
from slottag.nn import Batch, Network
from slottag.runtime.encoder import Encoder as NumpyEncoder
from slottag.runtime.network import Network as NumpyNetwork
from slottag.runtime.packing import Packing
from slottag.runtime.recurrent import Drive
from slottag.text import Sentence
from slottag.training import TrainingData
from tests.conftest import small_corpus

SENTENCES = [*small_corpus()[:5], small_corpus()[-1]]

# Sentences of vectors instead of words, for encoders and layers alone.
LENGTHS = [5, 2, 9, 4]
MASK = torch.arange(max(LENGTHS)) < torch.tensor(LENGTHS)[:, None]


def config(**options: Any) -> Config:
    return Config().replace({"hidden": 7, "word_size": 5, "character_size": 4, "word_dropout": 0.0, **options})


def small_network(**options: Any) -> NetworkConfig:
    """Settings of an encoder over vectors of ``word_size``."""
    return Config().replace({"inputs": "words", **options}).network


def shaken(module: Any) -> Any:
    """The module with no parameter left at a value, like zero, at which a mistake would not show."""
    torch.manual_seed(3)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.normal_(std=0.4)
        for part in module.modules():
            if isinstance(part, torch.nn.Embedding) and part.padding_idx is not None:
                part.weight[part.padding_idx] = 0
    return module


def arrays(module: torch.nn.Module) -> dict[str, np.ndarray]:
    return {name: parameter.detach().numpy() for name, parameter in module.named_parameters()}


def both(settings: Config) -> tuple[Network, NumpyNetwork, Vocabulary]:
    vocabulary = Vocabulary.from_sentences(SENTENCES)
    network = Network(settings.network, vocabulary, dropout=0.5).eval()
    shaken(network)
    return network, NumpyNetwork(arrays(network), settings.network, vocabulary), vocabulary


def one_batch(settings: Config, vocabulary: Vocabulary, sentences: list[Sentence]) -> Batch:
    return TrainingData(sentences, settings.network, vocabulary).whole()


def pack(sentences: list[np.ndarray]) -> tuple[np.ndarray, Packing]:
    """The tokens' vectors ``(length, size)`` of some sentences as they lie packed."""
    packing = Packing.of([len(sentence) for sentence in sentences])
    packed = np.empty((packing.tokens, sentences[0].shape[1]), dtype=np.float32)
    for sentence, places in zip(sentences, packing.places(), strict=True):
        packed[places] = sentence
    return packed, packing


def random_sentences(size: int) -> list[np.ndarray]:
    torch.manual_seed(1)
    return [torch.randn(length, size).numpy() for length in LENGTHS]


def padded(sentences: list[np.ndarray]) -> torch.Tensor:
    return torch.nn.utils.rnn.pad_sequence([torch.from_numpy(values) for values in sentences], batch_first=True)


def cell_states(cell: Any, sentences: list[np.ndarray], hidden: int, *, backwards: bool = False) -> list[np.ndarray]:
    """What a NumPy cell makes of some sentences, read in this direction."""
    packed, packing = pack(sentences)
    steps = packing.steps
    drive = Drive(cell.drive(packed), np.arange(packing.tokens), packing.batch)
    states = np.empty((packing.tokens, hidden), dtype=np.float32)
    cell(drive, packing, reversed(steps) if backwards else steps, states)
    return [states[places] for places in packing.places()]


def encoder_states(encoder: NumpyEncoder, packed: np.ndarray, packing: Packing) -> np.ndarray:
    """What a NumPy encoder makes of packed vectors, each a word of its own."""
    return encoder(encoder.prepare(packed), np.arange(len(packed)), packing)


def packed_emissions(network: NumpyNetwork, sentences: list[Sentence]) -> list[np.ndarray]:
    packing = Packing.of([len(sentence.tokens) for sentence in sentences])
    places = packing.places()
    words = [""] * packing.tokens
    for sentence, own in zip(sentences, places, strict=True):
        for place, word in zip(own, sentence.words, strict=True):
            words[place] = word
    emissions = network(words, packing, [sentence.asked for sentence in sentences]).emissions
    return [emissions[own] for own in places]


def padded_emissions(network: Network, settings: Config, vocabulary: Vocabulary, sentences: list[Sentence]) -> Any:
    with torch.no_grad():
        emissions = network(one_batch(settings, vocabulary, sentences)).emissions.numpy()
    return [row[: len(sentence.tokens)] for row, sentence in zip(emissions, sentences, strict=True)]
