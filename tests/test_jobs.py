"""``slottag tag --jobs N``: the same lines in the same order, and an end to every worker whatever happens."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from slottag.errors import SlottagError
from slottag.tagging.workers import Worker, answering
from tests.command import one_line, slottag
from tests.conftest import small_corpus
from tests.test_tag import command

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no process can be copied here")


def lines(count: int) -> list[str]:
    texts = [sentence.text for sentence in small_corpus()]
    return [f"{texts[number % len(texts)]} {number}" for number in range(count)]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("jobs") / "in.txt"
    path.write_text("\n".join([*lines(6000), "", "  "]) + "\n", "utf-8")
    return path


def run(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command(*arguments), capture_output=True, timeout=120)


@pytest.mark.parametrize("form", ["jsonl", "conll", "inline"])
def test_several_jobs_write_what_one_writes(model_dir: Path, source: Path, form: str) -> None:
    common = ("tag", "-m", model_dir, "-i", source, "--format", form, "--no-confidence")
    one, three = run(*common), run(*common, "--jobs", 3)
    assert (three.returncode, three.stderr) == (0, b"")
    assert three.stdout == one.stdout


def test_confidences_are_the_same_too(model_dir: Path, source: Path) -> None:
    one, two = (
        [json.loads(line) for line in run("tag", "-m", model_dir, "-i", source, "--jobs", jobs).stdout.splitlines()]
        for jobs in (1, 2)
    )
    assert len(one) == len(two) == 6002
    for before, after in zip(one, two, strict=True):
        assert before["text"] == after["text"]
        assert [span["slot"] for span in before["spans"]] == [span["slot"] for span in after["spans"]]
        for span, other in zip(before["spans"], after["spans"], strict=True):
            assert span["confidence"] == pytest.approx(other["confidence"], abs=2e-6)


def test_a_bad_line_is_told_with_its_number_and_leaves_the_output_alone(model_dir: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "in.txt", tmp_path / "out.jsonl"
    source.write_bytes(b"leave Oslo\n" * 9000 + b"caf\xe9\n")
    target.write_text("precious", "utf-8")
    done = run("tag", "-m", model_dir, "-i", source, "-o", target, "--jobs", 2)
    assert done.returncode == 1
    assert one_line(done.stderr.decode())
    assert b"in.txt:9001: " in done.stderr
    assert target.read_text("utf-8") == "precious"


def test_what_a_worker_meets_is_told_in_one_line() -> None:
    def answer(block: list[str]) -> str:
        if "bad" in block:
            raise SlottagError("this is bad")
        return "".join(block)

    with answering(answer, 2) as answers:
        assert list(answers([["a"], ["b", "c"], [], ["d"], ["e"]])) == ["a", "bc", "d", "e"]
        with pytest.raises(SlottagError, match=r"^this is bad$"):
            list(answers([["a"], ["bad"], ["c"]]))


def test_a_worker_that_ends_by_itself_is_told() -> None:
    with answering(lambda _: os._exit(3), 2) as answers, pytest.raises(SlottagError, match="a job ended"):
        list(answers([["a"]]))


def test_no_more_blocks_are_taken_than_there_are_jobs() -> None:
    taken: list[int] = []

    def blocks() -> object:
        for number in range(20):
            taken.append(number)
            yield [str(number)]

    with answering("".join, 3) as answers:
        for number, text in enumerate(answers(blocks())):
            assert text == str(number)
            assert len(taken) <= number + 4


def test_workers_end_with_the_one_that_made_them() -> None:
    with answering("".join, 2) as answers:
        assert list(answers([["a"]])) == ["a"]
        workers = [cell.cell_contents for cell in answers.__closure__ or ()]
    (made,) = (found for found in workers if isinstance(found, list))
    assert all(isinstance(worker, Worker) and not worker._process.is_alive() for worker in made)


def test_control_c_ends_all_of_them_quietly(model_dir: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    process = subprocess.Popen(
        command("tag", "-m", model_dir, "-o", target, "--jobs", 2),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdin
    process.stdin.write(b"leave Oslo\n" * 20)
    process.stdin.flush()
    while not list(tmp_path.iterdir()):
        time.sleep(0.01)
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, b"")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_wrong_usage(model_dir: Path) -> None:
    assert slottag("tag", "-m", model_dir, "--jobs", 0, "a").status == 2
    table = slottag("tag", "-m", model_dir, "--jobs", 2, "--format", "table", "a")
    assert table.status == 2
    assert "draws no table" in table.err
