"""The model card: what a person should know of a model before using it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slottag.model.config import Config, NetworkConfig
from slottag.model.encoders import ENCODERS
from slottag.model.vectors.readings import PIECES
from slottag.model.vocabulary import Vocabulary
from slottag.wording import plural


def model_card(
    corpus: str, config: Config, vocabulary: Vocabulary, metrics: Mapping[str, Any], pictures: Sequence[str]
) -> str:
    """The text of a model directory's ``README.md``."""
    network = config.network
    figures = "\n".join(f"| {name} | {_figure(metrics[name])} |" for name in _shown(metrics))
    slots = ", ".join(f"`{slot}`" for slot in vocabulary.slots)
    shown = "\n".join(f"![{name}]({name})\n" for name in pictures)
    return f"""# A slottag model of the corpus {corpus}

It fills {plural(len(vocabulary.slots), "slot")}: {slots}.{_intents(network, vocabulary)}

Its encoder is `{network.encoder}`: {_reach(network)}. It knows
{_inputs(network, vocabulary)}, and its decoder is `{network.decoder}`.{_vectors(vocabulary)}

| figure | value |
| --- | --- |
{figures}

{shown}
Tag with it: `slottag tag -m DIRECTORY "a sentence"`. Score it: `slottag eval DATA -m DIRECTORY`.
The settings stand in `config.toml`, the whole history of the training in `metrics.json`. It knows what its training
sentences showed it and no more: on text of another kind its marks, and its confidence in them, mean less.
"""


def _intents(network: NetworkConfig, vocabulary: Vocabulary) -> str:
    if not (network.intent and vocabulary.intents):
        return ""
    return (
        f" It tells {len(vocabulary.intents)} intents apart: {', '.join(f'`{name}`' for name in vocabulary.intents)}."
    )


def _reach(network: NetworkConfig) -> str:
    """How large it is, and what a state may rest on besides its own word."""
    layers = f"{plural(network.layers, 'layer')} of {plural(network.hidden, 'unit')}"
    reach = f"{layers}, {ENCODERS[network.encoder].view(network)}{', attention' if network.attention else ''}"
    return (
        f"{reach}; an ensemble of {network.members} members, whose scores are averaged"
        if network.members > 1
        else reach
    )


def _inputs(network: NetworkConfig, vocabulary: Vocabulary) -> str:
    words, characters = f"{len(vocabulary.words)} words", f"{len(vocabulary.characters)} characters"
    if not network.reads_characters:
        return words
    return f"{words} and {characters}" if network.reads_words else characters


def _vectors(vocabulary: Vocabulary) -> str:
    """Which fixed vectors it reads, so that words it was never shown mean something to it."""
    told = [
        f"`{table.name}` ({len(table):,} {'pieces of words' if table.reading == PIECES else 'words'},"
        f" {table.size} numbers each, SHA-256 `{table.fingerprint[:12]}…`)"
        for table in vocabulary.vectors.tables
    ]
    if not told:
        return ""
    return f"""

It reads fixed vectors of words, too: {", ".join(told)}. What it makes of words that its training sentences did not have
rests on them, and so do their biases: words that stood in like company in the texts they were made of are alike to it.
"""


def _shown(metrics: Mapping[str, Any]) -> list[str]:
    return [name for name, value in metrics.items() if isinstance(value, int | float | str)]


def _figure(value: float | str) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)
