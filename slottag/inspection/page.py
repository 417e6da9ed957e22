"""The page on which a person explores what a model holds over some sentences: one file that needs no network."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from slottag.errors import ConfigError, DataError
from slottag.evaluation.page import page_environment
from slottag.inspection.find import find
from slottag.inspection.observed import Observed
from slottag.inspection.properties import parse_property
from slottag.model.encoders import ENCODERS
from slottag.runtime import Tagger
from slottag.runtime.recording import Recorded, Recording
from slottag.runtime.weights import Array
from slottag.text import Sentence, tags_of

# Sentences at most, and bytes of values at most, which text makes a third longer.
_MOST, _BYTES = 200, 6_500_000
# Fewer sentences than this do not tell which neurons stand for what; of each property so many neurons are named.
_ENOUGH, _NAMED = 20, 3


def render_page(
    tagger: Tagger, tagged: Sequence[Sentence], model: str, colour: Callable[[str], str]
) -> tuple[str, int]:
    """The page, and how many of the sentences it holds: at most 200 drawn evenly, and fewer where a network is large.

    Args:
        tagger: what read them.
        tagged: the sentences with the spans that it found.
        model: its name.
        colour: gives the colour of a slot as ``#rrggbb``.

    Raises:
        ConfigError: not even one of the sentences can be held.
    """
    recordings = _within(list(tagger.reader.recordings(_drawn([sentence for sentence in tagged if sentence.tokens]))))
    if not recordings:
        raise ConfigError("the page would hold no sentence: there is none with a word, or the first is too long for it")
    width = 2 if 2 * sum(map(_size, recordings)) <= _BYTES else 1
    data = {
        "rectified": ENCODERS[tagger.model.config.network.encoder].rectified,
        "colours": {slot: colour(slot) for slot in tagger.slots},
        "sentences": [_sentence(tagger, recording.sentence) for recording in recordings],
        "parts": _parts(recordings),
        "width": width,
        "values": _values(recordings, width),
        "found": _found(tagger, recordings),
    }
    template = page_environment(Path(__file__).parent).get_template("explorer.html.jinja")
    return template.render(model=model, data=data), len(recordings)


def _drawn(sentences: Sequence[Sentence]) -> list[Sentence]:
    if len(sentences) <= _MOST:
        return list(sentences)
    return [sentences[number * len(sentences) // _MOST] for number in range(_MOST)]


def _within(recordings: Sequence[Recording]) -> list[Recording]:
    """The first of them that the page can hold."""
    sizes = np.cumsum([_size(recording) for recording in recordings])
    return [recording for recording, size in zip(recordings, sizes, strict=True) if size <= _BYTES]


def _size(recording: Recording) -> int:
    """How many values it has."""
    return sum(values.size for _, values in _arrays(recording))


def _arrays(recording: Recording) -> list[tuple[int, Array]]:
    """All values ``(length, rows)`` in the order in which they lie on the page, each with the number of its scale."""
    arrays = [values for layer in recording.layers for values in layer.gates.values()]
    return list(enumerate(arrays if recording.attention is None else [*arrays, recording.attention]))


def _scales(recordings: Sequence[Recording]) -> list[float]:
    """What each gate's values are divided by, to lie between -1 and 1: the most that one is away from 0, if above 1."""
    scales: dict[int, float] = {}
    for recording in recordings:
        for number, values in _arrays(recording):
            scales[number] = max(scales.get(number, 1.0), float(np.abs(values).max()))
    return list(scales.values())


def _values(recordings: Sequence[Recording], width: int) -> str:
    """Base64 of whole numbers of so many bytes, the lower byte first: the share of the scale."""
    full, scales = 2 ** (8 * width - 1) - 1, _scales(recordings)
    rounded = [
        np.rint(values * (full / scales[number])).astype(f"<i{width}").tobytes()
        for recording in recordings
        for number, values in _arrays(recording)
    ]
    return b64encode(b"".join(rounded)).decode("ascii")


def _parts(recordings: Sequence[Recording]) -> list[dict[str, Any]]:
    """The layers and directions: their gates, the scale of each, and how many rows they have; 0 where it is as many as
    the sentence has tokens.
    """
    scales = iter(_scales(recordings))
    parts = [_part(layer, [next(scales) for _ in layer.gates]) for layer in recordings[0].layers]
    if recordings[0].attention is not None:
        parts.append({"name": "attention", "direction": "around", "gates": ["attention"], "scales": [1.0], "rows": 0})
    return parts


def _part(layer: Recorded, scales: list[float]) -> dict[str, Any]:
    state = next(iter(layer.gates.values()))
    return {
        "name": f"layer {layer.layer}, {layer.direction}",
        "direction": layer.direction,
        "gates": list(layer.gates),
        "scales": scales,
        "rows": state.shape[1],
    }


def _sentence(tagger: Tagger, sentence: Sentence) -> dict[str, Any]:
    return {
        "tokens": sentence.words,
        "tags": tags_of(sentence, tagger.tags.scheme),
        "spans": [[*run, span.confidence] for run, span in zip(sentence.runs(), sentence.spans, strict=True)],
    }


def _found(tagger: Tagger, recordings: Sequence[Recording]) -> list[dict[str, Any]]:
    """The neurons that tell best which slot a token or the next one is given, and where in the sentence it is."""
    if len(recordings) < _ENOUGH:
        return []
    observed = Observed.split(recordings)
    layers = recordings[0].layers
    places = {(layer.layer, layer.direction): number for number, layer in enumerate(layers)}
    states = {gate for layer in layers for gate in list(layer.gates)[:2]}
    names = ["position", *(f"{kind}:{slot}" for slot in tagger.slots for kind in ("slot", "next-slot"))]
    found: list[dict[str, Any]] = []
    for name in names:
        try:
            best = find(observed, parse_property(name, tagger.scheme), keep=lambda part: part[2] in states, most=_NAMED)
        except DataError:
            # None of the sentences has that slot.
            continue
        found += [
            {
                "property": name,
                "part": places[each.neuron.layer, each.neuron.direction],
                "gate": each.neuron.gate,
                "unit": each.neuron.unit,
                "explained": round(each.explained, 3),
            }
            for each in best.found
            if each.explained > 0
        ]
    return sorted(found, key=lambda each: -each["explained"])
