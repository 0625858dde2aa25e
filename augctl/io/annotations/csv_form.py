"""The form of a table of labels: which columns it has, and how its cells are written.

A cell that a spreadsheet would run as a formula gets an apostrophe in front when it is written, as
spreadsheets take it for text then, and loses it when it is read. A file name gets `./` instead.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from augctl.documents.near import nearest
from augctl.errors import UsageError

SEPARATORS = ("|", ";")
"""What can stand between several labels in a cell."""

_FILE = ("file_name", "filename", "image", "path")
_LABEL = ("label", "labels", "class", "classes")
_SPLIT = ("split", "subset")
_BOX = frozenset(["xmin", "ymin", "x_min", "y_min", "x1", "y1", "bbox"])
_DELIMITERS = ",;\t|"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Form:
    """What a table looks like.

    Attributes:
        columns: Their names, in order.
        file: The column with the path of a picture.
        label: The column with its labels; None where each class has a column.
        split: The column with its split, if there is one.
        classes: The columns of classes, with 0 or 1.
        delimiter: What stands between cells.
        separator: What stands between the labels in a cell, where any has several.
        folder: Where the paths count from, with a `/` behind; empty for the table's own folder.
        name: Of the table; None where each split has its own.
    """

    columns: tuple[str, ...] = ("file_name", "label")
    file: str = "file_name"
    label: str | None = "label"
    split: str | None = None
    classes: tuple[str, ...] = ()
    delimiter: str = ","
    separator: str | None = None
    folder: str = ""
    name: str | None = "labels.csv"

    def plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        values = asdict(self)
        return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Form:
        """Read what `plain` returned."""
        own: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.items()
        }
        return cls(**own)


def sniff(line: str, first: str, name: str) -> Form:
    """Find the form of a table by its header, and by its first row where classes have columns.

    Args:
        line: The header, with its delimiters.
        first: The line behind it.
        name: Of the table.

    Raises:
        UsageError: It does not say where the pictures or the labels are.
    """
    split_by = {sign: _cells(line, sign) for sign in _DELIMITERS}
    fitting = [sign for sign in _DELIMITERS if _among(split_by[sign], _FILE) is not None]
    # A list of labels in a cell can look like more columns, but not in the header.
    delimiter = fitting[0] if fitting else max(_DELIMITERS, key=lambda sign: len(split_by[sign]))
    columns = split_by[delimiter]
    if len(set(columns)) < len(columns):
        twice = next(c for c in columns if columns.count(c) > 1)
        raise UsageError(f"{name}:1: there are two columns {twice!r}.", "Rename one of them.")
    file = _among(columns, _FILE)
    if file is None:
        raise _missing(name, "of the pictures", _FILE, columns)
    label, split = _among(columns, _LABEL), _among(columns, _SPLIT)
    if not _BOX.isdisjoint(column.lower() for column in columns):
        raise UsageError(
            f"{name} holds boxes, and a table is read for the labels of whole pictures.",
            "Convert it to COCO, YOLO or Pascal VOC.",
        )
    classes: tuple[str, ...] = ()
    if label is None:
        values = dict(zip(columns, _cells(first, delimiter), strict=False))
        rest = [column for column in columns if column not in (file, split)]
        classes = tuple(column for column in rest if flag(values.get(column, "")) is not None)
        if not classes:
            raise _missing(name, "of the labels, or one of 0 and 1 per class", _LABEL, columns)
    return Form(tuple(columns), file, label, split, classes, delimiter, name=name)


def flag(cell: str) -> bool | None:
    """Read a cell of a class's column; None if it is neither 0 nor 1."""
    return {"0": False, "1": True, "0.0": False, "1.0": True}.get(cell.strip())


def guarded(cell: str) -> str:
    """Write a cell so that no spreadsheet takes it for a formula.

    >>> guarded("=1+1"), guarded("-5"), unguarded("'=1+1")
    ("'=1+1", '-5', '=1+1')
    """
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """Read what `guarded` wrote."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [unguarded(cell.strip()) for cell in next(csv.reader([line], delimiter=delimiter))]
    except (csv.Error, StopIteration):
        return []


def _among(columns: Sequence[str], names: Sequence[str]) -> str | None:
    """Return the first column with one of some names, however they are capitalised."""
    by_name = {column.lower(): column for column in reversed(columns)}
    return next((by_name[name] for name in names if name in by_name), None)


def _missing(name: str, what: str, names: Sequence[str], columns: Sequence[str]) -> UsageError:
    near = [found for wanted in names if (found := nearest(wanted, columns))]
    hint = f"Did you mean {near[0]!r}? Rename it." if near else "Name the column in the first line."
    return UsageError(
        f"{name}:1: expected a column {what}: {', '.join(names)}; "
        f"found {', '.join(map(repr, columns)) or 'nothing'}.",
        hint,
    )
