"""Files as accidents, careless editors and attackers leave them: bytes, JSON, headers of arrays that were altered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random
from typing import Any

# What no value ought to be.
ODD: Sequence[Any] = (
    None, True, False, 0, -1, 1, 2, 3.5, -0.0, 1e308, float("nan"), float("inf"), 2**31, 2**63, 2**64, 10**30, 10**400,
    "", "x", "a b", "\0", "\ud800", "\u2028", "../../../etc/passwd", "x" * 10_000, [], {}, [1], ["a"], {"a": 1}, [[[]]],
    "lstm", "cnn", "feedforward", "plain", "bioes", "softmax", "words", "whitespace", "characters", "both", 100, 10_000,
    [None] * 5000, ["a", "a"], [True], {"a": {"b": []}},
)  # fmt: skip

_BITS = (
    b"\0", b"\r", b"\n", b"\t", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"\\u0000",
    b"\\", b"[", b"]", b"(", b")", b"](", b"{", b"}", b'"', b":", b",",
    b"NaN", b"Infinity", b"1e999", b"-1", b"9" * 5000,
    b"true", b"null", b"B-", b"I-x", b"O", b"-", b"#", b"# intent = ", b"-DOCSTART- O", b"[" * 3000, b'{"a":' * 2000,
    b'"text": "again", ', b'"spans": [], ', b'"tokens": [], ', b'"intent": 3, ', b"x" * 3000, b"\x1b[31m",
    b"\xe2\x80\xae", b"\xf0\x9f\x98\x80", b".a" * 2000,
)  # fmt: skip


def mutated_bytes(content: bytes, random: Random) -> bytes:
    """Some bytes changed, left out, put in, repeated."""
    found = bytearray(content)
    for _ in range(random.choice([1, 1, 1, 2, 3, 8, 30])):
        found = found or bytearray(random.choice(_BITS))
        place, kind = random.randrange(len(found)), random.random()
        if kind < 0.3:
            found[place] = random.randrange(256)
        elif kind < 0.45:
            del found[place : place + random.choice([1, 1, 3, 50, 1000, 5000])]
        elif kind < 0.75:
            found[place:place] = random.choice(_BITS)
        else:
            other, length = random.randrange(len(found)), random.choice([1, 5, 40, 300])
            found[place : place + length] = found[other : other + length]
    return bytes(found)


def mutated_value(value: Any, random: Random) -> Any:
    """Some part of a value left out, put in, or another."""
    if isinstance(value, dict) and value and random.random() < 0.8:
        key, kind = random.choice(list(value)), random.random()
        if kind < 0.12:
            return {name: each for name, each in value.items() if name != key}
        if kind < 0.2:
            return {**value, str(random.choice(ODD[:-8]))[:50]: random.choice(ODD)}
        return {**value, key: mutated_value(value[key], random)}
    if isinstance(value, list) and value and random.random() < 0.8:
        place, kind = random.randrange(len(value)), random.random()
        if kind < 0.2:
            return value[:place] + value[place + 1 :]
        if kind < 0.4:
            return [*value[:place], random.choice(ODD), *value[place:]]
        if kind < 0.5:
            return [*value, value[0]]
        return [*value[:place], mutated_value(value[place], random), *value[place + 1 :]]
    if isinstance(value, str) and value and random.random() < 0.5:
        place = random.randrange(len(value))
        return value[:place] + random.choice(["", "\0", "a", value[0], " ", "\ud800"]) + value[place + 1 :]
    return random.choice(ODD)


def json_bytes(value: Any) -> bytes:
    """A value as JSON, halves of surrogate pairs included."""
    return json.dumps(value).encode()


def parted(content: bytes) -> tuple[dict[str, Any], bytes]:
    """The header of a file of arrays, and its numbers."""
    begin = 8 + int.from_bytes(content[:8], "little")
    return json.loads(content[8:begin]), content[begin:]


def joined(header: Any, numbers: bytes) -> bytes:
    """A file of arrays of these."""
    text = json_bytes(header)
    return len(text).to_bytes(8, "little") + text + numbers


def mutated_arrays(content: bytes, random: Random) -> bytes:
    """A file of arrays in whose header something is wrong, or in whose numbers."""
    header, numbers = parted(content)
    names = [name for name in header if name != "__metadata__"]
    name, other = random.choice(names), random.choice(names)
    entry = dict(header[name])
    start, end = entry["data_offsets"]
    kind = random.choice(
        ["dtype", "shape", "place", "entry", "more", "gone", "swapped", "renamed", "numbers", "length"]
    )
    if kind == "dtype":
        entry["dtype"] = random.choice(["F64", "F16", "BF16", "I64", "I32", "U8", "F8_E4M3", 3, None, []])
    elif kind == "shape":
        shape = entry["shape"]
        entry["shape"] = random.choice([
            [], [0], [-1, -1], [0, 10**30], [10**30, 0], [float("inf")], [float("nan")], ["3"], [1.5], [2**40],
            [2**63, 2**63], None, "12", {"1": 2}, shape[::-1], [1] * 70, [*shape, *[1] * 40], [True], [*shape, 1],
        ])  # fmt: skip
    elif kind == "place":
        entry["data_offsets"] = random.choice([
            [0, 0], [0, 2**63], [-4, 0], [10**30, 10**30], [float("inf"), 0], [0], [0, 1, 2], None, "04",
            header[other]["data_offsets"], [start + 3, end + 3], [0, end - start], [float(start), float(end)],
        ])  # fmt: skip
    elif kind == "entry":
        entry = random.choice(ODD)
    elif kind == "more":
        extra = random.choice(["x", "noslash", "members.0.words.weight", "optimiser/9.step", "best/x", "temperature"])
        header[extra] = random.choice([*ODD, {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}])
    elif kind == "swapped":
        header[name], header[other] = header[other], header[name]
        return joined(header, numbers)
    elif kind == "renamed":
        changed = random.choice(["x", "", "optimiser/-1.step", "optimiser/0.foo", "/", name.upper(), "\ud800"])
        return joined({(changed if each == name else each): value for each, value in header.items()}, numbers)
    elif kind == "numbers":
        odd = random.choice(["nan", "inf", "-inf", "1e38", "-1e38", "1e-45", "0", "1e5", "-1e6", "700"])
        return joined(header, _with_numbers(numbers, start, end, odd, random))
    elif kind == "length":
        size = len(content)
        claimed = random.choice([0, 1, 2**63, 2**64 - 1, size, size - 8, size - 7, 10**9])
        return claimed.to_bytes(8, "little") + content[8:]
    header[name] = entry
    if kind == "gone":
        del header[name]
    return joined(header, numbers)


def _with_numbers(numbers: bytes, start: int, end: int, odd: str, random: Random) -> bytes:
    """One number of an array, or all, replaced by an odd one."""
    import numpy as np

    array = np.frombuffer(numbers[start:end], "<f4").copy()
    places = slice(None) if random.random() < 0.5 else random.randrange(max(1, len(array)))
    if len(array):
        array[places] = float(odd)
    return b"".join([numbers[:start], array.tobytes(), numbers[end:]])
