"""The models that are served, by name; one that is replaced is taken up when it is whole."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from slottag.errors import ModelError, SlottagError, shown
from slottag.model.names import CONFIG
from slottag.serving.errors import RequestError
from slottag.serving.metrics import Metrics, resident_bytes

if TYPE_CHECKING:
    from slottag.runtime import Tagger
    from slottag.values.resolver import Resolver

# Seconds between two looks at the directories.
_EVERY = 0.5

_Stamp = tuple[tuple[int, ...] | None, ...]


@dataclass(frozen=True)
class Served:
    """A model that answers: its tagger, what tells it from another that stood or will stand there, and the directory's
    state when it was read. ``behind`` says that what lies there now could not be read.
    """

    tagger: Tagger
    identity: str
    stamp: _Stamp
    behind: bool = False

    @cached_property
    def resolver(self) -> Resolver:
        """What gives values their meaning, by what the model says of its slots.

        Raises:
            ModelError: it says nothing of them.
            ConfigError: it says what cannot be.
        """
        return self.tagger.resolver()


class Models:
    """The models by name. Whoever has a tagger goes on with that, whatever is taken up meanwhile.

    Args:
        directories: where each lies; the first answers who names none.
        metrics: where replacements are counted.

    Raises:
        ModelError: one cannot be read.
    """

    def __init__(self, directories: Mapping[str, Path], metrics: Metrics) -> None:
        self._directories = {name: path.absolute() for name, path in directories.items()}
        self._metrics = metrics
        self._served = {name: _load(path) for name, path in directories.items()}

    @property
    def all(self) -> Mapping[str, Served]:
        """What answers now, by name."""
        return self._served

    def named(self, name: str | None) -> tuple[str, Served]:
        """The model of a name, or the first one.

        Raises:
            RequestError: there is none of that name.
        """
        name = name if name is not None else next(iter(self._served))
        if name not in self._served:
            raise RequestError(
                404, "unknown_model", f"no model {shown(name)}, expected one of {', '.join(self._served)}"
            )
        return name, self._served[name]

    async def watch(self) -> None:
        """Look again and again whether a model was replaced; ends when it is cancelled."""
        while True:
            await asyncio.sleep(_EVERY)
            self._metrics.set("memory", resident_bytes())
            for name, path in self._directories.items():
                await self._look(name, path)

    async def _look(self, name: str, path: Path) -> None:
        before = self._served[name]
        now = _stamp(path)
        # Where nothing lies, a replacement is under way, or the one in memory is all that is left of the model.
        if now == before.stamp or now[0] is None:
            return
        try:
            self._served[name] = await asyncio.to_thread(_load, path)
            self._metrics.add("reloads")
        except SlottagError:
            # What answers goes on; `/health` and the metrics tell of it.
            self._served[name] = Served(before.tagger, before.identity, now, behind=True)
            self._metrics.add("reload_failures")


def named_directories(given: list[str]) -> dict[str, Path]:
    """Directories by the names that they are asked for: ``NAME=DIR``, or the last part of the path.

    Raises:
        ModelError: two have one name.
    """
    found: dict[str, Path] = {}
    for text in given:
        name, equals, path = text.partition("=")
        name, place = (name, Path(path)) if equals and path else (Path(text).resolve().name, Path(text))
        if name in found:
            raise ModelError(f"two models are called {name}; name one otherwise: another={place}")
        found[name] = place
    return found


def _load(directory: Path) -> Served:
    from slottag.runtime import Tagger

    stamp = _stamp(directory)
    tagger = Tagger.load(directory)
    try:
        content = (directory / CONFIG).read_bytes()
    except OSError:
        content = b""
    return Served(tagger, hashlib.sha256(content).hexdigest()[:16], stamp)


def _stamp(directory: Path) -> _Stamp:
    return tuple(_state(path) for path in (directory / CONFIG, directory / "weights.safetensors"))


def _state(path: Path) -> tuple[int, ...] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
