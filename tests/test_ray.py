"""Tagging and training on a Ray cluster of three nodes, one of which is lost midway."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree, ignore_patterns

import numpy as np
import pytest

from slottag import __version__
from slottag import write as slottag_write
from slottag.engines.cluster import connected, dealt
from slottag.engines.machines import ClusterError
from slottag.model import Model
from tests.command import one_line, signalled, slottag
from tests.conftest import PLACES, small_corpus

pytest.importorskip("ray")

# Ray ends workers where memory is short and lets all others go first; both are for machines that do nothing else.
CALM = {
    "RAY_memory_monitor_refresh_ms": "0",
    "RAY_worker_niceness": "0",
    "RAY_USAGE_STATS_ENABLED": "0",
    "OMP_NUM_THREADS": "1",
}
PACKAGE = Path(__file__).parents[1] / "slottag"
SENTENCES, PART = 24_000, 400


@pytest.mark.parametrize("address", ["auto", "127.0.0.1:9", "nowhere.invalid:6379"])
def test_where_no_cluster_is_one_line_says_so(address: str, model_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("leave Oslo\n")
    done = slottag(
        "tag",
        "-m",
        model_dir,
        "-i",
        tmp_path / "in.txt",
        "-o",
        tmp_path / "out",
        "--engine",
        "ray",
        "--address",
        address,
    )
    assert done.status == 1
    assert one_line(done.err)
    assert f"no Ray cluster at {address} (" in done.err
    assert "; start one with: ray start --head" in done.err


@pytest.mark.filterwarnings("ignore")
def test_what_goes_wrong_in_a_worker_is_told_here(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CALM.items():
        monkeypatch.setenv(name, value)
    # One that is made is made whatever else runs, or is said to.
    monkeypatch.setenv("RAY_ADDRESS", "127.0.0.1:9")
    # Functions without a name are sent as they are; the workers have no tests.
    wrong: Callable[[int], int] = lambda number: 1 // number  # noqa: E731
    lost: Callable[[int], int] = lambda number: os._exit(1) if number == 3 else number  # noqa: E731
    with connected(None, 2) as cores:
        assert cores == 2
        assert sorted(dealt(lambda number: number * number, range(20), 2)) == [(n, n * n) for n in range(20)]
        assert [*dealt(wrong, [], 2)] == []
        with pytest.raises(ZeroDivisionError):
            [*dealt(wrong, [2, 0, 1], 2)]
        with pytest.raises(ClusterError, match="the same work was lost 5 times with its worker; see whether memory"):
            [*dealt(lost, range(5), 2)]
        with pytest.raises(ClusterError, match="has loaded another model"):
            [*dealt(lambda number: number, range(5), 2, model_of=lambda _: str(os.getpid()))]


class Nodes:
    """The cluster's process: its address, and how a node is lost."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.address = self._told()

    def kill_one(self) -> None:
        self._say("kill")
        assert self._told() == "killed"

    def end(self) -> None:
        self._say("end")
        self._process.communicate(timeout=120)

    def _say(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()

    def _told(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def three_nodes(*last: Path) -> Iterator[Nodes]:
    process = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("cluster.py"), "3", *last],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
        env={**os.environ, **CALM},
    )  # fmt: skip
    nodes = Nodes(process)
    try:
        yield nodes
    finally:
        nodes.end()


def while_a_node_is_lost(nodes: Nodes, arguments: list[object], when: Callable[[], bool]) -> str:
    """What a call says that must succeed, though a node is killed as soon as this is so."""
    command = [sys.executable, "-m", "slottag", *map(str, arguments), "--engine", "ray", "--address", nodes.address]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env={**os.environ, **CALM}
    )
    while process.poll() is None and not when():
        time.sleep(0.02)
    early = process.poll() is not None
    if not early:
        nodes.kill_one()
    shown, told = process.communicate(timeout=300)
    assert not early, f"it was over before a node could be killed: {told}"
    # What Ray itself has to say of it is for its logs.
    assert "raylet" not in shown
    assert [line for line in told.splitlines() if not line.startswith("slottag: ")] == []
    assert process.returncode == 0, told
    return told


def test_every_line_is_tagged_or_set_aside_once_though_a_node_is_lost(model_dir: Path, tmp_path: Path) -> None:
    given, out, aside = tmp_path / "in.txt", tmp_path / "out", tmp_path / "aside"
    lines = [f"leave {PLACES[n % 8]} on day {n} at {n % 24}".encode() for n in range(SENTENCES)]
    # Some of them are no text.
    bad = range(7, SENTENCES, 997)
    for number in bad:
        lines[number] += b"\xff"
    given.write_bytes(b"\n".join(lines))
    call = ["tag", "-m", model_dir, "-i", given, "--skip-errors"]
    with three_nodes() as nodes:
        told = while_a_node_is_lost(
            nodes, [*call, aside, "-o", out, "--part-size", PART], lambda: len([*out.glob("part-*")]) >= 5
        )
    parts = sorted(out.glob("part-*"))
    assert len(parts) == SENTENCES // PART
    assert f"{SENTENCES - len(bad):,} sentences" in told
    alone = slottag(*call, tmp_path / "aside-alone")
    assert "".join(part.read_text() for part in parts) == alone.out
    assert told.startswith(alone.err)
    assert aside.read_bytes() == (tmp_path / "aside-alone").read_bytes() == b"".join(lines[n] + b"\n" for n in bad)


