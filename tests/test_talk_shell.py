"""The shell as a booking clerk, driven through a real terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import struct
import subprocess
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rich.cells import cell_len

from slottag.runtime.tagger import Tagger
from slottag.talking import Talk
from tests.phrases import DATASETS, NOW
from tests.test_tag import command, read_all

_PROMPT = "\x1b[?2004h"
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[()].|[=>])")
WIDTH = 40


@pytest.fixture(scope="module")
def model(model_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("shell") / "booking"
    shutil.copytree(model_dir, directory)
    shutil.copy(DATASETS / "booking" / "slots.toml", directory)
    return directory


class Terminal:
    """A shell in a terminal of 40 columns."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self.welcome = self._read()

    def type(self, line: str) -> str:
        """What is shown below a line that is typed."""
        os.write(self._fd, f"{line}\r".encode())
        return self._read()

    def leave(self) -> None:
        os.write(self._fd, b"\x04")
        read_all(self._fd)

    def _read(self) -> str:
        """All until the next prompt, without what moves the cursor."""
        shown = b""
        while _PROMPT.encode() not in shown:
            shown += os.read(self._fd, 4096)
        self.raw = shown.decode(errors="replace")
        return _SEQUENCE.sub("", self.raw).replace("\r", "")


@contextmanager
def shell(model: Path, state: Path, *arguments: object, **settings: str) -> Iterator[Terminal]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, WIDTH, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    environment |= {"TERM": "xterm-256color", "XDG_STATE_HOME": str(state), **settings}
    process = subprocess.Popen(command("tag", "-m", model, *arguments), stdin=theirs, stdout=theirs, env=environment)
    os.close(theirs)
    terminal = Terminal(ours)
    try:
        yield terminal
        terminal.leave()
        assert process.wait() == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def test_a_talk_in_forty_columns(model: Path, tmp_path: Path) -> None:
    talk = Talk(Tagger.load(model), NOW)
    with shell(model, tmp_path, "--now", "2026-11-18T10:20") as terminal:
        assert "Type what you would book" in " ".join(terminal.welcome.split())
        shown = terminal.type("leave Oslo on Friday")
        assert "38;5;" in terminal.raw
        assert talk("leave Oslo on Friday").question == "Where would you like to go?"
        assert "Where would you like to go?" in shown
        assert re.search(r"departure_date +Friday +2026-11-20", shown)
        assert re.search(r"departure_date +tomorrow +2026-11-19", terminal.type("leave Oslo on tomorrow"))
        assert "? destination  Where would you like to" in terminal.type(":frame")
        assert "Friday" in terminal.type(":undo")
        assert "It is 2026-11-18 10:20" in terminal.type(":now")
        assert "It is 2027-01-01 00:00" in terminal.type(":now 2027-01-01")
        assert "did you mean" not in terminal.type(":json")
        assert "%" in terminal.type(":nbest")
        assert "Did you mean :new?" in " ".join(terminal.type(":nev").split())
        assert "no slot" in terminal.type(":new")
        assert "There is nothing" not in terminal.type(":undo")


def test_chinese_without_colour(model: Path, tmp_path: Path) -> None:
    with shell(model, tmp_path, NO_COLOR="1") as terminal:
        shown = terminal.type("我想下周三从慕尼黑坐高铁去法兰克福，两大一小，要直达的")
        assert "38;5;" not in terminal.raw
        assert "从哪里出发？" in shown
        assert "要去哪里？" in terminal.type(":frame")
        assert all(cell_len(line) <= WIDTH for line in terminal.type(":frame").split("\n")[1:])


def test_without_slots_or_without_a_talk_it_is_the_shell_of_sentences(
    model_dir: Path, model: Path, tmp_path: Path
) -> None:
    for place, arguments in ((model_dir, ()), (model, ("--no-talk",))):
        with shell(place, tmp_path, *arguments) as terminal:
            assert "Type a sentence" in terminal.welcome
            shown = terminal.type("leave Oslo on Friday")
            assert "%" in shown
            assert "Where" not in shown
            assert "no command :new" in " ".join(terminal.type(":new").split())


@pytest.mark.parametrize(
    "option", [["--no-confidence"], ["--offsets", "utf16"], ["--jobs", "2"], ["--text-field", "x"]]
)
def test_what_has_no_effect_in_the_shell_is_refused(model: Path, option: list[str]) -> None:
    ours, theirs = pty.openpty()
    called = command("tag", "-m", model, *option)
    done = subprocess.run(called, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert "does not go with the shell" in " ".join(done.stderr.replace("│", " ").split())


def test_a_turn_without_effect_says_so(model: Path, tmp_path: Path) -> None:
    with shell(model, tmp_path, NO_COLOR="1") as terminal:
        assert "I found nothing in that" in " ".join(terminal.type("hm").split())
        assert "please name it" in " ".join(terminal.type("forget it").split())
