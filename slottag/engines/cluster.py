"""Work dealt to workers of a Ray cluster: each is a process with a core of its own, made once, and what it was at when
it was lost is done again by another.

Ray's actors are used as they are. Its data sets would cut and order rows in their own way, which may be another when a
call is begun anew.
"""

from __future__ import annotations

import os
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any, Generic, TypeVar

from slottag.engines.machines import ClusterError, Having, check_machines
from slottag.errors import SlottagError
from slottag.extras import needs

Item = TypeVar("Item")
Result = TypeVar("Result")

# Pieces of work that a worker has at once: the next lies ready when one is done.
_AHEAD = 2
# How often a piece may be lost with its worker, and the seconds in which some worker must have begun.
LOSSES, _PATIENCE = 4, 120.0
# Seconds in which a cluster must be reached.
_REACHING = 10.0


@contextmanager
def connected(address: str | None, cores: int | None = None) -> Iterator[int]:
    """A connection to the cluster at an address, or to one that is made on this machine for as long as it lasts;
    gives the number of its cores.

    Args:
        address: ``HOST:PORT``, or ``auto`` for the one that this machine is part of; ``None`` to make one.
        cores: how many one that is made has; those of the machine if not given.

    Raises:
        ClusterError: there is none, or its machines have another slottag.
        InstallationError: Ray is not installed.
    """
    needs("the engine ray", "ray")
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    import ray

    _check_reached(address)
    own: dict[str, Any] = {"num_cpus": cores, "include_dashboard": False} if address is None else {}
    try:
        ray.init(address or "local", log_to_driver=False, logging_level="error", **own)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        raise _missing(address, error) from error
    try:
        if address is not None:
            check_machines()
        yield max(1, int(ray.cluster_resources().get("CPU", 1)))
    finally:
        ray.shutdown()


def _check_reached(address: str | None) -> None:
    """See to it that somebody listens at ``HOST:PORT``: Ray itself tries for minutes.

    Raises:
        ClusterError: nobody does.
    """
    host, _, port = (address or "").rpartition(":")
    if not host or not port.isdecimal() or "/" in host:
        return
    try:
        socket.create_connection((host, int(port)), _REACHING).close()
    except (OSError, OverflowError) as error:
        raise _missing(address, error) from error


def _missing(address: str | None, error: Exception) -> ClusterError:
    reason = str(error).partition(". ")[0].splitlines() or [type(error).__name__]
    return ClusterError(
        f"no Ray cluster at {address or 'this machine'} ({reason[0][:120]}); start one with: ray start --head"
    )


class _Worker:
    """What a process of the cluster is: the work that it was given, and what tells the model that is in it."""

    def __init__(self, work: Callable[[Any], Any], model_of: Callable[[Any], str]) -> None:
        self._work, self._model_of = work, model_of

    def ready(self) -> Having:
        """What it has, once it is there."""
        return Having.here(self._model_of(self._work))

    def do(self, item: Any) -> tuple[Any, SlottagError | None]:
        """What the work makes of an item, or what is wrong with that."""
        try:
            return self._work(item), None
        except SlottagError as error:
            return None, error


@dataclass(slots=True)
class _Job(Generic[Item]):
    """A piece of work, and how often it was lost."""

    item: Item
    losses: int = 0


@dataclass(slots=True, eq=False)
class _Hired:
    """A worker as the cluster knows it, how many pieces it has; and whether it has begun."""

    actor: Any
    load: int = 0
    begun: bool = False


def _no_model(_: Any) -> str:
    return ""


