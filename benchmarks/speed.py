"""How fast a model tags, and how soon a fresh process answers, beside what the same machine needs for other things.

Usage: python -m benchmarks.speed DATA MODEL [--repeat 20]

DATA's test split is tagged REPEAT times in a row from text to JSONL on one core by ``slottag tag``, in seconds of CPU
time, which other programs on the machine disturb least; what a process needs that tags one sentence is set off, so that
the figure is that of a running tagger.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.results import processor_seconds, shown_path, table, write_section
from slottag.data.corpus import load_corpus
from slottag.runtime.tagger import Tagger

ONE_CORE = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
ROUNDS = 7


def main() -> None:
    """Measure and write the section down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("model")
    parser.add_argument("--repeat", type=int, default=20)
    arguments = parser.parse_args()
    corpus = load_corpus(arguments.data, tokenizer=Tagger.load(Path(arguments.model)).tokenizer)
    sentences = corpus.split("test") * arguments.repeat
    tokens = sum(len(sentence.tokens) for sentence in sentences)
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts"
        texts.write_text("".join(f"{sentence.text}\n" for sentence in sentences), encoding="utf-8")
        throughput = [measure_throughput(arguments.model, texts, tokens) for _ in range(3)]
    starts = measure_starts(arguments.model, sentences[0].text)
    body = "\n\n".join([
        f"{tokens} tokens of text to JSONL with confidences, one core, CPU time, best of three:"
        f" **{max(throughput):,.0f} tokens/s** ({', '.join(f'{pace:,.0f}' for pace in throughput)}).",
        f"A fresh process, median of {ROUNDS} rounds in turn:",
        table(["process", "seconds", "beside `import torch`"], starts),
    ])  # fmt: skip
    write_section(
        f"Speed: {Path(arguments.data).name}",
        f"python -m benchmarks.speed {shown_path(arguments.data)} MODEL --repeat {arguments.repeat}",
        body,
    )
    print(body)


def measure_throughput(model: str, texts: Path, tokens: int) -> float:
    """Tokens a second of CPU time of ``slottag tag`` over a file."""
    tag = ["-m", "slottag", "tag", "-m", model, "--format", "jsonl"]
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        one_line = processor_seconds([*tag, "one"], stdout=nowhere)
        whole = processor_seconds([*tag, "-i", str(texts)], stdout=nowhere)
    return tokens / (whole - one_line)


def measure_starts(model: str, sentence: str) -> list[list[str]]:
    """The median times of some fresh processes, taken in turn so that all see the same machine."""
    processes = {
        'python -c "import torch"': ["-c", "import torch"],
        'python -c "import numpy"': ["-c", "import numpy"],
        'python -c "import typer, rich"': ["-c", "import typer, rich"],
        'slottag tag "one sentence"': ["-m", "slottag", "tag", "-m", model, "--format", "jsonl", sentence],
        "slottag --help": ["-m", "slottag", "--help"],
    }
    rounds = [{name: seconds(arguments) for name, arguments in processes.items()} for _ in range(ROUNDS)]
    medians = {name: statistics.median(taken[name] for taken in rounds) for name in processes}
    torch = medians['python -c "import torch"']
    return [[f"`{name}`", f"{taken:.3f}", f"{taken / torch:.2f}"] for name, taken in medians.items()]


def seconds(arguments: list[str]) -> float:
    """The time of one process on one core."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env=ONE_CORE)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
