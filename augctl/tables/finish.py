"""The last touch on made rows: every cell is one that the column can have.

Stages work with plain numbers. Here they come within the column's bounds and get its decimals,
whole numbers become whole, and ids are new ones.
"""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augctl.tables.block import Block, Floats, Ints
from augctl.tables.ids import new_id
from augctl.tables.schema import Column, Schema

# Up to here every whole number is a float64, so that rounding is sure.
_EXACT = 2.0**52

# The powers of ten that are float64 numbers.
_POWERS = 22


def finished(block: Block, schema: Schema, ordinals: Ints) -> Block:
    """Return rows as they can be written. Doing it again changes nothing.

    Numbers are clipped to `Column.low` and `high` and rounded to `decimals`, half to even; what
    would leave the bounds by that is rounded the other way; likewise to `significant` digits. Times
    are rounded to what their form tells, or to the coarser unit that all share. Missing cells stay
    missing. Ids are fresh, or missing.

    Args:
        block: Rows that were made.
        schema: Their columns.
        ordinals: Shape (m,): number of each among all rows that the run makes, from 0.
    """
    numbers = block.numbers.copy()
    for j, column in enumerate(schema.numbers):
        numbers[:, j] = fitted(numbers[:, j], column)
    targets = block.targets
    if schema.target is not None and schema.regression:
        targets = fitted(targets, schema.target)
    words = block.words
    if any(column.role == "id" for column in schema.words):
        words = words.copy()
        for j, column in enumerate(schema.words):
            if column.role == "id":
                words[:, j] = _ids(column, ordinals)
    return replace(block, numbers=numbers, targets=targets, words=words)


def _ids(column: Column, ordinals: Ints) -> NDArray[Any]:
    found = np.full(len(ordinals), None, dtype=object)
    if column.fresh is not None:
        # Python's whole numbers: an id may have more digits than 64 bits hold.
        found[:] = [new_id(column.pattern, column.fresh, n) for n in ordinals.tolist()]
    return found


def fitted(cells: Floats, column: Column) -> Floats:
    """Return numbers as a column can have them: shape (m,), a new array, NaN where missing."""
    found = np.clip(cells, column.low, column.high)
    unit, decimals = 1.0, column.decimals
    if column.form:
        unit, decimals = _grain(column)
    elif column.significant is not None:
        return _significant(found, column) + 0.0
    elif column.role == "integer":
        decimals = 0
    if decimals is not None:
        low = _on_grid(column.low / unit, decimals, ROUND_CEILING) * unit
        high = _on_grid(column.high / unit, decimals, ROUND_FLOOR) * unit
        # Bounds that were given may have no number of so few decimals between them.
        if low <= high:
            found = np.clip(rounded(found / unit, decimals) * unit, low, high)
    return found + 0.0  # -0.0 becomes 0.0


def _grain(column: Column) -> tuple[float, int | None]:
    """Return the unit of a column of times in seconds, and the decimals that it has."""
    if 0 < column.step_s < 1:
        return 1.0, round(-math.log10(column.step_s))
    if column.step_s:
        return max(column.step_s, seconds_told(column.form)), 0
    return seconds_told(column.form), column.decimals if "%f" in column.form else 0


def _significant(cells: Floats, column: Column) -> Floats:
    """Round to so many digits, whatever the power of ten, and stay within bounds: shape (m,)."""
    digits = column.significant or 1
    found = np.array([float(f"{cell:.{digits - 1}e}") for cell in cells.tolist()])
    low, high = (
        _on_grid(bound, digits - 1 - _power(bound), direction)
        for bound, direction in ((column.low, ROUND_CEILING), (column.high, ROUND_FLOOR))
    )
    return np.clip(found, low, high) if low <= high else cells


def _power(number: float) -> int:
    """Return the power of ten that a number begins with; 0 for 0 and for what is not finite."""
    return Decimal(repr(number)).adjusted() if number and math.isfinite(number) else 0


def _on_grid(bound: float, decimals: int, direction: str) -> float:
    """Return the number with these decimals that is next to a bound, within it."""
    if not np.isfinite(bound):
        return bound
    text = Decimal(repr(float(bound)))
    if text.as_tuple().exponent >= -decimals:  # type: ignore[operator]
        return bound
    return float(text.quantize(Decimal(1).scaleb(-decimals), rounding=direction))


def rounded(cells: Floats, decimals: int) -> Floats:
    """Round as Python's `round`, which goes by all digits of a number: shape (m,).

    >>> rounded(np.array([2.675, 0.125, 1e300, np.nan]), 2).tolist()
    [2.67, 0.12, 1e+300, nan]
    """
    power = 10.0 ** min(decimals, _POWERS)
    with np.errstate(over="ignore"):
        scaled = cells * power
    sure = (np.abs(scaled) < _EXACT) & (decimals <= _POWERS)
    scaled = np.where(sure, scaled, 0.0)
    whole = np.rint(scaled)
    # The product is rounded itself: what is near the middle, or large, is done digit by digit.
    error = np.abs(scaled) * 2.0**-52
    sure &= np.abs(np.abs(scaled - whole) - 0.5) > error
    found: Floats = np.where(sure, whole / power, cells)
    for i in np.flatnonzero(~sure & np.isfinite(cells)).tolist():
        found[i] = round(float(cells[i]), decimals)
    return found


def seconds_told(form: str) -> float:
    """Return the unit of a form of times, in seconds; parts of a second are decimals.

    >>> seconds_told("%d.%m.%Y"), seconds_told("%Y-%m-%d %H:%M")
    (86400.0, 60.0)
    """
    units = (("%S", 1.0), ("%M", 60.0))
    return next((seconds for sign, seconds in units if sign in form), 86400.0)
