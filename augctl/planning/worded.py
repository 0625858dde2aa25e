"""Plans of chains that work on text: of the originals in an order, only those that have some.

Such a plan is made as if there were no others, and its positions are then told among all. So what
another chain makes does not hang on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augctl.planning.by_marks import OwnNumbers
from augctl.planning.quotas import ChainPlan, Section

Ints = NDArray[np.int64]


class Worded:
    """The originals of an order that have text; see `Order`, whose positions they have."""

    def __init__(self, file: Path, starts: Sequence[int]) -> None:
        positions = np.memmap(file, dtype="<i8", mode="r")
        self._starts = np.searchsorted(positions, starts).tolist()

    def __len__(self) -> int:
        return int(self._starts[-1])

    def span(self, label: int) -> tuple[int, int]:
        """Return the places of a class among them, as start and stop."""
        return self._starts[label], self._starts[label + 1]


class WordedPlan(ChainPlan):
    """A plan made of `Worded`, with positions in the order that they are of."""

    def __init__(
        self, sections: Sequence[Section | OwnNumbers], limit: int | None, file: Path
    ) -> None:
        """Take a plan.

        Args:
            sections: Its sections, of places among those that have text.
            limit: At most so many units.
            file: Shape (n,), int64: the position in the order of each of these, ascending.
        """
        super().__init__(sections, limit)
        self._file = file

    @cached_property
    def _positions(self) -> Ints:
        return np.memmap(self._file, dtype="<i8", mode="r")

    def unit(self, number: int) -> tuple[int, int]:
        """Return position and copy number of the unit with this number."""
        place, copy = super().unit(number)
        return int(self._positions[place]), copy

    def units(self, numbers: Ints) -> tuple[Ints, Ints]:
        """Return positions and copies of many units; see `unit`."""
        places, copies = super().units(numbers)
        return np.asarray(self._positions[places]), copies

    def at(self, position: int) -> list[tuple[int, int]]:
        """List number and copy of the kept units of one original."""
        place, behind = self._places(position, position + 1)
        return super().at(place) if place < behind else []

    def uses(self, start: int, stop: int) -> int:
        """Count the kept units whose originals stand at positions in [start, stop)."""
        return super().uses(*self._places(start, stop))

    def uses_each(self, count: int) -> Ints:
        """Count the kept units of each of the first `count` originals: shape (count,)."""
        uses = np.zeros(count, dtype=np.int64)
        uses[self._positions] = super().uses_each(len(self._positions))
        return uses

    def _places(self, start: int, stop: int) -> tuple[int, int]:
        first, behind = np.searchsorted(self._positions, [start, stop]).tolist()
        return first, behind

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is mapped: a worker maps it for itself."""
        return {name: value for name, value in vars(self).items() if name != "_positions"}
