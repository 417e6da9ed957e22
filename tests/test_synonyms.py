"""What values mean goes with the data: into Rasa's files, beside all others, and back."""

from __future__ import annotations

from pathlib import Path

import pytest

import slottag

from .command import slottag as run

NLU = """nlu:
- intent: order
  examples: |
    - a [joe]{"entity": "drink", "value": "coffee"} for me
- synonym: coffee
  examples: |
    - java
"""
COFFEE = {"coffee": ("java", "joe")}


@pytest.fixture
def nlu(tmp_path: Path) -> Path:
    path = tmp_path / "nlu.yml"
    path.write_text(NLU, "utf-8")
    return path


@pytest.mark.parametrize("form", ["jsonl", "conll", "rasa"])
def test_they_come_back(nlu: Path, tmp_path: Path, form: str) -> None:
    assert run("prepare", nlu, "-o", tmp_path / "new", "--format", form).status == 0
    assert slottag.read(tmp_path / "new").synonyms == COFFEE
    assert run("prepare", tmp_path / "new", "-o", tmp_path / "back", "--format", "rasa").status == 0
    assert "- synonym: coffee\n  examples: |\n    - java\n    - joe\n" in (tmp_path / "back/all.yml").read_text("utf-8")
    assert slottag.read(tmp_path / "back").synonyms == COFFEE
    assert not (tmp_path / "back/synonyms.toml").exists()


def test_a_file_has_the_table_beside_it(nlu: Path, tmp_path: Path) -> None:
    slottag.write(slottag.read(nlu), tmp_path / "new")
    assert slottag.read(tmp_path / "new/all.jsonl").synonyms == COFFEE


@pytest.mark.parametrize("table", ["coffee = 3\n", 'coffee = ["joe"\n', "coffee = [1]\n"])
def test_a_table_of_something_else_is_told(tmp_path: Path, table: str) -> None:
    (tmp_path / "train.inline").write_text("a [joe](drink)\n", "utf-8")
    (tmp_path / "synonyms.toml").write_text(table, "utf-8")
    with pytest.raises(slottag.DataError, match=r'synonyms.toml: .*expected lines such as "New York"'):
        slottag.read(tmp_path)


def test_a_table_of_before_is_told_of(nlu: Path, tmp_path: Path) -> None:
    run("prepare", nlu, "-o", tmp_path / "new")
    (tmp_path / "all.inline").write_text("a [joe](drink)\n", "utf-8")
    done = run("prepare", tmp_path / "all.inline", "-o", tmp_path / "new")
    assert "Was there before and stays: synonyms.toml." in done.out


def test_names_that_yaml_takes_for_something_else_are_quoted(tmp_path: Path) -> None:
    (tmp_path / "train.inline").write_text("[](yes) a [joe](drink)\n", "utf-8")
    run("prepare", tmp_path / "train.inline", "-o", tmp_path / "new", "--format", "rasa")
    assert '- intent: "yes"\n' in (tmp_path / "new/train.yml").read_text("utf-8")
