"""The page to explore a model on: what it holds, and how it behaves in a real browser."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from slottag.errors import ConfigError
from slottag.inspection import page as page_module
from slottag.inspection.page import render_page
from slottag.runtime import Tagger
from slottag.text import Sentence
from tests.browser import CHROMIUM, Browser
from tests.command import slottag
from tests.conftest import small_corpus, train_small

browsing = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
ODD = "leave </script><b>Oslo & 台北 on Friday"


def data_of(page: str) -> dict:  # type: ignore[type-arg]
    (found,) = re.findall(r'<script id="data" type="application/json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found)  # type: ignore[no-any-return]


def rendered(tagger: Tagger, sentences: list[Sentence]) -> str:
    return render_page(tagger, tagger.tag(sentences), "models/small", lambda _: "#123456")[0]


@pytest.fixture(scope="module")
def tagger(model_dir: Path) -> Tagger:
    return Tagger.load(model_dir)


@pytest.fixture(scope="module")
def page(tagger: Tagger) -> str:
    return rendered(tagger, [*small_corpus(), tagger.parse(ODD)])


def test_the_values_on_the_page_are_those_of_the_network(tagger: Tagger, page: str) -> None:
    data = data_of(page)
    held = np.frombuffer(b64decode(data["values"]), dtype=f"<i{data['width']}") / (2 ** (8 * data["width"] - 1) - 1)
    sentences = [*small_corpus(), tagger.parse(ODD)]
    assert [each["tokens"] for each in data["sentences"]] == [sentence.words for sentence in sentences]
    end = 0
    for recording in tagger.reader.recordings(sentences):
        for layer, part in zip(recording.layers, data["parts"], strict=True):
            assert part["gates"] == list(layer.gates)
            for values, scale in zip(layer.gates.values(), part["scales"], strict=True):
                start, end = end, end + values.size
                np.testing.assert_allclose(held[start:end].reshape(values.shape) * scale, values, atol=scale / 10_000)
    assert end == len(held)


def test_the_page_is_one_file_and_text_stays_text(page: str) -> None:
    assert not re.search(r"<(?:link|script|img)[^>]+(?:src|href)=[\"'](?!data:)", page)
    assert "<b>Oslo" not in page
    assert page.count("</script>") == 2


def test_found_neurons_name_slots_of_the_model(page: str) -> None:
    found = data_of(page)["found"]
    assert {"slot:destination", "position"} <= {each["property"] for each in found}
    assert all(0 < each["explained"] <= 1 for each in found)


def test_few_sentences_name_no_neurons(tagger: Tagger) -> None:
    assert data_of(rendered(tagger, small_corpus()[:3]))["found"] == []


def test_a_large_page_gets_coarser_and_then_holds_fewer(tagger: Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    tagged = tagger.tag(small_corpus()[:4])
    sizes = [2 * 16 * 6 * len(sentence.tokens) for sentence in tagged]
    monkeypatch.setattr(page_module, "_BYTES", sum(sizes))
    text, held = render_page(tagger, tagged, "m", lambda _: "#123456")
    assert (data_of(text)["width"], held) == (1, 4)
    monkeypatch.setattr(page_module, "_BYTES", sum(sizes) - 1)
    assert render_page(tagger, tagged, "m", lambda _: "#123456")[1] == 3
    monkeypatch.setattr(page_module, "_BYTES", 1)
    with pytest.raises(ConfigError, match="would hold no sentence"):
        render_page(tagger, tagged, "m", lambda _: "#123456")


def test_attention_is_a_part_of_the_page(tmp_path: Path) -> None:
    train_small(tmp_path / "model", attention=True, encoder="gru", epochs=1)
    tagger = Tagger.load(tmp_path / "model")
    data = data_of(rendered(tagger, [tagger.parse("leave Oslo now")]))
    assert [part["name"] for part in data["parts"]] == ["layer 1, forwards", "layer 1, backwards", "attention"]
    assert len(b64decode(data["values"])) == 2 * (3 * 2 * 4 * 16 + 9)


def test_the_command_writes_the_page(model_dir: Path, tmp_path: Path) -> None:
    done = slottag("inspect", "leave Oslo", "arrive Rome", "-m", model_dir, "--html", tmp_path / "page.html")
    assert done.status == 0, done.err
    assert "2 of 2 sentences" in done.err
    assert len(data_of((tmp_path / "page.html").read_text("utf-8"))["sentences"]) == 2


@pytest.fixture(scope="module")
def browser(page: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder = tmp_path_factory.mktemp("browser")
    (folder / "page.html").write_text(page, "utf-8")
    own = Browser(folder / "profile")
    own.open(folder / "page.html")
    yield own
    own.close()


@browsing
def test_a_person_explores_the_page(browser: Browser) -> None:
    assert browser.ask("document.querySelectorAll('#grid tbody tr').length") == 16
    browser.point("#grid td[data-r='2'][data-t='4']")
    told = browser.ask("$('detail').textContent")
    assert "arrive" in told
    assert "h = o·tanh(c)" in told
    # The numbers in the equation give the value.
    o, c, h = (float(number.replace("−", "-")) for number in re.findall(r"[+−]?\d\.\d\d", told.split("tanh(c)")[1]))
    assert o * np.tanh(c) == pytest.approx(h, abs=0.02)
    browser.choose("#gate", "1")
    browser.point("#grid td[data-r='0'][data-t='5']")
    assert "c = f·c₋₁ + i·g" in browser.ask("$('detail').textContent")
    # One neuron through all gates, found by what it tells.
    label = browser.ask("[...found.keys()].find((text) => text.startsWith('slot:destination'))")
    browser.choose("#neuron", label, "input")
    assert browser.ask("[...document.querySelectorAll('#grid tbody th')].map((e) => e.textContent)") == [
        "hidden", "cell", "forget", "input", "output", "candidate"
    ]  # fmt: skip
    assert browser.ask("now.n + 1") == int(re.findall(r" (\d+), layer", label)[0])
    browser.choose("#mode", "gate")
    assert browser.complaints == []


@browsing
def test_the_keyboard_does_all(browser: Browser) -> None:
    browser.ask("(goTo(0), focusCell(0, 0))")
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        browser.press(key)
    assert browser.ask("[now.row, now.column, document.activeElement.dataset.t]") == [1, 2, "2"]
    browser.press("Enter")
    assert browser.ask("now.mode") == "neuron"
    browser.press("Enter")
    assert browser.ask("now.mode") == "gate"
    browser.press("ArrowRight", shift=True)
    assert browser.ask("now.picked") == [2, 3]
    assert re.search(r"neurons of \w+ are on", browser.ask("$('on').textContent"))
    browser.press("Escape")
    assert browser.ask("now.picked") is None
    browser.press("n")
    assert browser.ask("[now.s, $('sentence').value]") == [1, "1"]
    browser.press("p")
    browser.press("/")
    assert browser.ask("document.activeElement.id") == "neuron"
    assert browser.complaints == []


@browsing
def test_a_span_of_tokens_finds_neurons_and_other_sentences(browser: Browser) -> None:
    browser.ask("(goTo(0), $('threshold').value = '0.2', $('off').checked = false)")
    browser.point("#grid thead th[data-t='4']", click=True)
    browser.point("#grid thead th[data-t='5']", click=True, shift=True)
    assert browser.ask("now.picked") == [4, 5]
    on = browser.ask("neuronsOn().map(({n, side}) => [n, side])")
    assert on
    for n, side in on:
        assert browser.ask(f"[4, 5].every((t) => value(0, 0, now.g, t, {n}) * {side} >= 0.2)")
    first = browser.ask("document.querySelector('#matches button').textContent")
    assert f"of {len(on)}" in first
    browser.point("#matches button", click=True)
    assert browser.ask("now.s") != 0
    assert browser.ask("now.picked[1] - now.picked[0]") == 1
    assert browser.complaints == []


@browsing
def test_both_themes_and_a_small_screen(browser: Browser) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    seen = {}
    for scheme in ("dark", "light"):
        browser.prefer(scheme)
        seen[scheme] = browser.ask(ground)
    assert len(set(seen.values())) == 2
    browser.ask("$('theme').click()")
    browser.ask("$('theme').click()")
    assert browser.ask(ground) == seen["dark"]
    browser.ask("$('theme').click()")
    browser.resize(360, 700)
    assert browser.ask("document.documentElement.scrollWidth <= 360")
    browser.choose("#digits", "on")
    browser.ask("$('digits').click()")
    assert re.fullmatch(r"[+−]\d|0", browser.ask("document.querySelector('#grid tbody td').textContent"))
    browser.resize(1200, 900)
    assert browser.complaints == []


@browsing
def test_text_on_the_page_stays_text(browser: Browser) -> None:
    browser.ask("goTo(data.sentences.length - 1)")
    assert "script" in browser.ask("$('grid').textContent")
    assert browser.ask("document.querySelectorAll('#grid b').length") == 0
    assert browser.complaints == []
