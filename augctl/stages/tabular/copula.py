"""Draw new rows from what is learned of each class: its columns, and how they hang together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.random import Generator

from augctl.errors import UsageError
from augctl.stages.rows import Drawn, RowStage, State
from augctl.stages.tabular._normal_scores import correlation, normal_scores, quantiles
from augctl.tables.block import Block, Codes, Floats, Ints
from augctl.tables.draws import Draws
from augctl.tables.schema import Schema
from augctl.tables.table import Training

DIGITS = 6
"""Of a drawn number, behind the decimal point: far finer than it matters, and short to write."""

_MOST = 100_000
"""Rows of a class for its correlation, and cells for a column; more would tell the same."""


class Copula(RowStage):
    """Draw whole new rows from a Gaussian copula of each class.

    Use where rows between neighbours, as of `tabular.smote`, are too much alike. Not where columns
    hang together other than by rising and falling with each other, or for classes of a few rows.
    The anchor gives only the class, which cells are missing, and texts: all other cells are new,
    the target of a regression too. Each column keeps its distribution in the class: a normal score
    stands for the rank of a cell, and equal cells share the middle of their ranks, so that a
    category has an interval of [0, 1] as long as its frequency. The correlation of the scores
    is taken as it is where a class has five rows for each column, and with fewer is shrunk as
    Ledoit and Wolf say. Scores are drawn with that correlation, and go back by the quantiles of
    the column: linear between numbers, never beyond the least and the greatest of the class.

    References:
        Patki, Wedge, Veeramachaneni, 2016: The Synthetic Data Vault.
        Nelsen, 2006: An Introduction to Copulas.
        Ledoit, Wolf, 2004: A well-conditioned estimator for large-dimensional covariance matrices.
    """

    starts_anew = True

    def unfit(self, schema: Schema) -> str:
        """Refuse tables of texts alone."""
        if schema.numbers or schema.codes:
            return ""
        return (
            "it draws numbers and categories, and no column has any: use tabular.random_oversample"
        )

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Learn the cells of each column of a class, and their correlation.

        Returns:
            For each class: `cells_<class>`, cells that are not missing, column after column and
            sorted; `starts_<class>`, shape (k + 1,), where each column starts; and
            `factor_<class>`, shape (k, k), the lower Cholesky factor of the correlation. Columns
            are numbers, the target of a regression if there is one, then categories.

        Raises:
            UsageError: A class has one row.
        """
        found: dict[str, Any] = {}
        for label in used:
            rows = training.of_class(label)
            if len(rows) < 2:
                _refuse(training, label, len(rows))
            # Of all rows: some of them may have no cell of a column that is nearly empty.
            columns = [_thinned(cells) for cells in _columns(training, rows)]
            if len(rows) > _MOST:
                rows = np.sort(rng.choice(rows, _MOST, replace=False))
            scores = np.stack([normal_scores(c) for c in _columns(training, rows)], axis=1)
            found[f"cells_{label}"] = np.concatenate(columns)
            found[f"starts_{label}"] = np.cumsum([0, *map(len, columns)])
            found[f"factor_{label}"] = np.linalg.cholesky(correlation(scores))
        return found

    def draw(self, block: Block, draws: Draws, training: Training, state: State) -> Drawn:
        """Draw independent normal numbers, one for each column."""
        count = block.numbers.shape[1] + block.codes.shape[1] + training.schema.regression
        return {"normal": np.round(draws.normal(count), DIGITS)}

    def apply(self, block: Block, drawn: Drawn, training: Training, state: State) -> Block:
        """Let the numbers correlate, and put the cells of these quantiles."""
        labels = np.asarray(training.table.labels[block.anchors])
        classes = np.maximum(labels, 0) if training.table.classes else np.zeros_like(labels)
        cells = _cells(training, block.anchors)
        for label in np.unique(classes).tolist():
            mine = np.flatnonzero(classes == label)
            normal = drawn["normal"][mine]
            cells[mine] = _sampled(cells[mine], normal, block.codes.shape[1], label, state)
        split = block.numbers.shape[1]
        regression = training.schema.regression
        codes = cells[:, split + regression :]
        return replace(
            block,
            numbers=cells[:, :split],
            targets=cells[:, split] if regression else block.targets,
            codes=np.where(np.isnan(codes), -1, codes).astype(np.int32),
            labels=labels,
            soft=None,
        )


def _refuse(training: Training, label: int, count: int) -> None:
    classes = training.table.classes
    whose = f"The class {classes[label]!r}" if classes else "The table"
    raise UsageError(
        f"{whose} has {count} row{'' if count == 1 else 's'} in the training split, and"
        " tabular.copula learns from 2 or more.",
        "Leave it out with `only` or the quota, or use tabular.random_oversample for it.",
    )


def _columns(training: Training, rows: Ints) -> Iterator[Floats]:
    """Walk the columns of `_cells`, one at a time: each shape (m,)."""
    table = training.table
    for j in range(table.numbers.shape[1]):
        yield table.numbers[rows, j]
    if training.schema.regression:
        yield table.targets[rows]
    for j in range(table.codes.shape[1]):
        codes = table.codes[rows, j]
        yield np.where(codes < 0, np.nan, codes)


def _thinned(cells: Floats) -> Floats:
    """Return the cells that are not missing, sorted; of many, evenly spread ones and both ends."""
    found: Floats = np.sort(cells[~np.isnan(cells)])
    if len(found) > _MOST:
        found = found[np.rint(np.linspace(0, len(found) - 1, _MOST)).astype(np.int64)]
    return found


def _cells(training: Training, rows: Ints) -> Floats:
    """Return the cells of rows as numbers: shape (m, k), a new array, NaN where missing."""
    table = training.table
    codes: Codes = table.codes[rows]
    targets = table.targets[rows][:, None][:, : int(training.schema.regression)]
    return np.concatenate(
        [table.numbers[rows], targets, np.where(codes < 0, np.nan, codes)], axis=1
    )


def _sampled(cells: Floats, normal: Floats, categories: int, label: int, state: State) -> Floats:
    """Replace the cells of a class that are not missing; the last columns are categories."""
    from scipy.special import ndtr

    values, starts, factor = (state[f"{part}_{label}"] for part in ("cells", "starts", "factor"))
    columns = cells.shape[1]
    for j in range(columns):
        # Not a matrix product, whose last bits depend on how many rows it is given.
        score = np.zeros(len(cells))
        for i in range(j + 1):
            score += normal[:, i] * factor[j, i]
        seen = ~np.isnan(cells[:, j])
        of_column = values[starts[j] : starts[j + 1]]
        steps = j >= columns - categories
        cells[seen, j] = quantiles(ndtr(score[seen]), of_column, steps=steps)
    return cells
