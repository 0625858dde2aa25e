"""A table on disk: typed columns in arrays that are memory-mapped, reached by number of row."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augctl.errors import UsageError
from augctl.io.annotations.splits import SPLIT_NAMES
from augctl.io.original import SPLITS
from augctl.tables.block import Block, Codes, Floats, Ints
from augctl.tables.schema import Schema

ABOUT = "table.json"
NUMBERS, CODES, LABELS, TARGETS = "numbers.npy", "codes.npy", "labels.npy", "targets.npy"
WORDS, WORD_STARTS = "words.bin", "words.npy"

_SPLIT = "split"
_PART = 1 << 16

NO_WORD = -1
"""Stands for the start of a missing word."""


class Table:
    """Reads a table. Rows are numbered from 0 in the order of the file, unusable ones left out.

    Attributes:
        folder: Where its files are.
        schema: Its columns.
        count: How many rows it has.
        numbers: Shape (count, d), float64; see `Block`.
        codes: Shape (count, c), int32.
        labels: Shape (count,), int32: classes of the target; -1 where missing, or it has none.
        targets: Shape (count,), float64: target of a regression; NaN where missing, or not one.
    """

    def __init__(self, folder: Path) -> None:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        self.folder = folder
        self.schema = Schema.of(about["columns"])
        self.count: int = about["count"]
        self.numbers: Floats = _mapped(folder / NUMBERS)
        self.codes: Codes = _mapped(folder / CODES)
        self.labels: Codes = _mapped(folder / LABELS)
        self.targets: Floats = _mapped(folder / TARGETS)

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The classes of the target; empty for a regression, or without a target."""
        target = self.schema.target
        return target.categories if target is not None else ()

    @cached_property
    def splits(self) -> NDArray[np.int8]:
        """The split of each row by its column `split`: shape (count,), as in `SPLITS`, or -1.

        A column with no name of a split at all means something else.

        Raises:
            UsageError: Some of its words name a split, and some do not.
        """
        found = np.full(self.count, -1, dtype=np.int8)
        odd: tuple[int, str] | None = None
        names = [column.name.lower() for column in self.schema.words]
        if _SPLIT not in names:
            return found
        at = names.index(_SPLIT)
        for start in range(0, self.count, _PART):
            rows = np.arange(start, min(start + _PART, self.count))
            cells = self.words(rows)[:, at].tolist()
            names_of = [SPLIT_NAMES.get(str(cell).strip().lower()) for cell in cells]
            found[rows] = [-1 if name is None else SPLITS.index(name) for name in names_of]
            if odd is None:
                odd = next(
                    (
                        (row, cell)
                        for row, cell, name in zip(rows.tolist(), cells, names_of, strict=True)
                        if name is None and cell is not None and cell.strip()
                    ),
                    None,
                )
        if odd is not None and (found >= 0).any():
            row, word = odd
            raise UsageError(
                f"The column 'split' has {word!r}, first in row {row + 1:,}, which is no name of a"
                " split.",
                f"Write one of {', '.join(SPLIT_NAMES)}, or rename the column.",
            )
        return found

    @cached_property
    def _words(self) -> tuple[memoryview, Ints]:
        file = self.folder / WORDS
        empty = np.zeros(0, np.uint8)
        blob = np.memmap(file, np.uint8, "r") if file.stat().st_size else empty
        return blob.data, _mapped(self.folder / WORD_STARTS)

    def words(self, rows: Ints) -> NDArray[Any]:
        """Return the cells of `Schema.words`: shape (m, w), objects; None where missing."""
        width = len(self.schema.words)
        found = np.full((len(rows), width), None, dtype=object)
        if width:
            blob, places = self._words
            for i, row in enumerate(places[rows].tolist()):
                for j, (start, stop) in enumerate(row):
                    if start != NO_WORD:
                        found[i, j] = str(blob[start:stop], "utf-8", "surrogatepass")
        return found

    def block(self, rows: Ints, copies: Ints | None = None) -> Block:
        """Return rows as the beginning of a chain, each as a copy of it."""
        count = len(rows)
        return Block(
            rows,
            np.zeros(count, dtype=np.int64) if copies is None else copies,
            np.asarray(self.numbers[rows]),
            np.asarray(self.codes[rows]),
            self.words(rows),
            np.asarray(self.labels[rows]),
            np.asarray(self.targets[rows]),
            None,
            np.zeros((count, 0), dtype=np.int64),
        )


def write_about(folder: Path, schema: Schema, count: int) -> None:
    """Write what a table's columns are; last, when its arrays are there.

    Beside it stand the arrays that `Table` names. `words.npy` has shape (count, w, 2): where each
    word begins and ends in `words.bin`, UTF-8; -1 and -1 where it is missing.
    """
    about = {"count": count, "columns": schema.plain()}
    (folder / ABOUT).write_text(json.dumps(about, indent=1), encoding="utf-8")


def _mapped(file: Path) -> NDArray[Any]:
    try:
        found: NDArray[Any] = np.load(file, mmap_mode="r")
    except ValueError:  # an array without cells cannot be mapped
        found = np.load(file)
    return found


class Training:
    """The rows that chains work on and stages learn from: those of the training split.

    They are sorted by class, and within one in the order of the file; a place among them is called
    a position. All else is told by number of row.

    Attributes:
        table: The table.
        rows: Shape (n,): the row at each position.
        starts: Where each class starts among the positions, and n at the end. Without classes, one
            class has all rows.
    """

    def __init__(
        self, table: Table, rows: Ints, starts: Sequence[int], on: str | None = None
    ) -> None:
        """Take rows of a table.

        Args:
            table: The table.
            rows: The row at each position.
            starts: Where each class starts among them, and their number.
            on: The column that stages for text work on; None for the first of them.
        """
        self.table = table
        self.rows = rows
        self.starts = tuple(starts)
        self._on = on

    def on(self, column: str | None) -> Training:
        """Return the same rows for a stage that works on another column of text.

        `text` is the slot, and so the first of them, where no column has that very name.
        """
        if column is None or (column == "text" and column not in self.schema.texts):
            return self
        return Training(self.table, self.rows, self.starts, column)

    @property
    def text(self) -> int:
        """The place among the words of a block of the text that a stage works on."""
        name = self.schema.texts[0] if self._on is None else self._on
        return [column.name for column in self.schema.words].index(name)

    @property
    def spans(self) -> int | None:
        """The place among the words of a block of what is marked in that text; None without it."""
        if self._on not in (None, *self.schema.texts[:1]):
            return None
        roles = [column.role for column in self.schema.words]
        return roles.index("spans") if "spans" in roles else None

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def schema(self) -> Schema:
        """The columns of the table."""
        return self.table.schema

    def of_class(self, label: int) -> Ints:
        """Return the rows of a class."""
        start, stop = self.starts[label], self.starts[label + 1]
        return np.asarray(self.rows[start:stop])
