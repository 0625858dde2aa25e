"""GIF, through Pillow; the blocks are walked here first."""

from __future__ import annotations

from io import BytesIO

from augctl.errors import BadInput
from augctl.io.codecs.model import Head, Readable
from augctl.io.codecs.quiet import strict_pillow, to_array
from augctl.sample import Image

_EXTENSION, _PICTURE, _TRAILER = 0x21, 0x2C, 0x3B
_CONTROL = 0xF9
_TO_BACKGROUND = 2


def head(data: Readable, frame: int = 0) -> Head:
    """Walk over the blocks to the trailer.

    Raises:
        BadInput: `truncated` or `corrupt`.
    """
    screen = data[6:13]
    if len(screen) < 7:
        raise BadInput("truncated", "the GIF ends inside its header")
    width, height = _u16(screen, 0), _u16(screen, 2)
    position, grey = 13, True
    if screen[4] & 0x80:
        palette = data[position : position + (6 << (screen[4] & 7))]
        position += len(palette)
        grey = _all_grey(palette)
    frames, alpha = 0, False
    transparent = clearing = False
    while (mark := _byte(data, position)) != _TRAILER:
        if mark == _EXTENSION:
            if _byte(data, position + 1) == _CONTROL:
                flags = _byte(data, position + 3)
                transparent = bool(flags & 1)
                clearing = flags >> 2 & 7 == _TO_BACKGROUND
            position = _behind_blocks(data, position + 2)
        elif mark == _PICTURE:
            place = data[position + 1 : position + 10]
            if len(place) < 9:
                raise BadInput("truncated", "the GIF ends inside a picture's header")
            right, bottom = _u16(place, 0) + _u16(place, 4), _u16(place, 2) + _u16(place, 6)
            if frames == 0:
                # Some writers leave the screen at 0 x 0 and mean the first picture.
                width, height = max(width, right), max(height, bottom)
            elif right > width or bottom > height:
                raise BadInput("corrupt", "a picture of the GIF lies outside its screen")
            position += 10
            if place[8] & 0x80:
                palette = data[position : position + (6 << (place[8] & 7))]
                position += len(palette)
                grey = grey and _all_grey(palette)
            position = _behind_blocks(data, position + 1)
            alpha = alpha or (transparent and (frames == 0 or clearing))
            frames += 1
            transparent = clearing = False
        else:
            raise BadInput("corrupt", f"the GIF has no block at byte {position}")
    if not frames:
        raise BadInput("corrupt", "the GIF holds no picture")
    return Head("gif", width, height, channels=4 if alpha else 1 if grey else 3, frames=frames)


def pixels(data: bytes, head: Head, frame: int) -> Image:
    """Decode one frame, as the animation shows it. A grey palette gives 1 channel.

    A later frame costs the decoding of those before it.

    Raises:
        BadInput: `truncated` or `corrupt`.
    """
    with strict_pillow("GIF"):
        from PIL.GifImagePlugin import GifImageFile

        picture = GifImageFile(BytesIO(data))
        picture.seek(frame)
        return to_array(picture, head)


def _byte(data: Readable, position: int) -> int:
    found = data[position : position + 1]
    if not found:
        raise BadInput("truncated", "the GIF ends without its trailer")
    return found[0]


def _behind_blocks(data: Readable, position: int) -> int:
    """Return the place behind a chain of sub-blocks, each with its length in front."""
    while length := _byte(data, position):
        position += 1 + length
    return position + 1


def _all_grey(palette: bytes) -> bool:
    return palette[::3] == palette[1::3] == palette[2::3]


def _u16(body: bytes, at: int) -> int:
    return int.from_bytes(body[at : at + 2], "little")
