"""Gate on rows that are there already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.params import Share
from augctl.stages.rows import RowGate, State
from augctl.tables.block import Block, Floats
from augctl.tables.hashes import Hashes, mixed, of_words
from augctl.tables.schema import Schema
from augctl.tables.table import Training

_PART = 1 << 16


class Duplicate(RowGate):
    """Score 1 where a training row has the same cells, else 0.

    Use after `tabular.swap_noise` and `tabular.smote_n`, which can make a row that is there
    already, or after small noise on whole numbers. Not after `tabular.random_oversample` alone,
    whose rows it all rejects.
    Cells are compared as they are written, with bounds and decimals; missing cells are equal. Ids
    do not count, the target does. Made rows are not compared with each other.
    """

    example: ClassVar[dict[str, Any]] = {"max": 0}

    min: Share | None = None
    """The least score that is kept; 1 keeps nothing but duplicates."""

    max: Share | None = 0
    """The greatest score that is kept."""

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Hash the training rows, and keep the first of each hash.

        Of a million rows, two that differ have one hash of 64 bits by a chance of one in 10**7.
        """
        rows = np.sort(training.rows)
        parts = [
            hashed(training.table.block(rows[start : start + _PART]), training.schema)
            for start in range(0, len(rows), _PART)
        ]
        hashes, first = np.unique(np.concatenate(parts), return_index=True)
        return {"hashes": hashes, "rows": rows[first]}

    def scores(self, block: Block, training: Training, state: State) -> Floats:
        """Return 1 for rows that are there already."""
        schema = training.schema
        hashes = hashed(block, schema)
        places = np.minimum(np.searchsorted(state["hashes"], hashes), len(state["hashes"]) - 1)
        alike = np.flatnonzero(state["hashes"][places] == hashes)
        found = np.zeros(len(block))
        others = training.table.block(np.asarray(state["rows"][places[alike]]))
        found[alike] = _same(block.take(alike), others, schema)
        return found


def hashed(block: Block, schema: Schema) -> Hashes:
    """Return a hash of the cells of each row, ids left out: shape (m,)."""
    found: Hashes = np.zeros(len(block), dtype=np.uint64)
    for column in _columns(block, schema):
        found = mixed(found ^ _bits(column))
    return found


def _columns(block: Block, schema: Schema) -> list[NDArray[Any]]:
    texts = [j for j, column in enumerate(schema.words) if column.role != "id"]
    return [
        *block.numbers.T,
        *block.codes.T,
        block.labels,
        block.targets,
        *block.words[:, texts].T,
    ]


def _bits(column: NDArray[Any]) -> Hashes:
    if column.dtype == object:
        return of_words(list(map(repr, column.tolist())))
    if column.dtype == np.float64:
        # There are two zeros, and many kinds of NaN.
        return np.where(np.isnan(column), np.nan, column + 0.0).view(np.uint64)
    return column.astype(np.int64).view(np.uint64)


def _same(first: Block, second: Block, schema: Schema) -> NDArray[np.bool_]:
    same = np.ones(len(first), dtype=bool)
    for one, other in zip(_columns(first, schema), _columns(second, schema), strict=True):
        equal = one == other
        if one.dtype == np.float64:
            equal |= np.isnan(one) & np.isnan(other)
        same &= equal.astype(bool)
    return same
