"""What a recipe says of tables: what columns mean, and how rows are written."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from annotated_types import Ge, Le
from pydantic import BeforeValidator, model_validator

from augctl.documents.section import Section
from augctl.forms import plain_number

Bound = Annotated[float, BeforeValidator(plain_number)]

ColumnRole = Literal["numeric", "integer", "categorical", "boolean", "datetime", "text", "id"]


class ColumnSection(Section):
    """What is known of one column of a table; a role alone may stand for it."""

    role: ColumnRole | None = None
    """What it means; without it, its cells tell."""

    min: Bound | None = None
    """Least number that may be written; without it, the least in the table."""

    max: Bound | None = None
    """Greatest number that may be written; without it, the greatest in the table."""

    decimals: Annotated[int, Ge(0), Le(15), BeforeValidator(plain_number)] | None = None
    """Digits behind the decimal point; without it, as many as the table has."""

    @model_validator(mode="after")
    def _in_order(self) -> ColumnSection:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("a min that is not above max")
        return self


def _column(value: Any) -> Any:
    return {"role": value} if isinstance(value, str) else value


def _names(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Columns = dict[str, Annotated[ColumnSection, BeforeValidator(_column)]]

Names = Annotated[tuple[str, ...], BeforeValidator(_names)]


class TableOutput(Section):
    """How rows of tables are written."""

    ids: Literal["fresh", "empty"] = "fresh"
    """Ids of made rows: new ones that look like the table's, or nothing."""
