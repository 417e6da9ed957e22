"""What ``config.toml`` says of a model, its values checked in type and range before any of it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from slottag import __version__
from slottag.errors import ConfigError, ModelError, shown
from slottag.model.config import NO_VECTORS, Config
from slottag.model.names import CONFIG
from slottag.model.settings import read_toml, table
from slottag.text import TOKENIZERS
from slottag.text.fitted import FITTED

FORMAT_NUMBER = 1
# What is to be done about a file that is not what it was.
REMEDY = "restore the file, or train the model again"
# What models and trainings are like whose files do not say so, since there was nothing else when they were written.
BEFORE = {"sentence": False, "asked_order": False, "vectors": NO_VECTORS}
# Settings of training that models were written with and that are gone. What they were changes nothing in tagging.
_GONE = {"teachers", "lesson_weight"}
# What stands of a model beside its settings, and what each must be.
_HEAD: Mapping[str, tuple[type, ...]] = {
    "format": (int,),
    "version": (str,),
    "written": (datetime,),
    "corpus": (str,),
    "tokenizer": (str,),
    "checksums": (dict,),
    "vectors": (dict,),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``config.toml`` says of a model: its settings, the names of its corpus and tokenizer, its checksums, and the
    fingerprint of each table of vectors by its name.
    """

    config: Config
    corpus: str
    tokenizer: str
    checksums: Mapping[str, str]
    vectors: Mapping[str, str]


def read_settings(directory: Path) -> Settings:
    """The settings of a model.

    Raises:
        ModelError: no model there, or one that is cut short, altered or of a newer version.
    """
    if not directory.exists():
        # What is built in is of no use to who tags.
        from slottag.data.builtin import data_of_name

        data = data_of_name(directory.name) or "DATA"
        raise ModelError(f"{directory}: no model there; train one with: slottag train {data} -m {directory}")
    path = directory / CONFIG
    if not path.exists():
        raise ModelError(f"{directory}: expected a model directory with a {CONFIG} in it; name one")
    try:
        tables = read_toml(path)
        head = _checked_head(table(tables, "model", str(path)), path)
        training = table(tables, "training", str(path))
        tables = {**tables, "training": {name: value for name, value in training.items() if name not in _GONE}}
        _check_known(tables, head, path)
        del tables["model"]
        config = Config.from_tables(tables, str(path), Config().replace(BEFORE))
    except ConfigError as error:
        raise ModelError(f"{error}; {REMEDY}") from error
    return Settings(
        config, head.get("corpus", ""), head["tokenizer"], head.get("checksums", {}), head.get("vectors", {})
    )


def _checked_head(head: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """The table that tells what the others are, its values checked in type and range."""
    if type(head.get("format")) is int and head["format"] > FORMAT_NUMBER:
        raise _newer(f"expected a model of format {FORMAT_NUMBER}, got {shown(head['format'])}", head, path)
    for name, kinds in _HEAD.items():
        if name in head and type(head[name]) not in kinds:
            raise ConfigError(f"{path}: [model]: {name}: expected {kinds[0].__name__}, got {shown(head[name])}")
    if head.get("format") != FORMAT_NUMBER:
        raise ConfigError(f"{path}: expected a model of format {FORMAT_NUMBER}, got {shown(head.get('format'))}")
    if head.get("tokenizer") not in (FITTED, *TOKENIZERS):
        expected = ", ".join((FITTED, *TOKENIZERS))
        raise ConfigError(f"{path}: tokenizer: expected one of {expected}, got {shown(head.get('tokenizer'))}")
    for name in ("checksums", "vectors"):
        if not all(isinstance(checksum, str) for checksum in head.get(name, {}).values()):
            raise ConfigError(f"{path}: {name}: expected texts, got {shown(head[name])}")
    return head


def _check_known(tables: Mapping[str, Any], head: Mapping[str, Any], path: Path) -> None:
    """See to it that no setting is from a version to come."""
    known: dict[str, Any] = {**Config().to_tables(), "model": _HEAD}
    for name in tables:
        if name not in known:
            raise _newer(f"unknown setting {shown(name)}", head, path)
        for setting in table(tables, name, str(path)):
            if setting not in known[name]:
                raise _newer(f"[{name}]: unknown setting {shown(setting)}", head, path)


def _newer(what: str, head: Mapping[str, Any], path: Path) -> ModelError:
    version = head.get("version")
    by = f"slottag {version[:20]}" if isinstance(version, str) and version != __version__ else "another slottag"
    return ModelError(
        f"{path}: {what}: the model was written by {by}, newer than this {__version__}; update slottag: pip install -U"
        " slottag"
    )
