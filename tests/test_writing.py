from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from slottag.data import Corpus, load_corpus
from slottag.data.corpus import read_corpus
from slottag.data.formats import WRITTEN, writer_of
from slottag.data.writing import write_corpus
from slottag.errors import OutputError
from slottag.text import SCHEMES
from slottag.text.schemes import PREFIX_SCHEMES
from tests.files import put, sentence

SHARED = Path(__file__).parents[1].parent / "shared" / "data"
ONE = '{"text": "to Oslo", "spans": [{"start": 3, "end": 7, "slot": "to"}]}\n'
IOB2 = SCHEMES["iob2"]


def toy() -> Corpus:
    return Corpus("toy", {"train": (sentence("a b", (0, 1, "x")),), "test": (sentence("c"),)}, "whitespace")


@pytest.mark.parametrize("name", WRITTEN)
def test_a_written_corpus_is_read_back(tmp_path: Path, name: str) -> None:
    paths = write_corpus(toy(), tmp_path / "new" / "toy", writer_of(name), IOB2)
    assert all(path.is_file() for path in paths)
    assert load_corpus(tmp_path / "new" / "toy").splits == toy().splits
    assert len([path for path in (tmp_path / "new").rglob("*") if path.is_file()]) == len(paths)


def test_other_files_stay(tmp_path: Path) -> None:
    put(tmp_path, notes__txt="mine", train__log="mine", train__jsonl="old", contrast__jsonl=ONE)
    write_corpus(toy(), tmp_path, writer_of("jsonl"), IOB2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "contrast.jsonl", "notes.txt", "test.jsonl", "train.jsonl", "train.log",
    ]  # fmt: skip
    assert (tmp_path / "train.jsonl").read_text().startswith('{"text": "a b"')
    assert (tmp_path / "train.log").read_text() == "mine"


@pytest.mark.parametrize(
    ("files", "format", "message"),
    [
        ({"train__conll": "x"}, "jsonl", "train.conll: is data already"),
        ({"train___seq__in": "x"}, "jsonl", "train: is data already"),
        ({"seq__in": "x"}, "jsonl", "seq.in: is data already"),
        ({"train__jsonl": "x"}, "seqio", "train.jsonl: is data already"),
        ({"train___seq__in": "x", "train___label": "x"}, "seqio", "train/label: is data already"),
    ],
)
def test_what_would_be_misread_is_not_written(tmp_path: Path, files: dict[str, str], format: str, message: str) -> None:
    put(tmp_path, **files)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(OutputError) as caught:
        write_corpus(toy(), tmp_path, writer_of(format), IOB2)
    assert str(caught.value).startswith(f"{tmp_path}/{message}")
    assert sorted(tmp_path.rglob("*")) == before


def test_the_source_is_never_written_over(tmp_path: Path) -> None:
    put(tmp_path, train__jsonl=ONE, test__jsonl=ONE)
    (tmp_path / "link").symlink_to(tmp_path)
    reading = read_corpus(tmp_path)
    for folder in (tmp_path, tmp_path / "link"):
        with pytest.raises(OutputError, match=r"train\.jsonl: is what the data was read from"):
            write_corpus(toy(), folder, writer_of("jsonl"), IOB2, sources=reading.paths.values())
    assert (tmp_path / "train.jsonl").read_text() == ONE


def test_nothing_is_written_where_one_file_cannot_be(tmp_path: Path) -> None:
    put(tmp_path, test__jsonl___x="a folder in the way", train__jsonl="old")
    with pytest.raises(OutputError, match=r"test\.jsonl: is a folder"):
        write_corpus(toy(), tmp_path, writer_of("jsonl"), IOB2)
    assert (tmp_path / "train.jsonl").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["test.jsonl", "train.jsonl"]


@pytest.mark.parametrize(
    ("format", "scheme"), [*product(["conll", "seqio"], PREFIX_SCHEMES), ("jsonl", "iob2"), ("inline", "iob2")]
)
def test_public_corpora_survive_every_format(tmp_path: Path, format: str, scheme: str) -> None:
    if not (SHARED / "atis-few").is_dir():
        pytest.skip("the corpora are not here")
    few, snips = load_corpus(SHARED / "atis-few"), load_corpus(SHARED / "snips" / "test")
    corpus = Corpus("both", {**few.splits, "test": snips.sentences}, "fitted")
    write_corpus(corpus, tmp_path, writer_of(format), SCHEMES[scheme])
    back = load_corpus(tmp_path)
    if format == "inline":  # It holds no tokens.
        for split, sentences in corpus.splits.items():
            texts = [[(sentence.text, sentence.spans) for sentence in own] for own in (back.splits[split], sentences)]
            assert texts[0] == texts[1]
    else:
        assert (back.splits, back.tokenizer) == (corpus.splits, "fitted")
