"""``slottag tag`` with files: what is kept of a call that was killed, packed files, several inputs, the summary."""

from __future__ import annotations

import gzip
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import zstandard

from slottag.tagging import kept, lines
from slottag.tagging.tally import Tally
from tests.command import Done, one_line, slottag

LINES = [f"leave Oslo on day {number} please" for number in range(90)] + ["", "café to Rome"]
TEXT = "".join(f"{line}\n" for line in LINES)


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces so small that there are many parts."""
    monkeypatch.setattr(lines, "_PIECE", 300)
    monkeypatch.setattr(kept, "_SECONDS", 0.0)


def plain(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).read()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


def killed(work: Callable[[], object], at: int) -> bool:
    """Whether a copy of this process was killed when it was about to put something on the disk for the so-manieth time
    before its work was done.
    """
    child = os.fork()
    if not child:
        left, sync = at, os.fsync

        def counted(handle: int) -> None:
            nonlocal left
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
            sync(handle)

        os.fsync = counted
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst"])
def test_a_call_that_is_killed_anywhere_is_gone_on_with(model_dir: Path, tmp_path: Path, name: str) -> None:
    source, target = tmp_path / "in.txt", tmp_path / name
    source.write_text(TEXT, "utf-8")
    expected = slottag("tag", "-m", model_dir, "-i", source).out

    def call() -> Done:
        return slottag("tag", "-m", model_dir, "-i", source, "-o", target, "--continue")

    deaths = 0
    # It is killed at its first part, then at its second and so on, each time going on with what is there.
    while not target.exists() and killed(call, at=2 + deaths % 5):
        deaths += 1
        assert deaths < 60
    assert deaths >= 5
    assert plain(target) == expected
    # One that was killed between the end and its tidying left nothing that the next does not tidy.
    assert call().status == 0
    assert plain(target) == expected
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.txt", name]


def test_what_is_behind_the_last_part_is_cut_off(model_dir: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "in.txt", tmp_path / "out.jsonl"
    source.write_text(TEXT, "utf-8")
    call = ("tag", "-m", model_dir, "-i", source, "-o", target, "--continue")
    assert killed(lambda: slottag(*call), at=8)
    with (tmp_path / ".out.jsonl.tagging").open("a") as part:
        part.write('{"text": "half of a')
    done = slottag(*call, "--jobs", 2)
    assert done.status == 0
    assert target.read_text("utf-8") == slottag("tag", "-m", model_dir, "-i", source).out
    assert done.err == ""


def test_another_call_does_not_go_on_with_it(model_dir: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "in.txt", tmp_path / "out.jsonl"
    source.write_text(TEXT, "utf-8")
    call = ("tag", "-m", model_dir, "-i", source, "-o", target, "--continue")
    assert killed(lambda: slottag(*call), at=8)
    for options in (("--no-confidence",), ("--min-confidence", 0.5)):
        done = slottag(*call, *options)
        assert done.status == 1
        assert one_line(done.err)
        assert "was begun with another input, model or option" in done.err
    source.write_text(TEXT + "leave Lima\n", "utf-8")
    assert "was begun with another input" in slottag(*call).err
    (tmp_path / ".out.jsonl.tagging.json").write_text("[]")
    assert "is no note of slottag's" in slottag(*call).err


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("leave Oslo",), "goes with files"),
        (("-i", "a"), "goes with files"),
        (("-i", "a", "-o", "b", "--skip-errors", "c"), "does not go with --skip-errors"),
        (("-i", "a", "-o", "b", "--format", "table"), "does not go with --format table"),
    ],
)
def test_what_cannot_be_gone_on_with_is_told(options: tuple[str, ...], reason: str) -> None:
    done = slottag("tag", *options, "--continue")
    assert done.status == 2
    assert reason in " ".join(done.err.replace("│", " ").split())


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_files_are_packed_as_their_names_say(model_dir: Path, tmp_path: Path, ending: str) -> None:
    pack = gzip.compress if ending == ".gz" else zstandard.compress
    source, target = tmp_path / f"in.txt{ending}", tmp_path / f"out.jsonl{ending}"
    half = len(TEXT) // 2
    source.write_bytes(pack(TEXT[:half].encode()) + pack(TEXT[half:].encode()))
    expected = slottag("tag", "-m", model_dir, stdin=TEXT.encode()).out
    assert slottag("tag", "-m", model_dir, "-i", source).out == expected
    assert slottag("tag", "-m", model_dir, "-i", source, "-o", target).status == 0
    assert plain(target) == expected
    source.write_bytes(source.read_bytes()[:-9])
    done = slottag("tag", "-m", model_dir, "-i", source, "-o", target)
    assert done.status == 1
    assert "cannot be read" in done.err
    assert plain(target) == expected


def test_on_a_terminal_it_is_told_how_far_it_is_and_what_was_found(model_dir: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "in.txt", tmp_path / "out.jsonl"
    source.write_text(TEXT * 40, "utf-8")
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "slottag", "tag", "-m", str(model_dir), "-i", str(source), "-o", str(target)]
    process = subprocess.Popen(command, stderr=slave, env={**os.environ, "COLUMNS": "80"})
    os.close(slave)
    shown = b""
    with suppress(OSError):
        while some := os.read(master, 2**16):
            shown += some
    os.close(master)
    assert process.wait() == 0
    assert b"/s" in shown
    assert b"left" in shown
    assert b"slottag: 3,680 sentences, " in shown


def test_numbers_of_what_was_found() -> None:
    assert str(Tally()) == "0 sentences, 0 slots"
    assert str(Tally.of(1, 1, [None])) == "1 sentence, 1 slot"
    both = Tally.of(2, 3, [0.5, 1.0]).plus(Tally.of(1, 0, [0.9]))
    assert str(both) == "3 sentences, 3 slots; 80.0 % sure on average, 1 below 90 %"


def test_rows_go_in_and_out(model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    import pyarrow as pa

    monkeypatch.setattr("slottag.tagging.parquet._GROUP", 2)
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    rows = [{"id": number, "text": text} for number, text in enumerate(["leave Oslo", "hello", "leave Rome", "a", "b"])]
    parquet.write_table(pa.Table.from_pylist(rows), source)
    assert slottag("tag", "-m", model_dir, "-i", source, "-o", target).status == 0
    found = parquet.read_table(target).to_pylist()
    lines = [json.loads(line) for line in slottag("tag", "-m", model_dir, "-i", source).out.splitlines()]
    assert [{key: row[key] for key in row if row[key] is not None} for row in found] == lines
    for options in (("--nbest", 2), ("--format", "conll"), ("--continue",)):
        assert slottag("tag", "-m", model_dir, "-i", source, "-o", target, *options).status == 2
    mixed = tmp_path / "in.jsonl"
    mixed.write_text('{"id": 1, "text": "a"}\n{"id": 2, "text": "b"}\n{"id": "c", "text": "c"}\n')
    done = slottag("tag", "-m", model_dir, "-i", mixed, "-o", target)
    assert (done.status, one_line(done.err)) == (1, True)
    assert "is of another type in some rows" in done.err
    # A field that some rows have is a column; one that comes up later cannot be, which is told.
    mixed.write_text('{"text": "a"}\n{"id": 2, "text": "b"}\n{"text": "c"}\n')
    assert slottag("tag", "-m", model_dir, "-i", mixed, "-o", target).status == 0
    assert parquet.read_table(target).column("id").to_pylist() == [None, 2, None]
    mixed.write_text('{"text": "a"}\n' * 100 + '{"id": 2, "text": "b"}\n')
    done = slottag("tag", "-m", model_dir, "-i", mixed, "-o", target)
    assert (done.status, one_line(done.err)) == (1, True)
    assert "out.parquet: the field 'id' is not in the first 2 rows and so has no column; write JSON" in done.err
    assert slottag("tag", "-m", model_dir, "-o", tmp_path / "none.parquet", stdin=b"").status == 0
    assert parquet.read_table(tmp_path / "none.parquet").num_rows == 0


def test_several_inputs_go_to_a_folder(model_dir: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.jsonl.gz"
    first.write_text("leave Oslo\n", "utf-8")
    second.write_bytes(gzip.compress(b'{"text": "arrive Rome on Friday"}\n'))
    done = slottag("tag", "-m", model_dir, "-i", first, "-i", second, "-o", tmp_path / "out")
    assert done.status == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.jsonl", "b.jsonl"]
    assert json.loads((tmp_path / "out" / "b.jsonl").read_text("utf-8"))["text"] == "arrive Rome on Friday"
    both = slottag("tag", "-m", model_dir, "-i", first, "-i", second)
    assert [json.loads(line)["text"] for line in both.out.splitlines()] == ["leave Oslo", "arrive Rome on Friday"]
    assert both.err == ""
    (tmp_path / "b.txt").write_text("x\n")
    alike = slottag("tag", "-m", model_dir, "-i", tmp_path / "b.txt", "-i", second, "-o", tmp_path / "out")
    assert alike.status == 2
    assert "two files are called b" in " ".join(alike.err.replace("│", " ").split())
    inside = slottag("tag", "-m", model_dir, "-i", first, "-i", second, "-o", first)
    assert "is a file, expected a folder for several inputs" in inside.err
