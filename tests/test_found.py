"""What is found in columns is what is found as sentences."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slottag.data.formats import writer_of
from slottag.data.formats.jsonl import format_found
from slottag.runtime import pieces
from slottag.runtime import tagger as tagging
from slottag.runtime.tagger import Tagger
from slottag.runtime.texts import Texts
from slottag.tagging.answer import Answer
from slottag.tagging.fields import Fields
from slottag.tagging.lines import Block
from slottag.text import TOKENIZERS
from slottag.text.fitted import HABITS
from slottag.text.found import Found
from slottag.text.tokens import words_of
from tests.conftest import small_corpus, train_on

MODELS = [path.parent for path in sorted(Path(__file__).with_name("models").rglob("config.toml"))]
ODD = ["", "   ", "to\u00a0Rome", "  leave   Oslo , please!", "😀 to 😀 Lima on 😀 Friday", "1. fly to Rome", "去台北",
       '"\\\x7f', "\u200bto Paris\u200b", "O'Hare's on the 5th—or 6th?", "x" * 300]  # fmt: skip
TEXTS = [*ODD, *(sentence.text for sentence in small_corpus()), *ODD, "x " * 150]


def told(answer: Answer, lines: list[str]) -> str:
    return answer(Block(lines, "here:")).text


@pytest.mark.parametrize("sure", [True, False])
@pytest.mark.parametrize("directory", MODELS, ids=lambda path: "-".join(path.parts[-2:]))
def test_lines_are_those_of_the_sentences(directory: Path, sure: bool) -> None:
    tagger = Tagger.load(directory)
    for least, utf16 in product((0.0, 0.5, 0.99) if sure else (0.0,), (False, True)):
        at_once = Answer.of(tagger, writer_of("jsonl"), least, sure, utf16=utf16)
        assert at_once.at_once is not None
        assert told(at_once, TEXTS) == told(replace(at_once, at_once=None), TEXTS)
        assert told(at_once, []) == ""


def test_fields_are_kept(model_dir: Path) -> None:
    at_once = Answer.of(Tagger.load(model_dir), writer_of("jsonl"), 0.0, True, Fields(None), utf16=True)
    lines = [
        '{"id": 7, "text": "leave Oslo"}',
        '{"text": "😀 arrive Rome on Friday", "spans": 0}',
        '{"words": ["leave"]}',
    ]
    assert told(at_once, lines) == told(replace(at_once, at_once=None), lines)


def test_what_was_asked_is_heard(tmp_path: Path) -> None:
    asking = [replace(sentence, asked=("destination",)) for sentence in small_corpus()]
    train_on([*small_corpus(), *asking], tmp_path / "m", epochs=1)
    tagger = Tagger.load(tmp_path / "m")
    assert tagger.asked
    at_once = Answer.of(tagger, writer_of("jsonl"), 0.0, True, Fields(None), asked=("destination",))
    lines = [
        '{"text": "Oslo"}',
        '{"text": "Oslo", "asked": []}',
        '{"text": "Rome on Friday", "asked": ["destination"]}',
    ]
    assert told(at_once, lines) == told(replace(at_once, at_once=None), lines)
    assert '"asked": ["destination"]' in told(replace(at_once, fields=None, keeps=False), ["Oslo"])
    assert told(at_once, lines) != told(replace(at_once, asked=()), lines)


def test_what_needs_sentences_has_them(model_dir: Path) -> None:
    tagger = Tagger.load(model_dir)
    for form in ("conll", "inline", "doccano"):
        assert Answer.of(tagger, writer_of(form), 0.0, True).at_once is None
    assert Answer.of(tagger, writer_of("jsonl"), 0.0, True, nbest=2).at_once is None
    assert Answer.of(tagger, writer_of("jsonl"), 0.0, True, resolve=lambda sentence: sentence).at_once is None


def test_long_texts_are_read_in_pieces(model_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (pieces, tagging):
        monkeypatch.setattr(module, "LONGEST", 4)
    at_once = Answer.of(Tagger.load(model_dir), writer_of("jsonl"), 0.0, True)
    assert told(at_once, TEXTS) == told(replace(at_once, at_once=None), TEXTS)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(st.text(max_size=30), max_size=6))
def test_texts_are_cut_as_their_sentences_are(texts: list[str]) -> None:
    for tokenize in (*TOKENIZERS.values(), HABITS):
        words = HABITS.words if tokenize is HABITS else lambda text, tokenize=tokenize: words_of(tokenize(text))
        cut = Texts.cut(texts, words)
        assert [one.tokens for one in cut.sentences] == [tokenize(text) for text in texts]
        assert [one.text for one in cut.sentences] == texts
        again = Texts.of(cut.sentences)
        for own, other in ((cut.starts, again.starts), (cut.ends, again.ends), (cut.lengths, again.lengths)):
            assert own.tolist() == other.tolist()


def test_columns_and_sentences_are_made_of_each_other(model_dir: Path) -> None:
    sentences = Tagger.load(model_dir).tag(small_corpus())
    found = Found.of(sentences)
    assert found.marked(small_corpus()) == sentences
    assert found.values() == [slot.text for sentence in sentences for slot in sentence.slots]
    assert found.at_least(0.9).marked(small_corpus()) == [sentence.at_least(0.9) for sentence in sentences]


@given(st.lists(st.floats(0, 1) | st.floats(0, 1e-3) | st.sampled_from([0, 1, 5e-7, 1e-4, 0.00099999, 0.1234565])))
def test_many_confidences_are_written_as_each_is(numbers: list[float]) -> None:
    found = Found([""], [0, len(numbers)], [0] * len(numbers), [0] * len(numbers), ["s"] * len(numbers), numbers)
    (line,) = format_found(found)
    written = [f'"confidence": {round(float(number), 6)!r}}}' for number in numbers]
    assert line.split(', "value": "", ')[1:] == [
        *(f'{one}, {{"start": 0, "end": 0, "slot": "s"' for one in written[:-1]),
        *(f"{one}]}}" for one in written[-1:]),
    ]
