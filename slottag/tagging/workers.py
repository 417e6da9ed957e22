"""Answering blocks of lines on one core or several, in their order."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from slottag.errors import OutputError, SlottagError
from slottag.tagging.lines import Block
from slottag.tagging.tally import Tally, Told

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from slottag.tagging.aside import Aside

# What answers; where nobody asks for numbers, by the text alone.
Answer = Callable[[Block], Told | str]
# What is told of a block, and the lines that have no answer, each with what kept it from having one.
Attempt = tuple[Told, list[tuple[str, SlottagError]]]

# Seconds for a job that is gone to be counted as ended by the system.
_ENDING = 5


class JobError(SlottagError):
    """A job that ended before its work was done."""


@contextmanager
def answering(
    answer: Answer, jobs: int, aside: Aside | None = None
) -> Iterator[Callable[[Iterable[Block]], Iterator[Told]]]:
    """What turns blocks of lines into their answers, in order, one for each that has lines; no more than ``jobs``
    blocks are in memory. Where a line has no answer, those before it have theirs; if it is set aside, so have those
    behind it.

    With several jobs, each is a process that is a copy of this one, so what the answer rests on, such as the weights of
    a model, is in memory once. They end with the block.

    Raises:
        OutputError: the system makes no copies of processes.
    """
    skip = aside is not None
    if jobs == 1:
        yield lambda blocks: _answers((attempt(answer, block, skip) for block in blocks if block.lines), aside)
        return
    workers: list[Worker] = []
    try:
        for _ in range(jobs):
            workers.append(Worker(answer, workers, skip))
        yield lambda blocks: _answers(_in_turn(workers, blocks), aside)
    finally:
        for worker in workers:
            worker.end()


def _answers(attempts: Iterable[Attempt], aside: Aside | None) -> Iterator[Told]:
    for told, failures in attempts:
        yield told
        for line, error in failures:
            if aside is None:
                raise error
            aside.put(line, error)


def attempt(answer: Answer, block: Block, skip: bool) -> Attempt:
    """The answer to a block; where it has none, those to its lines, until one has none or without those that have."""
    try:
        told = answer(block)
        return told if isinstance(told, Told) else Told(told), []
    except SlottagError as error:
        if len(block.lines) == 1:
            return Told(""), [(block.lines[0], error)]
    texts: list[str] = []
    tally = Tally()
    failures: list[tuple[str, SlottagError]] = []
    for line in block.alone():
        told, own = attempt(answer, line, skip)
        texts.append(told.text)
        tally = tally.plus(told.tally)
        failures += own
        if own and not skip:
            break
    return Told("".join(texts), tally), failures


def _in_turn(workers: list[Worker], blocks: Iterable[Block]) -> Iterator[Attempt]:
    """Each block goes to the worker whose turn it is, as soon as that has answered the block before; an empty one asks
    for all that is under way.
    """
    idle, busy = deque(workers), deque[Worker]()
    for block in blocks:
        # The next block is given out before the answer is written, so that nobody waits for that.
        attempts = []
        while busy and (not block.lines or not idle):
            attempts.append(busy[0].receive())
            idle.append(busy.popleft())
        if block.lines:
            idle[0].send(block)
            busy.append(idle.popleft())
        yield from attempts
    for worker in busy:
        yield worker.receive()


class Worker:
    """A process that answers blocks of lines, one at a time.

    Args:
        answer: what it does.
        others: those that were made before.
        skip: whether it goes on behind a line that has no answer.
    """

    def __init__(self, answer: Answer, others: Iterable[Worker], skip: bool = False) -> None:
        import multiprocessing

        try:
            context = multiprocessing.get_context("fork")
        except ValueError as error:
            raise OutputError("--jobs: this system cannot copy a process; leave the option out") from error
        self._here, there = context.Pipe()
        # A copy of this process has its ends of the pipes, too; it must let go of them to see when they are closed.
        ends = [self._here, *(other._here for other in others)]
        self._process = context.Process(target=_work, args=(answer, there, ends, skip), daemon=True)
        # Ctrl-C must not reach it before it has turned away from it.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        there.close()

    def send(self, block: Block) -> None:
        """Give it a block to answer.

        Raises:
            JobError: it has ended.
        """
        try:
            self._here.send(block)
        except OSError as error:
            raise self._ended() from error

    def receive(self) -> Attempt:
        """What it made of the block.

        Raises:
            JobError: it has ended.
        """
        try:
            told, failures = self._here.recv()
        except (EOFError, OSError) as lost:
            raise self._ended() from lost
        return told, [(line, SlottagError(message)) for line, message in failures]

    def _ended(self) -> JobError:
        self._process.join(_ENDING)
        status = self._process.exitcode
        how = (
            f"was killed by {signal.Signals(-status).name}" if status and status < 0 else f"ended with status {status}"
        )
        return JobError(
            f"a job (process {self._process.pid}) {how} before its work was done, and what it had is not answered; see"
            " whether memory was short, and try again with a smaller --jobs"
        )

    def end(self) -> None:
        """End it, whatever it does."""
        self._here.close()
        self._process.terminate()
        self._process.join()


def _work(answer: Answer, there: Connection, ends: Iterable[Connection], skip: bool) -> None:
    # Ctrl-C reaches every process of the terminal; it is for the one that made this to end it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    for end in ends:
        end.close()
    # Once the one that made this is gone, nobody is left to be told of it.
    with suppress(EOFError, OSError):
        while True:
            block = there.recv()
            told, failures = attempt(answer, block, skip)
            there.send((told, [(line, str(error)) for line, error in failures]))
