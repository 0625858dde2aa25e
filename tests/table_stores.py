"""Tables on disk for tests, made from arrays: `from table_stores import store, training_of`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from augctl.tables.block import Block
from augctl.tables.draws import Draws
from augctl.tables.schema import Column, Schema
from augctl.tables.table import (
    CODES,
    LABELS,
    NO_WORD,
    NUMBERS,
    TARGETS,
    WORD_STARTS,
    WORDS,
    Table,
    Training,
    write_about,
)


def store(
    folder: Path,
    numbers=None,
    codes=None,
    labels=None,
    targets=None,
    words: Sequence[Sequence[str | None]] | None = None,
    columns: Sequence[Column] | None = None,
) -> Table:
    """Write a table of arrays, and open it.

    Columns are called n0, c0 and w0 and so on, classes class0 and so on, the target y. Numbers
    have the bounds seen; pass `columns`, the target last, for columns of other kinds.
    """
    count = len(next(a for a in (numbers, codes, words, labels, targets) if a is not None))
    numbers = _cells(numbers, count, np.float64)
    codes = _cells(codes, count, np.int32)
    words = words if words is not None else [()] * count
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / NUMBERS, numbers)
    np.save(folder / CODES, codes)
    np.save(folder / LABELS, _cells(labels, count, np.int32, -1))
    np.save(folder / TARGETS, _cells(targets, count, np.float64, np.nan))
    _save_words(folder, words)
    if columns is None:
        columns = [*_features(numbers, codes, len(words[0])), *_target(labels, targets)]
    write_about(folder, Schema(tuple(columns)), count)
    return Table(folder)


def training_of(table: Table, rows=None) -> Training:
    """Take rows as the training split, all by default; those without a class stay out."""
    rows = np.arange(table.count) if rows is None else np.sort(np.asarray(rows))
    if not table.classes:
        return Training(table, rows.astype(np.int64), (0, len(rows)))
    labels = table.labels[rows]
    by_class = [rows[labels == c].astype(np.int64) for c in range(len(table.classes))]
    starts = np.cumsum([0, *map(len, by_class)]).tolist()
    return Training(table, np.concatenate(by_class), starts)


def units(table: Table, anchors, seed: int = 7, stage: str = "test") -> tuple[Block, Draws]:
    """Begin units: the block of these anchors, and its draws. A row that comes again is a copy."""
    anchors = np.asarray(anchors, dtype=np.int64)
    copies = np.zeros_like(anchors)
    for row in np.unique(anchors):
        copies[anchors == row] = np.arange((anchors == row).sum())
    return table.block(anchors, copies), Draws(seed, ("chain", 0, stage), anchors, copies)


def _cells(given, count, dtype, missing=None):
    if given is not None:
        return np.asarray(given, dtype=dtype)
    return np.zeros((count, 0), dtype) if missing is None else np.full(count, missing, dtype)


def _features(numbers, codes, words):
    for i, cells in enumerate(numbers.T):
        seen = cells[~np.isnan(cells)]
        low, high = (seen.min(), seen.max()) if len(seen) else (-np.inf, np.inf)
        missing = int(np.isnan(cells).sum())
        yield Column(f"n{i}", "numeric", "number", float(low), float(high), missing=missing)
    for i, cells in enumerate(codes.T):
        names = tuple(f"v{c}" for c in range(cells.max(initial=-1) + 1))
        missing = int((cells < 0).sum())
        yield Column(f"c{i}", "categorical", "code", categories=names, missing=missing)
    for i in range(words):
        yield Column(f"w{i}", "text", "word")


def _target(labels, targets):
    if labels is not None:
        names = tuple(f"class{c}" for c in range(int(np.max(labels)) + 1))
        yield Column("y", "target", "code", categories=names)
    elif targets is not None:
        yield Column("y", "target", "number")


def _save_words(folder, words):
    blob, places = b"", []
    for row in words:
        for word in row:
            cell = b"" if word is None else word.encode("utf-8", "surrogatepass")
            known = word is not None
            places.append((len(blob), len(blob) + len(cell)) if known else (NO_WORD, NO_WORD))
            blob += cell
    (folder / WORDS).write_bytes(blob)
    shape = (len(words), len(words[0]), 2)
    np.save(folder / WORD_STARTS, np.array(places, dtype=np.int64).reshape(shape))
