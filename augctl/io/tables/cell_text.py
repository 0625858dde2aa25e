"""Writes the cells of finished rows as text, column by column, as the source writes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augctl.io.tables.dates import text_of
from augctl.tables.block import Block, Codes, Floats
from augctl.tables.schema import Column, Schema

Texts = list[str | None]
"""The cells of one column; None where missing."""


def held(block: Block, schema: Schema) -> Iterator[tuple[Column, NDArray[Any]]]:
    """Walk the columns of a block in the order of the file, each with its cells: shape (m,)."""
    at = {"number": 0, "code": 0, "word": 0}
    arrays: dict[str, NDArray[Any]] = {
        "number": block.numbers,
        "code": block.codes,
        "word": block.words,
    }
    for column in schema.columns:
        if column.role == "target":
            yield column, block.targets if column.kind == "number" else block.labels
            continue
        yield column, arrays[column.kind][:, at[column.kind]]
        at[column.kind] += 1


def texts(column: Column, cells: NDArray[Any], *, comma: bool = False) -> Texts:
    """Write cells of a column; see `texts_of`."""
    if column.kind == "number":
        return _numbers(cells, column, comma)
    if column.kind == "code":
        return _codes(cells, column)
    return [None if cell is None else str(cell) for cell in cells]


def texts_of(
    block: Block, schema: Schema, *, comma: bool = False
) -> Iterator[tuple[Column, Texts]]:
    """Walk the columns of finished rows in the order of the file.

    Args:
        block: The rows.
        schema: Their columns.
        comma: Whether numbers have a decimal comma.
    """
    for column, cells in held(block, schema):
        yield column, texts(column, cells, comma=comma)


def _numbers(values: Floats, column: Column, comma: bool) -> Texts:
    texts: Texts
    if column.form:
        digits = column.decimals or 0
        known = np.nan_to_num(values).tolist()
        texts = [text_of(value, column.form, digits) for value in known]
    elif column.significant is not None:
        digits = column.significant - (column.notation[-1] != "g")
        flags = column.notation[:-1]
        texts = list(map(f"%{flags}.{digits}{column.notation[-1]}".__mod__, values.tolist()))
    elif column.decimals is None:
        plus = "+" in column.notation
        texts = [
            "+" * (plus and value > 0) + repr(value).removesuffix(".0") for value in values.tolist()
        ]
    else:
        texts = list(map(f"%{column.notation}.{column.decimals}f".__mod__, values.tolist()))
    if comma and not column.form:
        texts = [text.replace(".", ",") if text else text for text in texts]
    for i in np.flatnonzero(np.isnan(values)).tolist():
        texts[i] = None
    return texts


def _codes(codes: Codes, column: Column) -> Texts:
    words: list[Any] = [*column.categories, None]
    return [words[code] for code in codes.tolist()]
