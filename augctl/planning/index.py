"""The index: one fixed-size record per original, in a file that is memory-mapped.

Reading it takes no memory that grows with the dataset. `order` lists the originals that chains work
on, class by class.
"""

from __future__ import annotations

import json
import os
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augctl.io.clashes import clashes
from augctl.io.original import (
    BROKEN,
    FORMATS,
    NAME_CLASH,
    SPLITS,
    STEM_CLASH,
    UNLABELLED,
    WORDLESS,
    Original,
)
from augctl.planning.marked import Marked

RECORD = np.dtype(
    [
        ("offset", "<u8"),
        ("length", "<u4"),
        ("label", "<i4"),
        ("split", "<i1"),
        ("flags", "<u1"),
        ("channels", "<u1"),
        ("bits", "<u1"),
        ("format", "<u1"),
        ("size", "<u8"),
        ("mtime_ns", "<i8"),
        ("width", "<u4"),
        ("height", "<u4"),
    ]
)


_WORDED = "worded.bin"

TABLE, TEXTS = "table", "texts"
"""Formats of originals that are rows: of one file, or each of a file of its own."""


class Index:
    """Reads an index. Access by number takes constant time and no memory to speak of.

    Attributes:
        count: Number of originals, broken ones too.
        labels: Names of the classes.
        listing: Hash of every path, size and time of change.
        longest_run: Length of the longest run of `_` in a path below its class; 1 to 7.
        longest_tilde: Length of the longest run of `~` in a path; 0 to 7.
        plain_plus: Whether no path has a `+` below its class.
        own_split: Whether the data came with a split.
        divided: Whether that has more than `train` alone, which leaves the dividing to the recipe.
        format: How the data is annotated: `folder` where folders are all there is.
        marked: What classes the marks of each original have; None where the data knows no marks.
        rows_of: The file whose rows the originals are, where they are rows of a table.
        is_model: Whether that is a model to draw from: its rows are no samples, but one for each
            class, for a generator to begin with.
    """

    def __init__(self, folder: Path) -> None:
        meta = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        self.folder = folder
        self.count: int = meta["count"]
        self.labels: list[str] = meta["labels"]
        self.listing: str = meta["listing"]
        self.longest_run: int = meta["longest_run"]
        self.longest_tilde: int = meta["longest_tilde"]
        self.plain_plus: bool = meta["plain_plus"]
        self.own_split: bool = meta["own_split"]
        self.divided: bool = meta["divided"]
        self.format: str = meta["format"]
        self.marked = None if meta["marked"] is None else Marked(folder, meta["marked"])
        self.rows_of: str | None = meta.get("rows_of")
        self.is_model: bool = meta.get("is_model", False)
        self.records = _mapped(folder / "records.bin", RECORD, self.count)
        self._paths = _mapped(folder / "paths.bin", np.dtype("u1"), None)

    @property
    def is_table(self) -> bool:
        """Whether the originals are rows: of a table, or text files, which are read as one."""
        return self.format in (TABLE, TEXTS)

    @property
    def annotated(self) -> bool:
        """Whether there is an annotation beside the originals."""
        return self.format not in ("folder", TABLE, TEXTS)

    @property
    def by_marks(self) -> Marked | None:
        """What is marked, where classes are those of marks alone, and pictures have none."""
        return None if self.labels else self.marked

    def path(self, number: int) -> str:
        """Return the path of one original, relative to the input folder; of a row, its number."""
        if self.rows_of is not None:
            return f"{self.rows_of}#{number}"
        record = self.records[number]
        start = int(record["offset"])
        return os.fsdecode(self._paths[start : start + int(record["length"])].tobytes())

    def __getitem__(self, number: int) -> Original:
        record = self.records[number]
        label = int(record["label"])
        return Original(
            number,
            self.path(number),
            self.labels[label] if label >= 0 else None,
            SPLITS[max(int(record["split"]), 0)],
            int(record["flags"]),
            int(record["channels"]),
            int(record["bits"]),
            FORMATS[int(record["format"])],
            int(record["width"]),
            int(record["height"]),
            int(record["size"]),
            int(record["mtime_ns"]),
        )

    def writable(self) -> NDArray[Any]:
        """Map the records for writing: for the probe and the split, while no one else reads."""
        if not self.count:
            return np.zeros(0, dtype=RECORD)
        return np.memmap(self.folder / "records.bin", dtype=RECORD, mode="r+", shape=(self.count,))

    def entries(self) -> Iterator[tuple[str, int, int]]:
        """Walk path, size and time of change of every original, in order."""
        for number in range(1 if self.rows_of is not None else self.count):
            record = self.records[number]
            path = self.rows_of or self.path(number)
            yield path, int(record["size"]), int(record["mtime_ns"])

    def counts(self) -> NDArray[np.int64]:
        """Count the usable originals: shape (classes or 1, splits)."""
        rows = max(len(self.labels), 1)
        table = np.zeros((rows, len(SPLITS)), dtype=np.int64)
        for start in range(0, self.count, 1 << 16):
            part = self.records[start : start + (1 << 16)]
            part = part[(part["flags"] & BROKEN) == 0]
            np.add.at(table, (np.maximum(part["label"], 0), np.maximum(part["split"], 0)), 1)
        return table


