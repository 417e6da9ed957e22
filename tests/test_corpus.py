from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from slottag.data import Corpus, load_corpus
from slottag.data.builtin import builtin_folder, builtin_names, builtin_parts
from slottag.data.checks import tag_problems
from slottag.data.corpus import read_corpus
from slottag.errors import DataError
from slottag.text import SCHEMES
from tests.files import put

SHARED = Path(__file__).parents[1].parent / "shared" / "data"
ONE = '{"text": "to Oslo", "spans": [{"start": 3, "end": 7, "slot": "to"}]}\n'
IOB2 = SCHEMES["iob2"]


def test_a_file_is_one_split_of_its_own(tmp_path: Path) -> None:
    put(tmp_path, mine__jsonl=ONE, valid__jsonl=ONE)
    corpus = load_corpus(str(tmp_path / "mine.jsonl"))
    assert (corpus.name, list(corpus.splits), corpus.tokenizer) == ("mine", ["all"], "fitted")
    assert corpus.single == corpus.split("all") == corpus.sentences
    assert corpus.sentences[0].where == f"{tmp_path / 'mine.jsonl'}:1"
    assert list(load_corpus(tmp_path / "valid.jsonl").splits) == ["dev"]


def test_a_folder_holds_splits_in_any_format(tmp_path: Path) -> None:
    put(
        tmp_path / "set",
        train__txt="to\tO\nOslo\tB-to\n",
        train__log="loss 3\n",
        valid__jsonl=ONE,
        contrast__inline="to [Oslo](to)\n",
        test___seq__in="to Oslo\n",
        test___seq__out="O B-to\n",
        other___notes__txt="x",
        README__md="[a](b)\n",
        __hidden__jsonl="{",
    )
    (tmp_path / "set" / "train.log").unlink()
    corpus = load_corpus(tmp_path / "set")
    assert (corpus.name, list(corpus.splits), corpus.single) == ("set", ["train", "dev", "test", "contrast"], None)
    assert len({*corpus.sentences}) == 1


def test_an_ending_of_a_format_goes_before_others(tmp_path: Path) -> None:
    put(tmp_path, train__log="loss 3\n", train__jsonl=ONE)
    assert list(load_corpus(tmp_path).splits) == ["train"]


def test_a_folder_with_seq_in_is_one_split(tmp_path: Path) -> None:
    put(tmp_path, test___seq__in="a\n", test___seq__out="O\n", mine___seq__in="a\n", mine___seq__out="O\n")
    assert list(load_corpus(tmp_path / "test").splits) == ["test"]
    assert list(load_corpus(tmp_path / "mine").splits) == ["all"]
    assert load_corpus(tmp_path / "mine" / "seq.out").name == "mine"


def test_a_name_is_a_built_in_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = put(tmp_path / "datasets", toy___train__jsonl=ONE)
    monkeypatch.setattr("slottag.data.builtin._home", lambda: home)
    put(tmp_path, toy___test__jsonl=ONE)
    monkeypatch.chdir(tmp_path)
    assert builtin_names() == ["toy"]
    assert builtin_folder("toy") == home / "toy"
    assert list(load_corpus("toy").splits) == ["train"]
    assert list(load_corpus("./toy").splits) == list(load_corpus(Path("toy")).splits) == ["test"]
    monkeypatch.chdir(home)
    with pytest.raises(DataError, match=r"^toys: no such file or folder, nor a built-in corpus \(toy, counter, "):
        load_corpus("toys")
    with pytest.raises(DataError, match=r"^toys: no built-in corpus; there is toy"):
        builtin_folder("toys")


