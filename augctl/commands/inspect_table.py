"""What `augctl inspect` tells of a table: its target, and what each column holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from augctl.engine.progress import Progress, counting
from augctl.engine.scan import Scan
from augctl.io.original import BROKEN
from augctl.io.tables.cell_text import texts_of
from augctl.io.tables.form import Form
from augctl.manifest import Row
from augctl.tables.schema import Column
from augctl.tables.table import Table

_EXAMPLES = 3
_LOOKED_AT = 1000
_PART = 1 << 14

MOST_DISTINCT = 100_000
"""More different texts than this are not counted."""


@dataclass(frozen=True, slots=True)
class InspectedColumn:
    """What a column holds.

    Attributes:
        name: As the file has it.
        role: What it means.
        missing: How many of its cells are missing.
        distinct: How many different cells there are; None of numbers, and beyond 100,000.
        low: The least number or the earliest time, as the file writes it; None of other columns.
        high: The greatest, likewise.
        decimals: Digits behind the decimal point; None of other columns, and where they are many.
        examples: Different cells from the beginning of the file.
    """

    name: str
    role: str
    missing: int
    distinct: int | None
    low: str | None
    high: str | None
    decimals: int | None
    examples: Sequence[str]


@dataclass(frozen=True, slots=True)
class InspectedTable:
    """What a table holds.

    Attributes:
        input: The file.
        format: csv, jsonl or parquet; `folder` where each row is a text file.
        packed: Whether it is a gzip file.
        encoding: Of its text; empty where the format has its own.
        delimiter: What stands between cells; empty where nothing does.
        rows: How many rows can be used.
        target: The column to predict; None where none is named, or called as targets usually are.
        regression: Whether the target is a number.
        classes: How many rows each class of the target has, by split; all rows where there are no
            classes.
        columns: The columns, in the order of the file.
        issues: Rows and columns that cannot be used, have to be mended, or are odd and kept as
            they are: path, outcome, reason, message.
    """

    input: Path
    format: str
    packed: bool
    encoding: str
    delimiter: str
    rows: int
    target: str | None
    regression: bool
    classes: Mapping[str, Mapping[str, int]]
    columns: Sequence[InspectedColumn]
    issues: Sequence[Row]


def table_summary(
    scan: Scan, classes: Mapping[str, Mapping[str, int]], progress: Progress
) -> InspectedTable:
    """Sum up a table that was read.

    Args:
        scan: What was found in it.
        classes: How many rows each class has, by split.
        progress: Called as texts are counted.
    """
    folder = scan.index.folder
    table, form = Table(folder), Form.load(folder)
    target = table.schema.target
    text = form.kind in ("csv", "jsonl")
    return InspectedTable(
        input=scan.root,
        format=form.kind,
        packed=form.packed,
        encoding=(form.outer or form.encoding) if text else "",
        delimiter=form.delimiter if form.kind == "csv" else "",
        rows=int(((scan.index.records["flags"] & BROKEN) == 0).sum()),
        target=target.name if target is not None else None,
        regression=table.schema.regression,
        classes=classes,
        columns=_columns(table, form, progress),
        issues=scan.issues(),
    )


def _columns(table: Table, form: Form, progress: Progress) -> list[InspectedColumn]:
    schema = table.schema
    distinct = _distinct_words(table, progress)
    first = table.block(np.arange(min(table.count, _LOOKED_AT)))
    two = first.take(np.zeros(2, np.int64))
    ends = replace(
        two,
        numbers=np.array([_bounds(column) for column in schema.numbers]).T.reshape(2, -1),
        targets=np.array(_bounds(schema.target)) if schema.regression else two.targets,
    )
    examples = texts_of(first, schema, comma=form.comma)
    bounds = texts_of(ends, schema, comma=form.comma)
    found = []
    for (column, texts), (_, (low, high)) in zip(examples, bounds, strict=True):
        number = column.kind == "number"
        count = len(column.categories) if column.kind == "code" else distinct.get(column.name)
        found.append(
            InspectedColumn(
                column.name,
                column.role,
                column.missing,
                count,
                low if number else None,
                high if number else None,
                column.decimals if number and not column.form else None,
                list(dict.fromkeys(text for text in texts if text is not None))[:_EXAMPLES],
            )
        )
    return found


def _bounds(column: Column | None) -> tuple[float, float]:
    """Return the ends of a column of numbers; none where all cells are missing."""
    if column is None or not np.isfinite(column.low) or not np.isfinite(column.high):
        return np.nan, np.nan
    return column.low, column.high


def _distinct_words(table: Table, progress: Progress) -> dict[str, int | None]:
    """Count the different cells of each column of texts or ids; None beyond what is counted."""
    names = [column.name for column in table.schema.words]
    seen: list[set[str] | None] = [set() for _ in names]
    tick = counting(progress, "counting texts", -(-table.count // _PART))
    for start in range(0, table.count, _PART):
        if not any(each is not None for each in seen):
            break
        tick()
        words = table.words(np.arange(start, min(start + _PART, table.count)))
        for j, each in enumerate(seen):
            if each is not None:
                each.update(word for word in words[:, j].tolist() if word is not None)
                seen[j] = each if len(each) <= MOST_DISTINCT else None
    return {n: None if each is None else len(each) for n, each in zip(names, seen, strict=True)}
