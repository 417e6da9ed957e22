"""``slottag tag --jobs N``: the same lines in the same order, and an end to every worker whatever happens."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from slottag.errors import SlottagError
from slottag.tagging.lines import Block
from slottag.tagging.workers import JobError, answering
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


def block(*lines: str) -> Block:
    return Block(list(lines), "x:")


def joined(given: Block) -> str:
    return "".join(given.lines)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_met_is_told_when_all_before_it_is_answered(jobs: int) -> None:
    def answer(given: Block) -> str:
        if "bad" in given.lines:
            raise SlottagError(f"{given.where} is bad")
        return joined(given)

    with answering(answer, jobs) as answers:
        assert (
            "".join(told.text for told in answers([block("a"), block("b", "c"), block(), block("d"), block("e")]))
            == "abcde"
        )
        answered: list[str] = []
        with pytest.raises(SlottagError, match=r"^x:3 is bad$"):
            answered.extend(told.text for told in answers([block("a"), block("b", "c", "bad", "d"), block("e")]))
        assert "".join(answered) == "abc"


def test_a_worker_that_ends_by_itself_is_told() -> None:
    with (
        answering(lambda _: os._exit(3), 2) as answers,
        pytest.raises(SlottagError, match="ended with status 3 before"),
    ):
        list(answers([block("a")]))


@pytest.mark.parametrize("moment", ["idle", "busy"])
def test_a_worker_that_is_killed_is_told(moment: str) -> None:
    def answer(given: Block) -> str:
        if "wait" in given.lines:
            time.sleep(60)
        return joined(given)

    def blocks() -> Iterator[Block]:
        yield block("a")
        yield block("b")
        yield block()
        if moment == "busy":
            yield block("wait")
        for child in multiprocessing.active_children():
            os.kill(child.pid or 0, signal.SIGKILL)
            child.join()
        yield block("c")

    answered: list[str] = []
    with (
        answering(answer, 2) as answers,
        pytest.raises(JobError, match="was killed by SIGKILL before its work was done"),
    ):
        answered.extend(told.text for told in answers(blocks()))
    assert answered == ["a", "b"]


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_quietly_with_a_parent_that_is_killed(model_dir: Path, source: Path, end: signal.Signals) -> None:
    process = subprocess.Popen(
        command("tag", "-m", model_dir, "-i", source, "--jobs", 2),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout
    process.stdout.readline()
    process.send_signal(end)
    # Both streams are at their end when all who could write there are gone.
    _, err = process.communicate(timeout=30)
    assert err == b""


def test_no_more_blocks_are_taken_than_there_are_jobs() -> None:
    taken: list[int] = []

    def blocks() -> Iterator[Block]:
        for number in range(20):
            taken.append(number)
            yield block(str(number))

    with answering(joined, 3) as answers:
        for number, told in enumerate(answers(blocks())):
            assert told.text == str(number)
            assert len(taken) <= number + 4


def test_workers_end_with_the_one_that_made_them() -> None:
    with answering(joined, 2) as answers:
        assert [told.text for told in answers([block("a")])] == ["a"]
        made = multiprocessing.active_children()
        assert len(made) == 2
    assert not multiprocessing.active_children()
    assert not any(child.is_alive() for child in made)


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
