"""Writes Parquet from rows that are carried as lines of JSON, in the types of the source."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from augctl.io.tables.cell_text import texts_of
from augctl.io.tables.parquet_rows import carried, opened_parquet, parquet, uncarried
from augctl.tables.block import Block
from augctl.tables.schema import Schema

_ROWS = 8192
_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


class ParquetText:
    """Carries rows of a Parquet file as JSON: made ones and originals."""

    def __init__(self, file: Path, schema: Schema) -> None:
        self._file, self._schema = file, schema
        self._open = opened_parquet(file)
        self._first = 0
        self._block: list[bytes] = []
        self._batches: Iterator[Any] = iter(())

    def lines(self, block: Block) -> list[bytes]:
        """Write finished rows; see `carried` for what stands for values of each type."""
        arrow = self._open.schema_arrow
        columns = []
        for column, texts in texts_of(block, self._schema):
            value = _value(arrow.field(column.name).type)
            columns.append([None if text is None else value(text) for text in texts])
        names = [column.name for column in self._schema.columns]
        return [_line(dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)]

    def original(self, row: int) -> bytes:
        """Return a row of the source; cheap where it is near behind the one before."""
        if row < self._first:
            self._first, self._block, self._batches = 0, [], iter(())
        if not self._block:
            self._seek(row)
        while row >= self._first + len(self._block):
            self._first += len(self._block)
            self._block = [_line(values) for values in carried(next(self._batches))]
        return self._block[row - self._first]

    def _seek(self, row: int) -> None:
        """Go to the beginning of the group of rows that has one."""
        about = self._open.metadata
        stops = np.cumsum([about.row_group(i).num_rows for i in range(about.num_row_groups)])
        group = int(np.searchsorted(stops, row, side="right"))
        self._first = int(stops[group - 1]) if group else 0
        groups = list(range(group, about.num_row_groups))
        self._batches = self._open.iter_batches(batch_size=_ROWS, row_groups=groups)

    def assemble(self, out: Path, parts: Iterable[bytes]) -> None:
        """Write a file with the columns, the compression and the size of groups of the source."""
        import pyarrow as pa

        about, schema = self._open.metadata, self._open.schema_arrow
        group = about.row_group(0) if about.num_row_groups else None
        codec = group.column(0).compression.lower() if group and group.num_columns else "snappy"
        size = group.num_rows if group else _ROWS
        rows = (line for part in parts for line in part.splitlines())
        waiting: list[Any] = []
        with parquet().ParquetWriter(
            out, schema, compression="none" if codec == "uncompressed" else codec
        ) as writer:
            while some := [json.loads(part) for part in islice(rows, min(size, _ROWS))]:
                waiting.append(uncarried(some, schema))
                if sum(map(len, waiting)) >= size:
                    writer.write_table(pa.concat_tables(waiting), row_group_size=size)
                    waiting = []
            if waiting:
                writer.write_table(pa.concat_tables(waiting), row_group_size=size)


def _line(values: dict[str, Any]) -> bytes:
    return (json.dumps(values) + "\n").encode("ascii")


def _value(of: Any) -> Callable[[str], Any]:
    """Return what makes the carried value of a type from a cell's text."""
    import pyarrow as pa

    inner = of.value_type if pa.types.is_dictionary(of) else of
    if pa.types.is_timestamp(inner):
        scale = _PER_SECOND[inner.unit]
        return lambda text: (
            int(np.datetime64(text.replace(" ", "T"), "us").astype(int)) * scale // 10**6
        )
    if pa.types.is_date32(inner):
        return lambda text: int(np.datetime64(text, "D").astype(int))
    if pa.types.is_date64(inner):
        return lambda text: int(np.datetime64(text, "D").astype(int)) * 86_400_000
    if pa.types.is_integer(inner):
        return int
    if pa.types.is_floating(inner):
        return float
    if pa.types.is_boolean(inner):
        return "true".__eq__
    if pa.types.is_list(inner) or pa.types.is_large_list(inner):
        return json.loads
    return str
