"""The model card: what a person should know of a model before using it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slottag.model.config import Config
from slottag.model.vocabulary import Vocabulary


def model_card(
    corpus: str, config: Config, vocabulary: Vocabulary, metrics: Mapping[str, Any], pictures: Sequence[str]
) -> str:
    """The text of a model directory's ``README.md``."""
    network = config.network
    figures = "\n".join(f"| {name} | {_figure(metrics[name])} |" for name in _shown(metrics))
    slots = ", ".join(f"`{slot}`" for slot in vocabulary.slots)
    shown = "\n".join(f"![{name}]({name})\n" for name in pictures)
    return f"""# A slottag model of the corpus {corpus}

It fills {len(vocabulary.slots)} slots: {slots}.

A {network.encoder} encoder ({network.layers} layer(s) of {network.hidden} units, {network.directions} direction(s)),
decoded by {network.decoder}, over {len(vocabulary.words)} words and {len(vocabulary.characters)} characters.

| figure | value |
| --- | --- |
{figures}

{shown}
Tag with it: `slottag tag -m DIRECTORY "a sentence"`. Score it: `slottag eval DATA -m DIRECTORY`.
The settings stand in `config.toml`, the whole history of the training in `metrics.json`. It knows what its training
sentences showed it and no more: on text of another kind its marks, and its confidence in them, mean less.
"""


def _shown(metrics: Mapping[str, Any]) -> list[str]:
    return [name for name, value in metrics.items() if isinstance(value, int | float | str)]


def _figure(value: float | str) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)
