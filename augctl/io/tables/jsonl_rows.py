"""Reads tables whose rows are lines of JSON: an object each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from augctl.io.annotations.faults import Faults
from augctl.io.tables.opening import PIECE
from augctl.io.tables.rows import CellRows, Rows, places_of

_LONGEST = 16 << 20
_ROWS = 8192


@dataclass(slots=True)
class JsonlSource:
    """A table of JSON lines.

    Attributes:
        file: Where the rows are.
        start: Where the first begins, in bytes.
        faults: Takes what is wrong.
        tick: Called for each block.
        names: Of its columns, in the order in which they are first seen.
        clashing: See `Source`.
    """

    file: Path
    start: int
    faults: Faults
    tick: Callable[[], None]
    names: list[str] = field(default_factory=list)
    clashing: set[str] = field(default_factory=set)
    comma: bool = False
    _quoted: set[str] = field(default_factory=set)
    _bare: set[str] = field(default_factory=set)
    _null: set[str] = field(default_factory=set)
    _apart: set[str] = field(default_factory=set)
    _said: bool = False

    def tell_apart(self, name: str) -> None:
        """Hand out cells as JSON; see `Source`."""
        self._apart.add(name)

    def is_quoted(self, name: str) -> bool:
        """Say whether all cells are strings; see `Source`."""
        return name in self._quoted and name not in self._bare

    def empty(self, name: str) -> str:
        """Say whether missing cells are written as null, or left out."""
        return "null" if name in self._null else ""

    def blocks(self) -> Iterator[Rows]:
        """Read the rows; see `Source`."""
        at, line = self.start, 0
        blank, first_blank = 0, 0
        rows: list[dict[str, Any]] = []
        starts, stops, lines, held = [], [], [], 0
        with self.file.open("rb") as stream:
            stream.seek(at)
            while raw := stream.readline(_LONGEST):
                line += 1
                size = len(raw)
                whole = raw.endswith(b"\n") or size < _LONGEST
                while not whole and (more := stream.readline(PIECE)):
                    size += len(more)
                    whole = more.endswith(b"\n")
                if size > len(raw):
                    self._fault(line, "line_too_long", "a line of more than 16 MiB")
                row = self._row(raw, line) if size == len(raw) else None
                if not raw.strip():
                    blank, first_blank = blank + 1, first_blank or line
                if row is not None:
                    rows.append(row)
                    starts.append(at)
                    stops.append(at + size)
                    lines.append(line)
                at, held = at + size, held + size
                if len(rows) >= _ROWS or held >= PIECE:
                    yield self._block(rows, starts, stops, lines)
                    rows, starts, stops, lines, held = [], [], [], [], 0
        if rows:
            yield self._block(rows, starts, stops, lines)
        if not self._said:
            self.faults.blank_lines(blank, first_blank)
        self._said = True

    def _row(self, raw: bytes, line: int) -> dict[str, Any] | None:
        if not raw.strip():
            return None
        try:
            row = json.loads(raw.decode("utf-8"))
        except UnicodeDecodeError:
            self._fault(line, "bad_encoding", "bytes that are not UTF-8")
        except (ValueError, RecursionError) as error:
            self._fault(line, "broken_json", f"no JSON: {error}")
        else:
            if isinstance(row, dict):
                return row
            kind = type(row).__name__
            self._fault(line, "no_object", f"expected a JSON object, found a {kind}")
        return None

    def _fault(self, line: int, reason: str, what: str) -> None:
        if not self._said:
            self.faults.at(line, reason, f"{what}; the row is left out")

    def _block(
        self, rows: list[dict[str, Any]], starts: list[int], stops: list[int], lines: list[int]
    ) -> CellRows:
        self.tick()
        known = dict.fromkeys(self.names)
        for row in rows:
            known.update(dict.fromkeys(row))
        self.names[:] = known
        columns = {name: self._cells(name, rows) for name in self.names}
        return CellRows(places_of(starts, stops), places_of(lines, lines)[:, 0], columns)

    def _cells(self, name: str, rows: list[dict[str, Any]]) -> list[str]:
        values = [row.get(name) for row in rows]
        if name not in self._null and any(
            v is None and name in r for v, r in zip(values, rows, strict=True)
        ):
            self._null.add(name)
        kinds = set(map(type, values)) - {type(None)}
        strings = str in kinds
        if strings:
            self._quoted.add(name)
        if kinds - {str}:
            self._bare.add(name)
        if name in self._apart or (name in self._quoted and name in self._bare):
            self.clashing.add(name)
        elif strings:
            return ["" if value is None else value for value in values]
        return ["" if value is None else _dump(value) for value in values]


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
