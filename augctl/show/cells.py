"""What a preview shows, as plain data: sections of rows of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from augctl.marks import Marks
from augctl.sample import Image
from augctl.show.captions import Caption


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One picture with its caption.

    Attributes:
        image: HWC, uint8 or uint16, 1, 3 or 4 channels; None where there is nothing to show.
        title: What the picture is, such as a class and a file name.
        lines: The caption below the title, one entry per stage or remark.
        accent: Whether this is the original, which is set apart from its variants.
        problem: Why there is no picture; it takes the place of the image.
        marks: What is marked in the image, drawn over it.
        class_map: The class of every pixel, shape (height, width, 1), laid over the image.
    """

    image: Image | None
    title: str = ""
    lines: Sequence[str | Caption] = ()
    accent: bool = False
    problem: str = ""
    marks: Marks | None = None
    class_map: Image | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """An original and its variants, in this order."""

    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Section:
    """One chain: its name, one line about it, and its rows."""

    title: str
    subtitle: str = ""
    rows: Sequence[Row] = ()