def dealt(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    workers: int,
    model_of: Callable[[Any], str] = _no_model,
) -> Iterator[tuple[Item, Result]]:
    """Each item with what the work makes of it, once, in the order in which they are done.

    Items are taken as workers have room for them, so that few are in memory. The work is sent to each worker once,
    and no worker is given an item before it has said that it has what is here.

    Args:
        work: what is done with an item.
        items: all of them.
        workers: how many do it.
        model_of: the fingerprint of the model in the work, if there is one.

    Raises:
        ClusterError: no worker begins, one has another slottag or model, or one item is lost too often.
        SlottagError: what the work raises.
    """
    left = iter(items)
    first = next(left, None)
    if first is None:
        return
    crew = _Crew[Item](work, chain([first], left), model_of)
    for _ in range(workers):
        crew.hire()
    try:
        yield from crew.results()
    finally:
        crew.end()


class _Crew(Generic[Item]):
    """The workers, what they are at, and what is still to be done."""

    def __init__(self, work: Callable[[Item], Any], items: Iterable[Item], model_of: Callable[[Any], str]) -> None:
        import ray

        self._ray = ray
        self._kind = ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(_Worker)
        self._work, self._model_of = ray.put(work), model_of
        self._having = Having.here(model_of(work))
        self._left = map(_Job[Item], items)
        self._lost = deque[_Job[Item]]()
        self._workers: list[_Hired] = []
        # What is awaited, of whom; without a job it is that the worker begins.
        self._awaited: dict[Any, tuple[_Hired, _Job[Item] | None]] = {}
        self._stillborn = 0

    def hire(self) -> None:
        """Ask the cluster for one worker more; it begins when there is a core for it."""
        worker = _Hired(self._kind.remote(self._work, self._model_of))
        self._workers.append(worker)
        self._awaited[worker.actor.ready.remote()] = (worker, None)

    def results(self) -> Iterator[tuple[Item, Any]]:
        """What comes of all items; a worker that has not begun by then is not waited for."""
        more = True
        while more or any(job for _, job in self._awaited.values()):
            reference, worker, job = self._first()
            try:
                answer = self._ray.get(reference)
            except self._ray.exceptions.RayTaskError:
                raise  # The work itself went wrong.
            except self._ray.exceptions.RayError as error:
                self._replace(worker, job, error)
            else:
                if job is None:
                    answer.check(self._having)
                    worker.begun = True
                else:
                    worker.load -= 1
                    result, wrong = answer
                    if wrong is not None:
                        raise wrong
                    yield job.item, result
            more = self._give()

    def end(self) -> None:
        """Let all go."""
        for worker in self._workers:
            self._ray.kill(worker.actor)

    def _first(self) -> tuple[Any, _Hired, _Job[Item] | None]:
        """What is done first."""
        while True:
            done, _ = self._ray.wait([*self._awaited], num_returns=1, timeout=_PATIENCE)
            if done:
                return done[0], *self._awaited.pop(done[0])
            if not any(job for _, job in self._awaited.values()):
                raise ClusterError(
                    f"no worker of the Ray cluster began in {_PATIENCE:.0f} s; see with: ray status, whether a core is"
                    " free"
                )

    def _give(self) -> bool:
        """Give work to whoever has room for it; whether there may be more."""
        for load in range(_AHEAD):
            for worker in self._workers:
                if not worker.begun or worker.load > load:
                    continue
                job = self._lost.popleft() if self._lost else next(self._left, None)
                if job is None:
                    return False
                self._awaited[worker.actor.do.remote(job.item)] = (worker, job)
                worker.load += 1
        return True

    def _replace(self, worker: _Hired, job: _Job[Item] | None, error: Exception) -> None:
        """Another worker for one that is gone; what it was at is done before anything else."""
        self._stillborn += job is None
        if self._stillborn > LOSSES:
            raise ClusterError(
                f"workers of the Ray cluster do not begin ({str(error).splitlines()[-1][:120]}); install the same"
                " slottag on all machines"
            ) from error
        if job is not None:
            job.losses += 1
            self._lost.append(job)
            if job.losses > LOSSES:
                raise ClusterError(
                    f"the same work was lost {job.losses} times with its worker; see whether memory is short"
                ) from error
        if worker in self._workers:
            self._workers.remove(worker)
            self._ray.kill(worker.actor)
            self.hire()
