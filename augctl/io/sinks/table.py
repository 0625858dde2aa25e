"""Names the files of an expanded table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableSink:
    """Names the files that rows go to.

    Attributes:
        by_split: Whether each split has a file of its own.
    """

    by_split: bool

    def placed(self, file_name: str, split: str) -> str:
        """Return where rows of a split go, relative to OUT/data."""
        return f"{split}/{file_name}" if self.by_split else file_name
