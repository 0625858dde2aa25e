"""The charts of a table before and after: rows in two dimensions, and each column by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from augctl.show import palette
from augctl.show.bins import bars, counted, outlines
from augctl.show.charts import Chart, ChartSection, Entry
from augctl.show.components import Components
from augctl.show.histogram import percent
from augctl.show.palette import Colour
from augctl.show.scatter import Limits, Scatter
from augctl.show.theme import BLUE, SHADOW, VERMILION
from augctl.tables.block import Block, Codes, Floats, Ints
from augctl.tables.schema import Column, Schema

Mask = NDArray[np.bool_]

_MOST_CLASSES = 6
_OTHERS: Colour = (150, 150, 145)
_ONE: Colour = (0, 103, 166)
_MOST_COLUMNS = 80


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows to show.

    Attributes:
        name: What they are: the originals, or a chain's.
        about: What the chain does.
        block: Some of them, spread evenly.
        total: How many there are.
        rejected: How many of those that were tried are rejected.
    """

    name: str
    about: str
    block: Block
    total: int
    rejected: int = 0

    def remarks(self) -> list[str]:
        """Say what they are, and how many there are and are shown."""
        parts = [f"{self.total:,} row{'' if self.total == 1 else 's'}"]
        if len(self.block) + self.rejected < self.total:
            parts.append(f"{len(self.block):,} shown, spread evenly")
        if self.rejected:
            tried = len(self.block) + self.rejected
            parts.append(f"{self.rejected:,} of {tried:,} tried rejected")
        return [*([self.about] if self.about else []), "  ·  ".join(parts)]


def sections(schema: Schema, originals: Rows, chains: Sequence[Rows]) -> list[ChartSection]:
    """Return all that is shown of a table."""
    return [_scatters(schema, originals, chains), *_columns(schema, originals, chains)]


def _scatters(schema: Schema, originals: Rows, chains: Sequence[Rows]) -> ChartSection:
    components = Components.of(originals.block)
    if not components.shares:
        why = "No column of numbers or categories varies: there is nothing to tell rows apart by."
        charts = [Chart(rows.name, rows.remarks(), None) for rows in (originals, *chains)]
        return ChartSection("Rows", why, charts, 2)
    places = [components.place(rows.block) for rows in (originals, *chains)]
    limits = Limits.of(np.concatenate(places))
    classes = _Classes.of(schema, originals.block)
    charts = [
        Chart(
            rows.name,
            rows.remarks(),
            Scatter(
                points,
                classes.numbers[rows.block.labels],
                classes.colours,
                places[0][:0] if rows is originals else places[0],
                limits,
                _names(components.shares),
            ),
        )
        for rows, points in zip((originals, *chains), places, strict=True)
    ]
    entries = [*classes.entries, Entry("originals, behind new rows", SHADOW)]
    outside = sum(map(limits.outside, places))
    about = _basis(components)
    about += f"  ·  {outside:,} rows lie farther out and are drawn on the edge" if outside else ""
    return ChartSection("Rows", about, charts, 2, entries)


def _basis(components: Components) -> str:
    if len(components.shares) == 1:
        return "The only direction in which rows differ, scaled to a spread of 1"
    what = "columns" if components.with_categories else "columns of numbers"
    return (
        f"The first two principal components of {components.columns} {what}, "
        "each scaled to the same spread; found in the originals"
    )


def _names(shares: tuple[float, ...]) -> tuple[str, str]:
    if len(shares) == 1:
        return "all of the variance", ""
    first, second = (f"{percent(share)} of the variance" for share in shares)
    return f"1st component, {first}", f"2nd component, {second}"


