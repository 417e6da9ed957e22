"""The other taggers of the benchmarks: their features, what is chosen, the section; training where there are any."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import results
from benchmarks.peers import __main__ as command
from benchmarks.peers import bilstm_crf, catalogue, crfsuite, flair_tagger, outcome, spacy_ner, tag
from benchmarks.peers.outcome import Outcome, section
from benchmarks.peers.peer import Find, Look, Peer, Run, Sentences, Setting
from benchmarks.peers.training import attempts, dev_score, tag_of, versions
from slottag.data.formats import jsonl
from slottag.text import Sentence
from tests.conftest import small_corpus
from tests.files import sentence

OUTCOME = Outcome(
    90.0, 80.0, {"clean": 91.0, "typo": 70.5}, {"c1": 0.5, "c2": 0.1}, {"python-crfsuite": "1.2"}, 3.0, [3.0, 4.4]
)


def nothing(sentences: Sequence[Sequence[str]]) -> list[list[Run]]:
    return [[] for _ in sentences]


def everything(sentences: Sequence[Sequence[str]]) -> list[list[Run]]:
    """Each word that begins with a capital letter is a city."""
    return [[(at, at + 1, "city") for at, word in enumerate(words) if word.istitle()] for words in sentences]


def learned(peer: Peer, setting: Setting, sentences: Sentences, folder: Path) -> float:
    """What a peer's model scores on what it was trained on, once it was written down and read again; it keeps the
    sentences in their order, those without a word among them.
    """
    peer.fit(setting, sentences, lambda find: dev_score(find, sentences), folder)
    find = peer.load(folder)
    own = [sentence.words for sentence in sentences]
    assert find([[], *reversed(own), []]) == [[], *reversed(find(own)), []]
    return dev_score(find, sentences)


def test_features_of_a_token() -> None:
    found = crfsuite.Template()(["fly", "to", "New", "York", "on", "May", "2nd"])
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
    alone = crfsuite.Template()(["hi"])[0]
    assert {"lower[-2]=<s>", "lower[-1]=<s>", "lower[1]=</s>", "lower[2]=</s>", "lower[0,1]=hi|</s>"} <= set(alone)
    assert crfsuite.Template()([]) == []


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


def test_what_is_found_becomes_spans() -> None:
    found = tag_of(everything)([sentence("to Oslo today", (2, 3, "day")), sentence("from Lima")])
    assert found == [sentence("to Oslo today", (1, 2, "city")), sentence("from Lima", (1, 2, "city"))]


def test_words_once_seen_are_now_and_then_unknown() -> None:
    train = [sentence("to Oslo", (1, 2, "city")), sentence("to lima", (1, 2, "city")), sentence("to lima")]
    numbers = bilstm_crf.Numbers.of(train)
    assert numbers.read(["TO", "oslo", "quito"]) == [numbers.words["to"], numbers.words["oslo"], bilstm_crf.UNKNOWN]
    assert numbers.once == {numbers.words["oslo"]}
    assert numbers.tags == ["B-city", "O"]
    assert numbers.answers(train[0]) == [1, 0]
    pairs = [(numbers.read(one.words), numbers.answers(one)) for one in train]
    seen = {tuple(map(tuple, words.tolist())) for seed in range(20)
            for words, _ in bilstm_crf.batches(pairs[:1], numbers.once, random.Random(seed))}  # fmt: skip
    assert seen == {((numbers.words["to"], numbers.words["oslo"]),), ((numbers.words["to"], bilstm_crf.UNKNOWN),)}


def test_batches_are_filled_up_with_padding() -> None:
    assert bilstm_crf.padded([[2, 3], [4]]).tolist() == [[2, 3], [4, bilstm_crf.PADDING]]


def test_a_package_that_is_not_there_is_named() -> None:
    peer = Peer(("slottag-no-such-package",), (), lambda *_: None, lambda _: nothing)
    with pytest.raises(SystemExit, match=r"^slottag-no-such-package: not installed; pip install -r benchmarks/peers"):
        versions(peer)


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

    def fit(setting: Setting, _: Sentences, look: Look, folder: Path) -> None:
        settings.append(setting)
        (folder / "size").write_text(str(setting["size"]))
        for find in (nothing, load(folder)):
            look(find)

    def load(folder: Path) -> Find:
        return everything if (folder / "size").read_text() == "2" else nothing

    peer = Peer(("pytest",), ({"size": 1}, {"size": 2}, {"size": 3}), fit, load)
    peers = {"perfect": peer, "other": replace(peer, packages=("slottag-none",))}
    for module in (command, outcome):
        monkeypatch.setattr(module, "NAMES", tuple(peers))
    for module in (command, tag):
        monkeypatch.setattr(module, "peer_named", peers.__getitem__)
    monkeypatch.setattr(catalogue, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(results, "RESULTS", tmp_path / "RESULTS.md")
    return settings


def test_dev_chooses_and_nothing_is_trained_twice(
    small_data: Path, asked: list[Setting], model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["peers", "--write", str(small_data), "--peer", "perfect", "--model", str(model_dir)]
    monkeypatch.setattr("sys.argv", arguments)
    command.main()
    command.main()
    assert asked == [{"size": 1}, {"size": 2}, {"size": 3}]
    text = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert "## Peers: small\n" in text
    assert "| perfect | size 2, of 3 | 100.00 | 100.00 | 100.00 |" in text
    assert "| test set | perfect | slottag |" in text
    kept = json.loads((tmp_path / "kept" / "small" / "perfect" / "outcome.json").read_text(encoding="utf-8"))
    assert [score for _, score in kept["curve"]] == [0.0, 100.0]
    assert [seconds for seconds, _ in kept["curve"]] == sorted(seconds for seconds, _ in kept["curve"])
    assert kept["curve"][-1][0] <= kept["seconds"]


def test_fewer_settings_are_tried_if_asked(
    small_data: Path, asked: list[Setting], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["peers", "--write", str(small_data), "--peer", "perfect", "--settings", "1"])
    command.main()
    assert asked == [{"size": 1}]


def test_a_peer_that_never_looks_at_dev_is_scored_at_its_end(tmp_path: Path) -> None:
    peer = Peer((), ({},), lambda *_: None, lambda _: everything)
    (found,) = attempts(peer, [], [sentence("to Oslo", (1, 2, "city"))], tmp_path)
    assert found.curve == [(found.seconds, 1.0)]


def test_a_peer_is_a_program(
    small_data: Path, asked: list[Setting], monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr("sys.argv", ["peers", "--write", str(small_data), "--peer", "perfect"])
    command.main()
    assert asked
    capfdbinary.readouterr()
    folder = catalogue.kept(str(small_data), "perfect") / catalogue.MODEL
    monkeypatch.setattr("sys.argv", ["tag", "perfect", str(folder), "to Zürich please"])
    tag.main()
    found = [{"start": 3, "end": 9, "slot": "city", "value": "Zürich"}]
    assert json.loads(capfdbinary.readouterr().out) == {"text": "to Zürich please", "spans": found}


def test_what_a_peer_writes_is_what_slottag_writes() -> None:
    own = sentence("go to new yörk on May 2nd", (2, 4, "city"), (5, 7, "day"))
    assert tag.written(own.words, own.runs()) == jsonl.format_sentence(own, values=True) + "\n"
    assert tag.written([], []) == '{"text": "", "spans": []}\n'


def test_a_peers_program_imports_what_it_needs() -> None:
    code = "import sys, benchmarks.peers.tag, benchmarks.peers.crfsuite; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True, timeout=60)
    assert not set(done.stdout.split()) & {"torch", "numpy", "seqeval", "slottag.evaluation", "slottag.runtime"}


def test_a_peer_that_is_not_installed_ends_the_command(
    small_data: Path, asked: list[Setting], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["peers", "--write", str(small_data), "--peer", "other"])
    with pytest.raises(SystemExit, match="slottag-none: not installed"):
        command.main()
    assert asked == []


def leaving() -> list[Sentence]:
    """Sentences whose dates need no verb that stands further away than a window reaches."""
    return [one for one in small_corpus() if "arrive" not in one.words]


def test_crfsuite_learns(tmp_path: Path) -> None:
    pytest.importorskip("pycrfsuite")
    assert learned(crfsuite.PEER, crfsuite.PEER.settings[0], leaving(), tmp_path) == 1.0


def test_bilstm_crf_learns(tmp_path: Path) -> None:
    pytest.importorskip("torchcrf")
    assert learned(bilstm_crf.PEER, {"dropout": 0.1, "rate": 0.02}, small_corpus() * 4, tmp_path) > 0.95


def test_spacy_learns(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    monkeypatch.setattr(spacy_ner, "LOOK", 20)
    monkeypatch.setattr(spacy_ner, "MOST", 60)
    assert learned(spacy_ner.PEER, {"dropout": 0.1}, leaving(), tmp_path) > 0.95


def test_flair_learns(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("flair")
    monkeypatch.setattr(flair_tagger, "EPOCHS", 8)
    assert learned(flair_tagger.PEER, {"rate": 0.1}, small_corpus() * 10, tmp_path) > 0.95
