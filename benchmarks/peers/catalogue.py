"""The peers by their names, and where what was trained is kept."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from benchmarks.peers.peer import Peer

KEPT = Path("models/peers")
# What is in a kept peer's folder.
MODEL, OUTCOME = "model", "outcome.json"

_MODULES = {"crfsuite": "crfsuite", "spacy": "spacy_ner", "bilstm-crf": "bilstm_crf", "flair": "flair_tagger"}
NAMES = tuple(_MODULES)


def peer_named(name: str) -> Peer:
    """The peer; what it needs is imported with it, and nothing that another needs."""
    peer: Peer = import_module(f"benchmarks.peers.{_MODULES[name]}").PEER
    return peer


def kept(data: str, name: str) -> Path:
    """The folder of a peer that was trained on this data."""
    return KEPT / Path(data).name / name