def test_a_name_can_stand_for_several_built_in_corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = put(
        tmp_path / "datasets",
        booking___train__jsonl=ONE,
        booking___test__jsonl=ONE,
        booking___contrast__jsonl=ONE,
    )
    monkeypatch.setattr("slottag.data.builtin._home", lambda: home)
    assert builtin_names() == ["booking"]
    put(home / "booking-zh", train__jsonl=ONE, dev__jsonl=ONE, test__inline="去 [台北](to)\n")
    assert builtin_names() == ["booking", "booking-all", "booking-zh"]
    assert builtin_parts("booking-all") == ("booking", "booking-zh")
    corpus = load_corpus("booking-all")
    assert (corpus.name, corpus.tokenizer) == ("booking-all", "fitted")
    assert {split: len(sentences) for split, sentences in corpus.splits.items()} == {
        "train": 2,
        "dev": 1,
        "test": 2,
        "booking-contrast": 1,
        "booking-test": 1,
        "booking-zh-test": 1,
    }
    assert list(corpus.splits)[:3] == ["train", "dev", "test"]
    assert read_corpus("booking-all").paths["booking-zh-test"] == home / "booking-zh" / "test.inline"
    with pytest.raises(DataError, match=r"^booking-all: no built-in corpus"):
        builtin_folder("booking-all")


def test_the_installed_package_brings_its_own_corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = put(tmp_path / "site" / "slottag", datasets___inner___train__jsonl=ONE)
    put(tmp_path / "site", datasets___outer___train__jsonl=ONE)
    monkeypatch.setattr("slottag.data.builtin.__file__", str(package / "data" / "builtin.py"))
    assert builtin_names() == ["inner"]
    (package / "datasets").rename(package / "gone")
    assert builtin_names() == ["outer"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "holds no data, expected train.*, dev.*, test.*, sub-folders"),
        ({"notes__txt": "hello\n"}, "holds no data"),
        ({"train__jsonl": ONE, "train__conll": "a\tO\n"}, "train.conll and train.jsonl both hold the split train"),
        ({"valid__jsonl": ONE, "dev__jsonl": ONE}, "dev.jsonl and valid.jsonl both hold the split dev"),
        ({"train___seq__out": "O\n"}, "train/seq.in: no such file"),
        ({"train__jsonl": ONE, "test__jsonl": "\n"}, "test.jsonl: is empty, expected at least one sentence"),
        ({"train__conll": "# nothing\n"}, "train.conll: holds no sentence, expected at least one in the split train"),
        ({"train__jsonl": '{"text": " ", "spans": []}\n'}, "train.jsonl: holds no sentence"),
    ],
)
def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(DataError) as caught:
        load_corpus(put(tmp_path, **files))
    assert str(caught.value).removeprefix(f"{tmp_path}").lstrip("/: ").startswith(message)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    path = put(tmp_path, train__jsonl=ONE) / "train.jsonl"
    path.chmod(0)
    with pytest.raises(DataError, match="cannot be read: Permission denied"):
        load_corpus(path)


def test_a_missing_split_is_told_with_those_there_are() -> None:
    corpus = Corpus("mine", {"dev": (), "test": ()}, "words")
    with pytest.raises(DataError, match=r"^mine: has no split train; there is dev, test$"):
        corpus.split("train")


def test_unknown_names_are_refused(tmp_path: Path) -> None:
    put(tmp_path, train__jsonl=ONE)
    with pytest.raises(DataError, match="unknown tokenizer 'bpe'; expected one of fitted, words, whitespace"):
        load_corpus(tmp_path, tokenizer="bpe")
    with pytest.raises(
        DataError, match="unknown scheme 'x'; expected one of iob2, iob1, bioes, bilou, plain, io, bmes"
    ):
        load_corpus(tmp_path, scheme="x")


def test_the_scheme_is_recognised_over_all_splits(tmp_path: Path) -> None:
    # By itself the test file would be read as IOB2 with one fault.
    put(tmp_path, train__conll="a I-x\n\nb I-x\n\nc O\n", test__conll="a B-x\nb I-x\n\nc I-x\n")
    reading = read_corpus(tmp_path)
    assert reading.scheme is SCHEMES["iob1"]
    assert [problem.where for problem in tag_problems(reading)] == [f"{tmp_path / 'test.conll'}:1"]
    assert read_corpus(tmp_path, scheme="bioes").scheme is SCHEMES["bioes"]


