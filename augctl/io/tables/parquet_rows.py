"""Reads Parquet tables, and carries their rows as JSON without losing anything."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from augctl.errors import InputError, MissingPart, UsageError
from augctl.io.paths import near
from augctl.io.tables.rows import CellRows, Rows, places_of

_ROWS = 8192


def parquet() -> Any:
    """Import pyarrow's reader of Parquet.

    Raises:
        MissingPart: It is not installed.
    """
    try:
        from pyarrow import parquet as module
    except ImportError:
        raise MissingPart(
            "Parquet needs the Python package pyarrow, which is not installed.",
            "Run: pip install 'augctl[formats]'",
        ) from None
    return module


def opened_parquet(file: Path) -> Any:
    """Open a Parquet file.

    Raises:
        InputError: It is none, or it is broken.
        UsageError: A column has a type that rows of text cannot carry.
    """
    from pyarrow import ArrowException

    try:
        found = parquet().ParquetFile(file)
    except (OSError, ArrowException) as error:
        raise InputError(
            f"{near(file)} is no Parquet file that can be read: {error}.", "Write it again."
        ) from None
    for column in found.schema_arrow:
        carrier(column)
    return found


def carrier(column: Any) -> Any:
    """Return the type whose values JSON holds as they are, for a column.

    Raises:
        UsageError: There is none.
    """
    import pyarrow as pa

    of = column.type
    inner = of.value_type if pa.types.is_dictionary(of) else of
    if pa.types.is_timestamp(inner):
        return pa.int64()
    if pa.types.is_date(inner):
        return pa.int64() if pa.types.is_date64(inner) else pa.int32()
    if pa.types.is_decimal(inner):
        return pa.string()
    if _plain(inner):
        return inner
    raise UsageError(
        f"The column {column.name!r} has the type {of}, which tables cannot have.",
        "Leave the column out, or write it as text.",
    )


def _plain(of: Any) -> bool:
    import pyarrow as pa

    if pa.types.is_list(of) or pa.types.is_large_list(of):
        return _plain(of.value_type)
    checks = (
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_boolean,
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_null,
    )
    return any(check(of) for check in checks)


def carried(batch: Any) -> list[dict[str, Any]]:
    """Return the rows of a batch as JSON values."""
    names = batch.schema.names
    columns = [
        batch.column(i).cast(carrier(column)).to_pylist() for i, column in enumerate(batch.schema)
    ]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def uncarried(rows: Sequence[dict[str, Any]], schema: Any) -> Any:
    """Return a table of rows that `carried` returned."""
    import pyarrow as pa

    columns = [
        pa.array([row.get(column.name) for row in rows], carrier(column)).cast(column.type)
        for column in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


@dataclass(slots=True)
class ParquetSource:
    """A Parquet table; the place of a row is its number, and so is its line."""

    file: Path
    tick: Callable[[], None]
    names: list[str] = field(default_factory=list)
    clashing: set[str] = field(default_factory=set)
    comma: bool = False
    _quoted: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        import pyarrow as pa

        for column in opened_parquet(self.file).schema_arrow:
            self.names.append(column.name)
            of = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
            if pa.types.is_string(of) or pa.types.is_large_string(of):
                self._quoted.add(column.name)

    def tell_apart(self, name: str) -> None:
        """Do nothing: a column has one type."""

    def is_quoted(self, name: str) -> bool:
        """Say whether it is a column of strings; see `Source`."""
        return name in self._quoted

    def empty(self, name: str) -> str:
        """Say that missing cells are null."""
        return "null"

    def blocks(self) -> Iterator[Rows]:
        """Read the rows; see `Source`."""
        at = 0
        for batch in opened_parquet(self.file).iter_batches(batch_size=_ROWS):
            self.tick()
            numbers = np.arange(at, at + batch.num_rows)
            columns = {name: _texts(batch.column(i)) for i, name in enumerate(batch.schema.names)}
            yield CellRows(places_of(numbers, numbers + 1), numbers + 1, columns)
            at += batch.num_rows


def _texts(column: Any) -> list[str]:
    import pyarrow as pa

    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        return ["" if v is None else json.dumps(v, ensure_ascii=False) for v in column.to_pylist()]
    if pa.types.is_timestamp(column.type):  # as it is stored, whatever its zone
        whole = column.cast(pa.timestamp("us", column.type.tz), safe=False).cast(pa.int64())
        column = whole.cast(pa.timestamp("us"))
    return ["" if text is None else text for text in column.cast(pa.string()).to_pylist()]
