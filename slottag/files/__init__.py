"""Writing so that nothing is lost and nothing half-written is ever seen.

A file or folder is written under a name of its own beside its place (``strays``) and takes the place in one step
(``text``, ``folders``, ``together``). A folder is only ever replaced or removed where its content says that it is
slottag's own (``places``), and one process at a time works in it (``lock``).
"""

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
