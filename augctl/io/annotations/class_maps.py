"""Class maps: pictures whose pixels are numbers of classes, as PNG files.

The numbers are grey levels of 8 or 16 bits, or places in a palette. A map in plain colours can be
read where it is known which colour stands for which class.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augctl.errors import BadInput
from augctl.io.codecs.formats import read_head
from augctl.io.codecs.png_chunks import GREY, PALETTE, RGB, RGBA, SIGNATURE, Header, checked, chunk
from augctl.io.codecs.png_pixels import still
from augctl.sample import Image

Palette = Sequence[Sequence[int]]
"""Red, green and blue, 0 to 255, of each number from 0."""

VOID = 255
"""Stands in maps of 8 bits where nobody knows what there is."""

MAX_PIXELS = 64_000_000
"""Larger maps are refused before they are decoded, where the recipe says nothing else."""


def read_map(data: bytes, max_pixels: int = MAX_PIXELS, palette: Palette = ()) -> Image:
    """Decode a class map.

    Args:
        data: The whole file.
        max_pixels: The largest width times height that is accepted; checked before decoding.
        palette: Colours of the classes, for a map in plain colours.

    Returns:
        Shape (height, width, 1), uint8 or uint16.

    Raises:
        BadInput: `class_map`: no PNG, or colours that no class has; or what is wrong with the PNG.
    """
    head = read_head(data, max_pixels)
    if head.format != "png":
        raise BadInput(
            "class_map", f"expected a PNG, found a {head.format}, which may blur classes"
        )
    chunks = checked(data)
    header = Header.read(chunks[b"IHDR"])
    if header.kind in (RGB, RGBA):
        return _by_colour(still(chunks)[..., :3], palette)
    if header.kind not in (GREY, PALETTE):
        raise BadInput("class_map", "expected one number per pixel, found alpha beside it")
    # Places in a palette pass for grey levels; so does what is transparent.
    grey = {kind: chunks[kind] for kind in (b"IHDR", b"IDAT")}
    grey[b"IHDR"] = _header(replace(header, kind=GREY))
    levels = still(grey)
    return levels // (255 // (2**header.depth - 1)) if header.depth < 8 else levels


def read_palette(data: bytes) -> list[list[int]]:
    """Return the colours of a PNG with a palette, none of another.

    Raises:
        BadInput: What is wrong with the PNG.
    """
    body = checked(data).get(b"PLTE", b"")
    return np.frombuffer(body[: len(body) // 3 * 3], np.uint8).reshape(-1, 3).tolist()


def write_map(classes: NDArray[Any], palette: Palette = ()) -> bytes:
    """Encode a class map; the same input gives the same bytes.

    Args:
        classes: Shape (height, width) or (height, width, 1), uint8 or uint16.
        palette: Colours of the numbers, for 8 bits. Without it, or with 16 bits, they are grey.

    Returns:
        A PNG.
    """
    height, width = classes.shape[:2]
    deep = classes.dtype == np.uint16
    coloured = bool(len(palette)) and not deep
    header = Header(width, height, 16 if deep else 8, PALETTE if coloured else GREY, False)
    rows = classes.reshape(height, width).astype(">u2" if deep else "u1").view(np.uint8)
    unfiltered = np.hstack([np.zeros((height, 1), np.uint8), rows.reshape(height, -1)])
    parts = [SIGNATURE, chunk(b"IHDR", _header(header))]
    if coloured:
        table = voc_palette()
        table[: len(palette)] = np.array(palette, np.uint8)[:256]
        parts.append(chunk(b"PLTE", table.tobytes()))
    parts.append(chunk(b"IDAT", zlib.compress(unfiltered.tobytes(), 6)))
    return b"".join((*parts, chunk(b"IEND", b"")))


def voc_palette() -> NDArray[np.uint8]:
    """Return the 256 colours of Pascal VOC: the bits of a number, spread over three channels.

    >>> voc_palette()[[0, 1, 15, 255]].tolist()
    [[0, 0, 0], [128, 0, 0], [192, 128, 128], [224, 224, 192]]
    """
    number = np.arange(256)
    table = np.zeros((256, 3), np.uint8)
    for place in range(8):
        for channel in range(3):
            table[:, channel] |= ((number >> channel & 1) << (7 - place)).astype(np.uint8)
        number >>= 3
    return table


def _by_colour(image: Image, palette: Palette) -> Image:
    """Return the numbers of colours: shape (height, width, 3) to (height, width, 1)."""
    if image.dtype != np.uint8:
        raise BadInput("class_map", "expected one number per pixel, found 16-bit colours")
    packed = _packed(image)
    if not len(palette):
        if (image == image[..., :1]).all():
            return np.ascontiguousarray(image[..., :1])
        raise BadInput(
            "class_map", "expected one number per pixel, found colours of no known class"
        )
    known = _packed(np.array(palette, np.uint8))
    # Of numbers that share a colour, the first one.
    colours, first = np.unique(known, return_index=True)
    place = np.minimum(np.searchsorted(colours, packed), len(colours) - 1)
    strange = colours[place] != packed
    if strange.any():
        red, green, blue = image[strange][0].tolist()
        raise BadInput("class_map", f"no class has the colour ({red}, {green}, {blue})")
    numbers: Image = first[place].astype(np.uint8 if len(known) <= 256 else np.uint16)
    return numbers[..., None]


def _packed(colours: NDArray[np.uint8]) -> NDArray[np.int32]:
    wide = colours.astype(np.int32)
    result: NDArray[np.int32] = wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2]
    return result


def _header(header: Header) -> bytes:
    return struct.pack(
        ">IIBBBBB", header.width, header.height, header.depth, header.kind, 0, 0, header.interlaced
    )