def other_slottag(folder: Path) -> Path:
    """A folder with a slottag of another version."""
    copytree(PACKAGE, folder / "slottag", ignore=ignore_patterns("__pycache__"))
    own = folder / "slottag" / "__init__.py"
    own.write_text(own.read_text().replace(f'__version__ = "{__version__}"', '__version__ = "0.0.7"'))
    return folder


def test_a_machine_with_another_slottag_is_told_before_anything_is_done(
    small: Path, model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.txt").write_text("leave Oslo\n" * 10)
    calls = [
        ["tag", "-m", model_dir, "-i", tmp_path / "in.txt", "-o", tmp_path / "out"],
        ["compare", small, "--config", small.with_suffix(".toml"), *SETTINGS, "-m", tmp_path / "networks"],
        ["train", small, "--config", small.with_suffix(".toml"), *SETTINGS, "-m", tmp_path / "trained"],
    ]
    with three_nodes(other_slottag(tmp_path / "other")) as nodes:
        for call in calls:
            command = [sys.executable, "-m", "slottag", *map(str, call), "--engine", "ray", "--address", nodes.address]
            done = subprocess.run(
                command, capture_output=True, encoding="utf-8", env={**os.environ, **CALM}, timeout=120, check=False
            )
            assert done.returncode == 1
            # What is told of the data comes before.
            assert [line for line in done.stderr.splitlines() if not line.startswith("slottag: ")] == []
            told = done.stderr.splitlines()[-1]
            assert told.startswith(
                f"slottag: the machine {platform.node()} of the cluster has slottag 0.0.7, and here is"
            )
            assert told.endswith(f" slottag {__version__}; install slottag {__version__} on all machines")
    assert not [*tmp_path.glob("out/part-*"), *tmp_path.glob("networks/*"), *tmp_path.glob("trained*")]


ENCODERS = ["elman", "gru", "lstm"]
SETTINGS = ["--epochs", "40", "--threads", "1"]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Few sentences, and settings of networks that learn them in seconds."""
    folder, sentences = tmp_path / "small", small_corpus()
    for split, part in {"train": sentences, "dev": sentences[::3], "test": sentences[::5]}.items():
        slottag_write(part, folder / f"{split}.jsonl")
    (tmp_path / "small.toml").write_text(
        "[network]\nhidden = 16\nword_size = 12\ncharacter_filters = 8\n[training]\npatience = 40\n"
    )
    return folder


def test_a_comparison_comes_to_the_same_though_a_node_is_lost(small: Path, tmp_path: Path) -> None:
    call = ["compare", small, "--config", small.with_suffix(".toml"), *SETTINGS]
    call += [part for encoder in ENCODERS for part in ("--encoder", encoder)]
    there, here = tmp_path / "there", tmp_path / "here"
    with three_nodes() as nodes:
        told = while_a_node_is_lost(
            nodes, [*call, "-m", there], lambda: len([*there.glob("*/seed-0.training/state.json")]) == len(ENCODERS)
        )
    assert slottag(*call, "-m", here).status == 0
    for encoder in ENCODERS:
        assert_same(there / encoder / "seed-0", here / encoder / "seed-0")
        # None was begun twice.
        assert len([line for line in told.splitlines() if f"{encoder}, " in line and "epoch 1/40" in line]) == 1


@pytest.mark.parametrize("members", [None, 3])
def test_an_interrupt_ends_what_is_elsewhere(
    members: int | None, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in CALM.items():
        monkeypatch.setenv(name, value)
    config = small.with_suffix(".toml")
    if members:
        config.write_text(config.read_text().replace("[network]", f"[network]\nmembers = {members}"))
    call = [str(small), "--config", str(config), "--epochs", "400", "--engine", "ray", "-m", str(tmp_path / "m")]
    status, told = signalled(["train" if members else "compare", *call], signal.SIGINT, after="epoch 2/400")
    assert status == 130
    assert ("go on with --resume" if members else "the same command goes on") in told
    assert "Traceback" not in told
    assert "Exception ignored" not in told


def test_an_ensemble_comes_to_the_same_though_a_node_is_lost(small: Path, tmp_path: Path) -> None:
    config = small.with_suffix(".toml")
    config.write_text(config.read_text().replace("[network]", "[network]\nmembers = 4"))
    call = ["train", small, "--config", config, *SETTINGS]
    there, here = tmp_path / "there", tmp_path / "here"
    with three_nodes() as nodes:
        while_a_node_is_lost(
            nodes, [*call, "-m", there], lambda: len([*tmp_path.glob("there.networks/*.training/state.json")]) == 3
        )
    assert slottag(*call, "-m", here).status == 0
    assert_same(there, here)
    assert not there.with_name("there.networks").exists()


def assert_same(one: Path, other: Path) -> None:
    weights, others = (Model.load(path).weights for path in (one, other))
    assert weights.keys() == others.keys()
    for name, array in weights.items():
        np.testing.assert_array_equal(array, others[name], name)
