"""The networks of a comparison: an encoder by its name, with settings of its own where it is to have some."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from slottag.errors import ConfigError
from slottag.model import Config, NetworkConfig, TrainingConfig

_TABLES = {
    setting.name: table
    for table, kind in (("network", NetworkConfig), ("training", TrainingConfig))
    for setting in dataclasses.fields(kind)
}
# What all networks of a comparison have in common, and where it is said.
_COMMON = {
    "encoder": "it stands before the colon",
    "seed": "--seeds says how many there are",
    "dev_share": "all networks are chosen by the same sentences; set it in the file of --config",
}


@dataclass(frozen=True, slots=True)
class Variant:
    """A network to compare.

    Attributes:
        name: the encoder and the settings in which it differs: ``lstm``, ``lstm:directions=1,hidden=80``.
        config: all settings; the seed aside, which each training sets.
    """

    name: str
    config: Config

    @property
    def folder(self) -> str:
        """A name for the folder of its models."""
        return re.sub(r"[^\w.=,-]", "-", self.name.replace(":", ","))


def parse_variants(specs: Iterable[str], base: Config) -> list[Variant]:
    """The variants that ``NAME`` or ``NAME:SETTING=VALUE,…`` name, in what they do not say like ``base``.

    Raises:
        ConfigError: an unknown encoder or setting, a value out of its range, or one network twice.
    """
    variants: list[Variant] = []
    for spec in specs:
        variant = _parse(spec, base)
        twin = next((other for other in variants if other.config == variant.config), None)
        if twin:
            raise ConfigError(f"--encoder {spec}: the same network as {twin.name}; name each once")
        variants.append(variant)
    return variants


def _parse(spec: str, base: Config) -> Variant:
    where = f"--encoder {spec}"
    encoder, colon, rest = spec.partition(":")
    pairs = [_setting(part, where) for part in rest.split(",")] if colon else []
    settings = dict(pairs)
    if len(settings) < len(pairs):
        raise ConfigError(f"{where}: a setting is there twice; name each once")
    tables = base.to_tables()
    for name, value in [("encoder", encoder), *pairs]:
        tables[_TABLES[name]][name] = value
    config = Config.from_tables(tables, where)
    shown = ",".join(f"{name}={_shown(value)}" for name, value in pairs)
    return Variant(f"{encoder}:{shown}" if shown else encoder, config)


def _setting(part: str, where: str) -> tuple[str, Any]:
    """The name and value of ``name=value``."""
    name, equals, value = (piece.strip() for piece in part.partition("="))
    if not (name and equals and value):
        raise ConfigError(f"{where}: expected NAME or NAME:SETTING=VALUE,SETTING=VALUE, got {part!r}")
    if name in _COMMON:
        raise ConfigError(f"{where}: {name} is no setting of one network alone: {_COMMON[name]}")
    if name not in _TABLES:
        raise ConfigError(f"{where}: unknown setting {name!r}; {_meant(name, [*_TABLES])}")
    return name, _value(value)


def _value(text: str) -> bool | int | float | str:
    """The value as the setting's type would have it: the settings check whether that is so."""
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        with suppress(ValueError):
            return kind(text)
    return text


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _meant(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"did you mean {near[0]}?" if near else f"expected one of {', '.join(known)}"