@dataclass(frozen=True, slots=True, eq=False)
class _Classes:
    """Colours of classes; the least frequent share one. `numbers` leads from labels to colours."""

    numbers: Ints
    colours: tuple[Colour, ...]
    entries: Sequence[Entry]

    @classmethod
    def of(cls, schema: Schema, block: Block) -> _Classes:
        """Give the classes of a table colours; the rarer are to lie on top of the more frequent."""
        target = schema.target
        if target is None or schema.regression:
            return cls(np.zeros(1, np.int64), (_ONE,), (Entry("rows", _ONE),))
        names = target.categories
        counts = counted(block.labels, np.ones(len(block)), len(names))
        order = np.argsort(-counts, kind="stable").tolist()
        own = order if len(order) <= _MOST_CLASSES + 1 else order[:_MOST_CLASSES]
        of_name = palette.colours(names[i] for i in own)
        numbers = np.zeros(len(names) + 1, np.int64)  # the last is of rows without a class
        numbers[own] = 1 + np.arange(len(own))
        colours = (_OTHERS, *(of_name[names[i]] for i in own))
        entries = [Entry(names[i], of_name[names[i]]) for i in own]
        if len(own) < len(order):
            entries.append(Entry(f"{len(order) - len(own)} other classes", _OTHERS))
        return cls(numbers, colours, entries)


def _columns(schema: Schema, originals: Rows, chains: Sequence[Rows]) -> list[ChartSection]:
    view = _View(schema, originals.block, chains)
    key = [Entry("originals", BLUE), Entry("new rows of all chains", VERMILION)]
    target_first = sorted(schema.columns, key=lambda column: column.role != "target")
    found = []
    for title, kind in (("Numbers", "number"), ("Categories", "code")):
        columns = [column for column in target_first if column.kind == kind]
        if not columns:
            continue
        about = "Share of the cells of each column that are not missing, before and after"
        if len(columns) > _MOST_COLUMNS:
            about += f"  ·  the first {_MOST_COLUMNS} of {len(columns):,} columns"
        charts = [view.chart(column) for column in columns[:_MOST_COLUMNS]]
        found.append(ChartSection(title, about, charts, 1, key))
    if schema.words:
        names = ", ".join(f"{column.name} ({column.role})" for column in schema.words)
        found.append(ChartSection("Not drawn", names, []))
    return found


class _View:
    """The cells of columns before and after."""

    def __init__(self, schema: Schema, before: Block, chains: Sequence[Rows]) -> None:
        self._schema = schema
        self._before = before
        self._after = [rows.block for rows in chains]
        weights = [
            # Of those that are not tried, as many will be rejected.
            np.full(len(rows.block), rows.total / max(len(rows.block) + rows.rejected, 1))
            for rows in chains
        ]
        self._weights = np.concatenate([np.zeros(0), *weights])

    def chart(self, column: Column) -> Chart:
        """Return the chart of a column."""
        if column.kind == "number":
            cells = [self._numbers(block, column) for block in (self._before, *self._after)]
            before, after = cells[0], np.concatenate([np.zeros(0), *cells[1:]])
            missing = np.isnan(before), np.isnan(after)
            drawn = outlines(column, before, after, self._weights)
            return Chart(column.name, self._remarks(column, *missing), drawn)
        codes = [self._codes(block, column) for block in (self._before, *self._after)]
        first, later = codes[0], np.concatenate([np.zeros(0, np.int32), *codes[1:]])
        count = len(column.categories)
        after = counted(later, self._weights, count)
        if column is self._schema.target:
            soft = [block.shares(count) for block in self._after]
            after = (np.concatenate([np.zeros((0, count)), *soft]) * self._weights[:, None]).sum(0)
        pairs = bars(column.categories, counted(first, np.ones(len(first)), count), after)
        return Chart(column.name, self._remarks(column, first < 0, later < 0), pairs)

    def _remarks(self, column: Column, before: Mask, after: Mask) -> list[str]:
        told: list[str] = [column.role]
        if column.kind == "code":
            count = len(column.categories)
            told[0] += f"  ·  {count:,} categor{'y' if count == 1 else 'ies'}"
        if before.any() or after.any():
            then = float((after * self._weights).sum() / (self._weights.sum() or 1.0))
            told.append(f"missing {percent(float(before.mean()))}, then {percent(then)}")
        return told

    def _numbers(self, block: Block, column: Column) -> Floats:
        if column is self._schema.target:
            return block.targets
        return block.numbers[:, self._schema.numbers.index(column)]

    def _codes(self, block: Block, column: Column) -> Codes:
        if column is self._schema.target:
            return block.labels
        return block.codes[:, self._schema.codes.index(column)]
