"""Putting something in the place of a piece of slottag, for as long as a trial takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from benchmarks.trials.network import TorchNetwork
from slottag.nn import Network
from slottag.runtime import reader
from slottag.training import state


@contextmanager
def put(owner: object, name: str, piece: object) -> Iterator[None]:
    """Have a module or class hold this piece under this name, and its own again afterwards.

    Raises:
        AttributeError: it holds nothing under this name, so nobody would ask for the piece.
    """
    own = getattr(owner, name)
    setattr(owner, name, piece)
    try:
        yield
    finally:
        setattr(owner, name, own)


@contextmanager
def put_network(network: type[Network]) -> Iterator[None]:
    """Have this network trained, and, since ``slottag.runtime`` does not know it, tag in torch as well."""
    with put(state, "Network", network), put(reader, "Network", partial(TorchNetwork, network)):
        yield
