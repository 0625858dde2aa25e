"""From the cells of a column to the bins of a histogram, before and after."""

from __future__ import annotations

import numpy as np

from augctl.io.tables.dates import text_of
from augctl.show.captions import short
from augctl.show.histogram import Bar, Bars, Outlines
from augctl.tables.block import Codes, Floats
from augctl.tables.schema import Column

_BINS = 24
_MOST_BARS = 6

# Where so small a part of the cells at an end takes more room than so much of what the rest takes,
# it is cut off. Where half of the cells are in the first bin even so, the scale is logarithmic.
_TAIL = 0.005
_LONGEST = 0.5

_MOST_DIGITS = 7

# Up to here there is a number halfway between two whole ones.
_EXACT = 2.0**52


def outlines(column: Column, before: Floats, after: Floats, weights: Floats) -> Outlines | None:
    """Return the histogram of a column of numbers; None where no cell has any.

    Args:
        column: The column.
        before: Shape (m,): cells before; NaN where missing.
        after: Shape (n,): cells after.
        weights: Shape (n,): how many cells each of them stands for.
    """
    known = ~np.isnan(after)
    before, after, weights = before[~np.isnan(before)], after[known], weights[known]
    both = np.concatenate([before, after])
    if not len(both):
        return None
    low, high = float(both.min()), float(both.max())
    tails = [_TAIL, 1 - _TAIL]
    near = [np.quantile(cells, tails).tolist() for cells in (before, after) if len(cells)]
    near_low, near_high = min(n[0] for n in near), max(n[1] for n in near)
    longest = _LONGEST * (near_high - near_low) if near_high > near_low else np.inf
    first = near_low if near_low - low > longest else low
    last = near_high if high - near_high > longest else high
    steep = low > 0 and np.median(both) < first + (last - first) / _BINS
    if column.role == "integer":
        first, last = float(np.floor(first)), float(np.ceil(last))
    whole = column.role == "integer" and last - first < _EXACT
    edges = np.geomspace(low, high, _BINS + 1) if steep else _edges(first, last, whole)
    ends = [written(column, low), written(column, high) if low < high else ""]
    if steep:
        ends[1] += ", log scale"
    else:
        ends[0] = f"under {written(column, first)}" if first > low else ends[0]
        ends[1] = f"over {written(column, last)}" if last < high else ends[1]
    shares = [
        _shares(np.histogram(np.clip(cells, edges[0], edges[-1]), edges, weights=of)[0])
        for cells, of in ((before, None), (after, weights))
    ]
    return Outlines(shares[0], shares[1], ends[0], ends[1])


def _edges(low: float, high: float, whole: bool) -> Floats:
    """Choose the edges of bins; of whole numbers, each bin has as many."""
    if low == high:
        step = max(abs(low) * 1e-3, 0.5)
        return np.asarray(low + step * np.arange(-3.0, 4.0, 2), np.float64)
    if whole:
        step = max(-(-(high - low + 1) // _BINS), 1.0)
        return np.arange(low - 0.5, high + step, step, np.float64)
    # Halves, as the difference of two very great numbers is none.
    return 2 * np.linspace(low / 2, high / 2, _BINS + 1, dtype=np.float64)


def _shares(counts: Floats) -> Floats:
    return counts / (counts.sum() or 1.0)


def written(column: Column, number: float) -> str:
    """Write a number of a column briefly.

    >>> written(Column("day", "datetime", "number", form="%Y-%m-%d"), 86400.0)
    '1970-01-02'
    >>> written(Column("age", "integer", "number", decimals=0), 41.0)
    '41'
    """
    if column.form:
        return text_of(number, column.form, 0)
    if number == round(number) and abs(number) < 10**_MOST_DIGITS:
        return f"{round(number):,}"
    return short(float(number))


def bars(names: tuple[str, ...], before: Floats, after: Floats) -> Bars | None:
    """Return the bars of categories, the most frequent first, the rest as one; None without any.

    Args:
        names: The categories.
        before: Shape (categories,): how many cells have each before.
        after: Likewise after.
    """
    before, after = _shares(before), _shares(after)
    order = np.lexsort((np.arange(len(names)), -after, -before))
    order = order[(before + after)[order] > 0]
    if not len(order):
        return None
    shown = order if len(order) <= _MOST_BARS else order[: _MOST_BARS - 1]
    rest = order[len(shown) :]
    found = [Bar(names[i] or "(empty)", float(before[i]), float(after[i])) for i in shown.tolist()]
    if len(rest):
        found.append(
            Bar(f"{len(rest)} others", float(before[rest].sum()), float(after[rest].sum()))
        )
    return Bars(found)


def counted(codes: Codes, weights: Floats, categories: int) -> Floats:
    """Count cells by category, the missing ones left out: shape (categories,)."""
    known = codes >= 0
    return np.bincount(codes[known], weights[known], minlength=categories).astype(np.float64)
