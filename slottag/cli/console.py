"""The console that commands draw on."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def console(*, stderr: bool = False, file: IO[str] | None = None) -> Console:
    """A console on stdout, stderr or a file that reads no markup in what it prints.

    Colours appear on terminals alone and not under ``NO_COLOR``; ``COLUMNS`` overrides the width.
    """
    from rich.console import Console

    return Console(stderr=stderr, file=file, markup=False, highlight=False, emoji=False)