def test_tags_of_two_schemes_are_refused_with_the_corpus(tmp_path: Path) -> None:
    put(tmp_path, train__conll="a B-x\nb E-x\n", test__conll="a U-x\n")
    with pytest.raises(DataError, match=f"^{tmp_path.name}: tags with the prefixes B, E, U follow no one scheme"):
        load_corpus(tmp_path)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"a__conll": "a O\nb X-y\n"},
            "a.conll:2: tag 'X-y' has the form of no scheme, expected O or a tag such as B-",
        ),
        ({"a__conll": "a O\n\nb B-y\nc NN\nd DT\n"}, "a.conll:4: tag 'NN' has the form of no scheme"),
        ({"a__conll": "a B-\u00a0\n"}, "a.conll:1: tag 'B-\\xa0' has the form of no scheme"),
        ({"test___seq__in": "a\nb c\n", "test___seq__out": "O\nB-x X-y\n"}, "test/seq.in:2: tag 'X-y' has the form"),
    ],
)
def test_a_tag_of_no_scheme_is_named_with_its_place(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(DataError) as caught:
        load_corpus(put(tmp_path, **files))
    assert str(caught.value).startswith(f"{tmp_path}/{message}")


def test_a_tag_of_no_scheme_is_refused_under_a_named_scheme_but_plain(tmp_path: Path) -> None:
    put(tmp_path, train__conll="a O\nb leave\n")
    with pytest.raises(DataError, match=r"train\.conll:2: tag 'leave' has the form of no scheme"):
        load_corpus(tmp_path, scheme="iob2")
    corpus = load_corpus(tmp_path, scheme="plain")
    assert corpus.task.scheme == "plain"
    assert corpus.sentences[0].runs() == [(1, 2, "leave")]


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("the\tDT\n#\tSYM\n(\t-LRB-\nB-1\tNN\nNN\tNN\n\n.\tO\n", "plain"),
        ("the\tO\nB-1\tB-NN\n", "iob2"),
    ],
)
@pytest.mark.parametrize("name", ["train__conll", "train__txt"])
def test_plain_tags_are_recognised(tmp_path: Path, name: str, text: str, scheme: str) -> None:
    corpus = load_corpus(put(tmp_path, **{name: text}))
    assert corpus.task.scheme == scheme
    rows = [line.split("\t") for line in text.splitlines() if line]
    assert [word for sentence in corpus.sentences for word in sentence.words] == [word for word, _ in rows]
    spans = [span for sentence in corpus.sentences for span in sentence.spans]
    assert [span.slot for span in spans] == [tag.removeprefix("B-") for _, tag in rows if tag != "O"]


def spans_line(text: str, *slots: str) -> str:
    """A line of jsonl whose words have these slots, ``-`` for none."""
    starts = [sum(len(word) + 1 for word in text.split()[:place]) for place in range(len(slots))]
    spans = [
        {"start": start, "end": start + len(word), "slot": slot}
        for start, word, slot in zip(starts, text.split(), slots, strict=True)
        if slot != "-"
    ]
    return json.dumps({"text": text, "spans": spans}) + "\n"


@pytest.mark.parametrize(
    ("lines", "scheme"),
    [
        (spans_line("a dog", "DT", "NN") + spans_line("dogs", "NN"), "plain"),
        (spans_line("a dog", "DT", "NN") + spans_line("no dogs", "-", "NN"), "iob2"),
        (spans_line("Oslo", "city") + spans_line("Lima Rome", "city", "city"), "iob2"),
        (spans_line("a a X b b", "-", "-", "b", "b", "end") + spans_line("a X b", "-", "b", "end"), "plain"),
        (spans_line("a a X b b", "-", "-", "b", "b", "end") + spans_line("a X b", "-", "end", "b"), "iob2"),
        (spans_line("to Oslo", "-", "city"), "iob2"),
    ],
)
def test_spans_that_are_tags_of_single_tokens_make_a_corpus_plain(tmp_path: Path, lines: str, scheme: str) -> None:
    assert load_corpus(put(tmp_path, train__jsonl=lines)).task.scheme == scheme


