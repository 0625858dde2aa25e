"""Looks at a table: reads it once into typed columns, and notes what is odd about its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from augctl.documents.near import nearest
from augctl.engine.garbage import no_cycles
from augctl.errors import InputError, RecipeError
from augctl.io import atomic
from augctl.io.annotations.model import Oddity
from augctl.io.original import BROKEN, Entry
from augctl.io.tables.text_files import TextFiles
from augctl.planning.index import TEXTS, Index
from augctl.planning.index_writer import build, relabelled
from augctl.planning.rows import index_rows
from augctl.recipe.compile import Recipe
from augctl.tables.rules import ColumnRule, TableRules
from augctl.tables.table import Table

if TYPE_CHECKING:
    from augctl.io.tables.columns import NoSuchColumnError


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
    given = recipe.input
    return TableRules(given.target, given.id, columns, given.text, given.spans, fresh)


def _in_recipe(error: NoSuchColumnError, recipe: Recipe) -> RecipeError:
    """Say where in a recipe the columns are named that are not there."""
    document = replace(recipe.document, problems=[])
    for place, name in error.wrong:
        close = nearest(name, error.names)
        expected = f"a column of {error.file}: {error.shown}"
        document.problem(("input", *place), expected, repr(name), close, at_key=True)
    return RecipeError(document.problems)


def list_table(
    root: Path, folder: Path, recipe: Recipe, tick: Callable[[], None]
) -> tuple[Index, TableListing]:
    """Read a table into an index at `folder`.

    Raises:
        UsageError: Its columns do not fit the recipe.
        RecipeError: The recipe names columns that are not there.
        InputError: It cannot be read, or has no row.
        OutputError: The index cannot be written.
    """
    from augctl.io.tables.columns import NoSuchColumnError
    from augctl.io.tables.dialogues import is_model, tabulate
    from augctl.io.tables.read import read_table

    listing = TableListing(root)
    with atomic.writing(folder), no_cycles():
        folder.mkdir(parents=True, exist_ok=True)
        before = root.stat()
        model = is_model(root)
        try:
            if model:
                tabulate(root, folder)
            else:
                read_table(root, folder, rules_of(recipe), listing.oddities.append, tick)
        except NoSuchColumnError as error:
            raise _in_recipe(error, recipe) from None
        index = index_rows(Table(folder), folder, root.name, before, is_model=model)
    if has_changed(root, index):
        raise InputError(f"{root} was changed while it was read.", "Wait until it is whole.")
    return index, listing


class _Each(Sequence[str]):
    """Texts by number, each made when it is asked for."""

    def __init__(self, count: int, text: Callable[[int], str]) -> None:
        self._count, self._text = count, text

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice):
            return [self._text(number) for number in range(*key.indices(self._count))]
        if key >= self._count:
            raise IndexError(key)
        return self._text(key)


def list_texts(
    root: Path, folder: Path, entries: Iterable[Entry], tick: Callable[[], None]
) -> tuple[Index, list[Oddity]]:
    """Read text files, as the rows of a table, into an index at `folder`.

    Args:
        root: The folder that they are in.
        folder: Takes the index.
        entries: The files, listed.
        tick: Called once per file.

    Raises:
        InputError: Not one of them can be used.
        OutputError: The index cannot be written.
    """
    from augctl.io.tables.read import read_texts

    oddities: list[Oddity] = []
    with atomic.writing(folder), no_cycles():
        index = build(entries, folder, TEXTS)
        if not index.count:
            return index, oddities
        paths = _Each(index.count, index.path)
        numbers = index.records["label"]
        labels = _Each(index.count, lambda n: index.labels[numbers[n]]) if index.labels else ()
        files = TextFiles(root, paths, labels, oddities.append, tick)
        read_texts(files, folder)
        records = index.writable()
        records["flags"][sorted(files.bad)] |= BROKEN
        # A table sorts its classes.
        table = Table(folder)
        records["label"] = table.labels
        return relabelled(index, table.classes), oddities


def has_changed(root: Path, index: Index) -> bool:
    """Say whether a table or text files are not what was read, by sizes and times of change."""
    flags = index.records["flags"]
    for number, (path, size, mtime_ns) in enumerate(index.entries()):
        if flags[number] & BROKEN:
            continue
        try:
            now = (root if index.rows_of is not None else root / path).stat()
        except OSError:
            return True
        if (now.st_size, now.st_mtime_ns) != (size, mtime_ns):
            return True
    return False
