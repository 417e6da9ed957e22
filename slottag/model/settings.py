"""Settings from TOML: read, put over others, and checked."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping
from numbers import Integral, Real
from pathlib import Path
from typing import Any, TypeVar

from slottag.errors import ConfigError, shown
from slottag.model.content import read_file

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Settings = TypeVar("Settings")

# The bytes of a file of settings, and the dots in one of its lines, at most.
_MOST, _DOTS = 2**20, 100
# Whole numbers below this are floats, too; those far beyond are none.
_WHOLE = 2**53


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises:
        ConfigError: no such file, or no TOML in it.
    """
    try:
        content = read_file(path, _MOST)
        # A key of many parts is read in a time that grows with the square of their number.
        if max(line.count(b".") for line in (content or b".").splitlines()) > _DOTS:
            raise ConfigError(f"{path}: a line has more than {_DOTS} dots; settings have no keys of so many parts")
        tables: dict[str, Any] = tomllib.loads(content.decode("utf-8"))
        return tables
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}; name a TOML file") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: expected UTF-8 text, got other bytes; save the file as UTF-8") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: expected TOML, got tables or lists nested too deeply") from error
    except ValueError as error:
        # Besides what is no TOML, a number of very many digits.
        raise ConfigError(f"{path}: expected TOML: {error}") from error


def table(tables: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    """The table of this name, empty where there is none; ``ConfigError`` where it is something else."""
    found = tables.get(name, {})
    if not isinstance(found, Mapping):
        raise ConfigError(f"{where}: {name}: expected a table [{name}], got {shown(found)}")
    return found


def from_mapping(base: Settings, mapping: Mapping[str, Any], where: str) -> Settings:
    """These settings with some replaced; every key must be one of their fields, with a value of the field's type."""
    defaults = {f.name: getattr(base, f.name) for f in dataclasses.fields(base)}  # type: ignore[arg-type]
    values = {}
    for name, value in mapping.items():
        if name not in defaults:
            raise ConfigError(f"{where}: unknown key {shown(name)}; expected one of {', '.join(defaults)}")
        try:
            values[name] = as_kind_of(defaults[name], value)
        except TypeError as error:
            raise ConfigError(f"{where}: {name}: {error}") from None
    try:
        return dataclasses.replace(base, **values)  # type: ignore[type-var]
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from None


def as_kind_of(default: object, value: Any) -> object:
    """The value as the default's own type, so that what is written can be read again; ``TypeError`` if it is another.

    Whole numbers are numbers, and NumPy's are as Python's.
    """
    whole = isinstance(value, Integral) and not isinstance(value, bool)
    if type(default) is int and whole:
        return int(value)
    if type(default) is float and (
        abs(value) < _WHOLE if whole else isinstance(value, Real) and not isinstance(value, bool)
    ):
        return float(value)
    if type(value) is not type(default):
        raise TypeError(f"expected {type(default).__name__}, got {shown(value)}")
    return value


def one_of(name: str, value: str, choices: tuple[str, ...]) -> None:
    """``ConfigError`` unless it is one of these."""
    if value not in choices:
        raise ConfigError(f"{name}: expected one of {', '.join(choices)}, got {shown(value)}")


def within(name: str, value: float, low: float, high: float) -> None:
    """``ConfigError`` unless it lies between these, either of them included."""
    if not low <= value <= high:
        raise ConfigError(f"{name}: expected a number from {low} to {high}, got {shown(value)}")


def odd(name: str, value: int) -> None:
    """``ConfigError`` if it is even."""
    if value % 2 == 0:
        raise ConfigError(f"{name}: expected an odd number, got {shown(value)}")
