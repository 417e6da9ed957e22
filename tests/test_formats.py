from __future__ import annotations

import json
from pathlib import Path

import pytest

from slottag.data.content import Content
from slottag.data.formats import FORMATS, conll, inline, jsonl, writer_of
from slottag.data.formats.recognition import recognise
from slottag.data.formats.registry import ENTRIES
from slottag.data.records import Record
from slottag.errors import DataError
from slottag.text import SCHEMES, Sentence, Span, Token, tokenize_words

IOB2 = SCHEMES["iob2"]


def read_text(folder: Path, name: str, text: str | bytes) -> list[Record]:
    path = folder / f"file.{name}"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return FORMATS[name].read_file(path)


def test_a_streamed_conll_block_ends_in_a_blank_line() -> None:
    sentence = Sentence.from_words(["to", "New", "York"], intent="go home").with_runs([(1, 3, "destination")])
    block = "# intent = go home\nto\tO\nNew\tB-destination\nYork\tI-destination\n"
    assert conll.format_sentence(sentence) == block
    assert conll.render("dev", [sentence, sentence], SCHEMES["bioes"]) == {
        "dev.conll": f"{block}\n{block}\n".replace("I-", "E-")
    }


def test_jsonl_writes_the_contract() -> None:
    text = "to New York"
    marked = Sentence(text, tokenize_words(text), (Span(3, 11, "destination"),), "book")
    assert json.loads(jsonl.format_sentence(marked)) == {
        "text": text,
        "spans": [{"start": 3, "end": 11, "slot": "destination"}],
        "intent": "book",
    }
    found = Sentence(text, tokenize_words(text), (Span(3, 11, "destination", 0.75),))
    assert json.loads(jsonl.format_sentence(found))["spans"] == [
        {"start": 3, "end": 11, "slot": "destination", "value": "New York", "confidence": 0.75}
    ]


def test_jsonl_writes_tokens_only_where_they_differ() -> None:
    assert "tokens" not in json.loads(jsonl.format_sentence(Sentence.from_words(["o'clock"])))
    assert json.loads(jsonl.format_sentence(Sentence.from_words(["st.", "louis"])))["tokens"] == [[0, 3], [4, 9]]