def _mapped(file: Path, dtype: np.dtype[Any], count: int | None) -> NDArray[Any]:
    if file.stat().st_size == 0:
        return np.zeros(0, dtype=dtype)
    return np.memmap(file, dtype=dtype, mode="r", shape=None if count is None else (count,))


class Order:
    """The originals that chains work on, class by class, each class in order of path.

    Attributes:
        folder: Where its files are.
        numbers: Shape (n,), positions to numbers in the index; memory-mapped.
        held_out: Shape (m,), the usable originals that chains leave alone, those of the other
            splits above all, in order of path.
        starts: Where each class starts in `numbers`, and n at the end; length classes + 1.
        worded: Shape (m,), int64, in a file: positions of those that have text, where stages are to
            work on text and some have none; else None.
    """

    def __init__(self, folder: Path, starts: Sequence[int]) -> None:
        eight = np.dtype("<i8")
        self.folder = folder
        self.numbers: NDArray[np.int64] = _mapped(folder / "order.bin", eight, None)
        self.held_out: NDArray[np.int64] = _mapped(folder / "held_out.bin", eight, None)
        self.starts = tuple(starts)
        worded = folder / _WORDED
        self.worded = worded if worded.exists() else None

    def __len__(self) -> int:
        return len(self.numbers)

    def label(self, position: int) -> int:
        """Return the class of a position."""
        return bisect_right(self.starts, position) - 1

    def span(self, label: int) -> tuple[int, int]:
        """Return the positions of a class, as start and stop."""
        return self.starts[label], self.starts[label + 1]

    @classmethod
    def make(cls, index: Index, folder: Path, without: Sequence[int] = ()) -> Order:
        """Sort the index's usable originals, by way of files in `folder`.

        Args:
            index: The index.
            folder: Takes the files of the order.
            without: Numbers of originals that were found broken since the probe.
        """
        folder.mkdir(parents=True, exist_ok=True)
        records = index.records
        usable = (records["flags"] & BROKEN) == 0
        usable[list(without)] = False
        train = usable & (records["split"] <= 0) & ((records["flags"] & UNLABELLED) == 0)
        numbers = np.flatnonzero(train)
        labels = np.maximum(records["label"][numbers], 0)
        order = np.argsort(labels, kind="stable")
        starts = np.searchsorted(labels[order], np.arange(max(len(index.labels), 1) + 1))
        held_out = np.flatnonzero(usable & ~train)
        # Not by tofile, whose errors do not say why: a full disk must be told from other causes.
        (folder / "order.bin").write_bytes(numbers[order].astype("<i8").tobytes())
        (folder / "held_out.bin").write_bytes(held_out.astype("<i8").tobytes())
        worded = (records["flags"][numbers[order]] & WORDLESS) == 0
        (folder / _WORDED).unlink(missing_ok=True)
        if not worded.all():
            (folder / _WORDED).write_bytes(np.flatnonzero(worded).astype("<i8").tobytes())
        return cls(folder, [int(s) for s in starts])


def flag_clashes(index: Index, place: Callable[[str, str], str]) -> None:
    """Flag the originals whose places some disks take for one, as listings do.

    Args:
        index: The originals.
        place: Says where one goes, of its path and its split.
    """
    records = index.writable()

    def places() -> Iterator[PurePosixPath]:
        for number in range(index.count):
            split = SPLITS[max(int(records["split"][number]), 0)]
            yield PurePosixPath(place(index.path(number), split))

    records["flags"][clashes(map(str, places()))] |= NAME_CLASH
    records["flags"][clashes(str(path.with_suffix("")) for path in places())] |= STEM_CLASH
