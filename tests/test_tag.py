from __future__ import annotations

import io
import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import pytest
from rich.cells import cell_len

from slottag.cli.console import console
from slottag.cli.draw import frame, is_wide, table_on
from slottag.cli.plain import visible, visible_data, write_json
from slottag.data import load_corpus
from slottag.data.formats import writer_of
from slottag.errors import DataError
from slottag.runtime.reader import Reader
from slottag.runtime.tagger import Tagger
from slottag.runtime.texts import Texts
from slottag.tagging.answer import Answer
from slottag.tagging.lines import Block, arriving, decode_lines, reading_lines
from slottag.tagging.workers import answering
from slottag.text import TOKENIZERS, Palette, Sentence, Span, Token, tokenize_words
from slottag.text.found import Found
from tests.command import one_line, slottag

TEXT = "I would like to arrive Taipei on November 2nd"


def records(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.removesuffix("\n").split("\n")]


def texts(out: str) -> list[object]:
    return [record["text"] for record in records(out)]


# ---- texts given -------------------------------------------------------------------------------------------------


def test_each_text_is_one_line_of_json(model_dir: Path) -> None:
    done = slottag("tag", "-m", model_dir, TEXT, "leave Oslo")
    assert (done.status, done.err) == (0, "")
    assert texts(done.out) == [TEXT, "leave Oslo"]


def test_spans_are_those_of_the_tagger_with_value_and_confidence(model_dir: Path) -> None:
    tagger = Tagger.load(model_dir)
    (expected,) = tagger.tag([tagger.parse("leave Oslo on Friday")])
    (record,) = records(slottag("tag", "-m", model_dir, "leave Oslo on Friday").out)
    assert expected.spans
    assert record["spans"] == [
        {
            "start": span.start,
            "end": span.end,
            "slot": span.slot,
            "value": expected.value(span),
            "confidence": pytest.approx(span.confidence),
        }
        for span in expected.spans
    ]


def test_table(model_dir: Path) -> None:
    tagger = Tagger.load(model_dir)
    (expected,) = tagger.tag([tagger.parse("leave Oslo on Friday")])
    lines = slottag("tag", "-m", model_dir, "--format", "table", "leave Oslo on Friday").out.split("\n")
    assert lines[0] == "leave Oslo on Friday"
    rows = [line.split("  ") for line in lines[1:] if line]
    assert len(rows) == len(expected.spans)
    for line, span in zip(lines[1:], expected.spans, strict=False):
        assert line.split()[0] == span.slot
        assert expected.value(span) in line
        assert f"{span.confidence:.1%}" in line


def test_text_that_is_markup_to_rich_is_text(model_dir: Path) -> None:
    text = "[bold]leave[/bold] :smile: [/] Oslo"
    assert text in slottag("tag", "-m", model_dir, "--format", "table", text).out


def test_wide_characters_are_aligned() -> None:
    sentence = Sentence.from_words(["台北", "Oslo"]).with_spans([Span(0, 2, "origin", 0.5), Span(3, 7, "via", 0.25)])
    target = console()
    with target.capture() as captured:
        target.print(frame(sentence, Palette(["origin", "via"])))
    first, second = captured.get().splitlines()
    assert cell_len(first[: first.index("%")]) == cell_len(second[: second.index("%")])
    assert cell_len(first[: first.index("台")]) == cell_len(second[: second.index("O")])


