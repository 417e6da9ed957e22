"""A peer as a program: one sentence a line on standard input to one line of JSON each on standard output.

Usage: python -m benchmarks.peers.tag NAME FOLDER [TEXT]

What ``slottag tag --format jsonl`` does, by the peer whose trained model is in FOLDER; with TEXT of that alone. Nothing
is imported that the peer does not need.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, islice
from pathlib import Path

from benchmarks.peers.catalogue import peer_named
from benchmarks.peers.peer import Run

# Lines that are tagged together, about as many as slottag reads at once.
BLOCK = 1024


def main() -> None:
    """Tag what comes in."""
    name, folder, *texts = sys.argv[1:]
    answer = answering(name, Path(folder))
    lines = iter(texts) if texts else io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", newline="\n")
    for block in blocks(lines):
        sys.stdout.buffer.write("".join(answer(block)).encode())
        sys.stdout.buffer.flush()


def answering(name: str, folder: Path) -> Callable[[Sequence[str]], list[str]]:
    """What turns lines of text into lines of JSON."""
    find = peer_named(name).load(folder)

    def answer(lines: Sequence[str]) -> list[str]:
        sentences = [line.split() for line in lines]
        return [written(words, runs) for words, runs in zip(sentences, find(sentences), strict=True)]

    return answer


def blocks(lines: Iterator[str]) -> Iterator[list[str]]:
    """The lines, some at a time."""
    while block := list(islice(lines, BLOCK)):
        yield block


def written(words: Sequence[str], runs: Sequence[Run]) -> str:
    """A sentence as the line that ``slottag tag`` would write, without confidences."""
    text = " ".join(words)
    starts = list(accumulate((len(word) + 1 for word in words), initial=0))
    edges = [(starts[first], starts[end] - 1, slot) for first, end, slot in runs]
    spans = [{"start": start, "end": end, "slot": slot, "value": text[start:end]} for start, end, slot in edges]
    return json.dumps({"text": text, "spans": spans}, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
