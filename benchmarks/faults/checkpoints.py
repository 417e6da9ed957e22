"""Kept trainings whose files were altered, the checksums made right again: each is refused in one line, or goes on."""

from __future__ import annotations

import hashlib
import json
import shutil
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.faults.children import failures_of, message_problem, part_of
from benchmarks.faults.mutations import json_bytes, mutated_arrays, mutated_bytes, mutated_value
from benchmarks.faults.tally import Tally
from slottag.errors import SlottagError
from slottag.text import Sentence

_TRIES = 5_000
_STATE, _TENSORS = "state.json", "state.safetensors"
_NETWORKS: list[dict[str, Any]] = [
    {"encoder": "gru"},
    {"encoder": "lstm", "decoder": "softmax", "directions": 1},
    {"encoder": "cnn", "attention": True, "inputs": "characters"},
]


def checkpoints(folder: Path, share: float) -> Tally:
    """Mutated kept trainings, resumed for two batches."""
    import torch

    from slottag.training.checkpoint import checkpoint_directory, read_config
    from slottag.training.session import Session

    torch.set_num_threads(1)
    material, device = _material(), torch.device("cpu")
    originals = [_begun(folder / str(number), options) for number, options in enumerate(_NETWORKS)]
    model = folder / "model"
    place = checkpoint_directory(model)

    def attempt(number: int) -> str | None:
        random = Random(number)
        files = _altered(dict(random.choice(originals)), random)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for name, content in files.items():
            (place / name).write_bytes(content)
        try:
            session = Session(material, read_config(place), model, device=device, resume=True)
            for _ in islice(session.steps(), 2):
                pass
        except SlottagError as error:
            return message_problem(error)
        return None

    tries = part_of(_TRIES, share)
    return Tally(tries, failures_of(tries, attempt, folder))


def _material() -> Any:
    from slottag.training.material import Material

    sentences = [
        Sentence.from_words(words.split(), intent=intent).with_runs([(2, 3, "dish"), (4, 5, "time")])
        for intent, start in (("order", "please bring"), ("cancel", "no more"))
        for words in (f"{start} {dish} at {time}" for dish in ("tea", "soup", "bread") for time in ("noon", "dawn"))
    ]
    return Material("kitchen", "words", sentences, sentences[::3])


def _begun(model: Path, options: dict[str, Any]) -> dict[str, bytes]:
    """The files of a training after its second epoch."""
    import torch

    from slottag.model import Config
    from slottag.training.checkpoint import checkpoint_directory
    from slottag.training.session import Session
    from slottag.training.steps import EpochDone

    small = {"hidden": 6, "word_size": 5, "character_size": 3, "character_filters": 4, "epochs": 4, "batch_size": 4}
    session = Session(_material(), Config().replace({**small, **options}), model, device=torch.device("cpu"))
    for step in session.steps():
        if isinstance(step, EpochDone) and step.epoch == 2:
            break
    return {each.name: each.read_bytes() for each in checkpoint_directory(model).iterdir()}


def _altered(files: dict[str, bytes], random: Random) -> dict[str, bytes]:
    """The files of a kept training of which one is not as it was."""
    kind = random.choice(["json", "json", "json bytes", "arrays", "arrays", "arrays", "array bytes", "missing"])
    state = json.loads(files[_STATE])
    if kind == "missing":
        del files[random.choice(sorted(files))]
        return files
    if kind == "json bytes":
        return {**files, _STATE: mutated_bytes(files[_STATE], random)}
    if kind == "json":
        return {**files, _STATE: json_bytes(mutated_value(state, random))}
    files[_TENSORS] = (mutated_arrays if kind == "arrays" else mutated_bytes)(files[_TENSORS], random)
    state["checksums"][_TENSORS] = hashlib.sha256(files[_TENSORS]).hexdigest()
    return {**files, _STATE: json_bytes(state)}
