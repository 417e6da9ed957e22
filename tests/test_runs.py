"""What is done for many sentences or words at once, against what does it for one."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slottag.errors import DataError
from slottag.model.tags import TagSet
from slottag.runtime.batches import _TOKENS, BATCH, batches
from slottag.runtime.runs import Runs
from slottag.text import SCHEMES, Token, tokenize_words
from slottag.text.tokenizers import _split_piece, made_by_words, tokenize_whitespace

TEXTS = st.text(st.sampled_from("ab1 .,$'-()é台北🙂\t\u00a0\x1c"), max_size=20)


@given(st.sampled_from(["iob2", "bioes", "bilou", "plain"]), st.data())
def test_spans_are_those_that_the_scheme_reads_whatever_the_tags(scheme: str, data: st.DataObject) -> None:
    tags = TagSet(SCHEMES[scheme], ("a", "b-c"))
    numbers = st.lists(st.integers(0, len(tags.names) - 1), min_size=1, max_size=8)
    sentences = data.draw(st.lists(numbers, min_size=1, max_size=5))
    found = Runs(tags)(np.concatenate(sentences), np.array([len(sentence) for sentence in sentences]))
    assert found == [SCHEMES[scheme].decode([tags.names[tag] for tag in sentence]) for sentence in sentences]


@given(st.lists(st.integers(0, 40) | st.integers(0, 9000), max_size=400))
def test_each_sentence_with_a_token_is_in_one_batch_of_bounded_size(lengths: list[int]) -> None:
    found = list(batches(lengths))
    assert sorted(index for batch in found for index in batch) == [i for i, length in enumerate(lengths) if length]
    for batch in found:
        longest = max(lengths[index] for index in batch)
        assert len(batch) == 1 or (len(batch) <= BATCH and len(batch) * longest <= _TOKENS)


@given(TEXTS)
def test_texts_of_plain_words_are_split_as_all_others_are(text: str) -> None:
    edges = [edge for match in re.finditer(r"\S+", text) for edge in _split_piece(match.group(), match.start())]
    assert tokenize_words(text) == tuple(Token(text[start:end], start, end) for start, end in edges)
    pieces = re.finditer(r"[^ \t\n\r\f\v]+", text)
    assert tokenize_whitespace(text) == tuple(Token(piece.group(), *piece.span()) for piece in pieces)


@given(TEXTS)
def test_whose_tokens_they_are(text: str) -> None:
    tokens = tokenize_words(text)
    assert made_by_words(text, tokens)
    assert made_by_words(text, tokenize_whitespace(text)) == (tokenize_whitespace(text) == tokens)
    assert not tokens or not made_by_words(text, tokens[1:])


def test_a_token_that_does_not_fit_its_place_cannot_be() -> None:
    for text, start, end in (("", 0, 0), ("a", -1, 0), ("ab", 0, 1), ("a", 3, 2)):
        with pytest.raises(DataError, match="does not fit its place"):
            Token(text, start, end)
    assert Token.spaced(["x", "ab"]) == (Token("x", 0, 1), Token("ab", 2, 4))
    assert Token.spaced([]) == ()
