"""Weights that another program writes to while a tagger uses them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from slottag.errors import ModelError
from slottag.model.names import WEIGHTS
from slottag.runtime import Tagger
from tests.command import one_line
from tests.test_tag import command


@pytest.fixture
def live(model_dir: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_dir, tmp_path / "live"))


def answer(tagger: Tagger, text: str = "leave Oslo on Friday") -> object:
    return tagger.tag([tagger.parse(text)])


@pytest.mark.parametrize("size", [0, 1000, None])
def test_weights_written_to_are_an_error(live: Path, size: int | None) -> None:
    tagger = Tagger.load(live)
    answer(tagger)
    weights = live / WEIGHTS
    if size is None:
        content = weights.read_bytes()
        with weights.open("r+b") as file:
            file.write(content[:2000] + b"\x3f" * (len(content) - 2000))
        os.utime(weights, ns=(1, 1))
    else:
        os.truncate(weights, size)
    with pytest.raises(ModelError, match="was written to while it was in use"):
        answer(tagger, "unseen words here")
    with pytest.raises(ModelError, match="was written to while it was in use"):
        list(tagger.reader.recordings([tagger.parse("leave Oslo")]))


def test_weights_that_were_touched_replaced_or_removed_do_no_harm(live: Path, tmp_path: Path) -> None:
    tagger = Tagger.load(live)
    expected = answer(tagger)
    os.utime(live / WEIGHTS, ns=(1, 1))
    assert answer(tagger) == expected
    (tmp_path / "other").write_bytes(b"x")
    (tmp_path / "other").replace(live / WEIGHTS)
    assert answer(tagger) == expected
    shutil.rmtree(live)
    assert answer(tagger) == expected


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_running_command_ends_in_one_line(live: Path, jobs: int) -> None:
    process = subprocess.Popen(
        command("tag", "-m", live, "--jobs", jobs),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"leave Oslo\n")
    process.stdin.flush()
    assert process.stdout.readline()
    os.truncate(live / WEIGHTS, 1000)
    out, err = process.communicate(b"arrive Zzyzx\n", timeout=60)
    assert (process.returncode, out) == (1, b"")
    assert one_line(err.decode())
    assert b"was written to while it was in use" in err
