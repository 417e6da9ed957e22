"""The names of tags that a file keeps as numbers: they stand in it, or in a small file beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from slottag.data.formats.objects.parts import plain_keys, shown
from slottag.data.formats.objects.words import TAGS
from slottag.errors import DataError

BESIDE = ("id2label.json", "label2id.json", "dataset_info.json", "dataset_infos.json", "config.json")
_FEW = 20


def names_beside(path: Path) -> tuple[str, ...]:
    """The names that a file beside the data gives; empty where none does."""
    for name in BESIDE:
        other = path.parent / name
        if other.is_file() and other != path:
            return names_in(_json(other), str(other))
    return ()


def names_in(data: Any, where: str) -> tuple[str, ...]:
    """The names of tags in a document: ``id2label``, ``label2id``, a list of labels or the features of a data set.

    Raises:
        DataError: numbers that are not 0, 1, 2 …
    """
    waiting = [data]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, dict):
            found = _names_of(node)
            if found:
                return _ordered(found, where)
            waiting += [part for part in node.values() if isinstance(part, dict)][:_FEW]
    return ()


def feature_names(features: Mapping[str, Any], where: str) -> tuple[str, ...]:
    """The names in the features of a data set, of the column that holds tags."""
    keys = plain_keys(features)
    for key in TAGS:
        waiting = [keys.get(key)]
        while waiting:
            node = waiting.pop(0)
            if isinstance(node, dict) and isinstance(node.get("names"), list):
                return _ordered(dict(enumerate(node["names"])), where)
            waiting += [*node.values()] if isinstance(node, dict) else node if isinstance(node, list) else []
    return ()


def _names_of(node: Mapping[str, Any]) -> dict[Any, Any]:
    """Number → name, where an object gives them."""
    keys = plain_keys(node)
    by_name = keys.get("label2id", keys.get("tag2id"))
    if isinstance(by_name, dict):
        return {number: name for name, number in by_name.items()}
    by_number = keys.get("id2label", keys.get("id2tag"))
    if isinstance(by_number, dict):
        return by_number
    if isinstance(keys.get("features"), dict):
        return dict(enumerate(feature_names(keys["features"], "")))
    for key in ("labelnames", "labellist", "nernames"):
        if isinstance(keys.get(key), list) and keys[key]:
            return dict(enumerate(keys[key]))
    if node and all(isinstance(name, str) and name.isdigit() and isinstance(node[name], str) for name in node):
        return dict(node)
    if node and all(type(number) is int for number in node.values()) and "O" in node:
        return {number: name for name, number in node.items()}
    return {}


def _ordered(names: Mapping[Any, Any], where: str) -> tuple[str, ...]:
    by_number = {int(number): name for number, name in names.items() if str(number).isdigit()}
    if sorted(by_number) != list(range(len(names))) or not all(isinstance(name, str) for name in by_number.values()):
        raise DataError(f"{where}: the names of tags are {shown(dict(names))}, expected one for each number from 0 on")
    return tuple(by_number[number] for number in range(len(by_number)))


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"{path}: cannot be read as JSON, expected the names of tags in it: {error}"[:300]) from error
