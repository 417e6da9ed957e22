"""The page to try and to correct, in a real browser over a real service."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import slottag
from tests.browser import CHROMIUM, Browser
from tests.test_serve import PATIENCE
from tests.test_serving_telling import SLOTS
from tests.test_tag import command

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
MODELS = Path(__file__).parent / "models"
LINES = ["please bring tea at noon", "no lemon cake for me before half past six!", "thank you", "cake and tea at nine"]
HOSTILE = "<img src=x onerror=alert(1)> tea \u202eat noon שלום \U0001f370&amp;"


@contextmanager
def reviewing(source: Path, *more: object, model: str = "members") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A review that runs, and the address that it told."""
    arguments = command("review", source, "-m", MODELS / model, "--no-open", "--port", 0, *more)
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr
        said = process.stderr.readline()
        found = re.search(r"http://\S+", said)
        assert found, said
        yield process, found[0]
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    own = Browser(tmp_path_factory.mktemp("browser"))
    yield own
    own.close()


@pytest.fixture
def browser(opened: Browser) -> Browser:
    """The browser without what the page of the test before had to complain of when its service was gone."""
    opened.leave()
    opened.complaints.clear()
    return opened


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "requests.txt"
    path.write_text("\n".join(LINES), "utf-8")
    return path


def shown(browser: Browser) -> str:
    """The sentence that is shown."""
    return str(browser.ask("[...document.querySelectorAll('.token')].map((e) => e.textContent).join(' ')"))


def marks(browser: Browser) -> Any:
    """What is marked: the first column and the second."""
    return browser.ask("[...document.querySelectorAll('#frame tbody tr')].map((r) => [...r.children].slice(0, 2)"
                       ".map((c) => c.textContent))")  # fmt: skip


def status(browser: Browser) -> str:
    return str(browser.ask("document.getElementById('status').textContent"))


def ready(browser: Browser) -> None:
    browser.until("document.querySelectorAll('.token').length > 0")


def held(source: Path) -> list[dict[str, Any]]:
    path = source.with_name(f"{source.stem}.corrections.jsonl")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def confirm(browser: Browser) -> None:
    """Confirm, and wait until it is saved and the next one is there."""
    before = browser.ask("document.getElementById('progress').textContent")
    browser.press("Enter")
    browser.until(f"document.getElementById('progress').textContent !== {json.dumps(before)}")
    ready(browser)


