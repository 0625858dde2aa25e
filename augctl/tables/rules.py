"""What a user says of a table's columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from augctl.tables.schema import Role


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """What is said of one column; what is None, its cells tell.

    Attributes:
        role: What it means.
        low: The least number that may be written.
        high: The greatest.
        full: Whether no cell is missing, whatever it says.
        decimals: Digits behind the decimal point.
    """

    role: Role | None = None
    low: float | None = None
    high: float | None = None
    decimals: int | None = None
    full: bool = False


@dataclass(frozen=True, slots=True)
class TableRules:
    """How to read a table.

    Attributes:
        target: The column to predict; None where the usual names tell.
        ids: Columns that tell rows apart and mean nothing else.
        columns: What is said of columns, by name.
        texts: The columns that stages for text work on; empty where the cells are to tell.
        spans: The column that says what is marked in a text; None where the cells are to tell.
        fresh_ids: Whether made rows get new ids that look like the table's, or none.
    """

    target: str | None = None
    ids: tuple[str, ...] = ()
    columns: Mapping[str, ColumnRule] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    spans: str | None = None
    fresh_ids: bool = True
