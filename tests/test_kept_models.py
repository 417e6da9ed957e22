"""Models that earlier versions wrote: every later version reads them, and they answer as they did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from slottag.runtime.tagger import Tagger

MODELS = Path(__file__).parent / "models"
NAMES = sorted(path.name for path in MODELS.iterdir() if path.is_dir())


def answers(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (MODELS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def test_there_is_one_for_each_decoder_encoder_and_kind_of_data() -> None:
    taggers = [Tagger.load(MODELS / name) for name in NAMES]
    networks = [tagger.model.config.network for tagger in taggers]
    assert {network.decoder for network in networks} == {"crf", "softmax"}
    assert {network.encoder for network in networks} >= {
        "elman", "jordan", "lstm", "peephole", "gru", "clockwork", "cnn", "feedforward",
    }  # fmt: skip
    assert {network.scheme for network in networks} == {"iob2", "bioes", "bilou", "plain"}
    assert {network.inputs for network in networks} == {"words", "characters", "both"}
    assert {tagger.tokenizer for tagger in taggers} == {"words", "whitespace"}
    assert {bool(tagger.intents) for tagger in taggers} == {False, True}
    assert max(network.members for network in networks) == 2


@pytest.mark.parametrize("name", NAMES)
def test_a_model_of_an_earlier_version_answers_as_it_did(name: str) -> None:
    tagger = Tagger.load(MODELS / name)
    expected = answers(name)
    found = tagger.tag([tagger.parse(each["text"]) for each in expected])
    for sentence, other in zip(found, expected, strict=True):
        one = sentence.to_dict()
        assert 0 < one.pop("confidence") <= 1  # Which those versions did not tell.
        # They told tokens that are not those of the tokenizer "words".
        tokens = [[token.start, token.end] for token in sentence.tokens]
        assert other.pop("tokens", tokens) == tokens
        sure = [[span.pop("confidence") for span in each["spans"]] for each in (one, other)]
        assert one == other
        assert sure[0] == pytest.approx(sure[1], abs=1e-4)