def test_a_person_tries_a_sentence(browser: Browser) -> None:
    with subprocess.Popen(
        command("serve", MODELS / "members", "--port", 0), stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr
            found = re.search(r"http://[^;]+", process.stderr.readline())
            assert found
            browser.visit(found[0])
            browser.until("document.activeElement.id === 'text'")
            browser.type("tea \U0001f370 at noon")
            browser.press("Enter")
            ready(browser)
            assert marks(browser) == [["dish", "tea"], ["time", "noon"]]
            assert browser.ask("getComputedStyle(document.querySelector('.mark')).borderBottomColor") != "rgb(0, 0, 0)"
            assert "sure" in browser.ask("document.getElementById('about').textContent")
            browser.press("w")
            browser.until("document.querySelectorAll('#reasons b').length === 2")
            assert browser.ask("document.getElementById('confirm').hidden")
            assert browser.complaints == []
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0


def test_marks_by_keyboard_are_saved_and_not_asked_again(browser: Browser, source: Path) -> None:
    with reviewing(source) as (_, address):
        browser.visit(address)
        ready(browser)
        assert browser.ask("location.hash") == ""
        first = shown(browser)
        words = first.split()
        # The second and the third word become a dish, the model's marks elsewhere stay; all is undone and done again.
        before = marks(browser)
        browser.press("ArrowRight")
        browser.press("ArrowRight")
        browser.press("ArrowRight", shift=True)
        browser.press("1")
        assert ["dish", " ".join(words[1:3])] in marks(browser)
        browser.press("u")
        assert marks(browser) == before
        browser.press("U", shift=True)
        assert ["dish", " ".join(words[1:3])] in marks(browser)
        after = marks(browser)
        confirm(browser)
        assert shown(browser) != first
        (line,) = held(source)
        assert [[span["slot"], line["text"][span["start"] : span["end"]]] for span in line["spans"]] == after
        assert len(line["was"]) == (0 if before == [["no slot"]] else len(before))
        assert line["model"].startswith("members ")
        # Reloaded, the page goes on with the next one, and the token is still known.
        second = shown(browser)
        browser.ask("location.reload()")
        browser.until("document.readyState === 'complete'")
        ready(browser)
        assert shown(browser) == second
        # The one before is shown as it was corrected, and corrected anew.
        browser.ask("1")
        confirm(browser)
        browser.press("b")
        browser.until("document.getElementById('status').textContent.includes('corrected before')")
        browser.press("Home")
        browser.press("2")
        confirmed = marks(browser)
        count = len(held(source))
        browser.press("Enter")
        browser.until(f"document.querySelectorAll('.token').length && {json.dumps(second)} !== "
                      "[...document.querySelectorAll('.token')].map((e) => e.textContent).join(' ')")  # fmt: skip
        lines = held(source)
        assert len(lines) == count == 2
        spans = lines[1]["spans"]
        assert [[span["slot"], lines[1]["text"][span["start"] : span["end"]]] for span in spans] == confirmed
        assert browser.complaints == []


def test_marks_by_mouse(browser: Browser, source: Path) -> None:
    source.write_text("please bring tea at noon", "utf-8")
    with reviewing(source) as (process, address):
        browser.visit(address)
        ready(browser)
        assert marks(browser) == [["dish", "tea"], ["time", "noon"]]
        # One token of a span stands for all of it; unmarked by a button.
        browser.point("#t2", click=True)
        browser.point("#unmark", click=True)
        assert marks(browser) == [["time", "noon"]]
        browser.drag("#t1", "#t3")
        browser.point("#slots button", click=True)
        assert marks(browser) == [["dish", "bring tea at"], ["time", "noon"]]
        browser.point("#undo", click=True)
        browser.point("#undo", click=True)
        assert marks(browser) == [["dish", "tea"], ["time", "noon"]]
        # A slot that the model does not know is named.
        browser.point("#t0", click=True)
        browser.press("/")
        browser.type("politeness")
        browser.press("Enter")
        assert marks(browser)[0] == ["politeness", "please"]
        browser.point("#confirm", click=True)
        browser.until("document.getElementById('status').textContent === 'All sentences are done.'")
        browser.point("#end", click=True)
        browser.until("document.getElementById('status').textContent.includes('has ended')")
        assert process.wait(PATIENCE) == 0
        assert process.stderr
        assert process.stderr.read().startswith("slottag: 1 of 1 sentences are corrected, in ")
        (line,) = held(source)
        assert [span["slot"] for span in line["spans"]] == ["politeness", "dish", "time"]
        assert slottag.read(source.with_name("requests.corrections.jsonl")).sentences[0].spans[0].slot == "politeness"
        assert browser.complaints == []


def test_what_else_it_could_mean_what_values_mean_and_the_frame(browser: Browser, source: Path, tmp_path: Path) -> None:
    shutil.copytree(MODELS / "members", tmp_path / "orders")
    (tmp_path / "orders" / "slots.toml").write_bytes(SLOTS)
    source.write_text("please bring tea at noon", "utf-8")
    with reviewing(source, model=str(tmp_path / "orders")) as (_, address):
        browser.visit(address)
        ready(browser)
        assert browser.ask("document.querySelector('#frame tbody').textContent").count("12:00") == 1
        assert "or else" in browser.ask("document.querySelector('#frame thead').textContent")
        assert "noon" in browser.ask("document.querySelector('#trips table').textContent")
        assert not browser.ask("document.getElementById('trips').hidden")
        second = browser.ask("document.querySelectorAll('#readings button')[1].textContent")
        browser.point("#readings li:nth-child(2) button", click=True)
        assert all(f"{value} = {slot}" in second for slot, value in marks(browser))
        assert len(marks(browser)) == second.count(" = ") == 1
        # The frame is that of what the model found, and of no other marks.
        assert browser.ask("document.getElementById('trips').hidden")
        browser.press("u")
        assert len(marks(browser)) == 2
        assert not browser.ask("document.getElementById('trips').hidden")
        assert browser.complaints == []


def test_hostile_text_stays_text(browser: Browser, source: Path) -> None:
    source.write_text(HOSTILE, "utf-8")
    with reviewing(source) as (_, address):
        browser.visit(address)
        ready(browser)
        assert browser.ask("document.querySelectorAll('#sentence img').length") == 0
        assert browser.ask(
            "(() => {const c = document.getElementById('sentence').cloneNode(true);"
            " c.querySelectorAll('.label').forEach((e) => e.remove()); return c.textContent})()"
        ) == HOSTILE  # fmt: skip
        browser.press("End")
        browser.press("2")
        browser.press("Enter")
        browser.until("document.getElementById('status').textContent === 'All sentences are done.'")
        (line,) = held(source)
        assert line["text"] == HOSTILE
        assert line["text"][line["spans"][-1]["start"] : line["spans"][-1]["end"]] == ";"
        assert browser.complaints == []


def test_what_is_written_from_right_to_left_is_walked_so(browser: Browser, source: Path) -> None:
    source.write_text("תה בבקשה עכשיו", "utf-8")
    with reviewing(source) as (_, address):
        browser.visit(address)
        ready(browser)
        browser.press("ArrowLeft")
        browser.press("ArrowLeft")
        assert browser.ask("document.querySelector('.cursor').id") == "t1"


def test_two_pages_and_a_restart_lose_nothing_and_repeat_nothing(
    browser: Browser, source: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Browser(tmp_path_factory.mktemp("other"))
    try:
        with reviewing(source) as (process, address):
            for each in (browser, other):
                each.visit(address)
                ready(each)
            assert shown(browser) == shown(other)
            confirm(browser)
            # The other page is told, sees what was saved, and may put its own in its place.
            other.press("Home")
            other.press("2")
            other.press("Enter")
            other.until(
                "document.getElementById('status').textContent.startsWith('This sentence was corrected already')"
            )
            assert len(held(source)) == 1
            first = shown(other)
            other.press("Enter")
            other.until(f"document.querySelectorAll('.token').length && {json.dumps(first)} !== "
                        "[...document.querySelectorAll('.token')]"
                        ".map((e) => e.textContent).join(' ')")  # fmt: skip
            assert len(held(source)) == 1
            assert shown(other) == shown(browser), "what the first page has open is not done yet"
            port = address.rpartition(":")[2].partition("/")[0]
            process.kill()
            process.wait(PATIENCE)
            browser.press("Home")
            browser.press("1")
            browser.press("Enter")
            browser.until("document.getElementById('status').textContent.startsWith('Not saved yet')")
            assert len(held(source)) == 1
        with reviewing(source, "--port", port, "--token", address.partition("token=")[2]):
            browser.until("document.getElementById('status').textContent === ''"
                          " || document.getElementById('progress').textContent.includes('2 of 4')")  # fmt: skip
            browser.until("document.getElementById('progress').textContent.includes('2 of 4')")
            assert len(held(source)) == len({line["text"] for line in held(source)}) == 2
            assert held(source)[1]["spans"][0]["slot"] == "dish"
        assert [complaint for complaint in browser.complaints if "ERR_CONNECTION" not in complaint] == []
    finally:
        other.close()
        browser.complaints.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_in_the_light_and_in_the_dark_and_on_a_telephone(
    browser: Browser, source: Path, scheme: str
) -> None:
    source.write_text("明天從花蓮市出發\n我想星期六到臺北去\n你好\n", "utf-8")
    with reviewing(source, model="chinese") as (_, address):
        browser.prefer(scheme)
        try:
            for width in (1200, 390):
                browser.resize(width, 800)
                browser.visit(address)
                ready(browser)
                assert browser.ask("document.documentElement.scrollWidth") <= width
            colours = browser.ask(
                "(() => {const s = getComputedStyle(document.body); return [s.color, s.backgroundColor]})()"
            )
            light = [sum(map(int, re.findall(r"\d+", colour)[:3])) / 765 for colour in colours]
            assert (light[0] < 0.3 and light[1] > 0.9) if scheme == "light" else (light[0] > 0.8 and light[1] < 0.15)
            unnamed = browser.ask(
                "[...document.querySelectorAll('button, input, select')].filter((e) => !e.textContent.trim()"
                " && !e.getAttribute('aria-label') && !e.labels?.length).length"
            )
            assert unnamed == 0
            assert browser.complaints == []
        finally:
            browser.prefer("light")
            browser.resize(1200, 900)
