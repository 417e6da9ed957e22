"""Lines of text as they come in: one sentence a line, UTF-8, ended by ``\\n`` alone."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from slottag.errors import DataError, OutputError


@contextmanager
def reading_lines(path: Path | None) -> Iterator[Iterator[str]]:
    """The lines of a file, or of standard input for ``None``, read as they are asked for.

    Their ends are dropped (``\\r\\n`` too) and a byte order mark; other line separators are text.

    Raises:
        DataError: what cannot be opened or read, or is not UTF-8 text.
    """
    if path is None:
        yield decode_lines(sys.stdin.buffer, "standard input")
        return
    try:
        stream = path.open("rb")
    except OSError as error:
        raise _unreadable(str(path), error) from error
    with stream:
        yield decode_lines(stream, str(path))


def check_distinct(source: Path, target: Path) -> None:
    """See to it that what is read is not what will be replaced.

    Raises:
        OutputError: both are one file.
    """
    if source.exists() and target.exists() and source.samefile(target):
        raise OutputError(f"{target}: is the input, too; name another file to write")


def decode_lines(lines: Iterable[bytes], name: str) -> Iterator[str]:
    """The text of lines of bytes; ``name`` is for messages."""
    for number, line in enumerate(_read(lines, name), start=1):
        where = f"{name}:{number}"
        text = decode(line, where)
        yield text.removeprefix("\ufeff") if number == 1 else text


def decode(line: bytes, where: str) -> str:
    """The text of one line without its end.

    Raises:
        DataError: it is not UTF-8, or holds a NUL as only binary files do.
    """
    if b"\0" in line:
        raise DataError(f"{where}: holds a NUL byte, expected text in UTF-8; is it a binary file, or UTF-16?")
    try:
        return line.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        byte = line[error.start]
        raise DataError(
            f"{where}: byte {error.start + 1} (0x{byte:02x}) is not UTF-8, expected text in UTF-8; convert it first,"
            " for example with iconv"
        ) from error


def _read(lines: Iterable[bytes], name: str) -> Iterator[bytes]:
    try:
        yield from lines
    except OSError as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: OSError) -> DataError:
    reason = error.strerror or str(error)
    return DataError(f"{name}: cannot be read: {reason}; expected a text file with one sentence a line")
