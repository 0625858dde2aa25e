"""Reads tables whose rows are lines of cells, piece by piece, with the place of each row.

A row with another number of cells than the header has is left out. If it began a quote that ends
lines later, its first line alone is left out, and reading goes on behind that.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np

from augctl.io.annotations.faults import Faults
from augctl.io.tables.dialect import Dialect
from augctl.io.tables.encodings import narrow_encoding
from augctl.io.tables.opening import PIECE
from augctl.io.tables.plain_rows import PlainRows, has_codes
from augctl.io.tables.rows import CellRows, Rows, places_of

LONGEST = 16 << 20
"""No row has more bytes."""

_LOST = re.compile("[\udc80-\udcff]")


@dataclass(slots=True)
class CsvSource:
    """A table of lines.

    Attributes:
        file: Where the rows are.
        start: Where the first row begins, in bytes.
        line: The line that it is in.
        names: Of its columns.
        dialect: How it is written.
        encoding: Of its bytes; where a file in ASCII turns out to be something else, becomes that.
        faults: Takes what is wrong.
        tick: Called for each piece.
    """

    file: Path
    start: int
    line: int
    names: list[str]
    dialect: Dialect
    encoding: str
    faults: Faults
    tick: Callable[[], None]
    clashing: set[str] = field(default_factory=set)
    _ascii: bool = True
    _said: bool = False
    _blank: int = 0
    _first_blank: int = 0

    @property
    def comma(self) -> bool:
        """Whether numbers have a decimal comma."""
        return self.dialect.comma

    def tell_apart(self, name: str) -> None:
        """Do nothing: cells are text."""

    def is_quoted(self, name: str) -> bool:
        """Say no: cells are text, whether quoted or not."""
        return False

    def empty(self, name: str) -> str | None:
        """Say nothing: the cells tell."""
        return None

    def blocks(self) -> Iterator[Rows]:
        """Read the rows; see `Source`."""
        end = b"\r" if self.dialect.ending == "\r" else b"\n"
        line, start, rest, wanted = self.line, self.start, b"", PIECE
        with self.file.open("rb") as stream, _long_cells():
            stream.seek(start)
            last = False
            while not last:
                self.tick()
                read = stream.read(wanted)
                last = len(read) < wanted
                raw = rest + read
                cut = len(raw) if last else raw.rfind(end) + 1
                if not cut and len(raw) > LONGEST:
                    start, line = self._skip(stream, end, start, line)
                    rest = b""
                    continue
                if not cut:
                    rest = raw
                    continue
                piece = _Piece(self, raw[:cut], start, line, last, end)
                yield from piece.rows()
                rest = raw[piece.used :]
                start, line = start + piece.used, line + piece.lines_used
        if not self._said:
            self.faults.blank_lines(self._blank, self._first_blank)
        self._said = True

    def _skip(
        self, stream: io.BufferedReader, end: bytes, start: int, line: int
    ) -> tuple[int, int]:
        """Go to the end of a line that is too long; returns where the next begins."""
        self.fault(line, "line_too_long", "a line of more than 16 MiB; it is left out")
        stream.seek(start)
        at = start
        while part := stream.read(PIECE):
            found = part.find(end)
            if found >= 0:
                at += found + 1
                break
            at += len(part)
        stream.seek(at)
        return at, line + 1

    def fault(self, line: int, reason: str, message: str) -> None:
        """Report what is wrong with a line, once however often the file is read."""
        if not self._said:
            self.faults.at(line, reason, message)

    def blank(self, line: int) -> None:
        """Note a line without a row, once however often the file is read."""
        if not self._said:
            self._blank += 1
            self._first_blank = self._first_blank or line

    def decode(self, raw: bytes) -> str:
        """Decode a piece; bytes that mean nothing become lone surrogates."""
        if raw.isascii():
            return raw.decode("ascii")
        try:
            return raw.decode(self.encoding)
        except UnicodeDecodeError:
            if self.encoding == "utf-8" and self._ascii and _no_utf8(raw):
                self.encoding = narrow_encoding(raw)
            return raw.decode(self.encoding, "surrogateescape")
        finally:
            self._ascii = False


class _Piece:
    """Some whole lines of a table.

    Attributes:
        used: How many bytes of it make whole rows, known when these were walked.
        lines_used: Likewise how many lines.
    """

    def __init__(
        self, source: CsvSource, raw: bytes, start: int, line: int, last: bool, end: bytes
    ) -> None:
        self.source, self.raw, self.last = source, raw, last
        self.text = source.decode(raw)
        lengths = [len(each) + 1 for each in raw.split(end)]
        if not raw.endswith(end):
            lengths[-1] -= 1
        else:
            lengths.pop()
        self.ends = start + np.cumsum([0, *lengths])
        self.line = line
        self.used, self.lines_used = len(raw), len(lengths)

    def rows(self) -> Iterator[Rows]:
        """Walk the rows in one block, or none."""
        plain = self._plain()
        yield plain if plain is not None else self._told_apart()

    def _plain(self) -> PlainRows | None:
        """Return the rows, if cells need only be split at their delimiters."""
        dialect = self.source.dialect
        text = self.text
        if dialect.quote in text or "\0" in text or dialect.ending == "\r" or dialect.spaced:
            return None
        text = text.replace("\r\n", "\n")
        if "\r" in text or (not text.isascii() and _LOST.search(text)):
            return None
        texts = text.split("\n")
        if not texts[-1]:
            texts.pop()
        width = len(self.source.names)
        if "" in texts or {each.count(dialect.delimiter) for each in texts} != {width - 1}:
            return None
        numbers = (
            text.isascii() and not dialect.comma and not has_codes(self.raw, dialect.delimiter)
        )
        return PlainRows(
            places_of(self.ends[:-1], self.ends[1:]),
            self.line + np.arange(len(texts)),
            texts,
            self.source.names,
            dialect.delimiter,
            numbers,
        )

    def _told_apart(self) -> CellRows:
        ending = "\r" if self.source.dialect.ending == "\r" else "\n"
        lines = list(io.StringIO(self.text, newline=ending))
        firsts, stops, records = [], [], []
        for first, stop, cells in self._records(lines):
            firsts.append(first)
            stops.append(stop)
            records.append(cells)
        columns = zip(*records, strict=True) if records else [()] * len(self.source.names)
        at = np.array(firsts, np.int64)
        return CellRows(
            places_of(self.ends[at], self.ends[np.array(stops, np.int64)]),
            self.line + at,
            dict(zip(self.source.names, columns, strict=True)),
        )

    def _records(self, lines: Sequence[str]) -> Iterator[tuple[int, int, list[str]]]:
        """Walk the good rows: their first line, the line behind them, and their cells."""
        width = len(self.source.names)
        dialect = self.source.dialect
        first = 0
        while first < len(lines):
            base = first
            reader = csv.reader(
                islice(lines, first, None),
                delimiter=dialect.delimiter,
                quotechar=dialect.quote,
                skipinitialspace=dialect.spaced,
                strict=True,
            )
            try:
                for cells in reader:
                    stop = base + reader.line_num
                    wrong = _wrong(cells, width)
                    if _is_blank(cells, width):
                        self.source.blank(self.line + first)
                    elif not wrong:
                        yield first, stop, cells
                    else:
                        spread = stop - first > 1
                        self._leave_out(first, *wrong, spread=spread)
                        if spread:
                            first += 1
                            break
                    first = stop
            except csv.Error as error:
                unclosed = "unexpected end" in str(error)
                if unclosed and not self.last and len(self.raw) < LONGEST:
                    self.used = int(self.ends[first] - self.ends[0])
                    self.lines_used = first
                    return
                reason = "nul_byte" if "\0" in lines[first] else "broken_quotes"
                what = "a quote is opened and never closed" if unclosed else str(error)
                self._leave_out(first, reason, what)
                first += 1

    def _leave_out(self, first: int, reason: str, what: str, *, spread: bool = False) -> None:
        more = ", after a quote that ends lines later" if spread else ""
        self.source.fault(self.line + first, reason, f"{what}{more}; the row is left out")


def _is_blank(cells: list[str], width: int) -> bool:
    """Say whether a line has no row: nothing at all, or spaces where there are more columns."""
    return not cells or (width > 1 and len(cells) == 1 and not cells[0].strip())


def _wrong(cells: list[str], width: int) -> tuple[str, str] | None:
    """Say what is wrong with a row, for machines and for people."""
    if len(cells) != width:
        cells_of = "1 cell" if width == 1 else f"{width} cells"
        return "ragged_row", f"expected {cells_of}, found {len(cells)}"
    joined = "".join(cells)
    if "\0" in joined:
        return "nul_byte", "a NUL byte"
    if not joined.isascii() and _LOST.search(joined):
        return "bad_encoding", "bytes that are no text in the encoding of the rest"
    return None


def _no_utf8(raw: bytes) -> bool:
    return len(raw.decode("utf-8", "ignore").encode("ascii", "ignore")) == len(
        raw.decode("utf-8", "ignore")
    )


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let a cell have as many bytes as a row may, while a file is read."""
    before = csv.field_size_limit(2 * LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)
