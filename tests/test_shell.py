from __future__ import annotations

import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path
from threading import Thread
from typing import cast

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from slottag.cli.draw import table_on
from slottag.cli.shell import Shell, history
from slottag.runtime.tagger import Tagger
from slottag.text import Sentence, Span, tokenize_words

ENTER, CTRL_C, CTRL_D = "\r", "\x03", "\x04"


class Fake:
    """A tagger that finds what follows the word arrive."""

    slots = ("destination", "origin")
    tokenizer = "words"

    def parse(self, text: str, asked: tuple[str, ...] = ()) -> Sentence:
        return Sentence(text, tokenize_words(text), asked=asked)

    def tag(self, sentences: list[Sentence], *, nbest: int = 0) -> list[Sentence]:
        assert nbest == 0
        return [self._tag(sentence) for sentence in sentences]

    def _tag(self, sentence: Sentence) -> Sentence:
        if "interrupt" in sentence.text:
            raise KeyboardInterrupt
        found = re.search(r"arrive (\w+)", sentence.text)
        return sentence.with_spans([Span(*found.span(1), "destination", 0.875)] if found else [])


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "200")


def converse(*keys: str, slots: tuple[str, ...] = Fake.slots, least: float = 0.0, tagger: Tagger | None = None) -> str:
    """What the shell shows when these are typed; what is not ended by them ends with the input."""
    shown = io.StringIO()
    data = ("".join(keys) + ENTER + ":quit" + ENTER).encode("utf-8", "surrogateescape")
    fake = Fake()
    fake.slots = slots  # type: ignore[assignment]
    with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()), redirect_stdout(shown):
        # A pipe holds 64 KiB: more must be fed to it while it is read.
        keyboard = Thread(target=typed.send_bytes, args=[data])
        keyboard.start()
        Shell(tagger or cast(Tagger, fake), Path("models/booking"), table_on(shown, slots), least).run()
        keyboard.join()
    return shown.getvalue()


def answers(*keys: str) -> str:
    """The same without the welcome."""
    return converse(*keys).split("Ctrl-D ends.\n", 1)[1]


def test_welcome_names_the_model_and_its_slots() -> None:
    shown = converse("")
    assert "models/booking" in shown
    assert "destination, origin." in shown


def test_welcome_stays_short_with_many_slots() -> None:
    shown = converse("", slots=tuple(f"slot{index}" for index in range(100)))
    assert "and 80 more" in shown
    assert "slot99" not in shown


def test_a_sentence_is_drawn_with_its_frame() -> None:
    shown = answers("arrive Taipei", ENTER)
    assert re.search(r"^arrive Taipei$", shown, re.M)
    assert re.search(r"^  destination +Taipei +87.5%", shown, re.M)


def test_what_is_less_sure_than_asked_for_is_left_out() -> None:
    shown = converse("arrive Taipei", ENTER, ":json", ENTER, least=0.9)
    assert "What is less than 90.0% sure is left out." in shown
    assert "no slot" in shown
    assert '"spans": []' in shown
    shown = converse("arrive Taipei", ENTER, least=0.875)
    assert re.search(r"^  destination +Taipei", shown, re.M)
    assert "left out" not in converse("arrive Taipei", ENTER)


def test_an_empty_line_does_nothing() -> None:
    assert answers(ENTER, "   ", ENTER) == ""


def test_json_of_the_last_sentence() -> None:
    assert "Nothing has been tagged" in answers(":json", ENTER)
    shown = answers("arrive Taipei", ENTER, "arrive Oslo", ENTER, ":json", ENTER)
    data = json.loads(shown.strip().splitlines()[-1])
    assert data["text"] == "arrive Oslo"
    assert data["spans"][0] | {"value": "Oslo", "confidence": 0.875} == data["spans"][0]


def test_json_is_not_folded() -> None:
    shown = answers("arrive Oslo " + "and go on " * 100, ENTER, ":json", ENTER)
    assert json.loads(shown.strip().splitlines()[-1])["text"].startswith("arrive Oslo and")


def test_why_and_gates_of_the_last_sentence(model_dir: Path) -> None:
    tagger = Tagger.load(model_dir)
    shown = converse("leave Oslo on Friday", ENTER, ":why", ENTER, tagger=tagger)
    assert re.search(r"^origin  Oslo  \d+\.\d%$", shown, re.M)
    assert re.search(r"^  leave +\d+\.\d% +÷", shown, re.M)
    shown = converse("leave Oslo on Friday", ENTER, ":gates", ENTER, tagger=tagger)
    assert "hidden, layer 1, backwards" in shown
    assert "No slot was found" in converse("good morning", ENTER, ":why", ENTER, tagger=tagger)


def test_alternatives_of_the_last_sentence(model_dir: Path) -> None:
    tagger = Tagger.load(model_dir)
    shown = converse("leave Oslo on Friday", ENTER, ":nbest", tagger=tagger, slots=tagger.slots)
    found = tagger("leave Oslo on Friday", nbest=5)
    assert found.alternatives is not None
    told = [line for line in shown.split("Friday\n", 1)[1].splitlines() if "%  " in line and " or " not in line]
    readings = [line.split("%  ", 1)[1].strip() for line in told[-5:]]
    assert readings == [
        ", ".join(f"{slot.name} {slot.text}" for slot in one.slots) or "no slot" for one in found.alternatives
    ]
    for slot in found.slots:
        assert slot.next is not None
        assert f"or {slot.next.slot} {slot.next.confidence:.1%}" in shown


