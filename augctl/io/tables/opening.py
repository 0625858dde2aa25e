"""Brings the source into a shape that rows can be found in again: unpacked, lines ended by bytes.

A plain file in UTF-8, or in another encoding in which a line end is the byte that it is in ASCII,
is used where it lies. What is packed, or in UTF-16, is copied into the table's folder on the way,
piece by piece.
"""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from augctl.errors import InputError, UsageError
from augctl.io import atomic
from augctl.io.paths import near
from augctl.io.tables.encodings import narrow_encoding
from augctl.io.tables.form import COPY

PIECE = 1 << 20
"""So many bytes are read at once."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Opened:
    """A source that can be read.

    Attributes:
        file: With rows in `encoding`.
        packed: Whether the user's file is a gzip file.
        encoding: Of the rows: `utf-8`, or one of `narrow_encoding`.
        outer: The encoding of the user's file, where it is another one, or empty.
        start: Where the text begins: behind a byte order mark.
    """

    file: Path
    packed: bool
    encoding: str
    outer: str
    start: int

    @property
    def source(self) -> str:
        """The file as `Form.source` has it."""
        return COPY if self.file.name == COPY else str(self.file.absolute())


def opened(file: Path, folder: Path, tick: Callable[[], None]) -> Opened:
    """Open a text file for reading.

    Raises:
        InputError: It is empty, cannot be read, or is broken.
    """
    try:
        with file.open("rb") as stream:
            packed = stream.read(2) == _GZIP
        head = next(_pieces(file, packed), b"")
    except OSError as error:
        raise InputError(
            f"{near(file)} cannot be read: {error.strerror or error}.", "Check its permissions."
        ) from None
    if not head.strip(b"\0\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise InputError(f"{near(file)} is empty.", "Expected a header and rows.")
    wide = _wide(head)
    if packed or wide:
        target = folder / COPY
        _copy(file, target, _pieces(file, packed), wide, tick)
        file = target
        with target.open("rb") as stream:
            head = stream.read(PIECE)
    start = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    return Opened(file, packed, _encoding(head), wide, start)


def _wide(head: bytes) -> str:
    """Return the encoding of a file with two bytes per letter, or nothing."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return "" if name == "utf-8" else name
    some = head[:4096]
    if len(some) > 3 and len(some) % 2 == 0:
        if not any(some[0::2]) and all(some[1::2]):
            return "utf-16-be"
        if not any(some[1::2]) and all(some[0::2]):
            return "utf-16-le"
    return ""


def _encoding(head: bytes) -> str:
    whole = head.rpartition(b"\n")[0] if len(head) == PIECE else head
    try:
        whole.decode("utf-8")
    except UnicodeDecodeError as error:
        # One odd byte in a file that is UTF-8 otherwise costs its row, not the meaning of all.
        rest = whole[error.start + 1 :].decode("utf-8", "ignore")
        before = whole[: error.start]
        if not before.isascii() or not _narrow(whole, rest):
            return "utf-8"
        return narrow_encoding(whole)
    return "utf-8"


def _narrow(whole: bytes, decoded: str) -> bool:
    """Say whether what is beyond ASCII is mostly no UTF-8."""
    beyond = sum(letter > "\x7f" for letter in decoded)
    high = sum(byte > 0x7F for byte in whole)
    return beyond * 3 < high


def _pieces(file: Path, packed: bool) -> Iterator[bytes]:
    try:
        with gzip.open(file, "rb") if packed else file.open("rb") as stream:
            while piece := stream.read(PIECE):
                yield piece
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            f"{near(file)} is a broken gzip file: {error}.",
            "Pack it again, or unpack what is left of it with `gzip -dc`.",
        ) from None


def _copy(
    file: Path, target: Path, pieces: Iterator[bytes], wide: str, tick: Callable[[], None]
) -> None:
    decoder = codecs.getincrementaldecoder(wide)() if wide else None
    with atomic.writing(target), target.open("wb") as stream:
        for piece in pieces:
            tick()
            if decoder is None:
                stream.write(piece)
                continue
            try:
                stream.write(decoder.decode(piece).encode("utf-8"))
            except UnicodeError as error:
                raise UsageError(
                    f"{near(file)} is in UTF-16, and broken: {error}.", "Save it as UTF-8."
                ) from None
