"""How fast a service answers over the loopback, and whether its memory stays: ``slottag serve`` on one core.

Usage: python -m benchmarks.serving DATA MODEL [--count 20000] [--connections 16]

The texts of DATA's test split are asked for one after the other, each connection as soon as its answer has come. The
service runs on one core where the system can bind it to one, and what asks on another. Latencies are by the clock from
a request's first byte to its answer's last, and mean something on a quiet machine alone; what the service takes of its
core is told as CPU time, which other programs disturb least. ``--count 1000000`` is the long run that shows whether
memory stays.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from benchmarks import results
from benchmarks.results import begin, shown_path, table, write_section
from slottag.data.corpus import load_corpus
from slottag.tagging.threads import calm_threads

# Sentences of a request that asks for many.
MANY = 32


@dataclass(frozen=True)
class Service:
    """A service that runs: its process, and where it listens."""

    process: int
    port: int

    @property
    def processor_seconds(self) -> float:
        """The CPU time that it has taken."""
        with suppress(OSError):
            fields = Path(f"/proc/{self.process}/stat").read_text("ascii").rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return 0.0

    @property
    def megabytes(self) -> float:
        """Its resident memory; 0 where the system does not tell."""
        with suppress(OSError):
            found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.process}/status").read_text("ascii"))
            return int(found[1]) / 1024 if found else 0.0
        return 0.0


@dataclass(frozen=True)
class Load:
    """What a load came to: requests, seconds on the clock and of the service's CPU time, each request's seconds, and
    how many had no answer.
    """

    requests: int
    seconds: float
    processor_seconds: float
    latencies: Sequence[float]
    errors: int

    def row(self, name: str, sentences: int = 1) -> list[str]:
        """The row of a table."""
        cuts = statistics.quantiles(self.latencies, n=100)
        told = self.requests * sentences
        figures: tuple[str, ...] = (f"{1000 * cuts[49]:.2f}", f"{1000 * cuts[98]:.2f}", f"{told / self.seconds:,.0f}")
        figures += (f"{told / max(self.processor_seconds, 0.01):,.0f}",)
        return [name, f"{self.requests:,}", *figures, str(self.errors)]


def main() -> None:
    """Measure and write the section down."""
    calm_threads()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("model", type=Path)
    parser.add_argument("--count", type=int, default=20_000, help="requests of one sentence")
    parser.add_argument("--connections", type=int, default=16)
    arguments = begin(parser, needs="the data, a model and the extra serve", takes="a minute for 20,000 requests")
    texts = [sentence.text for sentence in load_corpus(arguments.data).split("test")]
    single = [request({"text": text}) for text in texts]
    several = [
        request({"texts": list(islice(cycle(texts), first, first + MANY))}) for first in range(0, len(texts), MANY)
    ]
    count, connections = arguments.count, arguments.connections
    with running(arguments.model) as service:
        asyncio.run(load(service, single, 1_000, connections))
        before = service.megabytes
        rows = [
            asyncio.run(load(service, single, count // 10, 1)).row("one sentence, 1 connection"),
            asyncio.run(load(service, single, count, connections)).row(f"one sentence, {connections} connections"),
        ]
        after = service.megabytes
        many = asyncio.run(load(service, several, max(100, count // 100), 4))
        rows.append(many.row(f"{MANY} sentences, 4 connections", MANY))
    head = ["request", "requests", "p50, ms", "p99, ms", "sentences/s", "sentences/s of CPU", "errors"]
    command = f"python -m benchmarks.serving {shown_path(arguments.data)} {shown_path(str(arguments.model))}"
    write_section(
        f"Serving: {Path(arguments.data).name}",
        f"{command} --count {count} --connections {connections}",
        f"{table(head, rows)}\n\nMemory of the service after the first 1,000 requests: {before:.1f} MB, after"
        f" {count + count // 10:,} more of one sentence: {after:.1f} MB. Load of the machine at the end:"
        f" {os.getloadavg()[0]:.1f}.",
    )


@contextmanager
def running(model: Path) -> Iterator[Service]:
    """A service of a model on the first core, while what asks has the others."""
    arguments = [sys.executable, "-m", "slottag", "serve", str(model), "--port", "0"]
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr
        said = process.stderr.readline()
        port = re.search(r":(\d+);", said)
        if port is None:
            raise SystemExit(said + process.stderr.read())
        _share(process.pid)
        yield Service(process.pid, int(port[1]))
    finally:
        process.terminate()
        process.communicate()


def _share(process: int) -> None:
    if hasattr(os, "sched_setaffinity") and len(cores := sorted(os.sched_getaffinity(0))) > 1:
        os.sched_setaffinity(process, cores[:1])
        os.sched_setaffinity(0, cores[1:])


def request(value: object) -> bytes:
    """The bytes of a request."""
    body = json.dumps(value).encode()
    kind = "Content-Type: application/json\r\n"
    head = f"POST /tag HTTP/1.1\r\nHost: localhost\r\n{kind}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def load(service: Service, requests: Sequence[bytes], count: int, connections: int) -> Load:
    """Ask so often over so many connections."""
    given = islice(cycle(requests), count)
    begun, before = time.perf_counter(), service.processor_seconds
    taken = await asyncio.gather(*(client(service.port, given) for _ in range(connections)))
    seconds = time.perf_counter() - begun
    latencies = [one for own, _ in taken for one in own]
    used = service.processor_seconds - before
    return Load(len(latencies), seconds, used, latencies, sum(errors for _, errors in taken))


async def client(port: int, requests: Iterator[bytes]) -> tuple[list[float], int]:
    """Ask one request after the other over one connection: the seconds of each, and how many were not answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    seconds, errors = [], 0
    for one in requests:
        begun = time.perf_counter()
        writer.write(one)
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head)
        assert length, head
        await reader.readexactly(int(length[1]))
        seconds.append(time.perf_counter() - begun)
        errors += not head.startswith(b"HTTP/1.1 200")
    writer.close()
    await writer.wait_closed()
    return seconds, errors


if __name__ == "__main__":
    results.run(main)
