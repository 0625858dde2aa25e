"""Rows that need only be split at their delimiters, which is most rows of most tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from augctl.io.tables.cells import EXACT
from augctl.tables.block import Floats, Ints


@dataclass(frozen=True, slots=True)
class PlainRows:
    """Lines of a piece in which nothing is quoted, and all have as many cells as the header."""

    places: Ints
    lines: Ints
    texts: Sequence[str]
    names: Sequence[str]
    delimiter: str
    numbers: bool
    _split: list[str] = field(default_factory=list)

    def cells(self, name: str) -> Sequence[str]:
        """Return the cells of a column; see `Rows`."""
        if not self._split:
            self._split.extend(self.delimiter.join(self.texts).split(self.delimiter))
        return self._split[self.names.index(name) :: len(self.names)]

    def floats(self, names: Sequence[str]) -> Floats | None:
        """Return columns of numbers; numpy reads whole lines far faster than Python cells."""
        if not self.numbers or not names:
            return None
        columns = None if len(names) == len(self.names) else [self.names.index(n) for n in names]
        try:
            found: Floats = np.loadtxt(
                self.texts, delimiter=self.delimiter, usecols=columns, comments=None, ndmin=2
            )
        except ValueError:
            return None
        # NaN and infinity have a meaning of their own, and large numbers may not be exact.
        return found if bool((np.abs(found) < EXACT).all()) else None


def has_codes(raw: bytes, delimiter: str) -> bool:
    """Say whether a cell may be `007` or `1_000`, which are numbers for numpy alone."""
    if b"_" in raw:
        return True
    found = np.frombuffer(raw, np.uint8)
    zero = np.flatnonzero(found[1:-1] == ord("0")) + 1
    before, behind = found[zero - 1], found[zero + 1]
    digit = (behind >= ord("0")) & (behind <= ord("9"))
    # The exponent of 1e-05 is none.
    power = np.isin(found[zero - 2], np.frombuffer(b"eE", np.uint8)) & (before != ord(","))
    begins = (before < ord(".")) & ~power | (before == ord(delimiter))
    first = len(raw) > 1 and raw[:1] == b"0" and raw[1:2].isdigit()
    return first or bool((digit & begins).any())
