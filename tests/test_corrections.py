"""Corrections in a file: written once, whole, and read as any other data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import slottag
from slottag.errors import OutputError
from slottag.serving.corrections import Correction, Corrections, KeptAlreadyError
from slottag.text import Sentence, Span, tokenize_words
from tests.command import slottag as command

WAS = [{"start": 0, "end": 3, "slot": "time", "confidence": 0.4}]


def correction(text: str = "tea at noon", own: str = "one", slot: str = "dish") -> Correction:
    spans = (Span(0, text.index(" "), slot),) if slot else ()
    return Correction(own, Sentence(text, tokenize_words(text), spans), WAS, "members 0123")


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_correction_is_a_line_of_data_with_what_it_was(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    Corrections(path).add(correction("tea at noon"))
    Corrections(path).add(correction("thank you", "two", ""))
    first, second = lines(path)
    assert first | {"time": ""} == {
        "id": "one", "text": "tea at noon", "spans": [{"start": 0, "end": 3, "slot": "dish"}],
        "was": WAS, "model": "members 0123", "time": "",
    }  # fmt: skip
    assert str(first["time"]).endswith("+00:00")
    assert second["spans"] == []
    read = slottag.read(path).sentences
    assert [one.spans for one in read] == [(Span(0, 3, "dish"),), ()]
    assert command("prepare", path, "-o", tmp_path / "data").status == 0


def test_a_file_without_a_span_is_data_too(tmp_path: Path) -> None:
    Corrections(tmp_path / "mine.jsonl").add(correction(slot=""))
    assert [one.text for one in slottag.read(tmp_path / "mine.jsonl").sentences] == ["tea at noon"]


def test_tokens_stand_where_no_habit_makes_them(tmp_path: Path) -> None:
    path, text = tmp_path / "mine.jsonl", "LHR-JFK now"
    tokens = tokenize_words(text)
    sentence = Sentence(text, tokens, (Span(0, 7, "route"),))
    Corrections(path).add(Correction("one", sentence, [], "m"))
    assert slottag.read(path).sentences == (sentence,)


def test_what_is_sent_twice_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    for kept in (Corrections(path), Corrections(path)):
        assert kept.add(correction()).id == "one"
        assert kept.add(correction()).id == "one"
    assert len(lines(path)) == 1


def test_of_a_text_the_file_holds_one_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    here, there = Corrections(path), Corrections(path)
    here.add(correction("tea at noon"))
    here.add(correction("thank you", "two"))
    with pytest.raises(KeptAlreadyError) as refused:
        there.add(correction("tea at noon", "three", "drink"))
    assert refused.value.kept.id == "one"
    assert there.add(correction("tea at noon", "three", "drink"), replaces="one").id == "three"
    assert [line["id"] for line in lines(path)] == ["three", "two"]
    here.look()
    kept = here.of(("tea at noon", ()))
    assert kept is not None
    assert kept.sentence.spans == (Span(0, 3, "drink"),)
    with pytest.raises(KeptAlreadyError):
        here.add(correction("tea at noon", "four"), replaces="one")
    assert here.add(correction("no cake", "five")).id == "five"
    assert [line["id"] for line in lines(path)] == ["three", "two", "five"]


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    pages = [Corrections(path) for _ in range(4)]

    def add(number: int) -> None:
        pages[number % 4].add(correction(f"tea number {number // 2}", f"id {number // 2}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(200)))
    assert sorted(str(line["id"]) for line in lines(path)) == sorted(f"id {number}" for number in range(100))


def test_a_line_that_was_cut_short_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    Corrections(path).add(correction())
    whole = path.read_bytes()
    second = correction("thank you", "two").line()
    for length in (1, 7, 30, len(second) - 1):
        path.write_bytes(whole + second[:length])
        kept = Corrections(path)
        assert path.read_bytes() == whole
        kept.add(correction("thank you", "two"))
        assert [line["id"] for line in lines(path)] == ["one", "two"]


def test_a_last_line_without_its_end_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"text": "no cake", "spans": []}', "utf-8")
    kept = Corrections(path)
    kept.add(correction())
    assert [line["text"] for line in lines(path)] == ["no cake", "tea at noon"]
    with pytest.raises(KeptAlreadyError) as refused:
        kept.add(correction("no cake", "two"))
    kept.add(correction("no cake", "two"), replaces=refused.value.kept.id)
    assert [line["text"] for line in lines(path)] == ["no cake", "tea at noon"]


@pytest.mark.parametrize(
    "held", ["to Rome\n", "[1]\n", '{"text": "a", "spans": [{"start": 0, "end": 9, "slot": "x"}]}\n']
)
def test_a_file_of_something_else_is_left_alone(held: str, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(held, "utf-8")
    with pytest.raises(OutputError, match=r"notes.txt:1: .*name another file"):
        Corrections(path)
    assert path.read_text("utf-8") == held


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a folder"):
        Corrections(tmp_path)


def test_what_cannot_be_written_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.jsonl"
    kept = Corrections(path)
    kept.add(correction())
    before = path.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OutputError, match="make room there"):
            kept.add(correction("thank you", "two"))
        assert path.read_bytes() == before
    assert kept.add(correction("thank you", "two")).id == "two"
    assert len(lines(path)) == 2


def test_a_kill_in_the_middle_loses_nothing_that_was_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    code = (
        "import sys\nfrom pathlib import Path\nfrom tests.test_corrections import Corrections, correction\n"
        f"kept = Corrections(Path({str(path)!r}))\n"
        "for number in range(int(sys.argv[1]), 100_000):\n"
        "    print(kept.add(correction(f'tea number {number}', f'id {number}')).id, flush=True)\n"
    )
    told: list[str] = []
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(len(told))],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[1],
        )
        assert process.stdout
        told += [process.stdout.readline().strip() for _ in range(20)]
        process.kill()
        told += [line for line in process.communicate()[0].split("\n")[:-1] if line]
    Corrections(path)
    held = [line["id"] for line in lines(path)]
    assert len(held) == len(set(held))
    assert set(told) <= set(held)