def test_a_text_without_spaces_is_not_broken_at_its_only_space(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    shown = io.StringIO()
    text = "下周三從São Paulo飛紐約，來回，不超過三萬五，要靠窗的位子，越快越好"
    table_on(shown, ["origin"])(Sentence(text, tokenize_words(text)))
    assert shown.getvalue().splitlines()[0] == text
    assert is_wide(text)
    assert not is_wide("from São Paulo to 紐約")


def test_a_narrow_table_folds_values_and_no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    text = "in the small hours of the morning"
    shown = io.StringIO()
    tokens = tokenize_words(text)
    table_on(shown, ["departure_time"])(Sentence(text, tokens, (Span(0, len(text), "departure_time", 0.5),)))
    assert "  departure_time  in the small" in shown.getvalue()


def test_control_characters_become_visible_in_a_table(model_dir: Path) -> None:
    done = slottag("tag", "-m", model_dir, "--format", "table", "leave \x1b[31mOslo\x07 \u202e now")
    assert "leave ␛[31mOslo␇ \\u202e now" in done.out
    assert "\x1b" not in done.out


def test_json_carries_control_characters_escaped(model_dir: Path) -> None:
    done = slottag("tag", "-m", model_dir, "leave \x1b[31mOslo\x07")
    assert texts(done.out) == ["leave \x1b[31mOslo\x07"]
    assert "\x1b" not in done.out


def test_conll_and_inline(model_dir: Path, tmp_path: Path) -> None:
    for form in ("conll", "inline"):
        file = tmp_path / f"out.{form}"
        assert slottag("tag", "-m", model_dir, "--format", form, "-o", file, TEXT, "", "leave Oslo").status == 0
        back = load_corpus(file)
        assert [sentence.text for sentence in back.sentences] == [TEXT, "leave Oslo"]
        tagger = Tagger.load(model_dir)
        assert [s.runs() for s in back.sentences] == [s.runs() for s in tagger.tag(list(back.sentences))]


@pytest.mark.parametrize(
    ("form", "blank"), [("jsonl", '{"text": "", "spans": [], "confidence": 1.0}'), ("inline", ""), ("table", "")]
)
def test_an_empty_text_has_its_line(model_dir: Path, form: str, blank: str) -> None:
    assert slottag("tag", "-m", model_dir, "--format", form, "").out == blank + "\n"


def test_a_text_that_is_no_utf8(model_dir: Path) -> None:
    done = slottag("tag", "-m", model_dir, "a", "b\udcff")
    assert done.status == 1
    assert one_line(done.err)
    assert "text 2: byte 2 (0xff) is not UTF-8" in done.err


UNSURE = "arrive Taipei on morning Paris leave Friday"


def unsure(model: Path) -> tuple[Sentence, float]:
    """A sentence as the model tags it, and a confidence that some of its spans reach and others do not."""
    tagger = Tagger.load(model)
    (tagged,) = tagger.tag([tagger.parse(UNSURE)])
    confidences = sorted(span.confidence or 0.0 for span in tagged.spans)
    assert confidences[0] < confidences[-1]
    return tagged, confidences[-1]


def test_spans_less_sure_than_asked_for_are_left_out_of_every_format(model_dir: Path, tmp_path: Path) -> None:
    tagged, least = unsure(model_dir)
    kept = tagged.at_least(least)
    assert 0 < len(kept.spans) < len(tagged.spans)
    (record,) = records(slottag("tag", "-m", model_dir, "--min-confidence", least, UNSURE).out)
    assert [(span["start"], span["slot"]) for span in record["spans"]] == [(s.start, s.slot) for s in kept.spans]
    for form in ("conll", "inline"):
        file = tmp_path / f"out.{form}"
        slottag("tag", "-m", model_dir, "--min-confidence", least, "--format", form, "-o", file, UNSURE)
        assert [sentence.runs() for sentence in load_corpus(file).sentences] == [kept.runs()]
    table = slottag("tag", "-m", model_dir, "--min-confidence", least, "--format", "table", UNSURE).out
    assert len(table.strip().splitlines()) == 1 + len(kept.spans)


def test_lines_have_the_same_spans_left_out(model_dir: Path) -> None:
    tagged, least = unsure(model_dir)
    (record,) = records(slottag("tag", "-m", model_dir, "--min-confidence", least, stdin=f"{UNSURE}\n".encode()).out)
    assert len(record["spans"]) == len(tagged.at_least(least).spans)


def test_the_least_confidence_is_none_unless_asked_for_and_keeps_what_equals_it(model_dir: Path) -> None:
    plain = slottag("tag", "-m", model_dir, UNSURE).out
    assert slottag("tag", "-m", model_dir, "--min-confidence", 0, UNSURE).out == plain
    spans = [Span(0, 1, "a", 0.5), Span(1, 2, "b", 0.4999), Span(2, 3, "c", 1.0), Span(3, 4, "d")]
    text = Sentence("abcd", tuple(Token(letter, place, place + 1) for place, letter in enumerate("abcd")))
    assert [span.slot for span in text.with_spans(spans).at_least(0.5).spans] == ["a", "c", "d"]
    assert [span.slot for span in text.with_spans(spans).at_least(1).spans] == ["c", "d"]


@pytest.mark.parametrize("least", ["-0.1", "1.01", "50", "nan", "half"])
def test_a_confidence_that_is_none_is_wrong_usage(model_dir: Path, least: str) -> None:
    done = slottag("tag", "-m", model_dir, f"--min-confidence={least}", "a")
    assert (done.status, done.out) == (2, "")
    assert "Invalid value for '--min-confidence'" in done.err


def test_wrong_usage(model_dir: Path, tmp_path: Path) -> None:
    assert slottag("tag", "-m", model_dir, "--format", "xml", "a").status == 2
    assert slottag("tag", "--nonsense").status == 2
    both = slottag("tag", "-m", model_dir, "-i", tmp_path / "a", "text")
    assert both.status == 2
    assert "exclude each other" in both.err


def test_no_model(tmp_path: Path) -> None:
    done = slottag("tag", "-m", tmp_path / "none", "a")
    assert (done.status, done.out) == (1, "")
    assert one_line(done.err)
    assert str(tmp_path / "none") in done.err


# ---- lines -------------------------------------------------------------------------------------------------------


def test_lines_of_standard_input_keep_their_number(model_dir: Path) -> None:
    stdin = "\ufeffleave Oslo\r\n\n  \nline\u2028 sep \x85 \x0b \x1c x\rarrive Rome".encode()
    done = slottag("tag", "-m", model_dir, stdin=stdin)
    assert done.status == 0
    assert texts(done.out) == ["leave Oslo", "", "  ", "line\u2028 sep \x85 \x0b \x1c x\rarrive Rome"]


def test_nothing_on_standard_input_gives_nothing(model_dir: Path) -> None:
    assert slottag("tag", "-m", model_dir, stdin=b"") == slottag("tag", "-m", model_dir, "-i", os.devnull)
    assert slottag("tag", "-m", model_dir, stdin=b"").out == ""


def test_from_file_to_file(model_dir: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "in.txt", tmp_path / "found.jsonl"
    source.write_bytes("leave 台北\narrive Oslo\n".encode())
    done = slottag("tag", "-m", model_dir, "-i", source, "-o", target)
    assert (done.status, done.out, done.err) == (0, "", "")
    assert texts(target.read_text("utf-8")) == ["leave 台北", "arrive Oslo"]


def test_a_table_in_a_file_has_no_colours(model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    target = tmp_path / "table.txt"
    slottag("tag", "-m", model_dir, "-o", target, "--format", "table", "leave Oslo")
    assert target.read_text("utf-8").startswith("leave Oslo\n")
    assert "\x1b" not in target.read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"leave Oslo\ncaf\xe9\n", ":2: ", "is not UTF-8"),
        ("leave Oslo".encode("utf-16"), ":1: ", "UTF-8"),
        (b"\x7fELF\x02\x01\x01\x00\x00", ":1: ", "NUL"),
    ],
)
def test_bad_input_leaves_the_output_alone(
    model_dir: Path, tmp_path: Path, content: bytes, line: str, reason: str
) -> None:
    source, target = tmp_path / "in.txt", tmp_path / "out.jsonl"
    source.write_bytes(content)
    target.write_text("precious", "utf-8")
    done = slottag("tag", "-m", model_dir, "-i", source, "-o", target)
    assert (done.status, done.out) == (1, "")
    assert one_line(done.err)
    assert f"{source}{line}" in done.err
    assert reason in done.err
    assert target.read_text("utf-8") == "precious"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.txt", "out.jsonl"]


