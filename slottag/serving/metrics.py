"""Counts of what is done, as Prometheus reads them: those of all workers in memory that they share."""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator
from pathlib import Path

ENDPOINTS = ("/tag", "/model/parse", "/models/{name}", "/models", "/status", "/version", "/health", "/metrics",
             "/openapi.json", "/setup", "/predict", "/", "/page/{file}", "/why", "/corrections", "/backlog", "/end",
             "wyoming", "other")  # fmt: skip
_STATUSES = (200, 400, 401, 403, 404, 405, 408, 409, 411, 413, 415, 500, 503)
_BOUNDS = (0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.25, 1.0, 4.0)
# By name: the kind, and what it is.
_SINGLE = {
    "sentences": ("counter", "slottag_sentences_total", "Sentences that were tagged."),
    "batches": ("counter", "slottag_batches_total", "Times that a network read sentences together."),
    "reloads": ("counter", "slottag_model_reloads_total", "Replaced models that were taken up."),
    "reload_failures": ("counter", "slottag_model_reload_failures_total", "Replaced models that could not be read."),
    "waiting": ("gauge", "slottag_texts_under_way", "Texts that wait or are being tagged."),
    "memory": ("gauge", "slottag_resident_bytes", "Resident memory of all workers; what they share counts in each."),
}
_REQUESTS = [f"{endpoint} {status}" for endpoint in ENDPOINTS for status in _STATUSES]
_SECONDS = [*(f"le {bound}" for bound in _BOUNDS), "le +Inf", "seconds"]
_PLACES = {name: place for place, name in enumerate([*_SINGLE, *_REQUESTS, *_SECONDS])}


class Metrics:
    """Counts of one worker among several, each of which has a row of them.

    Args:
        workers: how many rows there are. They must be made before the workers are.
    """

    def __init__(self, workers: int = 1) -> None:
        self._workers = workers
        self._rows = memoryview(mmap.mmap(-1, 8 * workers * len(_PLACES))).cast("d")
        self._start = 0

    def take_row(self, worker: int) -> None:
        """Count in the row of this worker from now on."""
        self._start = worker * len(_PLACES)

    def add(self, name: str, amount: float = 1) -> None:
        """Count something."""
        self._rows[self._start + _PLACES[name]] += amount

    def set(self, name: str, value: float) -> None:
        """Say how much there is of something."""
        self._rows[self._start + _PLACES[name]] = value

    def answered(self, endpoint: str, status: int, seconds: float) -> None:
        """Count a request."""
        self.add(f"{endpoint} {status if status in _STATUSES else 500 if status >= 500 else 400}")
        self.add("seconds", seconds)
        self.add(next((f"le {bound}" for bound in _BOUNDS if seconds <= bound), "le +Inf"))

    def value(self, name: str) -> float:
        """The sum over the workers."""
        return sum(self._rows[_PLACES[name] :: len(_PLACES)].tolist())

    def text(self) -> str:
        """All of them in Prometheus' text format."""
        return "\n".join([*self._single(), *self._requests(), *self._histogram(), ""])

    def _single(self) -> Iterator[str]:
        if resident := resident_bytes():
            self.set("memory", resident)
        for name, (kind, full, purpose) in _SINGLE.items():
            yield from (*_head(full, kind, purpose), f"{full} {_number(self.value(name))}")

    def _requests(self) -> Iterator[str]:
        name = "slottag_requests_total"
        yield from _head(name, "counter", "Requests that were answered, by path and status.")
        for series in _REQUESTS:
            if count := self.value(series):
                endpoint, status = series.split(" ")
                yield f'{name}{{path="{endpoint}",status="{status}"}} {_number(count)}'

    def _histogram(self) -> Iterator[str]:
        name = "slottag_request_seconds"
        yield from _head(name, "histogram", "Seconds from a request's head to the end of its answer.")
        so_far = 0.0
        for series in _SECONDS[:-1]:
            so_far += self.value(series)
            yield f'{name}_bucket{{le="{series[3:]}"}} {_number(so_far)}'
        yield f"{name}_sum {self.value('seconds'):.6f}"
        yield f"{name}_count {_number(so_far)}"


def resident_bytes() -> int:
    """The memory that this process has; 0 where the system does not tell it so."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _head(name: str, kind: str, purpose: str) -> tuple[str, str]:
    return f"# HELP {name} {purpose}", f"# TYPE {name} {kind}"


def _number(value: float) -> str:
    return f"{value:.0f}"
