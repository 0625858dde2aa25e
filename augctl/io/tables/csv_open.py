"""Opens a table of lines: its dialect, its header, and the form that a writer needs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path, PurePath

from augctl.errors import InputError, UsageError
from augctl.io.annotations.faults import Faults
from augctl.io.tables.cells import is_number
from augctl.io.tables.csv_rows import CsvSource
from augctl.io.tables.dialect import Dialect, sniff
from augctl.io.tables.form import Form
from augctl.io.tables.opening import PIECE, Opened


def csv_source(
    file: Path, found: Opened, faults: Faults, tick: Callable[[], None]
) -> tuple[CsvSource, Form]:
    """Open a table.

    Args:
        file: The user's file.
        found: Where its rows are.
        faults: Takes what is wrong.
        tick: Called now and then.

    Raises:
        InputError: It has no rows.
        UsageError: Its header is none, or names a column twice.
    """
    with found.file.open("rb") as stream:
        stream.seek(found.start)
        raw = stream.read(PIECE)
    text = _whole_lines(raw).decode(found.encoding, "replace")
    blank = len(text) - len(text.lstrip("\r\n"))
    endings = [each.lower() for each in PurePath(file.name).suffixes]
    dialect = sniff(text[blank:], ".tsv" if ".tsv" in endings else ".csv")
    header, lines = _header(text[blank:], dialect, file.name)
    end = dialect.ending[-1]
    names = _names(header, text[blank + len(header) :], dialect, file.name)
    if found.encoding != "utf-8":
        faults.mended(
            0, "encoding", f"it is not UTF-8; read as {found.encoding}, and written the same"
        )
    start = found.start + _behind(raw, text[:blank].count(end) + lines, end)
    # A first row may be longer than what was read.
    if len(raw) < PIECE and not text[blank + len(header) :].strip("\r\n"):
        raise InputError(f"{file.name} has a header and no rows.", "Add rows of data.")
    first = 1 + text[:blank].count(end) + lines
    source = CsvSource(found.file, start, first, names, dialect, found.encoding, faults, tick)
    with found.file.open("rb") as stream:
        top = stream.read(start)
    form = Form(
        "csv",
        file.name,
        found.source,
        found.packed,
        found.encoding,
        found.outer,
        top.decode("latin-1"),
        dialect.ending,
        dialect.delimiter,
        dialect.quote,
        dialect.quoting,
        dialect.spaced,
        dialect.comma,
    )
    return source, form


def _whole_lines(raw: bytes) -> bytes:
    if len(raw) < PIECE:
        return raw
    return raw[: max(raw.rfind(b"\n"), raw.rfind(b"\r")) + 1] or raw


def _behind(raw: bytes, lines: int, end: str) -> int:
    """Return where so many lines end, in bytes."""
    at = 0
    for _ in range(lines):
        at = raw.find(end.encode(), at) + 1 or len(raw)
    return at


def _header(text: str, dialect: Dialect, name: str) -> tuple[str, int]:
    """Return the header with its line end, and how many lines it has."""
    lines = io.StringIO(text, newline="\r" if dialect.ending == "\r" else "\n")
    reader = csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True)
    try:
        next(reader)
    except csv.Error as error:
        raise UsageError(
            f"{name}:1: the header is broken: {error}.", "Close its quotes, or leave them out."
        ) from None
    return text[: lines.tell()], reader.line_num


def _names(header: str, rest: str, dialect: Dialect, name: str) -> list[str]:
    names = dialect.records([header])[0] if header.count("\n") < 2 else None
    if names is None:
        names = dialect.records(io.StringIO(header, newline="\n").readlines())[0]
    names = [cell.strip() for cell in names]
    if len(set(names)) < len(names):
        twice = next(cell for cell in names if names.count(cell) > 1)
        raise UsageError(f"{name}:1: there are two columns {twice!r}.", "Rename one of them.")
    first = dialect.records(io.StringIO(rest, newline="\n").readlines(65536)[:1])
    if _is_data(names, first[0] if first else []):
        shown = dialect.delimiter.join(names)[:60]
        raise UsageError(
            f"{name}:1: expected the names of columns, found {shown!r}, which are data.",
            "Add a line with the names of the columns before it.",
        )
    return names


def _is_data(names: list[str], below: list[str]) -> bool:
    """Say whether a header is a row: all numbers that do not count, or fractions as in the next."""
    numbers = [is_number(cell) for cell in names]
    if all(numbers):
        counted = [str(i) for i in range(len(names) + 1)]
        return names not in (counted[:-1], counted[1:])
    fractions = any(n and not c.lstrip("+-").isdigit() for n, c in zip(numbers, names, strict=True))
    return fractions and numbers == [is_number(cell) for cell in below]