def test_a_sentence_too_long_to_be_read_at_once_has_no_alternatives(model_dir: Path) -> None:
    tagger = Tagger.load(model_dir)
    shown = converse("leave Oslo " * 3000, ENTER, ":nbest", tagger=tagger, slots=tagger.slots)
    assert "It is too long to be read as a whole: it has no alternatives." in shown


def test_alternatives_need_a_sentence() -> None:
    assert "Nothing has been tagged yet." in answers(":nbest")


def test_why_and_gates_need_a_sentence() -> None:
    assert answers(":why", ENTER, ":gates", ENTER).count("Nothing has been tagged") == 2


def test_help_names_commands_and_slots() -> None:
    shown = answers(":help", ENTER)
    assert all(
        name in shown for name in (":help", ":json", ":nbest", ":why", ":gates", ":quit", "destination", "origin")
    )


def test_quit_and_control_d_end() -> None:
    for end in (":quit" + ENTER, CTRL_D):
        assert "Oslo" not in converse(end, "arrive Oslo", ENTER)


def test_unknown_commands_are_answered() -> None:
    assert "Did you mean :json?" in answers(":jsom", ENTER)
    assert "no command :1" in answers(":1", ENTER)
    assert ":why takes nothing after it" in answers(":why Oslo", ENTER)


def test_a_space_makes_a_command_text() -> None:
    assert ":quit arrive Oslo" in answers(" :quit arrive Oslo", ENTER)


def test_control_c_drops_the_line() -> None:
    shown = answers("arrive Oslo", CTRL_C, "arrive Rome", ENTER)
    assert "Oslo" not in shown
    assert "Rome" in shown
    assert "ends the shell" not in shown


def test_control_c_on_an_empty_line_or_twice_tells_how_to_leave() -> None:
    assert "Ctrl-D or :quit" in answers(CTRL_C)
    assert "Ctrl-D or :quit" in answers("a", CTRL_C, "b", CTRL_C)
    assert "Ctrl-D or :quit" not in answers("a", CTRL_C, "b", ENTER, "c", CTRL_C)


def test_control_c_while_tagging_does_not_end_the_shell() -> None:
    assert "Rome" in answers("interrupt", ENTER, "arrive Rome", ENTER)


def test_pasted_lines_are_tagged_one_by_one() -> None:
    shown = answers("\x1b[200~arrive Oslo\narrive Rome\x1b[201~", ENTER)
    assert re.findall(r"destination +(\w+)", shown) == ["Oslo", "Rome"]


def test_control_characters_do_no_harm() -> None:
    shown = answers("\x1b[200~arrive Oslo \x1b]0;title\x07 \x9b31m \u202e x\x1b[201~", ENTER, ":json", ENTER)
    assert "Oslo" in shown
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)
    assert "␛]0;title␇" in shown


def test_nul_and_broken_unicode_are_told() -> None:
    assert "NUL" in answers("\x1b[200~a\x00b\x1b[201~", ENTER)
    assert "not UTF-8" in answers("\x1b[200~a\udcffb\x1b[201~", ENTER)


def test_a_very_long_line() -> None:
    shown = answers("\x1b[200~" + "arrive Oslo 👩‍👩‍👧\t台北 " * 4000 + "\x1b[201~", ENTER)
    assert "destination" in shown


def test_history_is_kept_for_the_owner_alone(tmp_path: Path) -> None:
    converse("arrive Oslo", ENTER)
    kept = tmp_path / "state" / "slottag" / "history"
    assert "arrive Oslo" in kept.read_text("utf-8")
    assert kept.stat().st_mode & 0o077 == 0
    assert list(history().load_history_strings())[-1] == "arrive Oslo"


def test_history_that_cannot_be_written_is_none(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way", "utf-8")
    assert "Oslo" in answers("arrive Oslo", ENTER)
    assert list(history().load_history_strings()) == []


def test_help_is_aligned() -> None:
    listed = re.findall(r"^  (:\w+ +)\S", answers(":help", ENTER), re.MULTILINE)
    assert len(listed) == 6
    assert len({len(name) for name in listed}) == 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [(":", [":help", ":json", ":nbest", ":why", ":gates", ":quit"]), (":he", [":help"]), ("to :he", []), ("leave", [])],
)
def test_tab_completes_commands_and_no_sentence(typed: str, found: list[str]) -> None:
    with create_pipe_input() as keyboard, create_app_session(input=keyboard, output=DummyOutput()):
        shell = Shell(cast(Tagger, Fake()), Path("models/booking"), print)
    completer = shell._session.completer
    assert completer is not None
    assert [each.text for each in completer.get_completions(Document(typed), CompleteEvent())] == found


def test_reasons_keep_their_words_in_a_narrow_terminal(model_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    shown = converse("leave Constantinople on Friday", ENTER, ":why", ENTER, tagger=Tagger.load(model_dir))
    assert "Constantinople" in shown.split("without", 1)[1]
    assert all(len(line) <= 40 for line in shown.splitlines())
