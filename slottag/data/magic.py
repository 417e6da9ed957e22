"""What files that are no text are, by their first bytes, and what to do with those that are not read."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

_ZIP = b"PK\x03\x04"
_ZLIB = (b"x\x01", b"x\x5e", b"x\x9c", b"x\xda")


@dataclass(frozen=True, slots=True)
class Packed:
    """A kind of file: its name here, what it is to a person, and what to do with one that cannot be read."""

    name: str
    what: str
    advice: str


_READ = "leave its format out"
PARQUET = Packed("parquet", "a parquet file", _READ)
ARROW = Packed("arrow", "an Arrow file", _READ)
EXCEL = Packed("excel", "an Excel workbook", _READ)
DOCBIN = Packed("docbin", "a DocBin of spaCy", _READ)
PICKLE = Packed(
    "pickle",
    "a Python pickle",
    "never opened, for that runs code: load it where you trust it, and save it as JSON Lines",
)

_BY_BEGIN = (
    (b"PAR1", PARQUET),
    (b"ARROW1\0\0", ARROW),
    (b"\xff\xff\xff\xff", ARROW),
    (b"\xd0\xcf\x11\xe0", Packed("xls", "an old Excel or Word file", "save it as .xlsx or as CSV")),
    (b"BZh", Packed("bzip2", "bzip2", "unpack it (bunzip2)")),
    (b"\xfd7zXZ\0", Packed("xz", "xz", "unpack it (unxz)")),
    (b"\x28\xb5\x2f\xfd", Packed("zstd", "zstd", "unpack it (unzstd)")),
    (b"7z\xbc\xaf", Packed("7z", "a 7z archive", "unpack it, and name what is in it")),
    (b"Rar!", Packed("rar", "a RAR archive", "unpack it, and name what is in it")),
    (b"%PDF", Packed("pdf", "a PDF", "name the sentences that it was made of")),
    (b"SQLite format 3\0", Packed("sqlite", "an SQLite database", "export its sentences as CSV or JSON Lines")),
    (b"\x93NUMPY", Packed("npy", "a NumPy array", "save its sentences as JSON Lines")),
    (b"\x89HDF", Packed("hdf5", "an HDF5 file", "save its sentences as JSON Lines")),
)


def packed(data: bytes) -> Packed | None:
    """What bytes are, where they are known not to be text; ``None`` of others."""
    if data.startswith(_ZIP):
        return _zip(data)
    if data[:1] == b"\x80" and data[1:2] in (b"\2", b"\3", b"\4", b"\5"):
        return PICKLE
    if data[257:262] == b"ustar":
        return Packed("tar", "a tar archive", "unpack it (tar -xf), and name what is in it")
    if data.startswith(_ZLIB):
        return _zlib(data)
    return next((kind for begin, kind in _BY_BEGIN if data.startswith(begin)), None)


def _zip(data: bytes) -> Packed:
    if b"xl/workbook" in data:
        return EXCEL
    if b"word/document" in data or b"content.xml" in data:
        return Packed("document", "a document of a word processor", "save it as text in UTF-8")
    if b"data.pkl" in data:
        return Packed("torch", "a file of torch, which is a pickle", PICKLE.advice)
    return Packed("zip", "a zip archive", "unpack it (unzip), and name what is in it")


def _zlib(data: bytes) -> Packed | None:
    """A DocBin packs a map with these keys; what else zlib packed is unknown. Text may begin as zlib does."""
    try:
        begin = zlib.decompressobj().decompress(data, 256)
    except zlib.error:
        return None
    return DOCBIN if b"attrs" in begin and b"tokens" in begin else Packed("zlib", "packed by zlib", "unpack it")
