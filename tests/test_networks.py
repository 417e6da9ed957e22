"""What surrounds the encoders: words and characters, dropout, the tagger. The encoders have files of their own."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import torch

from slottag.model import TrainingConfig, Vocabulary
from slottag.nn.dropout import SentenceDropout, WholeDropout
from slottag.nn.recurrent import mirror
from slottag.runtime.tagger import Tagger
from slottag.text import Sentence
from slottag.training import TrainingData
from tests.conftest import small_corpus
from tests.networks import both, config, packed_emissions, padded_emissions


def test_torch_and_numpy_read_unknown_words_and_characters_alike() -> None:
    settings = config()
    network, numpy_network, vocabulary = both(settings)
    strange = [Sentence.from_words(["Ω" * 50, "leave", "2nd", "9nd", "é́🎉", "LEAVE"])]
    emissions = padded_emissions(network, settings, vocabulary, strange)
    np.testing.assert_allclose(emissions[0], packed_emissions(numpy_network, strange)[0], atol=1e-5)


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


def test_whole_dropout_leaves_a_vector_as_it_is_or_takes_all_of_it() -> None:
    torch.manual_seed(0)
    dropout = WholeDropout(0.25)
    values = torch.rand(2000, 1, 4) + 1
    found = dropout(values)
    there = (found == values).all(dim=2)[:, 0]
    assert torch.equal(found[~there], torch.zeros_like(found[~there]))
    assert there.float().mean() == pytest.approx(0.75, abs=0.05)
    assert torch.equal(dropout.eval()(values), values)


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
    settings = TrainingConfig(word_dropout=1.0, batch_size=1, noise=0.0)
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
