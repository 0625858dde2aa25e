"""The chunks of a PNG: their order, their checksums, and the header."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from augctl.errors import BadInput
from augctl.io.codecs.model import Readable

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
_SAMPLES = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}
_DEPTHS = {
    GREY: (1, 2, 4, 8, 16),
    RGB: (8, 16),
    PALETTE: (1, 2, 4, 8),
    GREY_ALPHA: (8, 16),
    RGBA: (8, 16),
}
_NEEDED = {b"IHDR", b"PLTE", b"tRNS", b"IDAT"}
_ADAM7 = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)


@dataclass(frozen=True, slots=True)
class Header:
    """What the first chunk says; `kind` is the colour type, `depth` the bits per sample."""

    width: int
    height: int
    depth: int
    kind: int
    interlaced: bool

    @classmethod
    def read(cls, body: bytes) -> Header:
        """Read the body of `IHDR`. Raises `BadInput` (`corrupt`)."""
        if len(body) != 13:
            raise BadInput("corrupt", "the PNG's header has the wrong size")
        width, height, depth, kind, method, filters, interlace = struct.unpack(">IIBBBBB", body)
        if depth not in _DEPTHS.get(kind, ()) or method or filters or interlace > 1:
            raise BadInput("corrupt", "the PNG's header makes no sense")
        return cls(width, height, depth, kind, bool(interlace))

    def passes(self) -> Iterator[tuple[int, int]]:
        """Yield the rows and the bytes per row, filter byte included, of each pass."""
        bits = self.depth * _SAMPLES[self.kind]
        for x, y, step_x, step_y in _ADAM7 if self.interlaced else ((0, 0, 1, 1),):
            columns, rows = -(-(self.width - x) // step_x), -(-(self.height - y) // step_y)
            if columns > 0 and rows > 0:
                yield rows, 1 + (columns * bits + 7) // 8


def walk(data: Readable) -> Iterator[tuple[bytes, int, int]]:
    """Yield the kind of each chunk and where its body starts and stops, up to `IEND`.

    Raises:
        BadInput: `truncated` or `corrupt`.
    """
    position, size = len(SIGNATURE), len(data)
    while True:
        top = data[position : position + 8]
        start = position + 8
        stop = start + int.from_bytes(top[:4], "big")
        position = stop + 4
        if len(top) < 8 or position > size:
            raise BadInput("truncated", "the PNG ends before its last chunk")
        kind = top[4:]
        if not kind.isalpha():
            raise BadInput("corrupt", f"the PNG has no chunk at byte {start - 8}")
        yield kind, start, stop
        if kind == b"IEND":
            return


def checked(data: bytes) -> dict[bytes, bytes]:
    """Verify every checksum and return what the pixels need, by kind, those of a kind joined.

    Raises:
        BadInput: `truncated`, `corrupt`, or `unsupported` (a critical chunk that no one knows).
    """
    bodies: dict[bytes, list[bytes]] = {}
    for kind, start, stop in walk(data):
        body = data[start:stop]
        if zlib.crc32(body, zlib.crc32(kind)) != int.from_bytes(data[stop : stop + 4], "big"):
            raise BadInput("corrupt", f"a checksum in the PNG is wrong (chunk {kind.decode()})")
        if kind in _NEEDED:
            bodies.setdefault(kind, []).append(body)
        elif kind[:1].isupper() and kind != b"IEND":
            raise BadInput("unsupported", f"the PNG needs an unknown extension, {kind.decode()}")
    return {kind: b"".join(parts) for kind, parts in bodies.items()}


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return a chunk with its length and checksum."""
    check = zlib.crc32(body, zlib.crc32(kind))
    return b"".join((struct.pack(">I", len(body)), kind, body, struct.pack(">I", check)))
