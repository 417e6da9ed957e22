"""Lines of text as they come in: one sentence a line, UTF-8, ended by ``\\n`` alone."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from select import select
from typing import TYPE_CHECKING, NamedTuple, cast

from slottag.errors import DataError, OutputError, SlottagError
from slottag.files.compressed import opened, read_of

if TYPE_CHECKING:
    from slottag.tagging.aside import Aside, Taking

# Bytes that are read at once: about a thousand sentences, which are then tagged together.
_PIECE = 2**16
# The byte order mark.
_MARK = b"\xef\xbb\xbf"


class Block(NamedTuple):
    """Lines that came in at once; none where the next have to be waited for, so that what was begun can be ended.

    Attributes:
        lines: their text.
        source: where they come from, as it stands in front of a line's number: ``in.txt:``.
        first: the number of the first, from 1.
        asked: what was asked before each of them; empty where nothing is known of that.
    """

    lines: list[str]
    source: str
    first: int = 1
    asked: Sequence[tuple[str, ...]] = ()

    def alone(self) -> Iterator[Block]:
        """Each line as a block of its own."""
        for place, line in enumerate(self.lines):
            yield Block([line], self.source, self.first + place, self.asked[place : place + 1])

    def behind(self, line: int) -> Block:
        """The same without the lines up to this one."""
        done = max(0, line + 1 - self.first)
        return Block(self.lines[done:], self.source, self.first + done, self.asked[done:]) if done else self

    def says_asked(self, *, in_fields: bool) -> bool:
        """Whether it says, beside its lines or ``in_fields`` of them, what was asked before them."""
        return any(self.asked) or (in_fields and any('"asked"' in line for line in self.lines))

    @property
    def last(self) -> int:
        """The number of its last line."""
        return self.first + len(self.lines) - 1

    @property
    def where(self) -> str:
        """The place of its first line, for messages."""
        return f"{self.source}{self.first}"


class Lines(Iterator[Block]):
    """Blocks of lines; ``part`` tells how much of their file has been read, from 0 to 1, if it has a size."""

    def __init__(self, blocks: Iterator[Block], part: Callable[[], float] | None = None) -> None:
        self._blocks = blocks
        self.part = part

    def __next__(self) -> Block:
        """The next one."""
        return next(self._blocks)


@contextmanager
def reading_lines(path: Path | None, aside: Aside | None = None) -> Iterator[Lines]:
    """The lines of a file, or of standard input for ``None``; those that cannot be read are set aside where that is
    wanted.

    Their ends are dropped (``\\r\\n`` too) and a byte order mark; other line separators are text.

    Raises:
        DataError: what cannot be opened or read, or is not UTF-8 text.
    """
    if path is None:
        yield Lines(decode_lines(arriving(cast("BufferedReader", sys.stdin.buffer)), "standard input", aside))
        return
    try:
        stream = opened(path)
    except OSError as error:
        raise _unreadable(str(path), error) from error
    size = path.stat().st_size
    with stream:
        part = (lambda: read_of(stream) / size) if size else None
        yield Lines(decode_lines(arriving(stream), str(path), aside), part)


def arriving(stream: BufferedReader) -> Iterator[list[bytes]]:
    """The whole lines in each piece that is read, and none before it is waited for.

    A line of which only a part has come waits for the rest.
    """
    begun: list[bytes] = []
    while True:
        if not _pending(stream):
            yield []
        piece = stream.read1(_PIECE)
        if not piece:
            break
        *whole, rest = piece.split(b"\n")
        if whole:
            whole[0] = b"".join([*begun, whole[0]])
            begun = []
            yield whole
        begun += [rest] if rest else []
    if begun:
        yield [b"".join(begun)]


def _pending(stream: BufferedReader) -> bool:
    """Whether reading need not wait; true of what cannot be asked, such as a stream in memory."""
    with suppress(OSError, ValueError):
        return bool(select([stream], [], [], 0)[0])
    return True


def check_distinct(source: Path, target: Path) -> None:
    """See to it that what is read is not what will be replaced.

    Raises:
        OutputError: both are one file.
    """
    if source.exists() and target.exists() and source.samefile(target):
        raise OutputError(f"{target}: is the input, too; name another file to write")


def check_target(target: Path) -> None:
    """See to it before a model is loaded that a file can be written: a folder is not made, for it is sooner a slip.

    Raises:
        OutputError: it is a folder, or in none.
    """
    if target.is_dir():
        raise OutputError(f"{target}: is a folder, expected the name of a file to write")
    if not target.parent.is_dir():
        raise OutputError(f"{target}: there is no folder {target.parent}; make it, or name another file")


def decode_lines(
    lines: Iterable[list[bytes]], name: str, aside: Taking | None = None, first: int = 1
) -> Iterator[Block]:
    """The text of lines of bytes, of which the ``first`` has this number; ``name`` is for messages.

    What comes before a line that cannot be read is given first, and then an empty block, so that it is answered. Where
    such lines are set aside, the others go on.
    """
    source, number = f"{name}:", first
    for some in _read(lines, name):
        texts = _sound(some) if some and number > 1 else []
        if texts:
            yield Block(texts, source, number)
            number += len(texts)
            continue
        for line in some:
            where = f"{source}{number + len(texts)}"
            try:
                texts.append(decode(line.removeprefix(_MARK) if where == f"{source}1" else line, where))
            except SlottagError as error:
                yield Block(texts, source, number)
                number, texts = number + len(texts) + 1, []
                if aside is None:
                    yield Block([], source, number)
                    raise
                aside.put(line, error)
        yield Block(texts, source, number)
        number += len(texts)


def _sound(lines: list[bytes]) -> list[str]:
    """The texts of lines that have nothing wrong with them; none where some may have."""
    joined = b"\n".join(lines)
    if b"\0" in joined:
        return []
    try:
        texts = joined.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return []
    return [text.removesuffix("\r") for text in texts] if b"\r" in joined else texts


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


def _read(lines: Iterable[list[bytes]], name: str) -> Iterator[list[bytes]]:
    try:
        yield from lines
    except (OSError, EOFError, zlib.error) as error:
        yield []
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: OSError | EOFError | zlib.error) -> DataError:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return DataError(f"{name}: cannot be read: {reason}; expected a text file with one sentence a line")
