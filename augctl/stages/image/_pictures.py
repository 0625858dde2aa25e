"""Pictures beside the dataset: backgrounds and masks, read from folders that a recipe names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from augctl.errors import BadInput
from augctl.io.codecs import EXTENSIONS, decode, probe, unreadable
from augctl.sample import Image

_MAX_PIXELS = 64_000_000


def pictures(folder: Path) -> Iterator[str]:
    """Walk the picture files below a folder: relative paths with `/`, in no order to rely on.

    Left out are hidden files, names that are not Unicode, files whose head says that they cannot
    be read, and folders that are links, because they can lead in a circle.
    """
    for parent, _, names in os.walk(folder):
        for name in names:
            path = (Path(parent) / name).relative_to(folder)
            hidden = any(part.startswith(".") for part in path.parts)
            if path.suffix.lower() not in EXTENSIONS or hidden or not _is_text(path.as_posix()):
                continue
            try:
                probe(folder / path, _MAX_PIXELS)
            except BadInput:
                continue
            yield path.as_posix()


def read_picture(folder: Path, name: str, what: str) -> Image:
    """Decode a picture: HWC, uint8 or uint16, read-only.

    Args:
        folder: The folder.
        name: The path of the file in it.
        what: What to call the picture in messages.

    Raises:
        BadInput: It is gone, or cannot be decoded.
    """
    try:
        try:
            return decode((folder / name).read_bytes(), _MAX_PIXELS).image
        except OSError as error:
            raise unreadable(error) from None
    except BadInput as error:
        raise BadInput(error.reason, f"the {what} {name}: {error.message}") from None


def _is_text(path: str) -> bool:
    r"""Say whether a path is Unicode: a manifest holds no other.

    >>> _is_text("caf\xe9.jpg"), _is_text("caf\udce9.jpg")
    (True, False)
    """
    return not any(0xD800 <= ord(letter) <= 0xDFFF for letter in path)
