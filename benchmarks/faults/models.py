"""Model directories whose files were altered, the checksums made right again as an attacker would: each is refused in
one line, or tags.
"""

from __future__ import annotations

import copy
import hashlib
import json
import math
import os
import shutil
import warnings
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import tomli_w

from benchmarks.faults.children import failures_of, message_problem, part_of
from benchmarks.faults.mutations import ODD, json_bytes, mutated_arrays, mutated_bytes, mutated_value
from benchmarks.faults.tally import Tally
from slottag.data.formats import jsonl
from slottag.errors import SlottagError
from slottag.model.settings import read_toml
from slottag.runtime.tagger import Tagger

# Small models of every kind; what is altered in them is altered in any.
_MODELS = Path(__file__).parents[2] / "tests" / "models"
_TRIES = 20_000
_CONFIG, _VOCABULARY, _WEIGHTS, _METRICS = "config.toml", "vocab.json", "weights.safetensors", "metrics.json"
_SENTENCES = ["please bring tea at noon", "", "two of us, nonstop 你好 \U0001f600", "a b c d e f g h"]


@dataclass(frozen=True, slots=True)
class _Model:
    """The files of a model, and what its settings say."""

    files: dict[str, bytes]
    tables: dict[str, Any]

    @classmethod
    def of(cls, path: Path) -> _Model:
        return cls({each.name: each.read_bytes() for each in path.iterdir()}, read_toml(path / _CONFIG))


def models(folder: Path, share: float) -> Tally:
    """Mutated model directories, loaded and made to tag."""
    # What NumPy warns of would stand on a terminal before the line that matters.
    warnings.simplefilter("error")
    originals = [_Model.of(path) for path in sorted(_MODELS.iterdir()) if path.is_dir()]
    place = folder / "model"

    def attempt(number: int) -> str | None:
        random = Random(number)
        model = random.choice(originals)
        files = _altered(_Model(dict(model.files), copy.deepcopy(model.tables)), random)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for name, content in files.items():
            (place / name).write_bytes(content)
        if random.random() < 0.03:
            _replace(place / random.choice(sorted(files)), random)
        return _tag(place)

    tries = part_of(_TRIES, share)
    return Tally(tries, failures_of(tries, attempt, folder))


def _tag(place: Path) -> str | None:
    """What is wrong with what a model does."""
    try:
        tagger = Tagger.load(place)
        tagged = tagger.tag([tagger.parse(text) for text in _SENTENCES])
    except SlottagError as error:
        return message_problem(error)
    for sentence in tagged:
        jsonl.format_sentence(sentence)
        for span in sentence.spans:
            if span.confidence is None or not 0 <= span.confidence <= 1 or math.isnan(span.confidence):
                return f"a confidence of {span.confidence}"
    return None


def _altered(model: _Model, random: Random) -> dict[str, bytes]:
    """The files of a model of which one is not as it was."""
    files, tables = model.files, model.tables
    kind = random.choice(["setting", "setting", "head", "config", "json", "json", "arrays", "arrays", "bytes", "deep"])
    name = random.choice([_VOCABULARY, _VOCABULARY, _METRICS])
    if kind == "setting":
        table = random.choice(["network", "training"])
        tables[table][random.choice([*tables[table], "hidden", "layers", "x"])] = random.choice(ODD)
    elif kind == "head":
        tables["model"] = mutated_value(tables["model"], random)
    elif kind == "config":
        return {**files, _CONFIG: mutated_bytes(files[_CONFIG], random)}
    elif kind == "json":
        files[name] = json_bytes(mutated_value(json.loads(files[name]), random))
    elif kind == "arrays":
        files[_WEIGHTS] = mutated_arrays(files[_WEIGHTS], random)
    elif kind == "bytes":
        name = random.choice([name, _WEIGHTS])
        files[name] = mutated_bytes(files[name], random)
    else:
        depth = random.choice([500, 990, 5000, 100_000])
        nested = b"[" * depth + b"]" * depth
        of_arrays = len(nested).to_bytes(8, "little") + nested
        of_config = b"x = " + nested + b"\n" + files[_CONFIG]
        of_text = b'{"slots": ' + nested + b', "characters": "a", "words": {}}'
        name = random.choice([_VOCABULARY, _METRICS, _WEIGHTS, _CONFIG])
        files[name] = {_WEIGHTS: of_arrays, _CONFIG: of_config}.get(name, of_text)
    return files if kind == "deep" and name == _CONFIG else {**files, _CONFIG: _with_checksums(tables, files)}


def _with_checksums(tables: dict[str, Any], files: dict[str, bytes]) -> bytes:
    """``config.toml`` with the checksums that these files have; what TOML cannot write is left as a text."""
    head = tables["model"]
    if isinstance(head, dict) and isinstance(head.get("checksums"), dict):
        for name in head["checksums"].keys() & files.keys():
            head["checksums"][name] = hashlib.sha256(files[name]).hexdigest()
    try:
        return tomli_w.dumps(tables).encode("utf-8", "surrogatepass")
    except (TypeError, ValueError):
        return repr(tables).encode("utf-8", "surrogatepass")


def _replace(path: Path, random: Random) -> None:
    """Put something else where a file was."""
    path.unlink()
    kind = random.choice(["pipe", "folder", "device", "nothing", "link", "endless link"])
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "link":
        path.symlink_to("/proc/self/mem")
    elif kind == "endless link":
        path.symlink_to(path)