def test_input_that_cannot_be_opened(model_dir: Path, tmp_path: Path) -> None:
    for source, reason in ((tmp_path / "none.txt", "cannot be read: No such file"), (tmp_path, "is a folder")):
        done = slottag("tag", "-m", model_dir, "-i", source, "-o", tmp_path / "out")
        assert done.status == 1
        assert one_line(done.err)
        assert f"{source}: {reason}" in done.err
    assert not (tmp_path / "out").exists()


def test_output_that_cannot_be_written(model_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    for target in (tmp_path, tmp_path / "file" / "below"):
        done = slottag("tag", "-m", model_dir, "-o", target, "a")
        assert done.status == 1
        assert one_line(done.err)
        assert str(target) in done.err


def test_input_and_output_must_differ(model_dir: Path, tmp_path: Path) -> None:
    source, link = tmp_path / "in.txt", tmp_path / "link.txt"
    source.write_text("leave Oslo\n", "utf-8")
    link.symlink_to(source)
    for target in (source, link):
        done = slottag("tag", "-m", model_dir, "-i", source, "-o", target)
        assert done.status == 1
        assert one_line(done.err)
    assert source.read_text("utf-8") == "leave Oslo\n"


def test_lines_are_read_as_they_are_asked_for() -> None:
    endless = ([b"line %d" % number] for number in count())
    found = list(islice(decode_lines(endless, "x"), 3))
    assert found == [Block([f"line {number}"], "x:", number + 1) for number in range(3)]
    assert found[2].where == "x:3"


def test_reading_that_fails_half_way() -> None:
    def lines() -> Iterator[list[bytes]]:
        yield [b"first"]
        raise OSError(5, "Input/output error")

    with pytest.raises(DataError, match=r"^x: cannot be read: Input/output error"):
        list(decode_lines(lines(), "x"))


def test_what_comes_before_a_bad_line_is_answered_first(model_dir: Path) -> None:
    for bad, reason in ((b"caf\xe9", "is not UTF-8"), (b"a\0b", "NUL")):
        stdin = b"leave Oslo\narrive Rome\n" + bad + b"\nleave Lima\n"
        for options in ((), ("--jobs", 2)):
            done = slottag("tag", "-m", model_dir, *options, stdin=stdin)
            assert done.status == 1
            assert texts(done.out) == ["leave Oslo", "arrive Rome"]
            assert one_line(done.err)
            assert f"standard input:3: {'byte 4 (0xe9) ' * (reason[0] == 'i')}" in done.err
            assert reason in done.err
        shown = slottag("tag", "-m", model_dir, "--format", "table", stdin=stdin)
        assert "arrive Rome" in shown.out
        assert "Lima" not in shown.out


def test_what_comes_before_a_failure_to_read_is_answered_first(model_dir: Path) -> None:
    def broken() -> Iterator[list[bytes]]:
        yield [b"leave Oslo", b"leave Lima"]
        raise OSError(5, "Input/output error")

    answer = Answer.of(Tagger.load(model_dir), writer_of("jsonl"), 0.0, False)
    for jobs in (1, 2):
        answered: list[str] = []
        with answering(answer, jobs) as answers, pytest.raises(DataError, match="cannot be read: Input/output error"):
            answered.extend(told.text for told in answers(decode_lines(broken(), "x")))
        assert texts("".join(answered)) == ["leave Oslo", "leave Lima"]


def test_a_line_too_long_for_the_memory_is_told_with_its_number(
    model_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = Reader.find

    def full(self: Reader, texts: Texts, confidence: bool) -> Found:
        if max(map(len, texts.texts)) > 1000:
            raise MemoryError
        return find(self, texts, confidence)

    monkeypatch.setattr(Reader, "find", full)
    stdin = b"leave Oslo\nleave Lima\n" + b"x " * 1000 + b"\nleave Rome\n"
    for options in ((), ("--jobs", 2)):
        done = slottag("tag", "-m", model_dir, *options, stdin=stdin)
        assert (done.status, texts(done.out)) == (1, ["leave Oslo", "leave Lima"])
        assert one_line(done.err)
        assert "standard input:3: a line of 2000 characters is too long for the memory" in done.err
    drawn = slottag("tag", "-m", model_dir, "--format", "table", stdin=stdin)
    assert drawn.status == 1
    assert one_line(drawn.err)
    assert "not enough memory" in drawn.err


def test_a_place_for_the_output_is_looked_at_first(tmp_path: Path) -> None:
    for target, reason in (
        (tmp_path / "none" / "out", "there is no folder"),
        ("", "is a folder"),
        (tmp_path, "folder"),
    ):
        done = slottag("tag", "-m", tmp_path / "no model", "-o", target, "leave Oslo")
        assert done.status == 1
        assert one_line(done.err)
        assert reason in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="streams have no names here")
def test_a_stream_of_the_process_is_written_to_where_it_is(model_dir: Path, tmp_path: Path) -> None:
    log, link = tmp_path / "log", tmp_path / "link"
    link.symlink_to("/dev/stdout")
    for target in ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", link):
        log.write_text("before\n", "utf-8")
        number = log.stat().st_ino
        with log.open("a", encoding="utf-8") as stream:
            subprocess.run(command("tag", "-m", model_dir, "-o", target, "leave Oslo"), stdout=stream, check=True)
        assert log.stat().st_ino == number
        before, answer = log.read_text("utf-8").splitlines()
        assert (before, json.loads(answer)["text"]) == ("before", "leave Oslo")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "log"]


