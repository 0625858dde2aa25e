"""Rows of text as they stand in the source, with nothing but the changed cells replaced.

A cell that no stage changed keeps its very bytes: quotes, spaces, escapes, the notation of a
number. A row of which no cell changed is the row of the source.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augctl.errors import BadInput
from augctl.io.tables.cell_text import held, texts
from augctl.io.tables.form import Form
from augctl.io.tables.row_text import csv_cell, json_value
from augctl.tables.block import Block
from augctl.tables.schema import Column, Schema

Changes = dict[int, str | None]
"""By number of column: the text of a cell that changed; None where it is missing now."""

_decode = json.JSONDecoder().raw_decode


def spliced(
    block: Block, begun: Block, originals: Sequence[bytes], schema: Schema, form: Form
) -> list[bytes]:
    """Write finished rows.

    Args:
        block: The rows.
        begun: The rows of the source that they began as.
        originals: These as they stand in the source.
        schema: Their columns.
        form: How the source is written: `csv` or `jsonl`.

    Raises:
        BadInput: A text has a letter that the encoding of the source has not.
    """
    replace = _csv_replaced if form.kind == "csv" else _json_replaced
    return [
        _row(raw, changes, schema, form, replace) if changes else _ended(raw, form)
        for raw, changes in zip(originals, _changes(block, begun, schema, form), strict=True)
    ]


def _ended(raw: bytes, form: Form) -> bytes:
    return raw if raw.endswith((b"\n", b"\r")) else raw + form.ending.encode("ascii")


def _changes(block: Block, begun: Block, schema: Schema, form: Form) -> list[Changes]:
    found: list[Changes] = [{} for _ in range(len(block))]
    pairs = zip(held(block, schema), held(begun, schema), strict=True)
    for number, ((column, new), (_, old)) in enumerate(pairs):
        rows = np.flatnonzero(_differ(new, old))
        if not len(rows):
            continue
        cells = texts(column, new[rows], comma=form.comma and form.kind == "csv")
        for row, cell in zip(rows.tolist(), cells, strict=True):
            found[row][number] = cell
    return found


def _differ(new: NDArray[Any], old: NDArray[Any]) -> NDArray[np.bool_]:
    differ = np.asarray(new != old, dtype=bool)
    if new.dtype == np.float64:
        differ &= ~(np.isnan(new) & np.isnan(old))
    return differ


def _row(
    raw: bytes,
    changes: Changes,
    schema: Schema,
    form: Form,
    replaced: Callable[[str, Changes, Sequence[Column], Form], str],
) -> bytes:
    line = raw.decode(form.encoding, "surrogateescape")
    body = line.rstrip("\r\n")
    text = replaced(body, changes, schema.columns, form) + (line[len(body) :] or form.ending)
    try:
        # What was no letter of a table of lines is the byte that it was.
        return text.encode(form.encoding, "surrogateescape")
    except UnicodeEncodeError as error:
        letter = text[error.start]
        raise BadInput(
            "no_such_letter",
            f"the text has {letter!r} now, which {form.encoding}, the file's encoding, has not",
        ) from None


def _csv_replaced(line: str, changes: Changes, columns: Sequence[Column], form: Form) -> str:
    places = csv_places(line, form)
    parts: list[str] = []
    at = 0
    for number, cell in sorted(changes.items()):
        start, stop = places[number]
        quoted = line[start : start + 1] == form.quote
        column = columns[number]
        new = column.empty if cell is None else cell
        parts += (line[at:start], csv_cell(new, form, quoted=quoted, alone=len(columns) == 1))
        at = stop
    return "".join([*parts, line[at:]])


def csv_places(line: str, form: Form) -> list[tuple[int, int]]:
    """Return where the cells of a row are, their quotes included.

    >>> form = Form("csv", "a.csv", "a.csv")
    >>> line = 'a,"b, ""c"" d",'
    >>> [line[i:j] for i, j in csv_places(line, form)]
    ['a', '"b, ""c"" d"', '']
    """
    quote, delimiter = form.quote, form.delimiter
    places, at = [], 0
    while True:
        while form.spaced and line[at : at + 1] == " ":
            at += 1
        start = at
        if line[at : at + 1] == quote:
            at += 1
            # A quote within is written twice; the first that is not ends the cell.
            while (at := line.index(quote, at) + 1) and line[at : at + 1] == quote:
                at += 1
        stop = line.find(delimiter, at)
        if stop < 0:
            places.append((start, len(line)))
            return places
        places.append((start, stop))
        at = stop + 1


def _json_replaced(line: str, changes: Changes, columns: Sequence[Column], form: Form) -> str:
    places = json_places(line)
    edits, added = [], []
    for number, cell in sorted(changes.items()):
        column = columns[number]
        if column.name in places:
            # Where a key that is left out is what is missing, one that was there becomes null.
            value = json_value(cell, column, form) if cell is not None else column.empty or "null"
            edits.append((*places[column.name], value))
        elif cell is not None:
            key = json.dumps(column.name, ensure_ascii=form.ascii)
            added.append(key + form.separators[1] + json_value(cell, column, form))
    if added:
        end = line.rindex("}")
        before = form.separators[0] if places else ""
        edits.append((end, end, before + form.separators[0].join(added)))
    parts: list[str] = []
    at = 0
    for start, stop, value in sorted(edits):
        parts += (line[at:start], value)
        at = stop
    return "".join([*parts, line[at:]])


def json_places(line: str) -> Mapping[str, tuple[int, int]]:
    """Return where the values of a JSON object are, by key; of a key twice, the last.

    >>> line = '{"a": 1, "b" : ["x"]}'
    >>> {key: line[i:j] for key, (i, j) in json_places(line).items()}
    {'a': '1', 'b': '["x"]'}
    """
    return dict(_json_items(line))


def _json_items(line: str) -> Iterator[tuple[str, tuple[int, int]]]:
    at = _behind_space(line, line.index("{") + 1)
    while line[at] == '"':
        key, at = _decode(line, at)
        start = _behind_space(line, _behind_space(line, at) + 1)
        _, stop = _decode(line, start)
        yield key, (start, stop)
        at = _behind_space(line, stop)
        if line[at] == ",":
            at = _behind_space(line, at + 1)


def _behind_space(line: str, at: int) -> int:
    while line[at] in " \t\r\n":
        at += 1
    return at
