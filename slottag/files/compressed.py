"""Files that are compressed, as the ends of their names say: ``.gz``, and ``.zst`` with the package zstandard."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from slottag.errors import InstallationError

if TYPE_CHECKING:
    from io import RawIOBase

GZIP, ZSTD = ".gz", ".zst"
ENDINGS = (GZIP, ZSTD)
_READ = 2**17


def ending(path: Path) -> str:
    """What says that a file is compressed; empty where nothing does."""
    last = path.suffix.lower()
    return last if last in ENDINGS else ""


def plain_name(path: Path) -> str:
    """A file's name without that."""
    return path.name.removesuffix(path.suffix) if ending(path) else path.name


def opened(path: Path) -> io.BufferedReader:
    """A file for reading, unpacked where its name says that it is packed.

    Raises:
        InstallationError: it needs zstandard, which is not installed.
    """
    if ending(path) == ZSTD:
        return io.BufferedReader(_Unpacked(path))
    if ending(path) == GZIP:
        return io.BufferedReader(cast("RawIOBase", gzip.open(path)))
    return path.open("rb")


def read_of(stream: io.BufferedReader) -> int:
    """How many bytes of the file itself have been read from what ``opened`` gave."""
    raw = stream.raw
    return cast("IO[bytes]", raw.fileobj).tell() if isinstance(raw, gzip.GzipFile) else raw.tell()


def packer(path: Path) -> Callable[[bytes], bytes]:
    """What makes of bytes a part that, behind others, is a file of this name: a member of gzip, a frame of zstd.

    Raises:
        InstallationError: it needs zstandard, which is not installed.
    """
    if ending(path) == ZSTD:
        made: Callable[[bytes], bytes] = _zstandard(path).ZstdCompressor().compress
        return made
    if ending(path) == GZIP:
        # Without the time, so that the same lines are the same file.
        return lambda data: gzip.compress(data, mtime=0)
    return bytes


@contextmanager
def packing(stream: IO[str], path: Path) -> Iterator[IO[str]]:
    """A stream of text that is written to another, packed as the path says.

    Raises:
        InstallationError: it needs zstandard, which is not installed.
    """
    if not ending(path):
        yield stream
        return
    below = cast("io.TextIOWrapper", stream).buffer
    with (
        cast("IO[bytes]", _zstandard(path).ZstdCompressor().stream_writer(below, closefd=False))
        if ending(path) == ZSTD
        else gzip.GzipFile("", "wb", fileobj=below, mtime=0) as packed,
        io.TextIOWrapper(cast("IO[bytes]", packed), encoding="utf-8", newline="\n") as text,
    ):
        yield text


class _Unpacked(io.RawIOBase):
    """A file of frames of zstd; what is wrong with it is an ``OSError`` or an ``EOFError``, as gzip has it."""

    def __init__(self, path: Path) -> None:
        self._zstandard = _zstandard(path)
        self._file = path.open("rb")
        self._frame = self._zstandard.ZstdDecompressor().decompressobj()
        self._begun = False
        self._left = self._packed = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """How much of the packed file has been read."""
        return self._file.tell()

    def readinto(self, buffer: Any) -> int:
        """The next bytes."""
        while not self._left and (self._packed or self._fill()):
            self._unpack()
        if not self._left and self._begun:
            raise EOFError("the file ends in the middle of a frame")
        some = self._left[: len(buffer)]
        buffer[: len(some)] = some
        self._left = self._left[len(some) :]
        return len(some)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    def _fill(self) -> bool:
        self._packed = self._file.read(_READ)
        return bool(self._packed)

    def _unpack(self) -> None:
        try:
            self._left = self._frame.decompress(self._packed)
        except self._zstandard.ZstdError as error:
            raise OSError(str(error)) from error
        self._packed, self._begun = self._frame.unused_data, not self._frame.eof
        if self._frame.eof:
            self._frame = self._zstandard.ZstdDecompressor().decompressobj()


def _zstandard(path: Path) -> Any:
    try:
        import zstandard
    except ImportError as error:
        raise InstallationError(
            f"{path}: is packed by zstd, which needs zstandard, and that is not installed; install it with:"
            " pip install 'slottag[formats]'"
        ) from error
    return zstandard
