"""Originals: as a listing names them, and as the index knows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

SPLITS = ("train", "val", "test")

NO_CLASS = "(no class)"
"""Stands in counts for the class of originals that have none."""

FORMATS = ("", "jpeg", "png", "webp", "bmp", "gif", "tiff")

BROKEN = 1
"""Flag: the probe found that the file cannot be used."""
STEM_CLASH = 2
"""Flag: another file of the folder has the same name but for its suffix, case or Unicode form."""
NAME_CLASH = 4
"""Flag: another file of the folder has the same name but for case or Unicode form."""
UNLABELLED = 8
"""Flag: the others have a class, and this has none: it stays, and nothing is made of it."""

WORDLESS = 16
"""Flag: stages are to work on its text, and it has none: it stays, and nothing is made of it."""


class Entry(NamedTuple):
    """One line of a listing, before anything was opened.

    `split` is a number in `SPLITS`, or -1 where the data has no split of its own. `marked` is how
    many marks of each class it has, None where the data knows no marks.
    """

    path: str
    label: str | None
    split: int
    size: int
    mtime_ns: int
    flags: int = 0
    marked: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Original:
    """One original as the index knows it.

    Attributes:
        number: Its place in the index.
        path: Relative to the input folder, with `/`.
        label: Its class, if any.
        split: `train`, `val` or `test`.
        flags: `BROKEN`, `STEM_CLASH`, `NAME_CLASH`, `UNLABELLED`, `WORDLESS`.
        channels: Of the decoded image: 1, 3 or 4.
        bits: Per channel: 8 or 16.
        format: One of `FORMATS`.
        width: Pixels across.
        height: Pixels down.
        size: Bytes of the file.
        mtime_ns: Time of its last change, in nanoseconds since 1970.
    """

    number: int
    path: str
    label: str | None
    split: str
    flags: int
    channels: int
    bits: int
    format: str
    width: int
    height: int
    size: int
    mtime_ns: int
