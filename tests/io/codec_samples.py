"""Files of every kind for the codec tests, made by others than the code under test."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
import tifffile
from PIL import Image

CAP = 64_000_000
RNG = np.random.default_rng(20240607)
_ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2)]
_ADAM7 += [(0, 1, 1, 2)]

# 24 x 16 pixels with colour at a third of the width, which simplejpeg has no name for; by cjpeg.
ODD_SAMPLING = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwc"
    "KDcpLDAxNDQ0Hyc5PTgyPC4zNDL/2wBDAQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIy"
    "MjIyMjIyMjIyMjIyMjIyMjIyMjL/wAARCAAQABgDATEAAhEBAxEB/8QAFwAAAwEAAAAAAAAAAAAAAAAAAAUHBv/EABQQ"
    "AQAAAAAAAAAAAAAAAAAAAAD/xAAVAQEBAAAAAAAAAAAAAAAAAAAFAP/EAB4RAAEDBAMAAAAAAAAAAAAAAAABBDMFBjQ1"
    "gYLB/9oADAMBAAIRAxEAPwDOnAFu5Ay8tl1T0hK7BO5AmsZPCH//2Q=="
)


def photo(height: int = 45, width: int = 61, channels: int = 3) -> np.ndarray:
    """A picture that compresses like one: gradients, an edge, and a little noise."""
    y, x = np.mgrid[:height, :width]
    planes = [x * 4 + y, y * 5, 255 - x * 2 - y, 255 - (x + y) * 2][:channels]
    image = np.stack(planes, axis=2) % 256
    image[height // 3 : height // 2, width // 4 : width // 2] = 30
    return np.clip(image + RNG.integers(-6, 7, image.shape), 0, 255).astype(np.uint8)


def deep(channels: int = 3, height: int = 13, width: int = 17) -> np.ndarray:
    return RNG.integers(0, 65536, (height, width, channels)).astype(np.uint16)


def save(array: np.ndarray, kind: str, **options: object) -> bytes:
    """Save uint8 pixels with Pillow."""
    buffer = io.BytesIO()
    picture = Image.fromarray(array[..., 0] if array.ndim == 3 and array.shape[2] == 1 else array)
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def save_picture(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def tiff(array: np.ndarray, **options: object) -> bytes:
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, array, **options)
    return buffer.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(
    samples: np.ndarray,
    kind: int,
    depth: int,
    extra: tuple[tuple[bytes, bytes], ...] = (),
    interlaced: bool = False,
    packed: Callable[[bytes], bytes] = zlib.compress,
) -> bytes:
    """A PNG of raw samples (HWC, before any scaling), without filters."""
    height, width, _ = samples.shape
    passes = _ADAM7 if interlaced else [(0, 0, 1, 1)]
    raw = b""
    for x, y, step_x, step_y in passes:
        part = samples[y::step_y, x::step_x]
        if part.size:
            raw += b"".join(b"\0" + _pack(row, depth) for row in part)
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlaced)
    body = b"".join(chunk(*each) for each in extra)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + body
        + chunk(b"IDAT", packed(raw))
        + chunk(b"IEND", b"")
    )


def _pack(row: np.ndarray, depth: int) -> bytes:
    if depth == 16:
        return row.astype(">u2").tobytes()
    if depth == 8:
        return row.astype(np.uint8).tobytes()
    bits = (row.reshape(-1, 1) >> np.arange(depth - 1, -1, -1)) & 1
    return np.packbits(bits.astype(np.uint8)).tobytes()


def profile(space: bytes = b"RGB ", size: int = 300) -> bytes:
    """Bytes that pass for a colour profile; only its header makes sense."""
    body = bytearray(RNG.integers(0, 256, size, dtype=np.uint8).tobytes())
    body[0:4] = struct.pack(">I", size)
    body[8:12] = b"\2\x40\0\0"
    body[12:20] = b"mntr" + space
    body[36:40] = b"acsp"
    return bytes(body)


def cmyk_profile() -> bytes:
    """A small CMYK profile in which black ink is dark and cyan ink is red, which no default is."""
    tone = bytes(range(256))
    grid = b""
    for index in range(16):
        cyan, magenta, yellow, black = (index >> shift & 1 for shift in (3, 2, 1, 0))
        light = int(255 * (1 - 0.2 * (cyan + magenta + yellow)) * (1 - 0.9 * black))
        grid += bytes((light, 128 + 60 * cyan, 128 + 40 * cyan - 30 * yellow))
    table = b"mft1" + bytes(4) + bytes((4, 3, 2, 0))
    table += struct.pack(">9i", *(65536 * (i % 4 == 0) for i in range(9)))
    table += tone * 4 + grid + tone * 3
    white = b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)
    text = b"text\0\0\0\0made for a test\0"
    name = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + bytes(78)
    parts = {b"A2B0": table, b"wtpt": white, b"cprt": text, b"desc": name}
    top, body = struct.pack(">I", len(parts)), b""
    start = 128 + 4 + 12 * len(parts)
    for tag, part in parts.items():
        top += tag + struct.pack(">II", start + len(body), len(part))
        body += part + bytes(-len(part) % 4)
    header = bytearray(128)
    header[0:4] = struct.pack(">I", start + len(body))
    header[8:12], header[12:24] = b"\2\x40\0\0", b"prtrCMYKLab "
    header[36:40] = b"acsp"
    header[68:80] = struct.pack(">3i", 63190, 65536, 54061)
    return bytes(header) + top + body


def exif(orientation: int, more: bool = False) -> bytes:
    """An EXIF block, with the mark in front that JPEG wants and PNG does not."""
    found = Image.Exif()
    found[0x0112] = orientation
    if more:
        found[0x010F] = "a camera"
    return b"Exif\0\0" + found.tobytes().removeprefix(b"Exif\0\0")


def corpus() -> dict[str, bytes]:
    """One good file of each kind, small."""
    rgb, rgba, grey = photo(), photo(channels=4), photo(channels=1)
    indexed = Image.fromarray(rgb).quantize(40)
    frames = [Image.fromarray(photo(20, 30)) for _ in range(4)]
    more = {"save_all": True, "append_images": frames[1:]}
    return {
        "jpeg": save(rgb, "JPEG"),
        "jpeg grey": save(grey, "JPEG"),
        "jpeg progressive": save(rgb, "JPEG", progressive=True),
        "jpeg cmyk": save_picture(Image.fromarray(rgb).convert("CMYK"), "JPEG"),
        "png": save(rgb, "PNG"),
        "png alpha": save(rgba, "PNG"),
        "png grey": save(grey, "PNG"),
        "png palette": save_picture(indexed, "PNG"),
        "png bit": save_picture(Image.fromarray(grey[..., 0]).convert("1"), "PNG"),
        "png 16": png(deep(), 2, 16),
        "png animated": save_picture(frames[0], "PNG", **more),
        "webp": save(rgb, "WEBP"),
        "webp alpha": save(rgba, "WEBP"),
        "webp lossless": save(rgba, "WEBP", lossless=True),
        "webp animated": save_picture(frames[0], "WEBP", **more),
        "bmp": save(rgb, "BMP"),
        "bmp grey": save(grey, "BMP"),
        "bmp palette": save_picture(indexed, "BMP"),
        "bmp bit": save_picture(Image.fromarray(grey[..., 0]).convert("1"), "BMP"),
        "bmp 32": save(rgba, "BMP"),
        "gif": save_picture(indexed, "GIF"),
        "gif grey": save(grey, "GIF"),
        "gif animated": save_picture(frames[0], "GIF", **more),
        "tiff": save(rgb, "TIFF"),
        "tiff lzw": save(rgb, "TIFF", compression="tiff_lzw"),
        "tiff deflate": save(rgba, "TIFF", compression="tiff_adobe_deflate"),
        "tiff packbits": save(grey, "TIFF", compression="packbits"),
        "tiff jpeg": save(rgb, "TIFF", compression="jpeg"),
        "tiff fax": save_picture(
            Image.fromarray(grey[..., 0]).convert("1"), "TIFF", compression="group4"
        ),
        "tiff palette": save_picture(indexed, "TIFF"),
        "tiff 16": tiff(deep(), photometric="rgb"),
        "tiff 16 deflate": tiff(deep(), photometric="rgb", compression="zlib", predictor=True),
        "tiff tiles": tiff(deep(1, 40, 50)[..., 0], tile=(16, 32), compression="zlib"),
        "tiff pages": save_picture(frames[0], "TIFF", compression="tiff_lzw", **more),
    }
