"""Sentences too long to be read at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from slottag.runtime import Tagger, batches, pieces
from slottag.runtime import tagger as tagging
from slottag.runtime.pieces import joined
from slottag.runtime.texts import Texts
from slottag.text import Sentence, Span
from tests.conftest import small_corpus


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences that are called long at ten tokens."""
    for module in (pieces, tagging):
        monkeypatch.setattr(module, "LONGEST", 10)
    monkeypatch.setattr(pieces, "_PIECE", 6)
    monkeypatch.setattr(pieces, "_AROUND", 4)


@pytest.mark.usefixtures("short")
def test_as_much_of_a_long_sentence_is_right_as_if_it_were_read_whole(model_dir: Path) -> None:
    tagger = Tagger.load(model_dir)
    text, marked = "", set()
    for part in small_corpus():
        marked |= {Span(len(text) + span.start, len(text) + span.end, span.slot) for span in part.spans}
        text += f"{part.text} ; "
    sentence = tagger.parse(text)
    (whole,) = tagger.reader.find(Texts.of([sentence]), True).marked([sentence])
    before, found, after = tagger.tag([tagger.parse("leave Oslo"), sentence, tagger.parse("arrive Rome")])
    assert (found.text, found.tokens) == (sentence.text, sentence.tokens)
    assert all(span.confidence is not None for span in found.spans)
    assert len(marked & set(found.spans)) > 0.9 * len(marked & set(whole.spans)) > 20
    assert before.spans == tagger.tag([tagger.parse("leave Oslo")])[0].spans
    assert after.spans == tagger.tag([tagger.parse("arrive Rome")])[0].spans


@pytest.mark.usefixtures("short")
def test_every_token_is_in_the_core_of_one_piece() -> None:
    for length in (11, 12, 13, 18, 100):
        sentence = Sentence.from_words(f"w{number}" for number in range(length))
        parts = list(pieces.pieces(sentence))
        everywhere = [Span(token.start, token.end, "x") for token in sentence.tokens]
        found = [part.with_spans(Span(token.start, token.end, "x") for token in part.tokens) for part in parts]
        assert list(joined(sentence, iter(found)).spans) == everywhere
        assert max(len(part.tokens) for part in parts) <= 14


@pytest.mark.usefixtures("short")
def test_a_span_over_the_end_of_a_piece_is_kept_once() -> None:
    sentence = Sentence.from_words("abcdefghijkl")
    first, second = pieces.pieces(sentence)
    over = Span(sentence.tokens[5].start, sentence.tokens[7].end, "x")
    inside = Span(sentence.tokens[6].start, sentence.tokens[6].end, "x")
    later = Span(sentence.tokens[9].start, sentence.tokens[9].end, "x")
    assert joined(sentence, iter([first.with_spans([over]), second.with_spans([inside, later])])).spans == (over, later)


def test_a_stream_is_read_ahead_by_its_characters_too(model_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_CHARACTERS", 100)
    tagger = Tagger.load(model_dir)
    taken = 0

    def sentences() -> object:
        nonlocal taken
        for _ in range(20):
            taken += 1
            yield tagger.parse("leave Oslo on Friday, or was it Rome?")

    stream = tagger.tag_stream(sentences())  # type: ignore[arg-type]
    next(stream)
    assert taken == 3
    assert len(list(stream)) == 19
