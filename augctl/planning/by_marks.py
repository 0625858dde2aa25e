"""Quotas by class where classes are those of marks: how often each original is used.

An original holds marks of several classes, and every copy carries all of them along. So classes
cannot be served apart, as they are where each original has one, and each original gets a number of
copies of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.io import atomic
from augctl.planning.index import Order
from augctl.planning.marked import Marked, Numbers


@dataclass(frozen=True)
class OwnNumbers:
    """All originals, each used a number of times of its own; see `Section`.

    Attributes:
        file: Shape (n + 1,), int64: how many units come before each original, and n's at the end.
        stop: Position after the last, n.
    """

    file: Path
    stop: int
    start: int = 0

    @classmethod
    def write(cls, uses: Numbers, folder: Path) -> OwnNumbers:
        """Put the numbers into a folder, so that no worker holds or is sent them; shape (n,).

        Raises:
            OutputError: They could not be written.
        """
        before = np.zeros(len(uses) + 1, dtype="<i8")
        np.cumsum(uses, out=before[1:])
        digest = _digest(before)
        # Named by its content, so that a file that is mapped already stays as it is where another
        # plan is made.
        file = folder / f"uses-{digest}.bin"
        # After a power cut a file can lack content that it had.
        if not _holds(file, digest):
            atomic.write(file, before.data.cast("B"), file.with_suffix(".tmp"))
        return cls(file, len(uses))

    @cached_property
    def _before(self) -> NDArray[np.int64]:
        return np.memmap(self.file, dtype="<i8", mode="r")

    def befores(self) -> tuple[NDArray[np.int64], ...]:
        """Count the units before each original and before the end, shape (n + 1,)."""
        return (self._before,)

    def __len__(self) -> int:
        return int(self._before[-1])

    def unit(self, number: int) -> tuple[int, int]:
        """Return position and copy number of one unit; units of an original are neighbours."""
        position = int(np.searchsorted(self._before, number, side="right")) - 1
        return position, number - int(self._before[position])

    def numbers(self, start: int, stop: int) -> tuple[range, ...]:
        """Number the units whose originals stand at positions in [start, stop)."""
        low, high = min(start, self.stop), min(stop, self.stop)
        return (range(int(self._before[low]), int(self._before[high])),)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is mapped: a worker maps it for itself."""
        return {"file": self.file, "start": self.start, "stop": self.stop}


def _digest(content: NDArray[Any]) -> str:
    return blake2b(content.data, digest_size=16).hexdigest()


def _holds(file: Path, digest: str) -> bool:
    try:
        return _digest(np.memmap(file, mode="r")) == digest
    except (OSError, ValueError):  # not there, or empty
        return False


def copies(wanted: Mapping[str, int], order: Order, marked: Marked) -> Numbers:
    """Use each original as often as the class that wants most of those that it holds: shape (n,).

    So a rare thing is not left out for standing beside a common one. Repeat factors of images are
    found in the same way.

    References:
        Gupta, Dollár and Girshick 2019: LVIS: A Dataset for Large Vocabulary Instance Segmentation.
    """
    numbers = np.array([wanted.get(label, 0) for label in marked.labels], dtype=np.int64)
    uses = np.zeros(len(order), dtype=np.int64)
    for places, classes, _ in marked.parts(order.numbers):
        np.maximum.at(uses, places, numbers[classes])
    return uses


def balance(
    goals: Sequence[int],
    before: Sequence[int],
    order: Order,
    marked: Marked,
    spread: Callable[[str], Generator],
) -> Numbers:
    """Use originals until each class has the marks that are wanted of it: shape (n,).

    Class after class, from the rarest: what it still lacks, after what others brought along, is
    made from the originals that hold it, all used alike but for one use more of some. It comes to
    within half the marks of one original. What a later class brings along stands above the goal:
    nothing can take it away.

    Args:
        goals: How many marks are wanted of each class.
        before: How many it has.
        order: The originals.
        marked: What is marked in them.
        spread: Gives the generator that chooses who is used once more, by class.
    """
    holders = _holders(order, marked)
    uses = np.zeros(len(order), dtype=np.int64)
    has = np.array(before, dtype=np.int64)
    for label in sorted(range(len(marked.labels)), key=lambda label: (before[label], label)):
        places, counts = holders[label]
        lacks = goals[label] - int(has[label])
        if lacks <= 0 or not len(places):
            continue
        each, rest = divmod(lacks, int(counts.sum()))
        shuffled = spread(marked.labels[label]).permutation(len(places))
        reached = np.concatenate([[0], np.cumsum(counts[shuffled])])
        more = np.full(len(places), each, dtype=np.int64)
        more[shuffled[: int(np.abs(reached - rest).argmin())]] += 1
        uses[places] += more
        has += marked.totals(order.numbers[places], more)
    return uses


def _holders(order: Order, marked: Marked) -> list[tuple[NDArray[np.uint32], NDArray[np.int32]]]:
    """List for each class the places of the originals that hold it, and how many marks of it.

    Eight bytes for each class of an original, put in order chunk by chunk, as there may be many.
    """
    sizes = np.zeros(len(marked.labels), dtype=np.int64)
    for _, classes, _ in marked.parts(order.numbers):
        sizes += np.bincount(classes, minlength=len(sizes))
    places = np.empty(sizes.sum(), dtype=np.uint32)
    counts = np.empty(sizes.sum(), dtype=np.int32)
    ends = np.cumsum(sizes)
    free = ends - sizes
    for there, classes, many in marked.parts(order.numbers):
        by_class = np.argsort(classes, kind="stable")
        found = np.bincount(classes, minlength=len(sizes))
        to = np.arange(len(classes)) + np.repeat(free - (np.cumsum(found) - found), found)
        places[to], counts[to] = there[by_class], many[by_class]
        free += found
    return list(zip(np.split(places, ends[:-1]), np.split(counts, ends[:-1]), strict=True))