def test_jsonl_reads_what_it_knows_and_passes_over_the_rest(tmp_path: Path) -> None:
    line = (
        '{"id": 7, "text": "to Oslo", "spans": [{"start": 3, "end": 7, "slot": "x", "confidence": 0.5}], "intent": ""}'
    )
    (record,) = read_text(tmp_path, "jsonl", f"\ufeff\n{line}\r\n  \n")
    assert record.where == f"{tmp_path / 'file.jsonl'}:2"
    assert (record.text, record.spans, record.tokens, record.intent) == ("to Oslo", (Span(3, 7, "x"),), None, None)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "is no JSON (Expecting property name enclosed in double quotes at column 2); correct"),
        ("[" * 100_000, "is no JSON (maximum recursion depth"),
        ('["text"]', 'the line is ["text"], expected an object'),
        ("{}", '"text" is missing, expected a string'),
        ('{"text": 3}', '"text" is 3, expected a string'),
        ('{"text": "a"}', '"spans" is missing, expected a list (empty where nothing is marked)'),
        ('{"text": "a", "spans": {}}', '"spans" is {}, expected a list'),
        ('{"text": "a", "spans": [1]}', "a span is 1, expected an object"),
        ('{"text": "a", "spans": [{"start": 0.0, "end": 1, "slot": "x"}]}', "start is 0.0, expected a whole number"),
        ('{"text": "a", "spans": [{"start": true, "end": 1, "slot": "x"}]}', "start is true, expected a whole number"),
        ('{"text": "a", "spans": [{"start": 0, "slot": "x"}]}', "end is missing, expected a whole number"),
        ('{"text": "a", "spans": [{"start": 0, "end": 1}]}', '"slot" is missing, expected a string'),
        ('{"text": "a", "spans": [{"start": 0, "end": 1, "slot": ""}]}', "slot name '' is empty"),
        ('{"text": "a", "spans": [{"start": 1, "end": 1, "slot": "x"}]}', "span 1..1 of slot 'x' is empty or reversed"),
        ('{"text": "a\\ud800", "spans": []}', '"text" holds half of a surrogate pair at character 1'),
        ('{"text": "a", "spans": [], "intent": 3}', '"intent" is 3, expected a string'),
        ('{"text": "a", "spans": [], "asked": "x"}', '"asked" is "x", expected a list of slots'),
        ('{"text": "a", "spans": [], "asked": [3]}', '"asked" is [3], expected a list of slots'),
        ('{"text": "a", "spans": [], "asked": [" x"]}', '"asked" is [" x"], expected a list of slots'),
        ('{"text": "a", "spans": [], "asked": false}', '"asked" is false, expected a list of slots'),
        ('{"text": "ab", "spans": [], "tokens": [0]}', "a token is 0, expected [start, end]"),
        ('{"text": "ab", "spans": [], "tokens": [[0, 3]]}', "token 'ab' does not fit its place 0..3"),
        ('{"text": "ab", "spans": [], "tokens": [[1, 2], [0, 1]]}', "token 'a' is not at 0..1"),
    ],
)
def test_jsonl_says_what_is_wrong_and_where(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read_text(tmp_path, "jsonl", '{"text": "", "spans": []}\n' + line)
    assert str(caught.value).startswith(f"{tmp_path / 'file.jsonl'}:2: {message}")
    assert "\n" not in str(caught.value)


def test_conll_reads_columns_comments_and_intents(tmp_path: Path) -> None:
    text = (
        "\ufeff-DOCSTART- -X- O\r\n\r\n# a comment of B-words\r\n# intent = go home \r\nto TO O\r\nOslo\tNP\tB-x\r\n"
        "\r\n\r\n# # O\n#\n# one more comment\nlast x I-y"
    )
    first, second = read_text(tmp_path, "conll", text)
    assert (first.text, first.tags, first.intent, first.lines) == ("to Oslo", ("O", "B-x"), "go home", (5, 6))
    assert (second.text, second.tags, second.intent, second.lines) == (
        "# last",
        ("O", "I-y"),
        None,
        (9, 12),
    )
    assert second.place(1) == f"{tmp_path / 'file.conll'}:12"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a O\nb\n", ":2: 1 column, expected a word and a tag, got 'b'"),
        ("a O\nNew York B-x\n", ":2: 3 columns, expected 2 as in line 1, got 'New York B-x'"),
        ("# a\n\nx NN O\nb O\n", ":4: 2 columns, expected 3 as in line 3"),
    ],
)
def test_conll_says_what_is_wrong_and_where(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read_text(tmp_path, "conll", text)
    assert str(caught.value).startswith(f"{tmp_path / 'file.conll'}{message}")


def seqio_folder(tmp_path: Path, **files: str) -> Path:
    names = {"words": "seq.in", "tags": "seq.out", "label": "label"}
    for name, text in files.items():
        (tmp_path / names[name]).write_text(text)
    return tmp_path


def test_seqio_forgives_spaces_and_blank_ends(tmp_path: Path) -> None:
    folder = seqio_folder(tmp_path, words="to  Oslo \n\nhi\n", tags="O B-x \n \nO\n\n", label="go\n\n\n\n")
    first, second = FORMATS["seqio"].read_file(folder)
    assert (first.text, first.tags, first.intent, first.place(1)) == (
        "to Oslo",
        ("O", "B-x"),
        "go",
        f"{tmp_path}/seq.in:1",
    )
    assert (second.text, second.intent, second.where) == ("hi", None, f"{tmp_path}/seq.in:3")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"tags": "O\n"}, "seq.in: no such file"),
        ({"words": "a\n"}, "seq.out: no such file"),
        ({"words": "a\nb\n", "tags": "O\n"}, "seq.out: has 1 line, expected 2 as in seq.in"),
        ({"words": "a\n", "tags": "O\nO\n"}, "seq.out: has 2 lines, expected 1 as in seq.in"),
        ({"words": "a\nb\n", "tags": "O\nO\n", "label": "x\n"}, "label: has 1 line, expected 2"),
        ({"words": "a\nb c\n", "tags": "O\nO\n"}, "seq.out:2: 1 tag, expected 2, one for each word"),
    ],
)
def test_seqio_says_what_is_wrong_and_where(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(DataError) as caught:
        FORMATS["seqio"].read_file(seqio_folder(tmp_path, **files))
    assert str(caught.value).startswith(f"{tmp_path}/{message}")


def test_inline_reads_marks_escapes_and_intents(tmp_path: Path) -> None:
    lines = "[](book flight) arrive [New York](to) (now) [\\[x\\]](a\\)b)\n\n[Oslo](from)\\\\ \\n\r\n"
    first, second = read_text(tmp_path, "inline", lines)
    assert (first.text, first.intent) == ("arrive New York (now) [x]", "book flight")
    assert first.spans == (Span(7, 15, "to"), Span(22, 25, "a)b"))
    assert (second.text, second.spans, second.line) == ("Oslo\\ \n", (Span(0, 4, "from"),), 3)


def test_inline_writes_what_it_reads() -> None:
    sentence = Sentence.from_words(["to", "[Oslo]", "(C:\\n)"], intent="a(b)").with_runs([(1, 2, "x(y)")])
    assert inline.format_sentence(sentence) == "[](a\\(b\\)) to [\\[Oslo\\]](x\\(y\\)) (C:\\\\n)"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("to [Oslo](x", "'[' at column 4 begins no mark and no escape, expected [value](slot); write \\[ where"),
        ("to [Oslo] (x)", "'[' at column 4"),
        ("to [](x)", "'[' at column 4"),
        ("to Oslo](x)", "']' at column 8"),
        ("C:\\temp", "'\\\\' at column 3 begins no mark and no escape"),
        ("to [Oslo](a )", "slot name 'a ' is empty, holds a line break or tab, or has space around it"),
    ],
)
def test_inline_says_what_is_wrong_and_where(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read_text(tmp_path, "inline", "fine\n" + line)
    assert str(caught.value).startswith(f"{tmp_path / 'file.inline'}:2: {message}")


@pytest.mark.parametrize("name", ["conll", "seqio"])
@pytest.mark.parametrize("text", ["New York", "a\tb", "a\0b", "a\nb"])
def test_columns_refuse_words_that_they_cannot_hold(name: str, text: str) -> None:
    sentence = Sentence(text, (Token(text, 0, len(text)),), where="f.jsonl:3")
    with pytest.raises(DataError, match=rf"^f\.jsonl:3: .* holds white space or NUL, which {name} cannot hold"):
        writer_of(name).render("train", [sentence], IOB2)


@pytest.mark.parametrize("name", ["conll", "seqio"])
@pytest.mark.parametrize("intent", ["a\nb", " a", "a\r", "\0"])
def test_columns_refuse_intents_that_they_cannot_hold(name: str, intent: str) -> None:
    with pytest.raises(DataError, match=f"intent .* which {name} cannot hold; write jsonl instead"):
        writer_of(name).render("train", [Sentence.from_words(["a"], intent=intent)], IOB2)


def test_conll_refuses_a_sentence_that_it_would_pass_over() -> None:
    with pytest.raises(DataError, match="the word -DOCSTART- is none in conll"):
        writer_of("conll").render("train", [Sentence.from_words(["a", "-DOCSTART-"])], IOB2)
    # A line of a stream is written as what it is.
    assert conll.format_sentence(Sentence.from_words(["-DOCSTART-"])) == "-DOCSTART-\tO\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a\tO\n\ncaf\xe9\tO\n", ":3: byte 0xe9 is not UTF-8, expected UTF-8 text; convert"),
        (b"\x89PNG\0\0", ": is no text (byte 4 is NUL), expected UTF-8 text"),
        ("a\tO\n".encode("utf-16"), ": is in UTF-16, expected UTF-8; convert"),
    ],
)
@pytest.mark.parametrize("name", ["jsonl", "conll", "inline"])
def test_what_is_no_text_is_named(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read_text(tmp_path, name, data)
    assert str(caught.value).startswith(f"{tmp_path / 'file'}.{name}{message}")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('\n{"text": "a", "spans": []}\n', "jsonl"),
        ('{"text": "broken\n', "jsonl"),
        ("# x\n-DOCSTART- O\n\na O\nb B-x\nragged\n", "conll"),
        ("[a](b) O\n[c](d) B-x\n", "conll"),
        ("nothing here\nto [Oslo](destination)\n", "inline"),
    ],
)
@pytest.mark.parametrize("ending", ["", ".txt", ".jsonl", ".conll"])
def test_content_tells_the_format(tmp_path: Path, text: str, name: str, ending: str) -> None:
    path = tmp_path / f"data{ending}"
    path.write_text(text)
    assert recognise(Content(path)).name == name


