"""Writing so that nothing is lost and nothing half-written is ever seen.

A file or folder is written under a name of its own beside its place (``strays``) and takes the place in one step
(``text``, ``folders``, ``together``). A folder is only ever replaced or removed where its content says that it is
slottag's own (``places``), and one process at a time works in it (``lock``).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from slottag.files.folders import writing_folder
    from slottag.files.lock import working_alone
    from slottag.files.places import FolderKind, Kind, Place, beside
    from slottag.files.text import writing
    from slottag.files.together import write_together
    from slottag.files.trial import check_file, check_writable

__all__ = [
    "FolderKind",
    "Kind",
    "Place",
    "beside",
    "check_file",
    "check_writable",
    "working_alone",
    "write_together",
    "writing",
    "writing_folder",
]

# Whoever only reads, as `slottag tag` does, needs none of these.
_HOMES = {
    "writing_folder": "folders",
    "working_alone": "lock",
    **dict.fromkeys(("FolderKind", "Kind", "Place", "beside"), "places"),
    "writing": "text",
    "write_together": "together",
    **dict.fromkeys(("check_file", "check_writable"), "trial"),
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"slottag.files.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
