"""Looks at a table: reads it once into typed columns, and notes what is odd about its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from augctl.engine.garbage import no_cycles
from augctl.io import atomic
from augctl.io.annotations.model import Oddity
from augctl.planning.index import Index
from augctl.planning.rows import index_rows
from augctl.recipe.compile import Recipe
from augctl.tables.rules import ColumnRule, TableRules
from augctl.tables.table import Table


@dataclass
class TableListing:
    """What was found while a table was read; see the other listings.

    Attributes:
        root: The file.
        oddities: What is odd about rows and columns, in order.
    """

    root: Path
    oddities: list[Oddity] = field(default_factory=list)
    unreadable: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    ignored: Counter[str] = field(default_factory=Counter)


def rules_of(recipe: Recipe) -> TableRules:
    """Return what a recipe says of a table's columns."""
    columns = {
        name: ColumnRule(column.role, column.min, column.max, column.decimals)
        for name, column in recipe.input.columns.items()
    }
    fresh = recipe.output.table.ids == "fresh"
    return TableRules(recipe.input.target, recipe.input.id, columns, fresh)


def list_table(
    root: Path, folder: Path, recipe: Recipe, tick: Callable[[], None]
) -> tuple[Index, TableListing]:
    """Read a table into an index at `folder`.

    Raises:
        UsageError: Its columns do not fit the recipe.
        InputError: It cannot be read, or has no row.
        OutputError: The index cannot be written.
    """
    from augctl.io.tables.read import read_table

    listing = TableListing(root)
    with atomic.writing(folder), no_cycles():
        folder.mkdir(parents=True, exist_ok=True)
        read_table(root, folder, rules_of(recipe), listing.oddities.append, tick)
        return index_rows(Table(folder), folder, root), listing
