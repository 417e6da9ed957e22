"""One tagger in several threads and copies of the process, with words never seen and little kept: each answer is that
of one thread.
"""

from __future__ import annotations

import json
import multiprocessing
import string
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from unittest.mock import patch

from benchmarks.faults.children import part_of
from benchmarks.faults.commands import MODELS
from benchmarks.faults.tally import Tally
from slottag.runtime.tagger import Tagger
from slottag.text import Span

_RUNS, _THREADS, _TEXTS = 10, (2, 8), 120
# What is kept of words at most, so that a store is begun anew now and then, and the usual.
_KEPT = (2**16, 2**25)

Answer = Callable[[str], tuple[Span, ...]]


def threads(_folder: Path, share: float) -> Tally:
    """Every model kept for the tests, by 2 and 8 threads, then by one again."""
    models = [path for path in sorted(MODELS.iterdir()) if path.is_dir()]
    failures: list[str] = []
    tries = 0
    with _hasty():
        for run in range(part_of(_RUNS, share)):
            for model in models:
                for kept in _KEPT:
                    with patch("slottag.runtime.kept.KEPT_BYTES", kept):
                        wrong = _wrong(model, Random(f"{run} {model.name}"), _THREADS[run % len(_THREADS)])
                    tries += _TEXTS
                    if wrong:
                        failures.append(f"{model.name}, run {run}, {kept} bytes kept: {wrong} of {_TEXTS} wrong")
    return Tally(tries, failures)


def _wrong(model: Path, random: Random, count: int) -> int:
    """How many texts have another answer by so many threads, by copies of the process, or by one thread afterwards."""
    texts = list(_texts(model, random))
    alone, shared = (partial(_spans, Tagger.load(model)) for _ in range(2))
    expected = [alone(text) for text in texts]
    with ThreadPoolExecutor(count) as pool:
        together = list(pool.map(shared, texts))
    later = [shared(text) for text in texts]
    return sum(len({one, two, three}) > 1 for one, two, three in zip(expected, together, later, strict=True))


def forks(_folder: Path, share: float) -> Tally:
    """A tagger that has begun, used by four copies of the process."""
    failures: list[str] = []
    models = [path for path in sorted(MODELS.iterdir()) if path.is_dir()]
    chosen = models[: part_of(len(models), share)]
    for model in chosen:
        texts = list(_texts(model, Random(model.name)))
        tagger = Tagger.load(model)
        expected = [_spans(tagger, text) for text in texts]
        with multiprocessing.get_context("fork").Pool(4) as pool:
            found = pool.map(partial(_spans, tagger), texts)
        wrong = sum(one != two for one, two in zip(expected, found, strict=True))
        if wrong:
            failures.append(f"{model.name}: {wrong} of {len(texts)} wrong")
    return Tally(len(chosen) * _TEXTS, failures)


def _texts(model: Path, random: Random) -> Iterator[str]:
    """Sentences that a model was given in the tests, with a word put in that nobody has seen."""
    lines = model.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
    known = [json.loads(line)["text"] for line in lines]
    for _ in range(_TEXTS):
        words = random.choice(known).split()
        words.insert(random.randrange(len(words) + 1), "".join(random.choices(string.ascii_lowercase, k=8)))
        yield " ".join(words)


def _spans(tagger: Tagger, text: str) -> tuple[Span, ...]:
    return tagger.tag([tagger.parse(text)])[0].spans


@contextmanager
def _hasty() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
