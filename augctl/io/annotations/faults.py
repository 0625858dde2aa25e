"""What is wrong with annotations: how it is said, and checks that formats share."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from augctl.errors import BadInput
from augctl.io.annotations.model import Oddity, Report
from augctl.io.codecs.exif import turns
from augctl.io.codecs.probing import probe
from augctl.marks import Boxes

# Less than this beyond the image comes from rounding, and is cut without a word.
ROUNDING_PX = 0.5

# Nothing is decoded here; whoever does, has a limit.
_MAX_PIXELS = 1 << 40

# Not `isinstance`: true and false are no coordinates.
_NUMBERS = frozenset([int, float])

_DRIVE = re.compile("[A-Za-z]:")

# Of many names, so many are told.
_NAMED = 10

_UNSEEN = re.compile(r"[\0-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Faults:
    """Reports what is wrong with one file.

    Attributes:
        path: Of the file, below the folder of the dataset.
        report: Where oddities go.
        picture: The picture that the file, or this part of it, is about.
    """

    path: str
    report: Report
    picture: str | None = None

    def at(self, line: int, reason: str, message: str, *, mended: bool = False) -> None:
        """Report what is wrong at a line, which counts from 1; 0 means the whole file."""
        place = f"{self.path}:{line}" if line else self.path
        self.report(Oddity(self.path, reason, f"{place}: {message}", mended, self.picture))

    def blank_lines(self, count: int, first: int) -> None:
        """Report lines of a table without a row, if there were any."""
        if count:
            lines = "1 blank line" if count == 1 else f"{count:,} blank lines, the first"
            self.mended(first, "blank_lines", f"{lines}; left out of what is written")

    def kept(self, line: int, reason: str, message: str) -> None:
        """Report what is odd, and stays as it stands there."""
        place = f"{self.path}:{line}" if line else self.path
        self.report(Oddity(self.path, reason, f"{place}: {message}", kept=True))

    def mended(self, line: int, reason: str, message: str) -> None:
        """Report what was wrong, and stays otherwise than it stands there."""
        self.at(line, reason, message, mended=True)


def class_unused(path: str, names: Sequence[str]) -> Oddity:
    """Make the oddity of classes that a file, or the dataset as a whole, lists and nothing has."""
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    shown = ", ".join(map(repr, names[:_NAMED])) + more
    return Oddity(path, "class_unused", f"nothing is of the class {shown}")


def inner_path(name: object) -> str:
    r"""Return a path of an annotation with `/`, whatever system it was written on.

    >>> inner_path("./cats\\1.jpg")
    'cats/1.jpg'

    Raises:
        BadInput: `path_malformed`: it is no path. `path_outside`: it is absolute, or could leave
            its folder.
    """
    if not isinstance(name, str):
        raise BadInput("path_malformed", f"{str(name)[:80]!r} is no name of a file")
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        raise BadInput("path_malformed", f"{name!a} is not Unicode text") from None
    if _UNSEEN.search(name) or "://" in name:
        raise BadInput("path_malformed", f"{name!a} is no name of a file")
    path = name.replace("\\", "/")
    parts = path.split("/")
    if path.startswith("/") or _DRIVE.match(path) or ".." in parts:
        raise BadInput("path_outside", f"{name!r} does not stay inside the folder")
    kept = [part for part in parts if part not in ("", ".")]
    if not kept:
        raise BadInput("path_malformed", f"{name!r} names no file")
    return "/".join(kept)


def box_fault(box: object) -> tuple[str, str] | None:
    """Say what is wrong with left, upper, right and lower edge: a reason and words, or None."""
    if (
        not isinstance(box, (list, tuple))
        or len(box) != 4
        or not _NUMBERS.issuperset(map(type, box))
    ):
        return "box_malformed", "its box is not four numbers"
    left, upper, right, lower = box
    if -1e9 < left < right < 1e9 and -1e9 < upper < lower < 1e9:
        return None
    # Comparisons rather than `isfinite`, which does not take an int of any size.
    if not all(-1e9 < value < 1e9 for value in box):
        return "box_not_finite", "its box has a number that is not finite, or far too large"
    if right < left or lower < upper:
        return "box_inverted", "its box ends before it begins"
    return "box_empty", "its box has no area"


def beyond(boxes: Boxes, width: float, height: float) -> list[float]:
    """Return how far, in pixels, each box reaches beyond an image."""
    over = boxes - (width, height, width, height)
    over[:, :2] = -boxes[:, :2]
    farthest: list[float] = over.max(axis=1).tolist()
    return farthest


def size_on_disk(file: Path) -> tuple[int, int] | None:
    """Return width and height of an image, upright; None if its file does not tell."""
    try:
        found = probe(file, _MAX_PIXELS)
    except BadInput:
        return None
    return found.width, found.height


def size_either_way(file: Path) -> tuple[int, int] | None:
    """Return width and height of an image, if they are those of stored and of seen pixels alike.

    None where EXIF swaps them, or where its file does not tell.
    """
    try:
        found = probe(file, _MAX_PIXELS)
    except BadInput:
        return None
    return None if turns(found.orientation) else (found.width, found.height)
