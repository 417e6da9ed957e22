"""Which column is what, and what tags mean, however people write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from slottag.data import Corpus, load_corpus
from slottag.data.corpus import read_corpus
from slottag.data.formats.columns.words import cleaning_of
from slottag.errors import DataError
from slottag.text import Task
from tests.files import put

# Words with tags in IOB2: three sentences, four spans, one of two words.
SENTENCES = [
    [("leave", "O"), ("Bergen", "B-from"), ("on", "O"), ("Monday", "B-day")],
    [("we", "O"), ("go", "O"), ("to", "O"), ("Buenos", "B-to"), ("Aires", "I-to")],
    [("nothing", "O"), ("from", "O"), ("Lima", "B-from")],
]
SPANS = {(0, "from", "Bergen"), (0, "day", "Monday"), (1, "to", "Buenos Aires"), (2, "from", "Lima")}

Line = Callable[[int, str, str], str]


def written(line: Line, *, blank: str = "\n", head: str = "", before: Callable[[int], str] = lambda _: "") -> str:
    """The sentences with a line for each token: its number from 0, word and tag."""
    blocks = [
        before(number) + "".join(line(place, word, tag) + "\n" for place, (word, tag) in enumerate(sentence))
        for number, sentence in enumerate(SENTENCES)
    ]
    return head + blank.join(blocks)


def found(corpus: Corpus) -> set[tuple[int, str, str]]:
    return {
        (number, span.slot, sentence.value(span))
        for number, sentence in enumerate(corpus.sentences)
        for span in sentence.spans
    }


FORMS = {
    "word and tag": written(lambda _, word, tag: f"{word} {tag}"),
    "tag first": written(lambda _, word, tag: f"{tag}\t{word}"),
    "index first": written(lambda place, word, tag: f"{place + 1}\t{word}\t{tag}"),
    "index from 0, no blank lines": written(lambda place, word, tag: f"{place}\t{word}\t{tag}", blank=""),
    "part of speech and chunk": written(lambda _, word, tag: f"{word} {word[:2].upper()} B-NP {tag}"),
    "a column of nothing": written(lambda _, word, tag: f"{word} _ {tag} -"),
    "a document's start with other columns": written(lambda _, word, tag: f"{word} _ {tag}", head="-DOCSTART- O\n"),
    "a document's start without a blank line": written(lambda _, word, tag: f"{word} _ {tag}", head="-DOCSTART- _ O\n"),
    "a header": written(lambda _, word, tag: f"{tag}\t{word}", head="Label\tToken\n"),
    "abstracts": written(lambda _, word, tag: f"{word}\t{tag}", before=lambda number: f"###DOC:{number}\n\n"),
    "comments with as many columns": written(
        lambda _, word, tag: f"{word} _ {tag}", before=lambda number: f"# id {number}\n"
    ),
    "outer and inner tags": written(
        lambda place, word, tag: f"{place + 1}\t{word}\t{tag}\tO", before=lambda number: f"#\tsource {number}\t[2]\n"
    ),
    "annotators": written(lambda place, word, tag: f"{place + 1}\t{word}\t{tag}\t-\t{'-' if tag == 'O' else 'eva'}"),
    "languages": written(lambda _, word, tag: f"en:{word}\t{tag}"),
    "lower case": written(lambda _, word, tag: f"{word}\t{tag[:1].lower()}{tag[1:]}"),
    "underscores": written(lambda _, word, tag: f"{word}\t{tag.replace('-', '_')}"),
    "suffixes": written(lambda _, word, tag: f"{word}\t{'-'.join(reversed(tag.split('-')))}"),
    "no prefixes": written(lambda _, word, tag: f"{word}\t{tag[2:] or 'O'}"),
    "other as outside": written(lambda _, word, tag: f"{word}\t{tag[2:] or 'OTHER'}"),
    "zero as outside": written(lambda _, word, tag: f"{word}\t{tag[2:] or '0'}"),
    "nothing as outside": written(lambda _, word, tag: f"{word}\t{tag[2:]}"),
    "prefixes with another outside": written(lambda _, word, tag: f"{word}\t{'_' if tag == 'O' else tag}"),
}  # fmt: skip


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_columns_and_tags_are_read_as_what_they_are(tmp_path: Path, text: str) -> None:
    corpus = load_corpus(put(tmp_path, train__txt=text) / "train.txt")
    assert [sentence.words for sentence in corpus.sentences] == [[word for word, _ in one] for one in SENTENCES]
    assert found(corpus) == SPANS
    assert corpus.task is Task.SPANS


def test_a_sentence_ends_where_its_number_does(tmp_path: Path) -> None:
    rows = [f"{number}\t{word}\t{tag}" for number, one in enumerate(SENTENCES, 7) for word, tag in one]
    corpus = load_corpus(put(tmp_path, a__tsv="\n".join(rows)) / "a.tsv")
    assert found(corpus) == SPANS
    assert corpus.notes == (f"{tmp_path}/a.tsv: word: column 2, tag: column 3, sentence: column 1 of 3",)


def test_intents_stand_on_lines_of_their_own(tmp_path: Path) -> None:
    blocks = [[*(f"{word} O" for word, _ in one), f"{one[0][0]}_it"] for one in SENTENCES]
    text = "\n\n".join(map("\n".join, blocks))
    corpus = load_corpus(put(tmp_path, a__txt=text) / "a.txt")
    assert [sentence.intent for sentence in corpus.sentences] == ["leave_it", "we_it", "nothing_it"]


def test_the_text_of_a_comment_is_the_sentences(tmp_path: Path) -> None:
    text = "# text = to Lima, now\nto\tO\nLima\tB-to\n,\tO\nnow\tO\n"
    (sentence,) = load_corpus(put(tmp_path, a__conll=text) / "a.conll").sentences
    assert (sentence.text, sentence.words) == ("to Lima, now", ["to", "Lima", ",", "now"])
    other = text.replace("Lima, now", "Rome, now")
    (sentence,) = load_corpus(put(tmp_path, b__conll=other) / "b.conll").sentences
    assert sentence.words == ["to", "Lima", ",", "now"]


def test_characters_with_their_place_are_characters(tmp_path: Path) -> None:
    text = "去0\tO\n上0\tB-to\n海1\tI-to\n"
    (sentence,) = load_corpus(put(tmp_path, a__conll=text) / "a.conll").sentences
    assert sentence.words == ["去", "上", "海"]


@pytest.mark.parametrize("predicted", ["O", "B-to"])
def test_two_columns_of_tags_are_asked_for(tmp_path: Path, predicted: str) -> None:
    text = written(lambda _, word, tag: f"{word}\t{tag}\t{predicted if tag == 'B-to' else 'O'}")
    path = put(tmp_path, a__conll=text) / "a.conll"
    with pytest.raises(
        DataError, match=r"the tags can be in column 2 or 3 .* say which with --columns word=1,tag=2 \(columns"
    ):
        load_corpus(path)
    assert found(load_corpus(path, columns={"word": "1", "tag": "2"})) == SPANS
    assert len(found(load_corpus(path, columns={"word": "1", "tag": "3"}))) < 2
    with pytest.raises(DataError, match="has no column '4', expected 1 to 3; correct --columns"):
        load_corpus(path, columns={"word": "1", "tag": "4"})
    with pytest.raises(DataError, match="the columns that are named lack the word or the tag"):
        load_corpus(path, columns={"word": "1"})


def test_columns_can_be_named_as_the_file_names_them(tmp_path: Path) -> None:
    text = written(lambda _, word, tag: f"{tag}\t{word}\tO", head="Gold\tWort\tSystem\n")
    path = put(tmp_path, a__conll=text) / "a.conll"
    assert found(load_corpus(path, columns={"word": "wort", "tag": "Gold"})) == SPANS


@pytest.mark.parametrize(
    ("tags", "runs"),
    [
        ("B-x M-x E-x O S-x", [(0, 3, "x"), (4, 5, "x")]),
        ("B-x M-x M-x E-x O", [(0, 4, "x")]),
        ("x x O y y", [(0, 2, "x"), (3, 5, "y")]),
        ("B I O B O", [(0, 2, "span"), (3, 4, "span")]),
        ("B- I- O B- O", [(0, 2, "span"), (3, 4, "span")]),
        ("b_x i_x o o o", [(0, 2, "x")]),
        ("a-b-B a-b-I O O O", [(0, 2, "a-b")]),
    ],
)
def test_tags_mean_the_same_however_they_are_written(tmp_path: Path, tags: str, runs: object) -> None:
    put(tmp_path, train___seq__in="one two three four five\n", train___seq__out=tags + "\n")
    (sentence,) = load_corpus(tmp_path).sentences
    assert sentence.runs() == runs


def test_a_scheme_that_is_named_settles_it(tmp_path: Path) -> None:
    put(tmp_path, train__tsv="a\tx\nb\tx\nc\tO\n")
    assert load_corpus(tmp_path).sentences[0].runs() == [(0, 2, "x")]
    assert load_corpus(tmp_path, scheme="plain").sentences[0].runs() == [(0, 1, "x"), (1, 2, "x")]
    put(tmp_path, train__tsv="a\tDT\nb\tNN\nc\tNN\n")
    assert load_corpus(tmp_path).task is Task.TAGS
    assert load_corpus(tmp_path, scheme="io").sentences[0].runs() == [(0, 1, "DT"), (1, 3, "NN")]


def test_what_was_taken_is_told(tmp_path: Path) -> None:
    put(tmp_path, train__tsv="x\tB_a\ny\tI_a\nz\t_\n")
    assert read_corpus(tmp_path).notes == (f"{tmp_path.name}: outside is '_'; prefixes stand before _ or another mark",)


@pytest.mark.parametrize("text", ["to Lima now\nto Oslo now\n", "a\tb c d\ne\tf g h\n", "x,y\n1,2\n", "# one\n"])
def test_what_has_no_tags_is_not_taken_for_columns(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError, match=r"is in no known format|holds no sentence"):
        load_corpus(put(tmp_path, a__txt=text) / "a.txt")


@pytest.mark.parametrize(
    ("words", "read"),
    [
        (["科0", "技1", "全0", "方1", "位2", "！0"], ["科", "技", "全", "方", "位", "！"]),
        # A word that ends in a digit is one: no place stands behind the first of a word.
        (["É0", "É0"], ["É0", "É0"]),
        (["\u00a00", "\u00a01"], ["\u00a00", "\u00a01"]),
        (["号0", "线2"], ["号0", "线2"]),
    ],
)
def test_a_digit_is_a_place_only_where_places_follow_each_other(words: list[str], read: list[str]) -> None:
    clean, _ = cleaning_of(words)
    assert [clean(word) for word in words] == read
