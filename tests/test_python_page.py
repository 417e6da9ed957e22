"""The recipes of docs/python.md are run as they stand, and so are the examples in docstrings."""

from __future__ import annotations

import ast
import doctest
import importlib
import json
import re
import shutil
import subprocess
import sys
import urllib.request
from importlib.util import find_spec
from pathlib import Path

import pytest

import slottag
from slottag.data.formats import jsonl
from tests.conftest import small_corpus

PAGE = Path(__file__).parents[1] / "docs" / "python.md"
BLOCK = re.compile(r"(?:<!-- script: (\S+) -->\n)?```python\n(.*?)```", re.DOTALL)
BLOCKS = [(match[1], match[2]) for match in BLOCK.finditer(PAGE.read_text("utf-8"))]


@pytest.fixture
def place(model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a model of booking and own data, where the page's code runs."""
    shutil.copytree(model_dir, tmp_path / "models" / "booking")
    (tmp_path / "data").mkdir()
    slottag.write(small_corpus()[:-1], tmp_path / "data" / "mine.jsonl")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_recipes_run_one_after_the_other(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {"__name__": "recipes"}
    for script, code in BLOCKS:
        if script is None and ("pandas" not in code or find_spec("pandas")):
            exec(compile(code, str(PAGE), "exec"), names)
    shown = capsys.readouterr().out
    assert "destination Taipei 23 29" in shown
    assert "epoch 3 of 3: dev F1" in shown
    assert len((place / "tagged.jsonl").read_text("utf-8").splitlines()) == 2
    assert list(slottag.read("mine.conll").sentences) == small_corpus()[:-1]
    assert not find_spec("pandas") or len(names["frame"]) == 2  # type: ignore[arg-type]


def script(name: str) -> str:
    (code,) = (code for own, code in BLOCKS if own == name)
    return code


def test_the_web_server_answers(place: Path) -> None:
    (place / "server.py").write_text(script("server.py"), "utf-8")
    with subprocess.Popen([sys.executable, "server.py"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        with urllib.request.urlopen(f"http://127.0.0.1:{port}", b"arrive Taipei", timeout=20) as answer:
            told = json.loads(answer.read())
        server.terminate()
    assert told == slottag.load("models/booking")("arrive Taipei").to_dict()


def test_the_pool_tags(place: Path) -> None:
    (place / "pool.py").write_text(script("pool.py"), "utf-8")
    done = subprocess.run([sys.executable, "pool.py"], capture_output=True, text=True, check=True)
    tagger = slottag.load("models/booking")
    found = [sentence for line in done.stdout.splitlines() for sentence in ast.literal_eval(line)]
    assert found == [tagger(text).to_dict() for text in ("to Rome on Friday", "leave Oslo tomorrow", "good morning")]


@pytest.mark.parametrize("name", ["slottag", "slottag.api", "slottag.text.values", "slottag.runtime.tagger"])
def test_the_examples_of_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_a_dictionary_is_one_line_of_json_lines() -> None:
    for sentence in small_corpus():
        assert json.loads(jsonl.format_sentence(sentence, values=True)) == sentence.to_dict()
