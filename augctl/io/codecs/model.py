"""The shapes that codecs take and give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from augctl.errors import UsageError
from augctl.sample import Image

CODECS = ("jpeg", "png", "webp", "tiff", "bmp")


class Readable(Protocol):
    """Bytes by slice: a `bytes` object, or a window on a file that reads only what is asked for.

    A slice that goes past the end is shorter than asked.
    """

    def __len__(self) -> int:
        """Return the size in bytes."""

    def __getitem__(self, part: slice, /) -> bytes:
        """Return the bytes of a slice without a step."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What a file holds, as its header tells.

    Attributes:
        format: `jpeg`, `png`, `webp`, `bmp`, `gif` or `tiff`; by content, not by name.
        width: Pixels across, after the EXIF orientation is applied.
        height: Pixels down, after the EXIF orientation is applied.
        channels: Of the decoded image: 1 (grey), 3 (RGB) or 4 (RGBA). CMYK counts as RGB.
        bits: Per channel of the decoded image: 8 or 16.
        frames: Pages of a TIFF, pictures of an animation, else 1.
        orientation: The EXIF orientation, 1 to 8, for marks that were made on the stored pixels.
    """

    format: str
    width: int
    height: int
    channels: int
    bits: int
    frames: int
    orientation: int


@dataclass(frozen=True, slots=True)
class Decoded:
    """One picture.

    Attributes:
        image: HWC, contiguous, read-only; uint8 or uint16; 1 (grey), 3 (RGB) or 4 (RGBA, not
            premultiplied) channels; upright.
        icc: The colour profile that the pixels are in, or None, which means sRGB.
        lost: What the file held and this does not, in short words: `exif`, `xmp`, `text`, `icc`,
            `cmyk`, `cmyk profile`, `extra channel`, `frames 2 to 9`.
        orientation: The EXIF orientation, 1 to 8, that was applied.
    """

    image: Image
    icc: bytes | None
    lost: tuple[str, ...]
    orientation: int = 1


@dataclass(frozen=True, slots=True)
class EncodeOptions:
    """How to write an image.

    Attributes:
        codec: `jpeg`, `png`, `webp`, `tiff` or `bmp`.
        quality: 1 to 100, of jpeg and webp; the others keep every pixel.
        subsampling: Of colour in a jpeg: `420` (half of the resolution) or `444` (all of it).
        background: RGB levels, 0 to 255, behind alpha where the codec has none.
    """

    codec: str = "jpeg"
    quality: int = 92
    subsampling: str = "420"
    background: tuple[int, int, int] = (255, 255, 255)

    def __post_init__(self) -> None:
        if self.codec not in CODECS:
            raise UsageError(f"Expected a codec among {', '.join(CODECS)}, found {self.codec!r}.")
        if not 1 <= self.quality <= 100:
            raise UsageError(f"Expected a quality from 1 to 100, found {self.quality!r}.")
        if self.subsampling not in ("420", "444"):
            raise UsageError(f"Expected subsampling 420 or 444, found {self.subsampling!r}.")
        if len(self.background) != 3 or not all(0 <= level <= 255 for level in self.background):
            raise UsageError(f"Expected three levels from 0 to 255, found {self.background!r}.")


@dataclass(frozen=True, slots=True)
class Encoded:
    """An image as the bytes of a file.

    Attributes:
        data: The whole file; the same input gives the same bytes.
        suffix: The usual file name extension, with its dot.
        lost: What the codec could not hold: `alpha`, `16-bit depth`, `greyscale`, `icc`.
    """

    data: bytes
    suffix: str
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What a format's own reader tells the others; sizes are as stored, before orientation.

    `cmyk`: the pixels come as four channels of ink, and `channels` is 3, what they become.
    `complete`: False where only a full decode can tell whether the end of the file is there.
    """

    format: str
    width: int
    height: int
    channels: int
    bits: int = 8
    frames: int = 1
    orientation: int = 1
    icc: bytes | None = None
    lost: tuple[str, ...] = ()
    cmyk: bool = False
    complete: bool = True
