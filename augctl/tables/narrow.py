"""Narrows what made rows may have to what the training rows show: nothing of the others leaks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augctl.errors import UsageError
from augctl.io.tables.collect import COARSEST_S, shared_step
from augctl.tables.block import Floats
from augctl.tables.rules import ColumnRule
from augctl.tables.schema import Column, Schema
from augctl.tables.table import Table

# A float64 holds every decimal number of so many digits.
_DIGITS = 15

# So many rows are looked at at once.
_PART = 1 << 16


def narrowed(table: Table, training: NDArray[np.bool_], rules: Mapping[str, ColumnRule]) -> Schema:
    """Return the columns of a table as its training rows show them.

    Bounds come of the training rows, and where these are whole numbers, so are made ones. Where
    other rows have more digits behind the decimal point, or finer times, the training rows tell how
    many are written. What the user gives stays. Categories stay too: those of made rows come from
    training rows in any case.

    Args:
        table: The table.
        training: Shape (count,): which rows are for training.
        rules: What the user says of columns, by name.

    Raises:
        UsageError: No training row is within a bound that was given.
    """
    schema = table.schema
    cells = {column.name: (table.numbers, j) for j, column in enumerate(schema.numbers)}
    if schema.target is not None and schema.regression:
        cells[schema.target.name] = (table.targets[:, None], 0)
    columns = []
    for column in schema.columns:
        if column.name in cells:
            values, j = cells[column.name]
            seen, others = (_Seen(_parts(values, j, rows)) for rows in (training, ~training))
            column = _narrow(column, seen, others, rules.get(column.name, ColumnRule()))
        columns.append(column)
    return Schema(tuple(columns))


class _Seen:
    """What some cells of a column show.

    Attributes:
        low: The least; infinite without any cell.
        high: The greatest, likewise.
        decimals: Digits behind the decimal point that they need; more than 15 where no number of
            digits is enough.
        step_s: Were they times: the unit that all share, in seconds; 0 where there is none.
    """

    def __init__(self, parts: Iterator[Floats]) -> None:
        self.low, self.high, self.decimals, self.step_s = math.inf, -math.inf, 0, COARSEST_S
        for cells in parts:
            if len(cells):
                self.low = min(self.low, float(cells.min()))
                self.high = max(self.high, float(cells.max()))
            self.step_s = shared_step(cells, self.step_s) if self.step_s else 0.0
            while self.decimals <= _DIGITS and not _fit(cells, self.decimals):
                self.decimals += 1


def _parts(values: NDArray[Any], j: int, rows: NDArray[np.bool_]) -> Iterator[Floats]:
    """Walk the cells of a column that are not missing, in some rows."""
    for start in range(0, len(rows), _PART):
        part = slice(start, start + _PART)
        cells = values[part, j][rows[part]]
        yield cells[~np.isnan(cells)]


def _fit(cells: Floats, decimals: int) -> bool:
    """Say whether numbers have no more digits than these behind the decimal point."""
    scale = 10.0**decimals
    with np.errstate(over="ignore"):
        return bool(np.array_equal(np.rint(cells * scale) / scale, cells))


def _narrow(column: Column, seen: _Seen, others: _Seen, rule: ColumnRule) -> Column:
    low = seen.low if rule.low is None else rule.low
    high = seen.high if rule.high is None else rule.high
    if seen.low > seen.high:  # no cell is filled
        low = -math.inf if rule.low is None else rule.low
        high = math.inf if rule.high is None else rule.high
    elif low > seen.high or high < seen.low:
        raise UsageError(
            f"The column {column.name!r} goes from {seen.low:.15g} to {seen.high:.15g} in the"
            f" training split, and the bounds given for it leave none of that: every cell that is"
            " made would be the same.",
            f"Give bounds in input.columns.{column.name} that some of its cells are within.",
        )
    column = replace(column, low=low, high=high)
    if column.form:
        return replace(column, step_s=max(column.step_s, seen.step_s))
    # Digits that no row needs, as in 2.50, are how the file is written, and not for us to change.
    finer = seen.decimals < others.decimals
    if finer and rule.decimals is None and column.significant is None:
        column = replace(column, decimals=seen.decimals)
    if column.role == "numeric" and rule.role is None and seen.decimals == 0:
        column = replace(column, role="integer")
    return column
