"""The directories of a TIFF: what its pages are and where their pixels lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from augctl.errors import BadInput
from augctl.io.codecs.model import Readable

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_SIZES |= {16: 8, 17: 8, 18: 8}
_REDUCED, _MASK = 1, 4
_MOST_PAGES = 65536
_MOST_VALUES = 1 << 24

SUBFILE, WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC = 254, 256, 257, 258, 259, 262
FILL_ORDER, OFFSETS, ORIENTATION, SAMPLES, ROWS, COUNTS, PLANAR = 266, 273, 274, 277, 278, 279, 284
PREDICTOR, TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_COUNTS = 317, 322, 323, 324, 325
EXTRA, SAMPLE_FORMAT, XMP, EXIF, ICC = 338, 339, 700, 34665, 34675


@dataclass(frozen=True, slots=True)
class Page:
    """One picture of a TIFF, its tags checked for sense.

    `tile` is the size of one block of pixels: a tile, or a strip over the whole width. `blocks`
    are the places of the packed blocks in the file, as start and stop, in order.
    `orientation_at` is the place of the orientation's value, or 0.
    """

    order: Literal["little", "big"]
    directory: int
    width: int
    height: int
    bits: int
    samples: int
    extra: int | None
    signed_or_float: bool
    compression: int
    photometric: int
    predictor: int
    planar: bool
    reversed_bits: bool
    tiled: bool
    tile: tuple[int, int]
    blocks: tuple[tuple[int, int], ...]
    orientation: int
    orientation_at: int
    icc: bytes | None
    lost: tuple[str, ...]


class _Directories:
    """Numbers and tags of one file, in its byte order, classic or BigTIFF."""

    def __init__(self, data: Readable) -> None:
        self.data = data
        top = data[:16]
        self.order: Literal["little", "big"] = "little" if top[:2] == b"II" else "big"
        big = top[2:4] in (b"+\0", b"\0+")
        self.offset, self.count, self.entry = (8, 8, 20) if big else (4, 2, 12)
        self.first = self.number(8 if big else 4, self.offset)

    def number(self, at: int, size: int) -> int:
        found = self.data[at : at + size]
        if len(found) < size:
            raise BadInput("truncated", "the TIFF ends inside a directory")
        return int.from_bytes(found, self.order)

    def tags(self, start: int) -> tuple[dict[int, tuple[int, int, int]], int]:
        """Return the type, the count and the place of each tag's values, and the next directory."""
        count = self.number(start, self.count)
        first = start + self.count
        stop = first + count * self.entry
        table = self.data[first:stop]
        if len(table) < stop - first:
            raise BadInput("truncated", "the TIFF ends inside a directory")
        found = {}
        for at in range(0, len(table), self.entry):
            tag, kind = (int.from_bytes(table[at + i : at + i + 2], self.order) for i in (0, 2))
            values = int.from_bytes(table[at + 4 : at + 4 + self.offset], self.order)
            place = first + at + 4 + self.offset
            size = values * _SIZES.get(kind, 1)
            if size > self.offset:
                place = self.number(place, self.offset)
                if place + size > len(self.data):
                    raise BadInput("truncated", f"the TIFF ends before the values of tag {tag}")
            found[tag] = (kind, values, place)
        return found, self.number(stop, self.offset)

    def body(self, tag: tuple[int, int, int]) -> bytes:
        kind, count, place = tag
        size = count * _SIZES.get(kind, 1)
        found = self.data[place : place + size] if count <= _MOST_VALUES else b""
        if len(found) < size:
            raise BadInput("truncated", "the TIFF ends inside a directory")
        return found

    def values(self, tag: tuple[int, int, int]) -> list[int]:
        body, size = self.body(tag), _SIZES.get(tag[0], 1)
        starts = range(0, len(body), size)
        return [int.from_bytes(body[at : at + size], self.order) for at in starts]


