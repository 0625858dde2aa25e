"""Which format a file is in, by its first bytes. Names are not trusted."""

from __future__ import annotations

from augctl.errors import BadInput
from augctl.io.codecs.model import Readable

EXTENSIONS = {
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".jpe": "jpeg",
    ".jfif": "jpeg",
    ".png": "png",
    ".apng": "png",
    ".webp": "webp",
    ".bmp": "bmp",
    ".dib": "bmp",
    ".gif": "gif",
    ".tif": "tiff",
    ".tiff": "tiff",
}
"""Lower-case file name extensions that are worth a look, and the format that each promises."""

_SIGNATURES = {
    b"\xff\xd8\xff": "jpeg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
    b"II+\0": "tiff",
    b"MM\0+": "tiff",
}
_BMP_HEADERS = {12, 40, 52, 56, 64, 108, 124}
_OTHER_IMAGES = {
    b"\xff\x0a": "JPEG XL",
    b"\0\0\0\x0cJXL ": "JPEG XL",
    b"\0\0\0\x0cjP  ": "JPEG 2000",
    b"\xff\x4f\xff\x51": "JPEG 2000",
    b"8BPS": "Photoshop",
    b"\0\0\1\0": "icon",
    b"DDS ": "DDS",
    b"v/1\1": "OpenEXR",
    b"#?RADIANCE": "Radiance HDR",
    b"SIMPLE  =": "FITS",
    b"qoif": "QOI",
}
_OTHER_FILES = {
    b"PK\3\4": "a zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a rar archive",
    b"%PDF": "a PDF document",
    b"version https://git-lfs": "a Git LFS pointer, not yet replaced by its file (git lfs pull)",
    b"RIFF": "a sound or video file",
}


def sniff(data: Readable) -> str:
    """Return the format: `jpeg`, `png`, `webp`, `bmp`, `gif` or `tiff`.

    Raises:
        BadInput: `empty`, `not_an_image`, `unsupported` (an image of another kind), or
            `truncated` (cut inside its signature).
    """
    head = data[:64]
    if not head:
        raise BadInput("empty", "the file is empty")
    for signature, name in _SIGNATURES.items():
        if head.startswith(signature):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "bmp"
    inside = any(known.startswith(head) for known in (*_SIGNATURES, b"RIFF"))
    if inside or (head[:4] == b"RIFF" and len(head) < 12):
        raise BadInput("truncated", f"the file ends after {len(head)} bytes")
    raise _refusal(head)


def _refusal(head: bytes) -> BadInput:
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in (b"avif", b"avis"):
            return _other_image("AVIF")
        if brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1"):
            return _other_image("HEIC")
        return BadInput("not_an_image", "the file is a video, not an image")
    for signature, name in _OTHER_IMAGES.items():
        if head.startswith(signature):
            return _other_image(name)
    for signature, name in _OTHER_FILES.items():
        if head.startswith(signature):
            return BadInput("not_an_image", f"the file is {name}")
    if not any(head):
        return BadInput("not_an_image", "the file begins with nothing but zero bytes")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(b"<svg"):
        return _other_image("SVG")
    if text.startswith((b"<!doctype html", b"<html")):
        return BadInput("not_an_image", "the file is a web page")
    if not any(byte < 9 for byte in head):
        return BadInput("not_an_image", "the file is text or of an unknown kind, not an image")
    return BadInput("not_an_image", "the file is not an image of a known format")


def _other_image(name: str) -> BadInput:
    return BadInput(
        "unsupported",
        f"{name} images are not supported; convert to JPEG, PNG, WebP, BMP, GIF or TIFF",
    )
