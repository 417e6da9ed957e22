"""Tagging and training on a Ray cluster of three nodes, one of which is lost midway."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.command import slottag
from tests.conftest import PLACES

pytest.importorskip("ray")

# A node that ends because others on this machine fill its memory is none of what is tested.
CALM = {"RAY_memory_monitor_refresh_ms": "0", "RAY_USAGE_STATS_ENABLED": "0", "OMP_NUM_THREADS": "1"}
SENTENCES, PART = 24_000, 400


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
def three_nodes() -> Iterator[Nodes]:
    process = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("cluster.py"), "3"],
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
    process = subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8", env={**os.environ, **CALM})
    while process.poll() is None and not when():
        time.sleep(0.02)
    assert process.poll() is None, "it was over before a node could be killed"
    nodes.kill_one()
    _, told = process.communicate(timeout=300)
    assert process.returncode == 0, told
    return told


def test_every_sentence_is_tagged_once_though_a_node_is_lost(model_dir: Path, tmp_path: Path) -> None:
    given, out = tmp_path / "in.txt", tmp_path / "out"
    given.write_text("".join(f"leave {PLACES[n % 8]} on day {n} at {n % 24}\n" for n in range(SENTENCES)))
    call = ["tag", "-m", model_dir, "-i", given, "-o", out, "--part-size", PART]
    with three_nodes() as nodes:
        told = while_a_node_is_lost(nodes, call, lambda: len([*out.glob("part-*")]) >= 5)
    parts = sorted(out.glob("part-*"))
    assert len(parts) == SENTENCES // PART
    assert f"{SENTENCES:,} sentences" in told
    assert "".join(part.read_text() for part in parts) == slottag("tag", "-m", model_dir, "-i", given).out
