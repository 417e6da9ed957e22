"""YAML as nodes that know their line. Every scalar is text, so that ``yes`` and ``1.0`` stay as they were written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from slottag.errors import DataError

if TYPE_CHECKING:
    from yaml import Node


def documents(path: Path, text: str) -> Iterator[Node]:
    """The documents of a YAML file. Nothing in it is made an object of, whatever its tags ask for.

    Raises:
        DataError: it is no YAML.
    """
    import yaml

    try:
        yield from filter(None, yaml.compose_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        reason = getattr(error, "problem", None) or "it is nested too deeply, or holds what YAML does not allow"
        raise DataError(f"{where}: is no YAML ({str(reason)[:120]}); correct the file") from error


def line_of(node: Node) -> int:
    """The line that a node begins in; of a block of text the line of its first line."""
    behind = getattr(node, "style", None) in ("|", ">")
    return int(node.start_mark.line) + (2 if behind else 1)


def text_of(node: Node | None) -> str | None:
    """The text of a scalar; ``None`` for anything else."""
    from yaml import ScalarNode

    return str(node.value) if isinstance(node, ScalarNode) else None


def mapping(node: Node | None) -> dict[str, Node]:
    """The nodes of a mapping by their keys; empty for anything else."""
    from yaml import MappingNode

    pairs = node.value if isinstance(node, MappingNode) else []
    return {key: value for name, value in pairs if (key := text_of(name)) is not None}


def sequence(node: Node | None) -> list[Node]:
    """The nodes of a sequence; empty for anything else."""
    from yaml import SequenceNode

    return [*node.value] if isinstance(node, SequenceNode) else []
