"""Some rows of a file on their way into columns, as every format's reader hands them out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from augctl.tables.block import Floats, Ints


class Rows(Protocol):
    """Rows that follow one another in a file."""

    @property
    def places(self) -> Ints:
        """Where each begins and ends in the source: shape (m, 2)."""

    @property
    def lines(self) -> Ints:
        """The line that each begins in, from 1: shape (m,)."""

    def cells(self, name: str) -> Sequence[str]:
        """Return the cells of a column as text; empty where there is none."""

    def floats(self, names: Sequence[str]) -> Floats | None:
        """Return columns of numbers at once, shape (m, columns), if no cell is anything else."""


@dataclass(frozen=True, slots=True)
class CellRows:
    """Rows whose cells are told apart."""

    places: Ints
    lines: Ints
    columns: Mapping[str, Sequence[str]]

    def cells(self, name: str) -> Sequence[str]:
        """Return the cells of a column; see `Rows`."""
        return self.columns.get(name) or [""] * len(self.lines)

    def floats(self, names: Sequence[str]) -> Floats | None:
        """Return nothing: each column has to be looked at."""
        return None


class Source(Protocol):
    """A file that is being read.

    Attributes:
        names: Its columns, in order; of JSON, those seen so far.
        clashing: Columns with strings beside numbers or other values, of a format that tells them
            apart. Their strings have quotes around them.
    """

    names: list[str]
    clashing: set[str]

    @property
    def comma(self) -> bool:
        """Whether numbers have a decimal comma."""

    def blocks(self) -> Iterator[Rows]:
        """Read the file from its beginning."""

    def tell_apart(self, name: str) -> None:
        """Hand out the cells of a column as JSON writes them, from the next reading on."""

    def is_quoted(self, name: str) -> bool:
        """Say whether cells of a column were strings, where the format tells."""

    def empty(self, name: str) -> str | None:
        """Say how missing cells are written, where the format and not the cells tell."""


def places_of(starts: Sequence[int] | Ints, stops: Sequence[int] | Ints) -> Ints:
    """Put the beginnings and ends of rows together: shape (m, 2)."""
    return np.stack([np.asarray(starts, np.int64), np.asarray(stops, np.int64)], axis=1)
