"""Several text files of a folder, written all of them or none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from slottag.errors import OutputError
from slottag.files.folders import put, sync_all
from slottag.files.reporting import reported
from slottag.files.strays import make_parent, stray, sweep
from slottag.files.text import writing


def write_together(folder: Path, texts: Mapping[Path, str]) -> None:
    """Write texts to these paths below the folder, which is made if it is not there; what else lies in it stays.

    The folder is made anew beside itself, with links to all that stays, and takes its own place in one step. What
    cannot be moved so (a disk's root, the folder one is in, one with folders of other things in it) has its files
    replaced one right after the other, once all of them are on the disk.

    Raises:
        OutputError: the folder cannot be written; then none of the files was.
    """
    texts = {folder.resolve() / path.relative_to(folder): text for path, text in texts.items()}
    told, folder = folder, folder.resolve()
    with reported(told):
        for path in {path.parent for path in texts}:
            if path.exists() and not path.is_dir():
                raise OutputError(f"{path}: is a file, expected a folder to write to; name another")
        make_parent(folder)
        sweep(folder)
        with stray(folder, Path.mkdir) as fresh:
            if _linked(folder, fresh, texts):
                for path, text in texts.items():
                    _write(fresh / path.relative_to(folder), text, like=path)
                sync_all(fresh)
                put(fresh, folder)
                _save_newcomers(fresh, folder)
                return
    _replace_each(texts)


def _linked(folder: Path, fresh: Path, texts: Mapping[Path, str]) -> bool:
    """Whether the new folder now has all that stays of the old one, and can take its place."""
    if not folder.exists():
        return True
    ours = {path.parent for path in texts} - {folder}
    if folder.is_mount() or Path.cwd().is_relative_to(folder) or not _alike(fresh, folder):
        return False
    try:
        for path in folder.iterdir():
            if path.is_symlink() and path in texts:
                return False
            if path in ours and path.is_dir():
                (fresh / path.name).mkdir()
                if not _linked(path, fresh / path.name, texts):
                    return False
            elif path.is_dir() and not path.is_symlink():
                return False
            elif path not in texts:
                os.link(path, fresh / path.name, follow_symlinks=False)
    except OSError:
        return False
    return True


def _alike(fresh: Path, folder: Path) -> bool:
    """Whether a new folder belongs to whom the old one does; it is given its rights."""
    new, old = fresh.stat(), folder.stat()
    fresh.chmod(old.st_mode & 0o7777)
    return (new.st_uid, new.st_gid) == (old.st_uid, old.st_gid)


def _write(path: Path, text: str, like: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    if like.exists():
        path.chmod(like.stat().st_mode & 0o777)


def _save_newcomers(old: Path, folder: Path) -> None:
    """Take over what others put into the folder before it had moved."""
    if not old.exists():
        return
    for path in old.iterdir():
        if not (folder / path.name).exists():
            path.rename(folder / path.name)


def _replace_each(texts: Mapping[Path, str]) -> None:
    with ExitStack() as stack:
        for path, text in texts.items():
            make_parent(path)
            stream = stack.enter_context(writing(path))
            stream.write(text)
            # What does not fit on the disk must show before the first file takes its place.
            stream.flush()
