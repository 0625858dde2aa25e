"""Finds out how a table of text is written: what stands between cells, and around them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from augctl.io.tables.cells import is_number

_DELIMITERS = ",;\t|"
_LINES = 200

Quoting = Literal["minimal", "all", "text"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written; see `Form`, which keeps it."""

    delimiter: str = ","
    quote: str = '"'
    quoting: Quoting = "minimal"
    spaced: bool = False
    comma: bool = False
    ending: str = "\n"

    def records(self, lines: Sequence[str]) -> list[list[str]]:
        """Read some lines; those that are broken are left out."""
        found = []
        reader = csv.reader(
            lines, delimiter=self.delimiter, quotechar=self.quote, skipinitialspace=self.spaced
        )
        while True:
            try:
                found.append(next(reader))
            except StopIteration:
                return [cells for cells in found if cells]
            except csv.Error:
                continue


def sniff(text: str, ending: str = ".csv") -> Dialect:
    r"""Find the dialect of a table by how it begins.

    Args:
        text: Its first lines, whole.
        ending: Of its name; of several delimiters that fit, it may decide.

    >>> sniff("a;b\n1,5;2,5\n").delimiter, sniff("a;b\n1,5;2,5\n").comma
    (';', True)
    """
    line_end = _line_end(text)
    lines = list(io.StringIO(text, newline=line_end if line_end == "\r" else "\n"))[:_LINES]
    best, best_score = Dialect(ending=line_end), (0.0, 0, 0)
    for at, delimiter in enumerate("\t,;|" if ending == ".tsv" else _DELIMITERS):
        quote = _quote(lines, delimiter)
        spaced = f"{delimiter} {quote}" in lines[0]
        dialect = Dialect(delimiter, quote, spaced=spaced, ending=line_end)
        rows = dialect.records(lines)
        width = len(rows[0]) if rows else 0
        if width < 2:
            continue
        # The header decides: a decimal comma splits every row alike, but not the header.
        alike = sum(len(row) == width for row in rows) / len(rows)
        score = (round(alike, 1), -at if ending == ".tsv" else width, -at)
        if score > best_score:
            best, best_score = dialect, score
    return _with_habits(best, lines)


def _line_end(text: str) -> str:
    if "\n" in text:
        return "\r\n" if text[: text.index("\n") + 1].endswith("\r\n") else "\n"
    return "\r" if "\r" in text else "\n"


def _quote(lines: Sequence[str], delimiter: str) -> str:
    """Return the sign that stands around whole cells, if it is not the usual one."""
    sides = re.escape(delimiter)
    usual, other = (
        sum(
            len(re.findall(rf"(?:^|{sides}){q}[^{q}\r\n]*{q}(?={sides}|\r?\n?$)", line))
            for line in lines
        )
        for q in "\"'"
    )
    return "'" if other and not usual else '"'


def _with_habits(dialect: Dialect, lines: Sequence[str]) -> Dialect:
    """Add how cells are quoted and what decimals look like, which takes rows to see."""
    records = dialect.records(lines)[1:]
    cells = [cell for row in records for cell in row if cell]
    comma = False
    if dialect.delimiter != ",":
        with_comma = [cell for cell in cells if is_number(cell, comma=True)]
        comma = any("," in cell for cell in with_comma) and not any(
            re.fullmatch(r"\s*[+-]?\d*\.\d+\s*", cell) for cell in cells
        )
    quoted, bare_text, bare_number = 0, 0, 0
    splitter = re.compile(
        rf"(?:^|{re.escape(dialect.delimiter)})\s*"
        rf"({dialect.quote}(?:[^{dialect.quote}]|{dialect.quote}{{2}})*{dialect.quote}"
        rf"|[^{re.escape(dialect.delimiter)}\r\n]*)"
    )
    for line in lines[1:]:
        for cell in splitter.findall(line.rstrip("\r\n")):
            if cell.startswith(dialect.quote):
                quoted += 1
            elif is_number(cell, comma):
                bare_number += 1
            elif cell:
                bare_text += 1
    quoting: Quoting = "minimal"
    if quoted and not bare_text:
        quoting = "text" if bare_number else "all"
    return Dialect(dialect.delimiter, dialect.quote, quoting, dialect.spaced, comma, dialect.ending)
