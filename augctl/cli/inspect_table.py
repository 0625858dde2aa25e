"""Prints what `augctl inspect` finds in a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from augctl.cli.counts import print_by_split
from augctl.cli.oddities import print_oddities
from augctl.cli.printing import count, print_table, say

if TYPE_CHECKING:
    from augctl.commands.inspect_table import InspectedColumn, InspectedTable

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_LONGEST_EXAMPLE = 20


def print_inspected(found: InspectedTable) -> None:
    """Print a table's form, its target, its columns, and what is odd."""
    if found.format == "folder":
        say(count(found.rows, "text file") + (" in class folders" if found.target else ""))
        print_by_split(found.classes, "files")
    else:
        say(f"{count(found.rows, 'row')} of {count(len(found.columns), 'column')}, {_form(found)}")
        _print_target(found)
    if found.format != "folder":
        _print_columns(found)
    print_oddities(found.issues)


def _print_columns(found: InspectedTable) -> None:
    print_table(
        ["column", "role", "#missing", "values", "#decimals", "examples"],
        [_row(column, found.rows) for column in found.columns],
        cut=True,
    )


def _form(found: InspectedTable) -> str:
    delimiter = _DELIMITERS.get(found.delimiter, repr(found.delimiter))
    parts = [
        found.format,
        f"delimiter {delimiter}" if found.delimiter else "",
        found.encoding,
        "gzip" if found.packed else "",
    ]
    return ", ".join(filter(None, parts))


def _print_target(found: InspectedTable) -> None:
    if found.target is None:
        say("no target: name the column to predict with --target, and input.target in the recipe")
        return
    target = next(column for column in found.columns if column.name == found.target)
    if found.regression:
        say(f"target  {found.target}, a number: {_values(target)}")
    else:
        say(f"target  {found.target}, {_values(target, 'class', 'classes')}")
        print_by_split(found.classes, "rows")


def _row(column: InspectedColumn, rows: int) -> list[str]:
    return [
        column.name,
        column.role,
        _share(column.missing, rows),
        _values(column),
        "" if column.decimals is None else str(column.decimals),
        _examples(column.examples),
    ]


def _values(column: InspectedColumn, one: str = "distinct", many: str = "distinct") -> str:
    if column.low is not None:
        return f"{column.low} to {column.high}" if column.low != column.high else column.low
    if column.role in ("text", "id") and column.distinct is None:
        return "over 100,000 distinct"
    return count(column.distinct, one, many) if column.distinct else "none"


def _share(missing: int, rows: int) -> str:
    """Write a share of rows in percent; what is there is never 0, and what is not all never 100."""
    if not missing:
        return ""
    if missing == rows:
        return "100 %"
    return f"{min(max(100 * missing / rows, 0.1), 99.9):.1f} %"


def _examples(examples: Sequence[str]) -> str:
    shown = [" ".join(each.split()) for each in examples]
    return ", ".join(
        each if len(each) <= _LONGEST_EXAMPLE else each[: _LONGEST_EXAMPLE - 1].rstrip() + "…"
        for each in shown
    )