@pytest.mark.parametrize(("ending", "name"), [(".jsonl", "jsonl"), (".TSV", "conll"), (".inline", "inline")])
def test_the_ending_decides_where_the_content_does_not(tmp_path: Path, ending: str, name: str) -> None:
    path = tmp_path / f"data{ending}"
    path.write_text("no marks at all\n")
    assert recognise(Content(path)).name == name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("plain text\n", "is in no known format, expected JSON Lines"),
        (" \n", "is empty, expected at least one sentence"),
    ],
)
def test_what_is_no_data_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "data.txt"
    path.write_text(text)
    with pytest.raises(DataError, match=f"^{path}: {message}"):
        recognise(Content(path))


def test_the_registry_says_what_the_formats_are() -> None:
    for entry in ENTRIES:
        format = entry.load()
        assert format.name == entry.name
        assert entry.writes == (format.writer is not None)
        assert entry.streams == (format.writer is not None and format.writer.sentence is not None), entry.name
        assert format.known_by
        assert format.rules


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("notes.md", "see [Oslo](destination)\n"),
        ("responses.yml", "- text: go to [Oslo](destination)\n"),
        ("page.txt", "see [the page](https://example.org/a) and [below](#below)\n"),
    ],
)
def test_marks_in_files_of_other_kinds_are_not_taken_for_sentences(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(DataError, match="is in no known format"):
        recognise(Content(path))


def test_slots_with_spaces_make_a_file_inline(tmp_path: Path) -> None:
    path = tmp_path / "data.txt"
    path.write_text("to [Oslo](arrival city)\n")
    assert recognise(Content(path)).name == "inline"
