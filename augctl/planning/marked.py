"""What classes the marks of each original have, and how many: arrays on disk, memory-mapped.

The classes of one original after another stand in one long row, and a second one says where each
begins. So a look at one original takes constant time, and sums over many run in chunks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

_FILES = (("marked.idx", "<i8"), ("marked.classes", "<i4"), ("marked.counts", "<i4"))
_CHUNK = 1 << 16


class MarkedWriter:
    """Notes what is marked in one original after another; `flush` now and then keeps it small.

    Attributes:
        labels: The classes of marks, in the order in which they were met.
        any: Whether an original knows marks at all, if only that it has none.
    """

    def __init__(self, folder: Path) -> None:
        self.labels: dict[str, int] = {}
        self.any = False
        self._end = 0
        self._starts, self._classes, self._counts = [0], list[int](), list[int]()
        # On a full disk opening and closing can fail: the others are closed even so.
        with ExitStack() as stack:
            files = [stack.enter_context((folder / name).open("wb")) for name, _ in _FILES]
            self._files, self._closing = files, stack.pop_all()

    def __enter__(self) -> MarkedWriter:
        return self

    def __exit__(self, *error: object) -> None:
        self._closing.close()

    def add(self, marked: Mapping[str, int] | None) -> None:
        """Note how many marks of each class the next original has; None if it knows no marks."""
        self.any = self.any or marked is not None
        for label, count in (marked or {}).items():
            self._classes.append(self.labels.setdefault(label, len(self.labels)))
            self._counts.append(count)
        self._end += len(marked or ())
        self._starts.append(self._end)

    def flush(self) -> None:
        """Write what was noted so far."""
        noted = (self._starts, self._classes, self._counts)
        for file, (_, kind), values in zip(self._files, _FILES, noted, strict=True):
            file.write(np.array(values, dtype=kind).tobytes())
            values.clear()


class Marked:
    """Reads what `MarkedWriter` wrote.

    Attributes:
        labels: The classes of marks.
    """

    def __init__(self, folder: Path, labels: Sequence[str]) -> None:
        self.labels = tuple(labels)
        self._starts, self._classes, self._counts = (
            _mapped(folder / name, kind) for name, kind in _FILES
        )

    def parts(self, numbers: Numbers) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
        """Walk the marks of originals in one chunk or more, an entry for each class of an original.

        Args:
            numbers: The originals, shape (n,).

        Yields:
            Places in `numbers`, ascending; classes; and how many marks: each of shape (entries,).
        """
        for at in range(0, max(len(numbers), 1), _CHUNK):
            part = np.asarray(numbers[at : at + _CHUNK], dtype=np.int64)
            starts = self._starts[part]
            lengths = self._starts[part + 1] - starts
            places = np.repeat(np.arange(len(part)), lengths)
            # The entries of one original stand together, so its k-th is k behind its start.
            firsts = np.cumsum(lengths) - lengths
            entries = np.arange(len(places)) + (starts - firsts)[places]
            yield (
                places + at,
                self._classes[entries].astype(np.int64),
                self._counts[entries].astype(np.int64),
            )

    def totals(self, numbers: Numbers, uses: Numbers | None = None) -> Numbers:
        """Count the marks of each class in originals: shape (classes,).

        Args:
            numbers: The originals, shape (n,).
            uses: How often each counts, shape (n,); once by default.
        """
        found = np.zeros(len(self.labels), dtype=np.int64)
        for places, classes, counts in self.parts(numbers):
            np.add.at(found, classes, counts if uses is None else counts * uses[places])
        return found


def _mapped(file: Path, kind: str) -> Numbers:
    if file.stat().st_size == 0:
        return np.zeros(0, dtype=kind)
    return np.memmap(file, dtype=kind, mode="r")
