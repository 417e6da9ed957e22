"""Text files as lines. Only the line feed ends a line and only ASCII white space separates columns.

``str.splitlines`` and ``str.split`` know many more separators (U+2028, U+0085, U+00A0 …), each of which may stand
inside a token.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from slottag.errors import DataError

ASCII_SPACE = " \t\n\r\f\v"

_COLUMN = re.compile(f"[^{ASCII_SPACE}]+")


def read_lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file without their ends (``\\n`` or ``\\r\\n``) and without a byte-order mark.

    Raises:
        DataError: the file cannot be read, is binary or in another encoding.
    """
    lines = check_text(path, read_bytes(path)).split("\n")
    if not lines[-1]:
        lines.pop()
    return [line.removesuffix("\r") for line in lines]


def check_text(path: Path, data: bytes) -> str:
    """The text of a UTF-8 file, without a byte-order mark.

    Raises:
        DataError: it is binary or in another encoding.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise DataError(f"{path}: is in UTF-16, expected UTF-8; convert it (iconv -f UTF-16 -t UTF-8)")
    if b"\0" in data:
        raise DataError(
            f"{path}: is no text (byte {data.index(0)} is NUL), expected UTF-8 text; name a file of sentences"
        )
    return _decode(path, data)


def columns(line: str) -> list[str]:
    """The pieces of a line between ASCII white space."""
    return _COLUMN.findall(line)


def is_blank(line: str) -> bool:
    """Whether a line holds nothing but ASCII white space."""
    return not line.strip(ASCII_SPACE)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        DataError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DataError(f"{path}: no such file; check the name") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror or error}; name a file that you may read") from error


def _decode(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = error.object[error.start]
        line = error.object.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{path}:{line}: byte {bad:#04x} is not UTF-8, expected UTF-8 text; convert the file, such as by iconv"
        ) from error
