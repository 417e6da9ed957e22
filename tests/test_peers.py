"""The other taggers of the benchmarks: their features, what is chosen, the section; training where there are any."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import results
from benchmarks.peers import __main__ as command
from benchmarks.peers import bilstm_crf, crfsuite, spacy_ner
from benchmarks.peers.outcome import Outcome, section
from benchmarks.peers.peer import Peer, Setting, dev_score, with_tags
from benchmarks.robustness import Tag
from slottag.text import Sentence
from tests.conftest import small_corpus
from tests.files import sentence

OUTCOME = Outcome(
    90.0, 80.0, {"clean": 91.0, "typo": 70.5}, {"c1": 0.5, "c2": 0.1}, {"python-crfsuite": "1.2"}, 3.0, [3.0, 4.4]
)


def nothing(sentences: Sequence[Sentence]) -> list[Sentence]:
    return [one.with_spans(()) for one in sentences]


def everything(sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    return sentences


def test_features_of_a_token() -> None:
    found = crfsuite.features(["fly", "to", "New", "York", "on", "May", "2nd"])
    assert len(found) == 7
    assert set(found[2]) == {
        "bias",
        *("prefix=n", "prefix=ne", "prefix=new", "suffix=w", "suffix=ew", "suffix=new", "word=New", "title"),
        *("lower[-2]=fly", "lower[-1]=to", "lower[0]=new", "lower[1]=york", "lower[2]=on"),
        *("shape[-2]=x", "shape[-1]=x", "shape[0]=Xx", "shape[1]=Xx", "shape[2]=x"),
        *("lower[-2,-1]=fly|to", "lower[-1,0]=to|new", "lower[0,1]=new|york", "lower[1,2]=york|on"),
        "lower[-1,1]=to|york",
    }


def test_features_beyond_the_sentence() -> None:
    alone = crfsuite.features(["hi"])[0]
    assert {"lower[-2]=<s>", "lower[-1]=<s>", "lower[1]=</s>", "lower[2]=</s>", "lower[0,1]=hi|</s>"} <= set(alone)
    assert crfsuite.features([]) == []


@pytest.mark.parametrize(
    ("word", "feature"),
    [("747", "digits"), ("2nd", "has digit"), ("round-trip", "has hyphen"), ("Boston", "title"), ("DC", "upper")],
)
def test_what_a_word_is_made_of(word: str, feature: str) -> None:
    kinds = {"digits", "has digit", "has hyphen", "title", "upper"}
    assert kinds & set(crfsuite.own(word)) == {feature}


def test_affixes_are_no_longer_than_four() -> None:
    affixes = [feature for feature in crfsuite.own("nonstop") if feature.startswith(("prefix", "suffix"))]
    assert len(affixes) == 8
    assert affixes[-2:] == ["prefix=nons", "suffix=stop"]


@pytest.mark.parametrize(("word", "shape"), [("Boston", "Xx"), ("2nd", "dx"), ("DC-10", "X-d"), ("o'clock", "x'x")])
def test_shapes(word: str, shape: str) -> None:
    assert crfsuite.shape(word) == shape


def test_tags_are_read_leniently() -> None:
    found = with_tags(sentence("to new york today"), ["O", "I-city", "I-city", "B-day"])
    assert found == sentence("to new york today", (1, 3, "city"), (3, 4, "day"))


def test_words_once_seen_are_now_and_then_unknown() -> None:
    train = [sentence("to Oslo", (1, 2, "city")), sentence("to lima", (1, 2, "city")), sentence("to lima")]
    numbers = bilstm_crf.Numbers.of(train)
    assert numbers.read(sentence("TO oslo quito")) == [numbers.words["to"], numbers.words["oslo"], bilstm_crf.UNKNOWN]
    assert numbers.once == {numbers.words["oslo"]}
    assert numbers.tags == ["B-city", "O"]
    assert numbers.answers(train[0]) == [1, 0]
    pairs = [(numbers.read(one), numbers.answers(one)) for one in train]
    seen = {tuple(map(tuple, words.tolist())) for seed in range(20)
            for words, _ in bilstm_crf.batches(pairs[:1], numbers.once, random.Random(seed))}  # fmt: skip
    assert seen == {((numbers.words["to"], numbers.words["oslo"]),), ((numbers.words["to"], bilstm_crf.UNKNOWN),)}


def test_batches_are_filled_up_with_padding() -> None:
    assert bilstm_crf.padded([[2, 3], [4]]).tolist() == [[2, 3], [4, bilstm_crf.PADDING]]


def test_a_package_that_is_not_there_is_named() -> None:
    peer = Peer(("slottag-no-such-package",), (), lambda *_: nothing)
    with pytest.raises(SystemExit, match=r"^slottag-no-such-package: not installed; pip install -r benchmarks/peers"):
        peer.versions()


def test_the_section_shows_each_tagger() -> None:
    models = [Outcome(97.0, 90.0, {"clean": 95.0, "typo": 93.0}), Outcome(98.0, 92.0, {"clean": 96.0, "typo": 91.0})]
    lines = section({"crfsuite": OUTCOME}, models, ["typo"]).splitlines()
    assert "| crfsuite | c1 0.5, c2 0.1, of 2 | 90.00 | 91.00 | 80.00 | 3 | 7 |" in lines
    assert "| slottag |  | 97.50 ± 0.71 | 95.50 ± 0.71 | 91.00 ± 1.41 |  |  |" in lines
    assert "| test set | crfsuite | slottag |" in lines
    assert "| typo | 70.50 | 92.00 ± 1.41 |" in lines
    assert any(
        "made with python-crfsuite 1.2. slottag: mean and standard deviation of 2 models" in one for one in lines
    )


def test_the_section_without_models_has_no_column_for_them() -> None:
    assert "slottag" not in section({"crfsuite": OUTCOME}, [], ["typo"])


@pytest.fixture
def small_data(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    text = "fly O\nto O\nOslo B-city\n\nfrom O\nLima B-city\nplease O\n"
    for split in ("train", "dev", "test"):
        (folder / f"{split}.conll").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Setting]:
    """The settings that a made-up peer is trained with, whose second finds everything."""
    settings: list[Setting] = []

    def fit(setting: Setting, _: Sequence[Sentence], __: Sequence[Sentence]) -> Tag:
        settings.append(setting)
        return everything if setting["size"] == 2 else nothing

    peer = Peer(("pytest",), ({"size": 1}, {"size": 2}, {"size": 3}), fit)
    monkeypatch.setattr(command, "PEERS", {"perfect": peer, "other": replace(peer, packages=("slottag-none",))})
    monkeypatch.setattr(command, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(results, "RESULTS", tmp_path / "RESULTS.md")
    return settings


def test_dev_chooses_and_nothing_is_trained_twice(
    small_data: Path, asked: list[Setting], model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["peers", str(small_data), "--peer", "perfect", "--model", str(model_dir)]
    monkeypatch.setattr("sys.argv", arguments)
    command.main()
    command.main()
    assert asked == [{"size": 1}, {"size": 2}, {"size": 3}]
    text = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert "## Peers: small\n" in text
    assert "| perfect | size 2, of 3 | 100.00 | 100.00 | 100.00 |" in text
    assert "| test set | perfect | slottag |" in text


def test_a_peer_that_is_not_installed_ends_the_command(
    small_data: Path, asked: list[Setting], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["peers", str(small_data), "--peer", "other"])
    with pytest.raises(SystemExit, match="slottag-none: not installed"):
        command.main()
    assert asked == []


def leaving() -> list[Sentence]:
    """Sentences whose dates need no verb that stands further away than a window reaches."""
    return [one for one in small_corpus() if "arrive" not in one.words]


def test_crfsuite_learns() -> None:
    pytest.importorskip("pycrfsuite")
    train = leaving()
    assert dev_score(crfsuite.fit(crfsuite.PEER.settings[0], train, train), train) == 1.0


def test_bilstm_crf_learns() -> None:
    pytest.importorskip("torchcrf")
    train = small_corpus() * 4
    assert dev_score(bilstm_crf.fit({"dropout": 0.1, "rate": 0.02}, train, train), train) > 0.95


def test_spacy_learns(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("spacy")
    monkeypatch.setattr(spacy_ner, "LOOK", 20)
    monkeypatch.setattr(spacy_ner, "MOST", 60)
    train = leaving()
    assert dev_score(spacy_ner.fit({"dropout": 0.1}, train, train), train) > 0.95
