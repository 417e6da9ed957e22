"""Answering blocks of lines on one core or several, in their order."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from slottag.errors import OutputError, SlottagError
from slottag.tagging.lines import Block

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Answer = Callable[[Block], str]
# The text for a block, and what kept its last lines from having any.
Attempt = tuple[str, SlottagError | None]

# Seconds for a job that is gone to be counted as ended by the system.
_ENDING = 5


class JobError(SlottagError):
    """A job that ended before its work was done."""


@contextmanager
def answering(answer: Answer, jobs: int) -> Iterator[Callable[[Iterable[Block]], Iterator[str]]]:
    """What turns blocks of lines into their answers, in order; no more than ``jobs`` blocks are in memory. Where a line
    has no answer, those before it have theirs.

    With several jobs, each is a process that is a copy of this one, so what the answer rests on, such as the weights of
    a model, is in memory once. They end with the block.

    Raises:
        OutputError: the system makes no copies of processes.
    """
    if jobs == 1:
        yield lambda blocks: _answers(_attempt(answer, block) for block in blocks)
        return
    workers: list[Worker] = []
    try:
        for _ in range(jobs):
            workers.append(Worker(answer, workers))
        yield lambda blocks: _answers(_in_turn(workers, blocks))
    finally:
        for worker in workers:
            worker.end()


def _answers(attempts: Iterable[Attempt]) -> Iterator[str]:
    for text, error in attempts:
        yield text
        if error:
            raise error


def _attempt(answer: Answer, block: Block) -> Attempt:
    """The answer to a block; where it has none, those to its lines until one has none."""
    try:
        return answer(block), None
    except SlottagError as error:
        if len(block.lines) == 1:
            return "", error
    texts: list[str] = []
    for line in block.alone():
        text, failure = _attempt(answer, line)
        texts.append(text)
        if failure:
            return "".join(texts), failure
    return "".join(texts), None


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
    """

    def __init__(self, answer: Answer, others: Iterable[Worker]) -> None:
        import multiprocessing

        try:
            context = multiprocessing.get_context("fork")
        except ValueError as error:
            raise OutputError("--jobs: this system cannot copy a process; leave the option out") from error
        self._here, there = context.Pipe()
        # A copy of this process has its ends of the pipes, too; it must let go of them to see when they are closed.
        ends = [self._here, *(other._here for other in others)]
        self._process = context.Process(target=_work, args=(answer, there, ends), daemon=True)
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
            text, error = self._here.recv()
        except (EOFError, OSError) as lost:
            raise self._ended() from lost
        return text, SlottagError(error) if error else None

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


def _work(answer: Answer, there: Connection, ends: Iterable[Connection]) -> None:
    # Ctrl-C reaches every process of the terminal; it is for the one that made this to end it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    for end in ends:
        end.close()
    # Once the one that made this is gone, nobody is left to be told of it.
    with suppress(EOFError, OSError):
        while True:
            block = there.recv()
            text, error = _attempt(answer, block)
            there.send((text, str(error) if error else None))
