"""Let near rows of a class vote on categories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.random import Generator

from augctl.stages.rows import Drawn, State
from augctl.stages.tabular._neighbours import nearest_by, without_self
from augctl.stages.tabular._smote import NearRows, named, near_of, near_rows
from augctl.stages.tabular._votes import codes_of, majority
from augctl.tables.block import Block, Codes, Floats, Ints
from augctl.tables.schema import Schema
from augctl.tables.table import Training


class SmoteN(NearRows):
    """Make a row of the categories that most of a row and its near rows of the class have.

    Use for tables of categories only. Nothing is drawn: copies of one row are alike, and rows in
    the middle of a class come out as they are; `quality.duplicate` takes such out. Categories are
    near where classes are spread alike among their rows (the value difference metric); a missing
    one is a category of its own there, and stays missing. Where votes are equal, the row's own
    wins, and else the nearest row's.

    References:
        Chawla, Bowyer, Hall, Kegelmeyer, 2002: SMOTE: Synthetic Minority Over-sampling Technique,
        section 6.2. Cost, Salzberg, 1993: A Weighted Nearest Neighbor Algorithm for Learning with
        Symbolic Features.
    """

    def unfit(self, schema: Schema) -> str:
        """Refuse tables with columns of numbers, or without categories."""
        if schema.numbers:
            return (
                f"it works on categories, and these columns hold numbers: {named(schema.numbers)};"
                " use tabular.smote_nc"
            )
        if not schema.codes:
            return "it works on categories, and no column has any; use tabular.random_oversample"
        return ""

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Find the near rows of every row of the classes used."""
        spreads = [_class_shares(training, column) for column in range(len(training.schema.codes))]
        found = []
        for label in used:
            rows = self.rows_of(training, label)
            near = self._near(training.table.codes[rows], spreads)
            found.append((rows, rows[near]))
        return near_rows(found)

    def _near(self, codes: Codes, spreads: Sequence[Floats]) -> Ints:
        from scipy.spatial.distance import cdist

        kinds = [np.unique(column, return_inverse=True) for column in codes.T]

        def gaps(part: slice) -> Iterator[Floats]:
            for column, (seen, of), shares in zip(codes.T, kinds, spreads, strict=True):
                # Once for each category instead of each row.
                each = cdist(shares[column[part]], shares[seen], "cityblock")
                yield np.take(each, of, axis=1)

        count = len(codes)
        near = nearest_by(gaps, count, count, min(self.neighbors + 1, count), "euclidean")
        return without_self(near, np.arange(count))

    def apply(self, block: Block, drawn: Drawn, training: Training, state: State) -> Block:
        """Take the vote; all near rows are partners, nearest first."""
        near = near_of(block, state)
        codes = majority(block, codes_of(near, training), own_vote=True)
        return replace(block, codes=codes).with_partners(near)


def _class_shares(training: Training, column: int) -> Floats:
    """Return how the rows of each category are spread over the classes: shape (v + 1, classes).

    The last is that of missing ones, so that their code -1 finds it.
    """
    categories = len(training.schema.codes[column].categories)
    classes = len(training.starts) - 1
    counts = np.empty((categories + 1, classes))
    for label in range(classes):
        codes = training.table.codes[training.of_class(label), column]
        counts[:, label] = np.bincount(codes % (categories + 1), minlength=categories + 1)
    counts /= np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return counts
