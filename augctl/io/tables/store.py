"""Writes the store that `augctl.tables.table.Table` reads, from what was collected."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from augctl.io.tables.collect import CodeFacts, Codes, Numbers, Words
from augctl.io.tables.form import PLACES
from augctl.io.tables.passing import Pass
from augctl.tables.block import Ints
from augctl.tables.schema import Column, Schema
from augctl.tables.table import (
    CODES,
    LABELS,
    NO_WORD,
    NUMBERS,
    TARGETS,
    WORD_STARTS,
    WORDS,
    write_about,
)

_PART = 1 << 16

Piece = Callable[[int, int], NDArray[Any]]
"""Returns the rows from one number to another of what a reading collected."""


def write_store(
    folder: Path, schema: Schema, readings: dict[str, Pass], places: Path, lost: Sequence[int]
) -> None:
    """Write the store.

    Args:
        folder: Takes it.
        schema: The columns.
        readings: The reading that each column was collected in, by name.
        places: Where the rows stand in the source, (rows, 2) int64, as bytes.
        lost: Numbers of the rows that are left out.
    """
    total = places.stat().st_size // 16
    kept = _Kept(total, np.unique(np.array(lost, np.int64)))
    numbers = _column_pieces(schema.numbers, readings, _number_piece)
    codes = _column_pieces(schema.codes, readings, _code_piece)
    target = [] if schema.target is None else [schema.target]
    regression = schema.regression
    labels = [] if regression else _column_pieces(target, readings, _code_piece)
    targets = _column_pieces(target, readings, _number_piece) if regression else []
    kept.write(folder / NUMBERS, np.float64, numbers, (len(numbers),))
    kept.write(folder / CODES, np.int32, codes, (len(codes),))
    kept.write(folder / LABELS, np.int32, labels or [_filled(-1)], ())
    kept.write(folder / TARGETS, np.float64, targets or [_filled(np.nan)], ())
    words = _word_pieces(folder / WORDS, schema.words, readings)
    kept.write(folder / WORD_STARTS, np.int64, words, (len(words), 2))
    kept.write(folder / PLACES, np.uint64, [_reader(places, np.int64, 2)], (2,))
    write_about(folder, schema, kept.count)


def write_empty(folder: Path, schema: Schema, labels: NDArray[np.int32], places: Ints) -> None:
    """Write the store of rows of which nothing is there but the class.

    Args:
        folder: Takes it.
        schema: The columns.
        labels: Shape (m,): the class of each row.
        places: Shape (m, 2): where each stands in the source.
    """
    count = len(labels)
    np.save(folder / NUMBERS, np.full((count, len(schema.numbers)), np.nan))
    np.save(folder / CODES, np.full((count, len(schema.codes)), -1, np.int32))
    np.save(folder / LABELS, labels)
    np.save(folder / TARGETS, np.full(count, np.nan))
    np.save(folder / WORD_STARTS, np.full((count, len(schema.words), 2), NO_WORD, np.int64))
    np.save(folder / PLACES, places.astype(np.uint64))
    (folder / WORDS).write_bytes(b"")
    write_about(folder, schema, count)


class _Kept:
    """Writes the rows that are not left out."""

    def __init__(self, total: int, lost: Ints) -> None:
        self.total, self.lost = total, lost
        self.count = total - len(lost)

    def write(
        self, file: Path, dtype: Any, pieces: Sequence[Piece], shape: tuple[int, ...]
    ) -> None:
        """Write an array of npy: one piece beside another, in runs of rows."""
        header = {
            "descr": np.dtype(dtype).str,
            "fortran_order": False,
            "shape": (self.count, *shape),
        }
        with file.open("wb") as stream:
            npy.write_array_header_1_0(stream, header)  # type: ignore[no-untyped-call]
            for start in range(0, self.total if pieces else 0, _PART):
                stop = min(start + _PART, self.total)
                parts = [np.asarray(piece(start, stop), dtype) for piece in pieces]
                joined = parts[0] if len(parts) == 1 else np.stack(parts, axis=1)
                first, behind = np.searchsorted(self.lost, [start, stop])
                np.delete(joined, self.lost[first:behind] - start, axis=0).tofile(stream)


def _column_pieces(
    columns: Sequence[Column],
    readings: dict[str, Pass],
    piece: Callable[[Pass, Column], Piece],
) -> list[Piece]:
    return [piece(readings[column.name], column) for column in columns]


def _reader(file: Path, dtype: Any, width: int) -> Piece:
    """Read rows of a file; the last run is kept, for each column asks for it."""
    size = np.dtype(dtype).itemsize * width
    last: dict[tuple[int, int], NDArray[Any]] = {}

    def read(start: int, stop: int) -> NDArray[Any]:
        if (start, stop) not in last:
            last.clear()
            with file.open("rb") as stream:
                stream.seek(start * size)
                cells = np.fromfile(stream, dtype, (stop - start) * width)
            last[start, stop] = cells.reshape(stop - start, width)
        return last[start, stop]

    return read


def _shared(reading: Pass, collector: Numbers | Codes | Words, file: Path, width: int) -> Piece:
    dtype = {Numbers: np.float64, Codes: np.int32, Words: np.int64}[type(collector)]
    if file not in reading.readers:
        reading.readers[file] = _reader(file, dtype, width)
    found: Piece = reading.readers[file]
    return found


def _number_piece(reading: Pass, column: Column) -> Piece:
    assert reading.numbers is not None
    facts = reading.numbers.facts
    read = _shared(reading, reading.numbers, reading.numbers.file, len(facts))
    at = [f.name for f in facts].index(column.name)
    return lambda start, stop: read(start, stop)[:, at]


def _code_piece(reading: Pass, column: Column) -> Piece:
    assert reading.codes is not None
    facts = reading.codes.facts
    read = _shared(reading, reading.codes, reading.codes.file, len(facts))
    at = [f.name for f in facts].index(column.name)
    meaning = _renumbered(facts[at], column)
    return lambda start, stop: meaning[read(start, stop)[:, at]]


def _renumbered(facts: CodeFacts, column: Column) -> NDArray[np.int32]:
    """Map the codes of a reading to those of the column; what is no category is missing."""
    numbers = {text: number for number, text in enumerate(column.categories)}
    return np.array([numbers.get(text, -1) for text in facts.codes], np.int32)


def _word_pieces(file: Path, columns: Sequence[Column], readings: dict[str, Pass]) -> list[Piece]:
    """Put the words of all readings into one file, and return where those of each column are."""
    offsets: dict[int, int] = {}
    pieces = []
    with file.open("wb") as stream:
        for column in columns:
            reading = readings[column.name]
            assert reading.words is not None
            if id(reading) not in offsets:
                offsets[id(reading)] = stream.tell()
                with reading.words.file.open("rb") as words:
                    shutil.copyfileobj(words, stream, 1 << 20)
            pieces.append(_word_piece(reading, column, offsets[id(reading)]))
    return pieces


def _word_piece(reading: Pass, column: Column, offset: int) -> Piece:
    assert reading.words is not None
    facts = reading.words.facts
    read = _shared(reading, reading.words, reading.words.starts, 2 * len(facts))
    at = 2 * [f.name for f in facts].index(column.name)

    def piece(start: int, stop: int) -> NDArray[Any]:
        places = read(start, stop)[:, at : at + 2]
        return np.where(places == NO_WORD, NO_WORD, places + offset)

    return piece


def _filled(value: float) -> Piece:
    return lambda start, stop: np.full(stop - start, value)
