"""Names the files of an expanded table, and its rows."""

from __future__ import annotations

from dataclasses import dataclass

from augctl.tables.block import Ints


@dataclass(frozen=True, slots=True)
class TableSink:
    """Names the files that rows go to.

    Attributes:
        file_name: What a file of rows is called.
        source: What the source is called, which is the same but for a model to draw from.
        by_split: Whether each split has a file of its own.
    """

    file_name: str
    source: str
    by_split: bool

    def placed(self, split: str) -> str:
        """Return where rows of a split go, relative to OUT/data."""
        return f"{split}/{self.file_name}" if self.by_split else self.file_name

    def made(self, number: int, label: str | None, chain: str, copy: int) -> str:
        """Return where a row goes that was made of another, relative to OUT/data."""
        return self.placed("train")

    def keys(self, numbers: Ints) -> Ints:
        """Return what draws know rows by: their numbers. Shape (m,)."""
        return numbers

    def parent(self, number: int) -> str:
        """Return what the manifest calls a row of the source."""
        return f"{self.source}#{number}"
