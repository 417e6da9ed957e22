"""Files of vectors that others made: read as what they are, or refused in one line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from slottag.errors import DataError
from slottag.model.vectors.keys import keys_of
from slottag.model.vectors.opening import open_vectors
from slottag.model.vectors.readings import COVERING, PIECES, WORDS
from slottag.model.vectors.table import Table
from tests.vector_tables import drawn, table, write_binary, write_text

NAMES = ["the", "Oslo", "oslo", "naïve", "1", "3/4", "<unk>", "\u00a0"]
HAN = ["北京", "上海", "的", "火车", "a"]


def opened(path: Path) -> Table:
    (own,) = open_vectors([str(path)]).tables
    return own


def holds(own: Table, words: list[str]) -> bool:
    return len(own) == len(words) and (own.rows(keys_of(words)) >= 0).all()


def packed(path: Path) -> Path:
    path.write_bytes(gzip.compress(path.read_bytes()))
    return path


WRITERS: dict[str, Callable[[Path, list[str]], Path]] = {
    "glove": write_text,
    "word2vec text": lambda path, words: write_text(path, words, head=True),
    "word2vec binary": write_binary,
    "word2vec binary without ends of lines": lambda path, words: write_binary(path, words, end=b""),
    "gzip": lambda path, words: packed(write_text(path, words, head=True)),
    "gzip of binary": lambda path, words: packed(write_binary(path, words)),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_all_formats_hold_the_same(tmp_path: Path, kind: str) -> None:
    own = opened(WRITERS[kind](tmp_path / "file", NAMES))
    assert own.reading == WORDS
    assert not own.shipped
    assert holds(own, NAMES)
    same = opened(write_text(tmp_path / "plain", NAMES))
    assert np.allclose(own.take(np.arange(len(NAMES))), same.take(np.arange(len(NAMES))), atol=0.05)


def test_a_line_may_end_in_a_space_and_have_tabs(tmp_path: Path) -> None:
    path = tmp_path / "file.vec"
    path.write_text("2 3\na 1 2 3 \nb\t4\t5\t7 \r\n", encoding="utf-8")
    assert holds(opened(path), ["a", "b"])


def test_words_of_a_script_without_spaces_cover_places(tmp_path: Path) -> None:
    assert opened(write_text(tmp_path / "file", HAN)).reading == COVERING
    assert holds(opened(write_text(tmp_path / "file", [*HAN, "Ok", "ok"])), [*HAN, "ok"])


def test_a_table_of_a_model_is_one(tmp_path: Path) -> None:
    own = table(WORDS, ["a", "b"])
    (tmp_path / "own.safetensors").write_bytes(own.content)
    assert opened(tmp_path / "own.safetensors") == own


def static(folder: Path, vocabulary: dict[str, int], rows: int, **others: object) -> Path:
    folder.mkdir()
    model = {"type": "WordPiece", "vocab": vocabulary, **others}
    (folder / "tokenizer.json").write_text(json.dumps({"model": model}), encoding="utf-8")
    save_file({"embeddings": drawn(["x"] * rows, 5).astype(np.float16)}, folder / "model.safetensors")
    return folder


def test_a_folder_of_static_embeddings_is_read_by_pieces(tmp_path: Path) -> None:
    own = opened(static(tmp_path / "f", {"[PAD]": 0, "play": 1, "##ing": 2, "[": 3}, 4))
    assert own.reading == PIECES
    assert holds(own, ["play", "##ing", "["])


# ---- what is none -------------------------------------------------------------------------------------------------


def refusal(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        opened(path)
    message = str(caught.value)
    assert str(path) in message
    assert "\n" not in message
    assert len(message) < 300
    return message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "got 0"),
        (b"just text\n", "got 1"),
        (b"a 1 2 3\nb 1 2\n", ":2: expected a word and 3 numbers"),
        (b"a 1 2 3\nb 1 x 3\n", ":2: expected a word and 3 numbers"),
        (b"a 1 2 3\n\nb 1 2 3\n", ":2: expected a word and 3 numbers"),
        (b"a 1 2 3\na 1 2 3\n", ":2: the word 'a' is there a second time, first at 1"),
        (b"a 1 2 nan\nb 1 2 3\n", ":1: the vector of 'a' holds what is not finite"),
        (b"a 1 2 inf\nb 1 2 3\n", ":1: the vector of 'a' holds what is not finite"),
        (b"a 1 2 1e9\nb 1 2 3\n", ":1: the vector of 'a' holds what is not finite or beyond"),
        (b"a 1 2 3\n 1 2 3\n", ":2: expected a word and"),
        (b"caf\xe9 1 2 3\n", ":1: expected a word in UTF-8"),
        (b"3 2\na 1 2\nb 1 3\n", "expected 3 words, as its first line says, got 2"),
        (b"2 99999\na 1 2\nb 1 3\n", "expected vectors of 2 to 1024 numbers, got 99,999"),
        (b"a 1 2\nb 1 2\n", "the same vector"),
        (b"2 3\n" + b"x" * 5000, "longer than 1000 bytes"),
        (b"2 3\na " + b"\0" * 12 + b"b \0\0", "cut short at word 2 of 2"),
        (b"a 1 2\n" + b"b" * 70_000, "one of more than 65,536 bytes"),
        (gzip.compress(b"a 1 2\nb 2 1\n" * 99, mtime=0)[:-20], "cut short"),
        (b"\x1f\x8b\x08\x00" + bytes(6) + b"\x07" * 9, "is damaged"),
    ],
)
def test_what_is_no_file_of_vectors_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "file").write_bytes(content)
    assert said in refusal(tmp_path / "file")


def test_places_and_tables_that_are_none_are_refused(tmp_path: Path) -> None:
    assert "expected a file of word vectors; name one, or english, chinese" in refusal(tmp_path / "missing")
    assert "cannot be read" in refusal(tmp_path)
    (tmp_path / "t.safetensors").write_bytes(b"nothing")
    assert "header" in refusal(tmp_path / "t.safetensors")


@pytest.mark.parametrize(
    ("vocabulary", "rows", "others", "said"),
    [
        ({"a": 0, "b": 1}, 3, {}, "a row for each of 2 pieces"),
        ({"a": 0, "b": 2}, 2, {}, "the numbers from 0 to 1, each once"),
        ({"a": 0, "b": 1}, 2, {"type": "BPE"}, "expected the model WordPiece"),
        ({"a": 0, "b": 1}, 2, {"continuing_subword_prefix": "@@"}, "expected the model WordPiece"),
    ],
)
def test_a_folder_of_other_embeddings_is_refused(
    tmp_path: Path, vocabulary: dict[str, int], rows: int, others: dict[str, object], said: str
) -> None:
    assert said in refusal(static(tmp_path / "f", vocabulary, rows, **others))


def test_no_more_than_the_most_frequent_words_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slottag.model.vectors.foreign.collected.MOST_WORDS", 3)
    for number, write in enumerate(WRITERS.values()):
        assert holds(opened(write(tmp_path / f"file{number}", NAMES)), NAMES[:3])
