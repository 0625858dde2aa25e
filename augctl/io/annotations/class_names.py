"""Lists of class names that stand beside class maps, and the colours that some of them give."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from augctl.errors import UsageError
from augctl.io.annotations.class_maps import VOID
from augctl.io.annotations.model import Category
from augctl.io.annotations.places import text_lines

FILE = "classes.txt"
"""One name per line; the first line is class 0, an empty one is a number without a class."""

BACKGROUND = ("background", "_background_", "__background__")
"""What class 0 is called where it stands for what belongs to no thing."""

_FILES = (FILE, "labelmap.txt", "class_names.txt")
_MAP_LINE = re.compile(r"([^:]+):(\d{1,3}),(\d{1,3}),(\d{1,3}):[^:]*:[^:]*")


@dataclass(frozen=True, slots=True)
class ClassNames:
    """What the numbers in class maps mean.

    Attributes:
        file: Where it says so, below the folder of the dataset; None where nothing does.
        categories: In the order of their numbers.
        palette: Colours of the numbers from 0, if the file gives them.
    """

    file: str | None = None
    categories: tuple[Category, ...] = ()
    palette: list[list[int]] = field(default_factory=list)


def read_names(root: Path) -> ClassNames:
    """Read the list of a dataset: plain, as CVAT's `labelmap.txt`, or as labelme's.

    Raises:
        UsageError: A name is there twice, or the file cannot be read.
    """
    file = next((name for name in _FILES if (root / name).is_file()), None)
    if file is None:
        return ClassNames()
    rows = [line.strip() for line in text_lines(root / file)]
    palette: list[list[int]] = []
    coloured = [_MAP_LINE.fullmatch(row) for row in rows if row and not row.startswith("#")]
    if coloured and all(coloured):
        found = [match.groups() for match in coloured if match]
        rows = [name for name, *_ in found]
        palette = [[min(int(level), 255) for level in levels] for _, *levels in found]
    # labelme counts from -1, what to ignore.
    first = -1 if rows and rows[0] == "__ignore__" else 0
    lines: dict[str, int] = {}
    for number, name in enumerate(rows, 1):
        if name and lines.setdefault(name, number) != number:
            raise UsageError(
                f"{file}: {name!r} is there twice, as entry {lines[name]} and as {number}.",
                "Give each class a name of its own.",
            )
    numbered = enumerate(rows, first)
    categories = tuple(Category(name, number) for number, name in numbered if name and number >= 0)
    return ClassNames(file, categories, palette)


def listed(categories: tuple[Category, ...], mapped: bool, *, background: bool = False) -> bytes:
    r"""Write the list.

    Args:
        categories: In any order.
        mapped: Whether the maps are those of the input, which have its numbers; else they are
            made of masks, with those of `map_numbers`.
        background: Whether class 0 gets a name where it has none.

    >>> listed((Category("sky", 1), Category("sea", 3)), mapped=True)
    b'\nsky\n\nsea\n'
    """
    if mapped:
        names = {c.id: c.name for c in categories if c.id is not None}
    else:
        names = {number: name for name, number in map_numbers(categories).items()}
    if background:
        free = (name for name in BACKGROUND if name not in names.values())
        names = {0: next(free, ""), **names}
    last = max(names, default=-1)
    text = "".join(f"{' '.join(names.get(n, '').split())}\n" for n in range(last + 1))
    return text.encode("utf-8", "replace")


def map_numbers(categories: tuple[Category, ...]) -> dict[str, int]:
    """Return the numbers of classes in a map of 8 bits where 0 is what belongs to no thing.

    They are their own if all have one that fits, else they count from 1.
    """
    own = {c.name: c.id for c in categories if c.id is not None and 0 < c.id < VOID}
    if len(own) == len(categories):
        return own
    return {category.name: number for number, category in enumerate(categories, 1)}
