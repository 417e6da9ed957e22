"""Weights read where they lie, against the library that wrote them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load, save

from slottag.model import Model
from slottag.model.arrays import arrays_in

SHAPES = st.lists(st.integers(0, 4), max_size=3).map(tuple)


@given(st.dictionaries(st.text(max_size=5), st.tuples(SHAPES, st.sampled_from(["f4", "f8"])), max_size=4))
def test_what_safetensors_writes_is_read_as_it_reads_it(shapes: dict[str, tuple[tuple[int, ...], str]]) -> None:
    rng = np.random.default_rng(0)
    shapes.pop("__metadata__", None)
    content = save({name: rng.normal(size=shape).astype(kind) for name, (shape, kind) in shapes.items()})
    expected, found = load(content), arrays_in(content)
    assert found.keys() == expected.keys()
    for name, array in found.items():
        assert array.dtype == expected[name].dtype
        np.testing.assert_array_equal(array, expected[name])


def file(header: object, numbers: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + numbers


ENTRY = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"1234",
        (99).to_bytes(8, "little") + b"{}",
        (2**63).to_bytes(8, "little") + b"{}",
        (2).to_bytes(8, "little") + b"{x",
        file([]),
        file({"a": 1}),
        file({"a": {**ENTRY, "dtype": "I64"}}, bytes(16)),
        file({"a": {**ENTRY, "data_offsets": [0]}}, bytes(8)),
        file({"a": ENTRY}, bytes(7)),
        file({"a": {**ENTRY, "data_offsets": [-8, 0]}}, bytes(8)),
        file({"a": {**ENTRY, "shape": [3]}}, bytes(8)),
        file({"a": {**ENTRY, "shape": [-1, -2]}}, bytes(8)),
        file({"a": {**ENTRY, "shape": "x"}}, bytes(8)),
    ],
)
def test_what_is_no_such_file_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"header|place|Expecting|invalid literal"):
        arrays_in(content)


def test_weights_are_mapped_and_what_is_changed_in_them_stays_here(model_dir: Path) -> None:
    path = model_dir / "weights.safetensors"
    before = path.read_bytes()
    model = Model.load(model_dir)
    for array in model.weights.values():
        assert not array.flags.owndata
        array += 1
    assert path.read_bytes() == before
