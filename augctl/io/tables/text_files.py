"""Reads a folder of text files as a table: a row for each, in the order of the listing.

The class is the folder, as of images. Files are UTF-8; of another encoding that can be told, they
are read in it, and what is made of them is UTF-8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG

import numpy as np

from augctl.io.annotations.faults import Faults
from augctl.io.annotations.model import Oddity, Report
from augctl.io.paths import readable
from augctl.io.tables.encodings import decoded
from augctl.io.tables.rows import CellRows, Rows, places_of
from augctl.tables.rules import ColumnRule, TableRules

SUFFIXES = frozenset([".txt"])

FILE, LABEL, TEXT = "file", "label", "text"
"""The columns of such a table."""

LONGEST = 16 << 20
"""No file has more bytes."""

_ROWS, _LETTERS = 4096, 1 << 22


@dataclass(slots=True)
class TextFiles:
    """A folder of text files that is being read; see `Source`.

    Attributes:
        root: The folder.
        paths: Its files, below it.
        labels: The class of each; empty where there are no classes.
        report: Takes what is wrong with a file.
        tick: Called once per file.
        bad: Numbers of the files that cannot be used.
        names: The columns.
    """

    root: Path
    paths: Sequence[str]
    labels: Sequence[str]
    report: Report
    tick: Callable[[], None]
    bad: set[int] = field(default_factory=set)
    names: list[str] = field(default_factory=list)
    clashing: set[str] = field(default_factory=set)
    comma: bool = False
    _said: bool = False

    def __post_init__(self) -> None:
        self.names = [FILE, *([LABEL] if self.labels else []), TEXT]

    def tell_apart(self, name: str) -> None:
        """Do nothing: cells are text."""

    def is_quoted(self, name: str) -> bool:
        """Say yes: cells are text."""
        return True

    def empty(self, name: str) -> str | None:
        """Say nothing: the cells tell."""
        return None

    def blocks(self) -> Iterator[Rows]:
        """Read the files; see `Source`."""
        first, texts, size = 0, list[str](), 0
        for number, path in enumerate(self.paths):
            self.tick()
            texts.append(self._text(number, path))
            size += len(texts[-1])
            if len(texts) == _ROWS or size > _LETTERS:
                yield self._block(first, texts)
                first, texts, size = number + 1, [], 0
        if texts:
            yield self._block(first, texts)
        self._said = True

    def rules(self) -> TableRules:
        """Say what the columns are."""
        columns = {FILE: ColumnRule("text")}
        if self.labels:
            columns[LABEL] = ColumnRule("categorical", full=True)
        return TableRules(LABEL if self.labels else None, (), columns, (TEXT,))

    def _block(self, first: int, texts: Sequence[str]) -> CellRows:
        stop = first + len(texts)
        numbers = np.arange(first, stop)
        columns = {FILE: self.paths[first:stop], TEXT: texts}
        if self.labels:
            columns[LABEL] = self.labels[first:stop]
        return CellRows(places_of(numbers, numbers + 1), numbers + 1, columns)

    def _text(self, number: int, path: str) -> str:
        """Read a file; one that cannot be used has no text."""
        faults = Faults(readable(path), self._report)
        file = self.root / path
        try:
            # To open a pipe would wait for somebody to write to it.
            regular = S_ISREG(file.stat().st_mode)
            raw = b""
            if regular:
                with file.open("rb") as stream:
                    raw = stream.read(LONGEST + 1)
        except OSError as error:
            faults.at(0, "unreadable", f"cannot be read: {error.strerror or error}")
        else:
            if not regular:
                faults.at(0, "unreadable", "is no regular file; it is left out")
            elif len(raw) > LONGEST:
                faults.at(0, "file_too_long", "has more than 16 MiB; it is left out")
            elif b"\0" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
                faults.at(0, "nul_byte", "has a NUL byte, so it is no text; it is left out")
            else:
                text = self._decoded(raw, faults)
                if text is not None:
                    return text
        self.bad.add(number)
        return ""

    def _decoded(self, raw: bytes, faults: Faults) -> str | None:
        found = decoded(raw)
        if found is None:
            message = "is text in no encoding that can be told: save it as UTF-8; it is left out"
            faults.at(0, "bad_encoding", message)
            return None
        text, encoding = found
        if not text.strip():
            faults.at(0, "empty_text", "is empty; it is left out")
            return None
        if encoding != "utf-8":
            faults.mended(
                0, "encoding", f"is not UTF-8; read as {encoding}, and what is made of it is UTF-8"
            )
        return text

    def _report(self, oddity: Oddity) -> None:
        """Report what is wrong, once however often the files are read."""
        if not self._said:
            self.report(oddity)