def pages(data: Readable) -> Iterator[Page]:
    """Yield the pages in order; thumbnails and masks, which belong to a page, are left out.

    Raises:
        BadInput: `truncated` (a directory or pixels lie past the end) or `corrupt`.
    """
    file = _Directories(data)
    start, seen = file.first, set[int]()
    while start:
        if start in seen or len(seen) > _MOST_PAGES:
            raise BadInput("corrupt", "the TIFF's directories have no end")
        seen.add(start)
        tags, following = file.tags(start)
        kind = file.values(tags[SUBFILE])[:1] if SUBFILE in tags else []
        if not kind or not kind[0] & (_REDUCED | _MASK):
            yield _page(file, start, tags)
        start = following


def _page(file: _Directories, directory: int, tags: dict[int, tuple[int, int, int]]) -> Page:
    def one(tag: int, default: int | None = None) -> int:
        found = file.values(tags[tag])[:1] if tag in tags else []
        if found:
            return found[0]
        if default is None:
            raise BadInput("corrupt", f"the TIFF lacks tag {tag}")
        return default

    width, height, samples = one(WIDTH), one(HEIGHT), one(SAMPLES, 1)
    bits = set(file.values(tags[BITS])) if BITS in tags else {1}
    formats = set(file.values(tags[SAMPLE_FORMAT])) if SAMPLE_FORMAT in tags else {1}
    if len(bits) != 1:
        raise BadInput("unsupported", "TIFFs with channels of different depth are not supported")
    tiled = TILE_OFFSETS in tags
    strip = (width, min(one(ROWS, height), height))
    tile = (one(TILE_WIDTH), one(TILE_HEIGHT)) if tiled else strip
    if 0 in (width, height, samples, *tile):
        raise BadInput("corrupt", "the TIFF holds an empty picture")
    extra = file.values(tags[EXTRA]) if EXTRA in tags else []
    has_orientation = ORIENTATION in tags and tags[ORIENTATION][0] == 3
    orientation = one(ORIENTATION, 1) if has_orientation else 1
    return Page(
        order=file.order,
        directory=directory,
        width=width,
        height=height,
        bits=bits.pop(),
        samples=samples,
        extra=extra[0] if extra else None,
        signed_or_float=formats != {1},
        compression=one(COMPRESSION, 1),
        photometric=one(PHOTOMETRIC, 1),
        predictor=one(PREDICTOR, 1),
        planar=one(PLANAR, 1) == 2 and samples > 1,
        reversed_bits=one(FILL_ORDER, 1) == 2,
        tiled=tiled,
        tile=tile,
        blocks=_blocks(file, tags, tiled),
        orientation=orientation if 1 <= orientation <= 8 else 1,
        orientation_at=tags[ORIENTATION][2] if has_orientation else 0,
        icc=file.body(tags[ICC]) if ICC in tags else None,
        lost=("exif",) * (EXIF in tags) + ("xmp",) * (XMP in tags),
    )


def _blocks(
    file: _Directories, tags: dict[int, tuple[int, int, int]], tiled: bool
) -> tuple[tuple[int, int], ...]:
    places, sizes = (TILE_OFFSETS, TILE_COUNTS) if tiled else (OFFSETS, COUNTS)
    if places not in tags:
        raise BadInput("corrupt", "the TIFF does not say where its pixels are")
    starts = file.values(tags[places])
    counts = file.values(tags[sizes]) if sizes in tags else []
    end = len(file.data)
    if not counts and len(starts) == 1:
        counts = [max(end - starts[0], 0)]  # Very old writers leave the size of a sole strip out.
    if len(starts) != len(counts):
        raise BadInput("corrupt", "the TIFF does not say how long its pixels are")
    blocks = tuple((start, start + count) for start, count in zip(starts, counts, strict=True))
    if any(stop > end for _, stop in blocks):
        raise BadInput("truncated", "the TIFF ends before its pixels do")
    return blocks
