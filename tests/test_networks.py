"""The torch networks and the NumPy ones hold each other, and both hold torch's own modules."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import torch

from slottag.model import Config, TrainingConfig, Vocabulary
from slottag.nn import Batch, Network
from slottag.nn.dropout import SentenceDropout
from slottag.nn.encoder import Encoder, mirror
from slottag.nn.lstm import LSTM
from slottag.runtime.network import Network as NumpyNetwork
from slottag.runtime.packing import Packing
from slottag.runtime.tagger import Tagger
from slottag.text import Sentence
from slottag.training import TrainingData
from tests.conftest import small_corpus

SENTENCES = [*small_corpus()[:5], small_corpus()[-1]]
SHAPES = [
    {"layers": layers, "directions": directions, "character_filters": filters, "decoder": decoder, "scheme": scheme}
    for layers, directions, filters, (decoder, scheme) in itertools.product(
        (1, 2), (1, 2), (0, 6), (("crf", "iob2"), ("softmax", "bioes"))
    )
]


def config(**options: Any) -> Config:
    return Config().replace({"hidden": 7, "word_size": 5, "character_size": 4, "word_dropout": 0.0, **options})


def both(settings: Config) -> tuple[Network, NumpyNetwork, Vocabulary]:
    torch.manual_seed(3)
    vocabulary = Vocabulary.from_sentences(SENTENCES)
    network = Network(settings.network, vocabulary, dropout=0.5).eval()
    arrays = {name: parameter.detach().numpy() for name, parameter in network.named_parameters()}
    return network, NumpyNetwork(arrays, settings.network, vocabulary), vocabulary


def one_batch(settings: Config, vocabulary: Vocabulary, sentences: list[Sentence]) -> Batch:
    data = TrainingData(sentences, settings.network, vocabulary)
    return data._batch(np.arange(len(data)), settings.training, np.random.default_rng(0))


def packed_emissions(network: NumpyNetwork, sentences: list[Sentence]) -> list[np.ndarray]:
    packing = Packing.of([len(sentence.tokens) for sentence in sentences])
    places = packing.places()
    words = [""] * packing.tokens
    for sentence, own in zip(sentences, places, strict=True):
        for place, word in zip(own, sentence.words, strict=True):
            words[place] = word
    emissions = network.emissions(words, packing)
    return [emissions[own] for own in places]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: "-".join(map(str, shape.values())))
def test_torch_and_numpy_give_the_same_emissions(shape: dict[str, Any]) -> None:
    settings = config(**shape)
    network, numpy_network, vocabulary = both(settings)
    with torch.no_grad():
        emissions = network(one_batch(settings, vocabulary, SENTENCES)).numpy()
    for row, sentence, own in zip(emissions, SENTENCES, packed_emissions(numpy_network, SENTENCES), strict=True):
        np.testing.assert_allclose(row[: len(sentence.tokens)], own, atol=1e-5)


def test_torch_and_numpy_read_unknown_words_and_characters_alike() -> None:
    settings = config()
    network, numpy_network, vocabulary = both(settings)
    strange = [Sentence.from_words(["Ω" * 50, "leave", "2nd", "9nd", "é́🎉", "LEAVE"])]
    with torch.no_grad():
        emissions = network(one_batch(settings, vocabulary, strange)).numpy()
    np.testing.assert_allclose(emissions[0], packed_emissions(numpy_network, strange)[0], atol=1e-5)


def test_a_sentence_gets_the_same_emissions_alone_and_among_others() -> None:
    settings = config(layers=2)
    network, numpy_network, vocabulary = both(settings)
    together = packed_emissions(numpy_network, SENTENCES)
    with torch.no_grad():
        padded = network(one_batch(settings, vocabulary, SENTENCES))
        for row, sentence, own in zip(padded, SENTENCES, together, strict=True):
            alone = network(one_batch(settings, vocabulary, [sentence]))[0]
            np.testing.assert_allclose(row[: len(sentence.tokens)], alone, atol=1e-5)
            np.testing.assert_allclose(packed_emissions(numpy_network, [sentence])[0], own, atol=1e-5)


@pytest.mark.parametrize("directions", [1, 2])
def test_a_changed_token_changes_no_earlier_forward_and_no_later_backward_state(directions: int) -> None:
    torch.manual_seed(0)
    encoder = Encoder(LSTM, 3, 4, layers=1, directions=directions, dropout=0.0)
    inputs, mask = torch.randn(1, 6, 3), torch.ones(1, 6, dtype=torch.bool)
    changed = inputs.clone()
    changed[0, 3] += 1
    with torch.no_grad():
        differs = (encoder(inputs, mask) - encoder(changed, mask)).abs().amax(dim=0) > 1e-7
    assert differs[:, :4].any(dim=1).tolist() == [False, False, False, True, True, True]
    if directions == 2:
        assert differs[:, 4:].any(dim=1).tolist() == [True, True, True, True, False, False]


def test_two_directions_are_those_of_torch_on_packed_sentences() -> None:
    torch.manual_seed(0)
    encoder = Encoder(LSTM, 3, 4, layers=2, directions=2, dropout=0.0)
    reference = torch.nn.LSTM(3, 4, num_layers=2, bidirectional=True, batch_first=True)
    for name, parameter in encoder.named_parameters():
        layer, direction, kind = name.split(".")
        own = f"{kind.removesuffix('_l0')}_l{layer}{'_reverse' if direction == 'backwards' else ''}"
        dict(reference.named_parameters())[own].data.copy_(parameter.data)
    lengths = torch.tensor([5, 2, 4])
    mask = torch.arange(5) < lengths[:, None]
    inputs = torch.randn(3, 5, 3)
    packed = torch.nn.utils.rnn.pack_padded_sequence(inputs, lengths, batch_first=True, enforce_sorted=False)
    expected, _ = torch.nn.utils.rnn.pad_packed_sequence(reference(packed)[0], batch_first=True)
    torch.testing.assert_close(encoder(inputs, mask)[mask], expected[mask])


def test_mirror_turns_each_sentence_within_its_own_length() -> None:
    mask = torch.tensor([[True, True, True, False], [True, False, False, False]])
    assert mirror(mask).tolist() == [[2, 1, 0, 3], [0, 1, 2, 3]]


def test_dropout_leaves_the_same_features_out_throughout_a_sentence_and_none_when_tagging() -> None:
    torch.manual_seed(0)
    dropout = SentenceDropout(0.5)
    values = torch.ones(4, 9, 50)
    dropped = dropout(values)
    assert torch.equal(dropped, dropped[:, :1].expand_as(dropped))
    assert set(dropped.unique().tolist()) == {0.0, 2.0}
    assert not torch.equal(dropped[0], dropped[1])
    assert torch.equal(dropout.eval()(values), values)


def test_every_parameter_gets_a_gradient() -> None:
    settings = config(layers=2)
    network, _, vocabulary = both(settings)
    network.train()
    network.loss(one_batch(settings, vocabulary, SENTENCES)).backward()
    without = [name for name, parameter in network.named_parameters() if not parameter.grad.abs().sum() > 0]
    assert without == []


def test_the_tagger_gives_confidences_that_do_not_rest_on_the_batch(model_dir: Any) -> None:
    tagger = Tagger.load(model_dir)
    sentences = small_corpus()
    together = tagger.tag(sentences)
    assert together == list(sentences)
    for sentence, tagged in zip(sentences, together, strict=True):
        alone = tagger.tag([sentence])[0]
        assert [span.confidence for span in alone.spans] == pytest.approx(
            [span.confidence for span in tagged.spans], abs=1e-5
        )
        assert all(0.5 < span.confidence <= 1 for span in alone.spans if span.confidence is not None)
    assert all(span.confidence is None for s in tagger.tag(sentences, confidence=False) for span in s.spans)


def test_the_tagger_tags_empty_and_very_long_sentences(model_dir: Any) -> None:
    tagger = Tagger.load(model_dir)
    empty, blank, long = (tagger.parse(text) for text in ("", " \t ", "leave Oslo on Friday " * 3000))
    tagged = tagger.tag([empty, long, blank])
    assert [sentence.text for sentence in tagged] == [empty.text, long.text, blank.text]
    assert [len(sentence.spans) for sentence in tagged] == [0, 6000, 0]


def test_words_with_a_backoff_are_sometimes_read_as_it_in_training() -> None:
    sentences = [Sentence.from_words(["rare", "7pm"]), *[Sentence.from_words(["often", "12pm"])] * 500]
    vocabulary = Vocabulary.from_sentences(sentences)
    data = TrainingData(sentences[:1], config().network, vocabulary)
    settings = TrainingConfig(word_dropout=1.0, batch_size=1)
    seen = {tuple(batch.words[0].tolist()) for epoch in range(60) for batch in data.batches(settings, epoch)}
    known = vocabulary.word_numbers
    assert seen == set(itertools.product((0, known["rare"]), (known["0pm"], known["7pm"])))


def test_vocabulary_looks_up_the_closest_form() -> None:
    vocabulary = Vocabulary.from_sentences([Sentence.from_words(["Paris", "747", "paris"])])
    known = vocabulary.word_numbers
    assert [vocabulary.word_number(word) for word in ("PARIS", "747", "123", "Rome")] == [
        known["paris"],
        known["747"],
        known["000"],
        0,
    ]
    assert vocabulary.count("paris") == 2
    assert [vocabulary.backoff_number(word) for word in ("Paris", "747", "123")] == [0, known["000"], 0]
