"""One tagger in several threads, and in copies of the process: all of them answer as one alone does."""

from __future__ import annotations

import os
import random
import string
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread

import pytest

from slottag.lazy import lazy
from slottag.runtime import Tagger, kept
from slottag.runtime.kept import Store
from slottag.text import Span
from tests.conftest import DAYS, train_small

# Enough for about thirty words of the small model, so that the store is begun anew all the time.
LITTLE = 30 * 600


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Sentences with a word or two that no other has."""
    chance = random.Random(1)

    def word() -> str:
        return "".join(chance.choices(string.ascii_lowercase, k=9))

    return [f"leave {word()} on {chance.choice(DAYS)} or {word()}" for _ in range(250)]


def spans(tagger: Tagger, text: str) -> tuple[Span, ...]:
    return tagger.tag([tagger.parse(text)])[0].spans


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("threads", [2, 8])
@pytest.mark.parametrize("most", [LITTLE, 2**25])
def test_threads_answer_as_one_does(
    model_dir: Path, texts: list[str], threads: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "KEPT_BYTES", most)
    alone, shared = Tagger.load(model_dir), Tagger.load(model_dir)
    expected = [spans(alone, text) for text in texts]
    with ThreadPoolExecutor(threads) as pool:
        assert list(pool.map(lambda text: spans(shared, text), texts)) == expected
    assert [spans(shared, text) for text in texts] == expected


@pytest.mark.usefixtures("hasty")
def test_members_and_recordings_are_shared_too(
    tmp_path: Path, texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    train_small(tmp_path / "two", members=2, epochs=2)
    monkeypatch.setattr(kept, "KEPT_BYTES", LITTLE)
    alone, shared = Tagger.load(tmp_path / "two"), Tagger.load(tmp_path / "two")

    def held(tagger: Tagger, text: str) -> float:
        (recording,) = tagger.reader.recordings([tagger.parse(text)])
        return float(sum(abs(gate).sum() for layer in recording.layers for gate in layer.gates.values()))

    expected = [held(alone, text) for text in texts[:100]]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: held(shared, text), texts[:100])) == pytest.approx(expected, rel=1e-4)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process can be copied here")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_copy_made_while_a_word_is_added_goes_on(
    model_dir: Path, texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tagger = Tagger.load(model_dir)
    expected = [spans(tagger, text) for text in texts[:20]]
    adding, done = Event(), Event()
    add = Store.add

    def slow(self: Store, *arguments: object) -> None:
        adding.set()
        done.wait(60)
        add(self, *arguments)  # type: ignore[arg-type]

    tagger = Tagger.load(model_dir)
    monkeypatch.setattr(Store, "add", slow)
    thread = Thread(target=spans, args=(tagger, "leave Zzyzx"))
    thread.start()
    assert adding.wait(60)
    monkeypatch.setattr(Store, "add", add)
    copy = os.fork()
    if not copy:
        os._exit(0 if [spans(tagger, text) for text in texts[:20]] == expected else 3)
    ended = _status(copy, seconds=60)
    done.set()
    thread.join()
    assert ended == 0


def _status(process: int, seconds: float) -> int | None:
    """The exit status of a child; ``None`` if it had to be killed after some time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found, status = os.waitpid(process, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(process, 9)
    os.waitpid(process, 0)
    return None


def test_what_is_kept_of_words_is_bounded_with_the_words(model_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT_BYTES", 2**20)
    tagger = Tagger.load(model_dir)
    (member,) = tagger.reader.network._members
    for number in range(200):
        spans(tagger, f"{number}" + "x" * 20_000)
        store = member._words._kept._store
        assert sum(array.nbytes for array in store.arrays) + sum(map(sys.getsizeof, store.rows)) <= 2 * 2**20


def test_a_store_keeps_what_was_found_in_it(model_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT_BYTES", LITTLE)
    (member,) = Tagger.load(model_dir).reader.network._members
    own = member._words(["leave", "Oslo"])
    before = own.prepared[own.rows].copy()
    for number in range(200):
        member._words([f"word{number}", f"other{number}"])
    assert (own.prepared[own.rows] == before).all()


@pytest.mark.usefixtures("hasty")
def test_temperatures_asked_for_at_once_are_each_their_own(model_dir: Path) -> None:
    chain = Tagger.load(model_dir).reader.network.chain
    expected = {temperature: chain.at(temperature).start.tolist() for temperature in (1.0, 2.0, 3.0)}
    asked = [1.0, 2.0, 3.0] * 300
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda temperature: chain.at(temperature).start.tolist(), asked))
    assert found == [expected[temperature] for temperature in asked]


def test_what_is_lazy_is_made_once_and_takes_no_lock() -> None:
    made: list[int] = []

    class Thing:
        @lazy
        def value(self) -> int:
            """What it is worth."""
            made.append(1)
            return 3

    thing = Thing()
    assert (thing.value, thing.value, made) == (3, 3, [1])
    assert Thing.__dict__["value"].__doc__ == "What it is worth."