def test_token_files_keep_their_tokens(tmp_path: Path) -> None:
    put(tmp_path, train__conll="st. O\no'clock, O\n's O\n. O\n")
    corpus = load_corpus(tmp_path)
    assert corpus.split("train")[0].words == ["st.", "o'clock,", "'s", "."]
    assert corpus.split("train")[0].text == "st. o'clock,'s."
    assert (corpus.tokenizer, corpus.given) == ("fitted", True)
    corpus = load_corpus(tmp_path, tokenizer="words")
    assert corpus.split("train")[0].words == ["st", ".", "o'clock,'s", "."]
    assert (corpus.tokenizer, corpus.given) == ("words", False)


@pytest.mark.parametrize(
    ("lines", "given", "words"),
    [
        ('{"text": "st. a", "spans": []}', False, ["st", ".", "a"]),
        ('{"text": "st. a", "spans": [], "tokens": [[0, 3], [4, 5]]}', True, ["st.", "a"]),
        ('{"text": "st. a", "spans": [], "tokens": [[0, 5]]}', True, ["st. a"]),
        ('{"text": "st. a", "spans": [{"start": 1, "end": 2, "slot": "x"}]}', False, ["s", "t", ".", "a"]),
        ('{"text": "st. a", "spans": [{"start": 4, "end": 5, "slot": "x"}], "tokens": [[0, 5]]}', True, ["st.", "a"]),
    ],
)
def test_tokens_are_those_given_or_made_by_habit_cut_at_spans(
    tmp_path: Path, lines: str, given: bool, words: list[str]
) -> None:
    corpus = load_corpus(put(tmp_path, train__jsonl=lines))
    assert (corpus.tokenizer, corpus.given, corpus.sentences[0].words) == ("fitted", given, words)


def test_text_is_split_as_asked(tmp_path: Path) -> None:
    corpus = load_corpus(put(tmp_path, train__inline="to [st. louis](to)\n"), tokenizer="whitespace")
    assert (corpus.tokenizer, corpus.sentences[0].words) == ("whitespace", ["to", "st.", "louis"])


def test_a_tokenizer_that_leaves_values_inside_tokens_is_refused(tmp_path: Path) -> None:
    put(tmp_path, train__inline="to [LHR](a)-[JFK](b)\n")
    assert load_corpus(tmp_path).sentences[0].words == ["to", "LHR", "-", "JFK"]
    with pytest.raises(
        DataError, match=r"inline:1: a span begins or ends inside a token of the tokenizer words; leave"
    ):
        load_corpus(tmp_path, tokenizer="words")


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        (
            '[{"start": 2, "end": 7, "slot": "x"}]',
            r"span ' Oslo' \(2\.\.7\) of slot 'x' has white space at an edge",
        ),
        ('[{"start": 3, "end": 8, "slot": "x"}]', r"span 3\.\.8 of slot 'x' ends behind the text's 7 characters"),
        ('[{"start": 3, "end": 7, "slot": "x", "value": "Rome"}]', "span 3..7 of slot 'x' is 'Oslo', its value 'Rome'"),
        ('[{"start": 3, "end": 7, "slot": "x"}, {"start": 3, "end": 7, "slot": "y"}]', "overlaps the one before it"),
    ],
)
def test_spans_that_do_not_fit_are_refused(tmp_path: Path, spans: str, message: str) -> None:
    put(tmp_path, train__jsonl=f'{ONE}{{"text": "to Oslo", "spans": {spans}}}\n')
    with pytest.raises(
        DataError, match=rf"train\.jsonl:2: .*{message}.*; correct the line, or let slottag prepare --fix"
    ):
        load_corpus(tmp_path)


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("atis", {"train": 4478, "dev": 500, "test": 893}),
        ("snips", {"train": 13084, "dev": 700, "test": 700}),
        ("mit-restaurant", {"train": 6894, "dev": 766, "test": 1521}),
        ("atis-few", {"train129": 129, "train515": 515}),
    ],
)
def test_public_corpora_are_recognised(name: str, sizes: dict[str, int]) -> None:
    if not (SHARED / name).is_dir():
        pytest.skip("the corpus is not here")
    reading = read_corpus(SHARED / name)
    corpus = reading.corpus()
    assert {split: len(sentences) for split, sentences in corpus.splits.items()} == sizes
    assert (corpus.given, reading.scheme, tag_problems(reading)) == (True, SCHEMES["iob2"], [])
