"""The index: one fixed-size record per original, in a file that is memory-mapped.

It is built by streaming a sorted listing to disk, so neither building nor reading it takes memory
that grows with the dataset. `order` lists the originals that chains work on, class by class.
"""

from __future__ import annotations

import json
import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augctl.io.original import BROKEN, FORMATS, SPLITS, Entry, Original

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

_CHUNK = 4096
_UNDERSCORES = re.compile("__+")


class IndexWriter:
    """Streams a sorted listing to the files of an index."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.labels: dict[str, int] = {}
        self.count = 0
        self._hash = blake2b(digest_size=16)
        self._records = (folder / "records.bin").open("wb")
        self._paths = (folder / "paths.bin").open("wb")
        self._offset = 0
        self._waiting: list[tuple[Any, ...]] = []
        self._names: list[bytes] = []
        self._longest_run = 1
        self._plain_plus = True
        self._own_split = False

    def add(self, entry: Entry) -> None:
        """Append one entry."""
        raw = os.fsencode(entry.path)
        label = -1
        if entry.label is not None:
            label = self.labels.setdefault(entry.label, len(self.labels))
        self._waiting.append(
            (
                self._offset,
                len(raw),
                label,
                entry.split,
                entry.flags,
                0,
                0,
                0,
                entry.size,
                entry.mtime_ns,
                0,
                0,
            )
        )
        self._names.append(raw)
        self._note_name(entry)
        self._hash.update(b"%d %d %d " % (len(raw), entry.size, entry.mtime_ns) + raw)
        self._offset += len(raw)
        self.count += 1
        if len(self._waiting) == _CHUNK:
            self._flush()

    def _note_name(self, entry: Entry) -> None:
        name = entry.path.rpartition("/")[2]
        if "__" in name:
            runs = (len(run) for run in _UNDERSCORES.findall(name))
            self._longest_run = max(self._longest_run, *runs, 1)
        self._plain_plus = self._plain_plus and "+" not in name
        self._own_split = self._own_split or entry.split >= 0

    def _flush(self) -> None:
        self._records.write(np.array(self._waiting, dtype=RECORD).tobytes())
        self._paths.write(b"".join(self._names))
        self._waiting.clear()
        self._names.clear()

    def finish(self) -> Index:
        """Write the rest and open the index."""
        self._flush()
        self._records.close()
        self._paths.close()
        meta = {
            "count": self.count,
            "labels": list(self.labels),
            "listing": self._hash.hexdigest(),
            "longest_run": self._longest_run,
            "plain_plus": self._plain_plus,
            "own_split": self._own_split,
        }
        (self.folder / "index.json").write_text(json.dumps(meta), encoding="utf-8")
        return Index(self.folder)


class Index:
    """Reads an index. Access by number takes constant time and no memory to speak of.

    Attributes:
        count: Number of originals, broken ones too.
        labels: Names of the classes.
        listing: Hash of every path, size and time of change.
        longest_run: Length of the longest run of underscores in a file's name; at least 1.
        plain_plus: Whether no file's name has a `+`.
        own_split: Whether the data came with a split.
    """

    def __init__(self, folder: Path) -> None:
        meta = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        self.folder = folder
        self.count: int = meta["count"]
        self.labels: list[str] = meta["labels"]
        self.listing: str = meta["listing"]
        self.longest_run: int = meta["longest_run"]
        self.plain_plus: bool = meta["plain_plus"]
        self.own_split: bool = meta["own_split"]
        self.records = _mapped(folder / "records.bin", RECORD, self.count)
        self._paths = _mapped(folder / "paths.bin", np.dtype("u1"), None)

    def path(self, number: int) -> str:
        """Return the path of one original, relative to the input folder."""
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
        for number in range(self.count):
            record = self.records[number]
            yield self.path(number), int(record["size"]), int(record["mtime_ns"])

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
        held_out: Shape (m,), the usable originals of the other splits, in order of path.
        starts: Where each class starts in `numbers`, and n at the end; length classes + 1.
    """

    def __init__(self, folder: Path, starts: Sequence[int]) -> None:
        eight = np.dtype("<i8")
        self.folder = folder
        self.numbers: NDArray[np.int64] = _mapped(folder / "order.bin", eight, None)
        self.held_out: NDArray[np.int64] = _mapped(folder / "held_out.bin", eight, None)
        self.starts = tuple(starts)

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
        train = usable & (records["split"] <= 0)
        numbers = np.flatnonzero(train)
        labels = np.maximum(records["label"][numbers], 0)
        order = np.argsort(labels, kind="stable")
        starts = np.searchsorted(labels[order], np.arange(max(len(index.labels), 1) + 1))
        numbers[order].astype("<i8").tofile(folder / "order.bin")
        np.flatnonzero(usable & ~train).astype("<i8").tofile(folder / "held_out.bin")
        return cls(folder, [int(s) for s in starts])


def build(entries: Iterable[Entry], folder: Path) -> Index:
    """Stream a sorted listing into an index at `folder`."""
    writer = IndexWriter(folder)
    for entry in entries:
        writer.add(entry)
    return writer.finish()
