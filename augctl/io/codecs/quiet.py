"""Pillow as a decoder of untrusted bytes: silent, strict, its failures as `BadInput`."""

from __future__ import annotations

import os
import struct
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from augctl.errors import BadInput
from augctl.io.codecs.model import Head
from augctl.sample import Image

if TYPE_CHECKING:
    from PIL import Image as Pillow

# What Pillow's plugins, which are parsers in Python, raise on bytes that make no sense.
_FAILURES = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    OverflowError,
    ZeroDivisionError,
    AssertionError,
    struct.error,
)
_MODES = {1: "L", 3: "RGB", 4: "RGBA"}
_turn = threading.RLock()


@contextmanager
def strict_pillow(name: str) -> Iterator[None]:
    """Run Pillow without warnings and its own size limit, which ours stands in for.

    Its switches are global, so one thread at a time goes through.

    Args:
        name: The format, for the message.

    Raises:
        BadInput: `truncated`, `corrupt` or `unsupported`, with Pillow's words.
    """
    from PIL import Image as Pillow
    from PIL import ImageFile

    with _turn, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        limit, lenient = Pillow.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES
        Pillow.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = None, False
        try:
            yield
        except _FAILURES as error:
            words = str(error) or type(error).__name__
            if "nsupported" in words or "unknown" in words:
                raise BadInput("unsupported", f"this {name} is not supported: {words}") from error
            reason = "truncated" if "truncated" in words else "corrupt"
            raise BadInput(reason, f"the {name} data is broken: {words}") from error
        finally:
            Pillow.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = limit, lenient


@contextmanager
def silent_libraries() -> Iterator[None]:
    """Send what C libraries print on stderr nowhere: libtiff has no other switch in Pillow."""
    with _turn:
        try:
            kept = os.dup(2)
        except OSError:
            kept = None
        try:
            if kept is not None:
                with Path(os.devnull).open("wb") as nowhere:
                    os.dup2(nowhere.fileno(), 2)
            yield
        finally:
            if kept is not None:
                os.dup2(kept, 2)
                os.close(kept)


def to_array(picture: Pillow.Image, head: Head, reduce: int = 1) -> Image:
    """Load a Pillow image as HWC, uint8, in the channels of `head`, or as CMYK.

    A JPEG comes smaller by `reduce`, which is a power of two up to 8.

    Raises:
        BadInput: `corrupt`: Pillow reads another size from the same bytes, which no one checked.
    """
    if picture.size != (head.width, head.height):
        raise BadInput("corrupt", f"the {head.format} contradicts itself on its size")
    if reduce > 1:
        picture.draft(picture.mode, (head.width // reduce, head.height // reduce))
    mode = "CMYK" if head.cmyk else _MODES[head.channels]
    if picture.mode != mode:
        picture = picture.convert(mode)
    array: np.ndarray[Any, Any] = np.asarray(picture)
    return array[..., None] if array.ndim == 2 else array
