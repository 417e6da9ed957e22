from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_wheel_holds_the_built_in_corpora_and_the_pages(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    corpora, splits_of = ("booking", "booking-zh"), ("train", "dev", "test", "contrast", "handwritten", "noisy")
    splits = {f"slottag/datasets/{corpus}/{split}.jsonl" for corpus in corpora for split in splits_of}
    templates = {"evaluation/page.html.jinja", "evaluation/style.css.jinja", "comparison/comparison.html.jinja"}
    templates |= {f"inspection/explorer.{kind}.jinja" for kind in ("html", "css", "js")}
    assert splits | {f"slottag/{name}" for name in templates} | {"slottag/py.typed"} <= names
