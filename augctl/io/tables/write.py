"""Writes rows as the table that was read has them, and whole tables from rows."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import numpy as np

from augctl.errors import RunError
from augctl.io import atomic
from augctl.io.paths import near
from augctl.io.tables.form import COPY, PLACES, Form
from augctl.io.tables.parquet_write import ParquetText
from augctl.io.tables.row_text import csv_lines, json_lines
from augctl.io.tables.splice import spliced
from augctl.io.tables.text_files import FILE
from augctl.tables.block import Block, Ints
from augctl.tables.table import Table

_LEVEL = 6

# So many bytes of the source are read at once.
_WINDOW = 1 << 20


class RowText:
    """The rows of a table that was read into a folder, as bytes of a table of the same form.

    A row ends as rows do in the source. Rows of Parquet are carried as lines of JSON, and have
    the types of the source again when a table is assembled. Rows of UTF-16 are carried in UTF-8.
    """

    def __init__(self, folder: Path, root: Path | None = None) -> None:
        """Open a table that was read.

        Args:
            folder: What it was read into.
            root: Where the source is now, if it is no longer where it was.
        """
        self._folder = folder
        self._root = root
        self._table = Table(folder)
        self._schema = self._table.schema
        self._form = Form.load(folder)
        self._places = np.load(folder / PLACES, mmap_mode="r")

    @property
    def file_name(self) -> str:
        """The name of the source, without its folder."""
        return self._form.file_name

    def text(self, block: Block) -> list[bytes]:
        """Write finished rows. Of soft labels the heaviest is written.

        Where there is text, cells that did not change keep the bytes that they have in the source.
        So do text files; one that changed is UTF-8.

        Raises:
            BadInput: A text has a letter that the encoding of the source has not.
            RunError: The source is gone.
        """
        if self._form.kind == "folder":
            return self._texts(block)
        if self._schema.texts and self._form.kind in ("csv", "jsonl"):
            begun = self._table.block(block.anchors)
            originals = list(self.originals(block.anchors))
            return spliced(block, begun, originals, self._schema, self._form)
        if self._form.kind == "csv":
            return csv_lines(block, self._schema, self._form)
        if self._form.kind == "jsonl":
            return json_lines(block, self._schema, self._form)
        return self._parquet.lines(block)

    def _texts(self, block: Block) -> list[bytes]:
        """Return texts as files; one that did not change as it was read."""
        words = [column.name for column in self._schema.words]
        at = words.index(self._schema.texts[0])
        made, begun = block.words[:, at], self._table.words(block.anchors)[:, at]
        return [
            self.original(row) if new == old else (new or "").encode("utf-8")
            for row, new, old in zip(block.anchors.tolist(), made, begun, strict=True)
        ]

    def _file(self, row: int) -> bytes:
        at = [column.name for column in self._schema.words].index(FILE)
        file = Path(self._source, self._table.words(np.array([row]))[0, at])
        try:
            return file.read_bytes()
        except OSError as error:
            raise _gone(file, error) from None

    def _opened(self) -> BinaryIO:
        try:
            return self._source.open("rb")
        except OSError as error:
            raise _gone(self._source, error) from None

    @property
    def _source(self) -> Path:
        """Where the source is: a copy of our own stays where it is."""
        if self._root is None or self._form.source == COPY:
            return self._folder / self._form.source
        return self._root

    def original(self, row: int) -> bytes:
        """Return a row of the source, as it stands there; see `originals`."""
        return next(self.originals(np.array([row])))

    def originals(self, rows: slice | Ints) -> Iterator[bytes]:
        """Walk rows of the source; best in their order.

        Raises:
            RunError: The source is gone.
        """
        if self._form.kind == "folder":
            for row in range(*rows.indices(self._table.count)) if isinstance(rows, slice) else rows:
                yield self._file(int(row))
            return
        chosen = np.arange(len(self._places))[rows] if isinstance(rows, slice) else rows
        if self._form.kind == "parquet":
            yield from map(self._parquet.original, self._places[chosen, 0].tolist())
            return
        # Not by a memory map: a file that becomes shorter meanwhile would kill the process.
        with self._opened() as stream:
            first, last, window = 0, 0, b""
            for start, stop in self._places[chosen].tolist():
                if not first <= start <= stop <= last:
                    stream.seek(start)
                    window = stream.read(max(_WINDOW, stop - start))
                    first, last = start, start + len(window)
                yield window[start - first : stop - first]

    def assemble(self, out: Path, parts: Iterable[bytes]) -> None:
        """Write a table of rows as they come, one or many in each part, below the source's header.

        The same rows give the same bytes. A row without a line end gets one if another follows.

        Raises:
            OutputError: It could not be written.
        """
        with atomic.writing(out):
            if self._form.kind == "parquet":
                self._parquet.assemble(out, parts)
                return
            with out.open("wb") as stream:
                if not self._form.packed:
                    stream.writelines(self._whole(parts))
                    return
                with gzip.GzipFile("", "wb", _LEVEL, stream, mtime=0) as packed:
                    packed.writelines(self._whole(parts))

    def _whole(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        """Walk the bytes of a table: its header and its rows, in the encoding of the source."""
        outer = self._form.outer
        for part in self._ended(parts):
            yield part.decode("utf-8", "surrogatepass").encode(outer) if outer else part

    def _ended(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        last = self._form.header.encode("latin-1")
        end = self._form.ending.encode("ascii")
        for part in parts:
            yield last if not last or last.endswith(end[-1:]) else last + end
            last = part
        yield last

    @cached_property
    def _parquet(self) -> ParquetText:
        return ParquetText(self._source, self._schema)


def _gone(file: Path, error: OSError) -> RunError:
    return RunError(
        f"{near(file)} could be read when the run began, and cannot be now:"
        f" {error.strerror or error}.",
        "Bring it back, and run the same command again.",
    )
