from __future__ import annotations

import string
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from slottag.data.formats import FORMATS, inline, jsonl, writer_of
from slottag.data.records import Record
from slottag.errors import DataError
from slottag.text import PLAIN, SCHEMES, Sentence, Token, detect_scheme
from slottag.text.fitted import HABITS
from slottag.text.foreign import has_form, is_bare
from slottag.text.schemes import PREFIX_SCHEMES

from .files import sentence

IOB2 = SCHEMES["iob2"]
# What file formats stumble over: other line and column separators, byte-order mark, marks' and comments' own signs.
AWKWARD = "\u00a0\u0085\u2028\u2029\u3000\ufeff\x1c\x1e\u200d\u0301👩‍🚀🏽é台שלום[](){}\\#-\"',|"
CHARACTERS = st.one_of(
    st.sampled_from(AWKWARD), st.sampled_from(string.ascii_letters), st.characters(exclude_categories=["Cs"])
)
TEXTS = st.text(CHARACTERS, min_size=1, max_size=30)
WORDS = st.text(CHARACTERS.filter(lambda c: c not in " \t\n\r\f\v\0"), min_size=1, max_size=8)
SLOTS = st.text(CHARACTERS.filter(lambda c: not c.isspace() and c != "\0"), min_size=1, max_size=8)
LINES = st.text(CHARACTERS.filter(lambda c: c not in "\n\r\0"), min_size=1, max_size=12)
INTENTS = st.none() | LINES.filter(lambda line: line == line.strip(" \t\n\r\f\v"))


@st.composite
def marked(draw: st.DrawFn, tokens: st.SearchStrategy[Sentence]) -> Sentence:
    """A sentence with an intent and spans anywhere between its tokens."""
    sentence = draw(tokens)
    edges = sorted(draw(st.sets(st.integers(0, len(sentence.tokens)), max_size=6)))
    runs = [(start, end, draw(SLOTS)) for start, end in pairwise(edges) if draw(st.booleans())]
    marked = sentence.with_runs(runs)
    return Sentence(marked.text, marked.tokens, marked.spans, draw(INTENTS))


def natural(text: str) -> Sentence:
    return Sentence(text, HABITS(text))


def odd_tokens(text: str) -> Sentence:
    """Every other character is a token, so that no tokenizer gives them."""
    return Sentence(text, tuple(Token(text[i], i, i + 1) for i in range(0, len(text), 2)))


NATURAL = marked(TEXTS.map(natural).filter(lambda sentence: bool(sentence.tokens)))
ODD = marked(TEXTS.map(odd_tokens))
TOKENISED = marked(st.lists(WORDS, min_size=1, max_size=6).map(Sentence.from_words))


@st.composite
def plain_marks(draw: st.DrawFn) -> Sentence:
    """A sentence with marks on single tokens, whose words cannot be taken for tags."""
    words = WORDS.filter(lambda word: not (word == "O" or has_form(word) or is_bare(word)))
    sentence = draw(st.lists(words, min_size=1, max_size=6).map(Sentence.from_words))
    places = sorted(draw(st.sets(st.integers(0, len(sentence.tokens) - 1))))
    return sentence.with_runs([(place, place + 1, draw(SLOTS.filter(lambda slot: slot != "O"))) for place in places])


PLAIN_MARKS = plain_marks()


def written(folder: Path, name: str, sentences: list[Sentence], scheme: str = "iob2") -> list[Record]:
    """What is read from the files that a format writes."""
    format, writer = FORMATS[name], writer_of(name)
    for path, text in writer.render("train", sentences, SCHEMES[scheme]).items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    ((target),) = {folder / path.split("/")[0] for path in writer.render("train", sentences, SCHEMES[scheme])}
    return format.read_file(target)


def marks_of(sentence: Sentence) -> tuple[list[str], list[tuple[int, int, str]], str | None]:
    """What columns hold of a sentence; where spaces were between its words they do not tell."""
    return sentence.words, sentence.runs(), sentence.intent


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("formats")


@settings(deadline=None)
@given(sentences=st.lists(NATURAL | ODD | TOKENISED, max_size=3))
def test_jsonl_gives_back_every_sentence(folder: Path, sentences: list[Sentence]) -> None:
    records = written(folder, "jsonl", sentences)
    assert [record.tokenised(HABITS).sentence() for record in records] == sentences


