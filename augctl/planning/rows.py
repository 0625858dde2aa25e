"""The index of a table: its rows are the originals."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

import numpy as np

from augctl.io.original import BROKEN, SPLITS, UNLABELLED, WORDLESS
from augctl.planning.index import RECORD, TABLE, Index
from augctl.tables.narrow import narrowed
from augctl.tables.rules import ColumnRule
from augctl.tables.table import Table, write_about

_PART = 1 << 14


def index_rows(
    table: Table, folder: Path, name: str, state: os.stat_result, *, is_model: bool
) -> Index:
    """Write the index of a table that was read.

    Args:
        table: The table.
        folder: Takes the files of the index.
        name: Of the file that the table was read from.
        state: Of that file before it was read; size and time of change stand for its content.
        is_model: Whether it is a model to draw from.
    """
    records = np.zeros(table.count, dtype=RECORD)
    records["label"] = table.labels
    records["split"] = table.splits
    records["size"], records["mtime_ns"] = state.st_size, state.st_mtime_ns
    if table.classes:
        records["flags"][table.labels < 0] |= UNLABELLED
    (folder / "records.bin").write_bytes(records.tobytes())
    (folder / "paths.bin").write_bytes(b"")
    known = f"{name} {state.st_size} {state.st_mtime_ns}".encode("utf-8", "surrogateescape")
    found = set(np.unique(table.splits).tolist())
    meta = {
        "count": table.count,
        "labels": list(table.classes),
        "listing": blake2b(known, digest_size=16).hexdigest(),
        "longest_run": 1,
        "longest_tilde": 0,
        "plain_plus": True,
        "own_split": max(found, default=-1) >= 0,
        "divided": bool(found & set(range(1, len(SPLITS)))),
        "format": TABLE,
        "marked": None,
        "rows_of": name,
        "is_model": is_model,
    }
    (folder / "index.json").write_text(json.dumps(meta), encoding="utf-8")
    return Index(folder)


def flag_wordless(index: Index) -> list[int]:
    """Flag the rows that have text in none of the columns of text; returns their numbers.

    Texts of nothing but spaces count as none.
    """
    table = Table(index.folder)
    if not table.schema.texts:
        return []
    records = index.writable()
    found: list[int] = []
    at = [j for j, column in enumerate(table.schema.words) if column.edited]
    for start in range(0, table.count, _PART):
        rows = np.arange(start, min(start + _PART, table.count))
        words = table.words(rows)[:, at].tolist()
        empty = rows[[not any(word and word.strip() for word in row) for row in words]]
        empty = empty[(records["flags"][empty] & BROKEN) == 0]
        records["flags"][empty] |= WORDLESS
        found += empty.tolist()
    return found


def keep_to_training(index: Index, rules: Mapping[str, ColumnRule]) -> None:
    """Let bounds and digits of a table's columns be those of its training rows; see `narrowed`.

    Args:
        index: The index of a table, with its split.
        rules: What the user says of columns, by name.

    Raises:
        UsageError: No training row is within a bound that was given.
    """
    training = index.records["split"] <= 0
    if training.all():
        return
    table = Table(index.folder)
    write_about(index.folder, narrowed(table, training, rules), table.count)