def test_devices_are_written_to(model_dir: Path) -> None:
    assert slottag("tag", "-m", model_dir, "-o", "/dev/null", "leave Oslo") == slottag(
        "tag", "-m", model_dir, "-i", os.devnull
    )
    assert not Path("/dev/null").is_file()


def test_a_document_mark_is_a_line_like_any(model_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tagger, "parse", lambda _, text, __: Sentence(text, TOKENIZERS["whitespace"](text)))
    done = slottag("tag", "-m", model_dir, "--format", "conll", stdin=b"leave Oslo\n-DOCSTART-\nleave Lima\n")
    assert done.status == 0
    assert "\n\n-DOCSTART-\t" in done.out
    assert "Lima" in done.out


@pytest.mark.parametrize("terminal", [True, False])
def test_json_on_a_terminal_has_no_control_characters(terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: terminal)
    monkeypatch.setattr(sys, "stdout", stream)
    value = {"text": "\x1b[2J \x9b \u202e \x7f 台"}
    write_json(value)
    assert json.loads(stream.getvalue()) == value
    assert ("\u202e" in stream.getvalue()) is not terminal
    assert "台" in stream.getvalue()


def test_a_file_is_closed_after_reading(tmp_path: Path) -> None:
    path = tmp_path / "in.txt"
    path.write_text("a\nb", "utf-8")
    with reading_lines(path) as lines:
        assert [next(lines).lines, next(lines).lines] == [["a"], ["b"]]


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 100])
def test_lines_are_whole_wherever_a_piece_ends(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slottag.tagging.lines._PIECE", piece)
    for data in (b"", b"\n", b"a", b"a\n", b"one\ntwo", b"\n\nthree\n\nfour five\n"):
        found = [line for some in arriving(io.BufferedReader(io.BytesIO(data))) for line in some]
        assert found == (data.removesuffix(b"\n").split(b"\n") if data else [])


def test_what_has_come_in_is_answered_before_more_is_waited_for(model_dir: Path) -> None:
    for jobs in (1, 2):
        process = subprocess.Popen(
            command("tag", "-m", model_dir, "--jobs", jobs), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdin
        assert process.stdout
        for text in ("leave Oslo", "arrive Rome", "", "leave Lima"):
            process.stdin.write(f"{text}\n".encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["text"] == text
        assert process.communicate()[0] == b""
        assert process.returncode == 0


def test_without_confidence_all_else_is_there(model_dir: Path) -> None:
    text = "leave Oslo on Friday"
    (sure,), (bare,) = (
        records(slottag("tag", "-m", model_dir, *options, text).out) for options in ((), ("--no-confidence",))
    )
    assert isinstance(sure["spans"], list)
    assert bare["spans"] == [{key: span[key] for key in span if key != "confidence"} for span in sure["spans"]]
    assert sure["spans"]
    both = slottag("tag", "-m", model_dir, "--no-confidence", "--min-confidence", 0.5, text)
    assert both.status == 2
    assert "--no-confidence leaves out" in both.err


def test_visible_text() -> None:
    assert visible("a\tb\x1b\x7f\x9b\u2028\ud800 é 👩‍👩‍👧 台") == "a␉b␛\\u007f\\u009b\\u2028\\ud800 é 👩‍👩‍👧 台"
    assert visible_data("a\tB-x\n\x1b") == "a\tB-x\n␛"
    text = "\u202e \x9b \x7f é"
    assert json.loads(visible_data(json.dumps(text, ensure_ascii=False))) == text


# ---- as a process ------------------------------------------------------------------------------------------------


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "slottag", *map(str, arguments)]


def read_all(terminal: int) -> str:
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # Linux: the other side is closed.
            break
        if not piece:
            break
        shown += piece
    return shown.decode()


@pytest.mark.parametrize(("setting", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_a_table(model_dir: Path, setting: dict[str, str], coloured: bool) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **setting}
    environment = {key: value for key, value in environment.items() if key in setting or key != "NO_COLOR"}
    process = subprocess.Popen(
        command("tag", "-m", model_dir, "leave Oslo on Friday"), stdin=theirs, stdout=theirs, env=environment
    )
    os.close(theirs)
    shown = read_all(ours)
    os.close(ours)
    assert process.wait() == 0
    assert "leave" in shown
    assert '"text"' not in shown
    assert ("38;5;" in shown) is coloured


def test_the_shell_starts_on_a_terminal(model_dir: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "XDG_STATE_HOME": str(tmp_path)}
    asked = command("tag", "-m", model_dir, "--min-confidence", 0.5)
    process = subprocess.Popen(asked, stdin=theirs, stdout=theirs, env=environment)
    os.close(theirs)
    welcome = ""
    while "\x1b[?2004h" not in welcome:  # The prompt is there.
        welcome += os.read(ours, 4096).decode()
    os.write(ours, b":help\r\x04")
    shown = welcome + read_all(ours)
    os.close(ours)
    assert process.wait() == 0
    assert str(model_dir)[:20] in shown
    assert ":json" in shown
    assert "50.0% sure is left out" in shown


def test_control_c_leaves_the_output_alone(model_dir: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("precious", "utf-8")
    process = subprocess.Popen(
        command("tag", "-m", model_dir, "-o", target), stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin
    process.stdin.write(b"leave Oslo\n")
    process.stdin.flush()
    while len(list(tmp_path.iterdir())) == 1:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert target.read_text("utf-8") == "precious"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_reader_that_goes_away_is_no_error_to_talk_of(model_dir: Path) -> None:
    for form in ("jsonl", "table"):
        process = subprocess.Popen(
            command("tag", "-m", model_dir, "--format", form),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout
        process.stdout.close()
        process.stdout = None
        _, err = process.communicate(b"leave Oslo on Friday\n" * 2000, timeout=60)
        assert err == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_told(model_dir: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command("tag", "-m", model_dir, "leave Oslo"), stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert one_line(done.stderr.decode())
