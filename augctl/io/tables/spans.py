"""Finds the rows of a table in which what is marked does not fit the text."""

from __future__ import annotations

from collections.abc import Iterable

from augctl.errors import BadInput
from augctl.io.annotations.faults import Faults
from augctl.io.tables.rows import Rows
from augctl.text.spans import check_spans


def bad_spans(blocks: Iterable[Rows], spans: str, text: str, faults: Faults) -> list[int]:
    """Return the numbers of such rows, and report them; a cell that is missing marks nothing.

    Args:
        blocks: All rows.
        spans: The column of spans.
        text: The column of the text that they are in.
        faults: Takes what is wrong.
    """
    found, first = [], 0
    for rows in blocks:
        cells = zip(rows.cells(spans), rows.cells(text), rows.lines.tolist(), strict=True)
        for number, (cell, written, line) in enumerate(cells, first):
            try:
                if cell:
                    check_spans(cell, written)
            except BadInput as error:
                message = f"{error.message} in {spans!r}; the row is left out"
                faults.at(line, error.reason, message)
                found.append(number)
        first += len(rows.lines)
    return found
