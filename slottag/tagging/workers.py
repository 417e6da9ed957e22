"""Answering blocks of lines on one core or several, in their order."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from slottag.errors import OutputError, SlottagError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Lines = list[str]
Answer = Callable[[Lines], str]

_ANSWER, _ERROR = b"a", b"e"


@contextmanager
def answering(answer: Answer, jobs: int) -> Iterator[Callable[[Iterable[Lines]], Iterator[str]]]:
    """What turns blocks of lines into their answers, in order; no more than ``jobs`` blocks are in memory.

    With several jobs, each is a process that is a copy of this one, so what the answer rests on, such as the weights of
    a model, is in memory once. They end with the block.

    Raises:
        OutputError: the system makes no copies of processes.
    """
    if jobs == 1:
        yield lambda blocks: map(answer, blocks)
        return
    workers: list[Worker] = []
    try:
        for _ in range(jobs):
            workers.append(Worker(answer, workers))
        yield lambda blocks: _in_turn(workers, blocks)
    finally:
        for worker in workers:
            worker.end()


def _in_turn(workers: list[Worker], blocks: Iterable[Lines]) -> Iterator[str]:
    """Each block goes to the worker whose turn it is, as soon as that has answered the block before; an empty one asks
    for all that is under way.
    """
    idle, busy = deque(workers), deque[Worker]()
    for block in blocks:
        # The next block is given out before the answer is written, so that nobody waits for that.
        answers = []
        while busy and (not block or not idle):
            answers.append(busy[0].receive())
            idle.append(busy.popleft())
        if block:
            idle[0].send(block)
            busy.append(idle.popleft())
        yield from answers
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
        self._process.start()
        there.close()

    def send(self, lines: Lines) -> None:
        """Give it a block to answer."""
        self._here.send_bytes("\n".join(lines).encode())

    def receive(self) -> str:
        """Its answer.

        Raises:
            SlottagError: what it met, or it has ended.
        """
        try:
            message = self._here.recv_bytes()
        except EOFError as error:
            raise SlottagError("a job ended before its work was done; try again with a smaller --jobs") from error
        if message[:1] == _ERROR:
            raise SlottagError(message[1:].decode())
        return message[1:].decode()

    def end(self) -> None:
        """End it, whatever it does."""
        self._here.close()
        self._process.terminate()
        self._process.join()


def _work(answer: Answer, there: Connection, ends: Iterable[Connection]) -> None:
    # Ctrl-C reaches every process of the terminal; it is for the one that made this to end it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for end in ends:
        end.close()
    while True:
        try:
            lines = there.recv_bytes().decode().split("\n")
        except EOFError:
            return
        try:
            message = _ANSWER + answer(lines).encode()
        except SlottagError as error:
            message = _ERROR + str(error).encode()
        there.send_bytes(message)