@settings(deadline=None)
@given(sentences=st.lists(NATURAL, max_size=3))
def test_inline_gives_back_every_text_and_span(folder: Path, sentences: list[Sentence]) -> None:
    records = written(folder, "inline", sentences)
    assert [record.tokenised(HABITS).sentence() for record in records] == sentences


@pytest.mark.parametrize("name", ["conll", "seqio"])
@pytest.mark.parametrize("scheme", PREFIX_SCHEMES)
@settings(max_examples=40, deadline=None)
@given(sentences=st.lists(TOKENISED, max_size=3))
def test_columns_give_back_every_tokenised_sentence(
    folder: Path, name: str, scheme: str, sentences: list[Sentence]
) -> None:
    (folder / "train" / "label").unlink(missing_ok=True)
    records = written(folder, name, sentences, scheme)
    read = [record.decoded(SCHEMES[scheme]).sentence() for record in records]
    assert list(map(marks_of, read)) == list(map(marks_of, sentences))


@pytest.mark.parametrize("name", ["conll", "seqio"])
@settings(max_examples=40, deadline=None)
@given(sentences=st.lists(PLAIN_MARKS, max_size=3))
def test_columns_give_back_every_plain_tag(folder: Path, name: str, sentences: list[Sentence]) -> None:
    (folder / "train" / "label").unlink(missing_ok=True)
    records = written(folder, name, sentences, "plain")
    assert [marks_of(record.decoded(PLAIN).sentence()) for record in records] == list(map(marks_of, sentences))


@settings(deadline=None)
@given(sentence=NATURAL | ODD | TOKENISED)
def test_a_streamed_sentence_is_what_a_file_holds(sentence: Sentence) -> None:
    for module in (jsonl, inline):
        (content,) = module.render("all", [sentence], IOB2).values()
        line = module.format_sentence(sentence) + "\n"
        assert content in (line, "\ufeff" + line)  # The mark keeps one that the text begins with.


def test_the_scheme_of_written_tags_is_recognised(tmp_path: Path) -> None:
    sentences = [Sentence.from_words(["a", "b", "c"]).with_runs([(0, 2, "x"), (2, 3, "x")])]
    for name, scheme in PREFIX_SCHEMES.items():
        records = written(tmp_path, "conll", sentences, name)
        assert detect_scheme(record.tags for record in records) is scheme


@pytest.mark.parametrize("name", ["brat", "doccano", "massive", "prodigy", "rasa", "snips", "spacy"])
@settings(max_examples=25, deadline=None)
@given(sentences=st.lists(NATURAL, max_size=4))
@example(sentences=[sentence("0", (0, 1, '"'))])
@example(sentences=[sentence("to Oslo", (1, 2, "'city'"))])
def test_other_tools_files_give_back_texts_and_spans(folder: Path, name: str, sentences: list[Sentence]) -> None:
    """What a format says that it loses is all that is lost; what it cannot hold it refuses."""
    kept = [sentence for sentence in sentences if writable(name, sentence)]
    records = read_back(folder, name, kept)
    has_intents = name != "brat"
    expected = Counter((s.text, s.spans, s.intent if has_intents else None) for s in kept)
    assert Counter((record.text, record.spans, record.intent) for record in records) == expected
    if name not in ("rasa", "snips"):
        assert [record.text for record in records] == [sentence.text for sentence in kept]


@settings(max_examples=25, deadline=None)
@given(sentences=st.lists(TOKENISED, max_size=4))
def test_gliner_gives_back_words_and_spans(folder: Path, sentences: list[Sentence]) -> None:
    records = read_back(folder, "gliner", sentences)
    made = [Sentence(record.text, record.tokens or (), record.spans) for record in records]
    assert [(one.words, one.runs()) for one in made] == [(one.words, one.runs()) for one in sentences]


def writable(name: str, sentence: Sentence) -> bool:
    """Whether a format can hold a sentence; where it cannot, it says what to write instead."""
    try:
        writer_of(name).render("train", [sentence], IOB2)
    except DataError as error:
        return "write jsonl instead" not in str(error)
    return True


def read_back(folder: Path, name: str, sentences: list[Sentence]) -> list[Record]:
    """What is read from the files that a format of other tools writes."""
    texts = writer_of(name).render("train", sentences, IOB2)
    for path, text in texts.items():
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    return FORMATS[name].read_file(folder / next(iter(texts)))
