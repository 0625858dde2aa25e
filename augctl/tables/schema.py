"""What a table's columns are: roles, bounds, categories, and how their cells are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Literal

Role = Literal[
    "numeric", "integer", "categorical", "boolean", "datetime", "text", "spans", "id", "target"
]

Kind = Literal["number", "code", "word"]
"""How cells are held: as float64, as the number of a category, or as the text that the file has."""

_KINDS: Mapping[Role, Kind] = {
    "numeric": "number",
    "integer": "number",
    "datetime": "number",
    "categorical": "code",
    "boolean": "code",
    "text": "word",
    "spans": "word",
    "id": "word",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        name: As the file has it.
        role: What it means. `target` is what a model is to predict.
        kind: How its cells are held.
        low: The least value that may be written: the least seen, or a given one. Numbers only; of
            datetimes in seconds since 1970.
        high: The greatest, likewise.
        decimals: Digits behind the decimal point; None where a number is written as short as it
            comes back the same.
        categories: What a code stands for, as the file writes it. Codes only.
        empty: How the file writes a missing cell.
        missing: How many cells are missing.
        form: How datetimes are written, as for `strptime`; `iso` for ISO 8601.
        quoted: Whether the format tells text from numbers, and the cells were text: JSON strings.
        fresh: For ids: the whole number that new ids are to follow; None where they stay empty.
        pattern: For ids: how a new one is written; see `augctl.tables.ids`.
        step_s: For datetimes: the unit that all share, in seconds; 0 where that is their last
            digit.
        notation: Of numbers, as behind `%`: `+` where those above 0 bear a sign; `e` or `E` where
            all have powers of ten, `g` where some do. Else they are written with `decimals`.
        significant: Digits of a number that has a power of ten; None without such a notation.
        edited: Of texts: which of those it is that stages for text work on, from 1; else 0.
    """

    name: str
    role: Role
    kind: Kind
    low: float = float("-inf")
    high: float = float("inf")
    decimals: int | None = None
    categories: tuple[str, ...] = ()
    empty: str = ""
    missing: int = 0
    form: str = ""
    quoted: bool = False
    fresh: int | None = None
    pattern: str = "%d"
    step_s: float = 0.0
    notation: str = ""
    significant: int | None = None
    edited: int = 0

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Column:
        """Read a column from JSON values; see `Schema.plain`."""
        return cls(**{**data, "categories": tuple(data["categories"])})


def kind_of(role: Role) -> Kind:
    """Return how the cells of a role are held. The target's hang on what it is."""
    return _KINDS[role]


@dataclass(frozen=True)
class Schema:
    """The columns of a table, in the order of the file.

    Columns of each kind, the target left out, are numbered from 0: `numbers`, `codes` and `words`
    are the columns of the arrays of those names in a `Block`.
    """

    columns: tuple[Column, ...]

    @cached_property
    def numbers(self) -> tuple[Column, ...]:
        """The columns of numbers."""
        return tuple(c for c in self.columns if c.kind == "number" and c.role != "target")

    @cached_property
    def codes(self) -> tuple[Column, ...]:
        """The columns of categories."""
        return tuple(c for c in self.columns if c.kind == "code" and c.role != "target")

    @cached_property
    def words(self) -> tuple[Column, ...]:
        """The columns that are kept as text: texts and ids."""
        return tuple(c for c in self.columns if c.kind == "word" and c.role != "target")

    @cached_property
    def target(self) -> Column | None:
        """The column to predict: codes for classes, numbers for a regression; None without one."""
        return next((c for c in self.columns if c.role == "target"), None)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The columns that stages for text work on: the first, where a recipe does not say."""
        chosen = (column for column in self.words if column.edited)
        return tuple(c.name for c in sorted(chosen, key=lambda column: column.edited))

    @property
    def regression(self) -> bool:
        """Whether the target is a number."""
        return self.target is not None and self.target.kind == "number"

    def plain(self) -> list[dict[str, Any]]:
        """Write the columns as JSON values."""
        return [asdict(column) for column in self.columns]

    @classmethod
    def of(cls, data: list[Mapping[str, Any]]) -> Schema:
        """Read the columns back."""
        return cls(tuple(map(Column.of, data)))
