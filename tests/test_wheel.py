"""The wheel: what is in it, and that it tags in an environment that holds what it depends on and nothing more."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SMALL = ROOT / "tests" / "models" / "crf"

# The base stays light: what tags is shipped with other programs.
MOST_MEGABYTES = 150


def run(command: Sequence[object], **options: object) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, timeout=600, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT])
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def base(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an empty environment into which the wheel was installed."""
    folder = tmp_path_factory.mktemp("base")
    run([sys.executable, "-m", "venv", folder])
    programs = folder / "bin"
    constraints = ROOT / "constraints.txt"
    run([programs / "python", "-m", "pip", "install", "--quiet", "--constraint", constraints, wheel])
    return programs


@pytest.mark.slow
def test_the_wheel_holds_the_built_in_corpora_and_the_pages(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    corpora, splits_of = ("booking", "booking-zh"), ("train", "dev", "test", "contrast", "handwritten", "noisy")
    splits = {f"slottag/datasets/{corpus}/{split}.jsonl" for corpus in corpora for split in splits_of}
    templates = {"evaluation/page.html.jinja", "evaluation/style.css.jinja", "comparison/comparison.html.jinja"}
    templates |= {f"inspection/explorer.{kind}.jinja" for kind in ("html", "css", "js")}
    templates |= {f"serving/page/{name}" for name in ("page.html", "page.css", "main.js", "marks.js", "drawing.js")}
    vectors = {f"slottag/vectors/{name}" for name in ("english.safetensors", "chinese.safetensors", "README.md")}
    assert vectors | splits | {f"slottag/{name}" for name in templates} | {"slottag/py.typed"} <= names


@pytest.mark.slow
def test_the_base_install_is_light_and_tags_from_the_command_line_and_from_python(base: Path, tmp_path: Path) -> None:
    size = sum(path.stat().st_size for path in base.parent.rglob("*") if path.is_file() and not path.is_symlink())
    assert size <= MOST_MEGABYTES * 1e6
    expected = [json.loads(line) for line in SMALL.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()]
    texts = [sentence["text"] for sentence in expected]
    told = run([base / "slottag", "tag", "-m", SMALL, *texts], cwd=tmp_path)
    assert [spans(json.loads(line)) for line in told.splitlines()] == [spans(sentence) for sentence in expected]
    code = (
        "import json, sys, slottag; tagger = slottag.load(sys.argv[1])\n"
        "for text in sys.argv[2:]: print(json.dumps(tagger(text).to_dict()))"
    )
    told = run([base / "python", "-c", code, SMALL, *texts], cwd=tmp_path)
    assert [spans(json.loads(line)) for line in told.splitlines()] == [spans(sentence) for sentence in expected]


@pytest.mark.slow
def test_the_base_install_inspects_and_prepares_and_says_what_it_lacks(base: Path, tmp_path: Path) -> None:
    program = base / "slottag"
    (tmp_path / "mine.jsonl").write_bytes(SMALL.with_suffix(".jsonl").read_bytes())
    run([program, "prepare", "mine.jsonl", "-o", "data"], cwd=tmp_path)
    run([program, "inspect", "-m", SMALL, "to Rome"], cwd=tmp_path)
    for arguments in (["train", "data"], ["compare", "data"], ["eval", "data", "-m", SMALL]):
        run([program, arguments[0], "--help"], cwd=tmp_path)
        done = subprocess.run([program, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert "pip install 'slottag[train]'" in done.stderr


def spans(sentence: dict[str, object]) -> object:
    found = sentence["spans"]
    assert isinstance(found, list)
    return [(span["start"], span["end"], span["slot"]) for span in found]
