"""A block: rows of a table on their way through a chain, many at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that are being made. No stage changes an array in place.

    Attributes:
        anchors: Shape (m,): number in the table of the row that each began as.
        copies: Shape (m,): which use of its anchor in the chain it is, from 0.
        numbers: Shape (m, d): cells of `Schema.numbers`; NaN where missing.
        codes: Shape (m, c): cells of `Schema.codes`; -1 where missing.
        words: Shape (m, w), objects: cells of `Schema.words`, str; None where missing.
        labels: Shape (m,): class of each; -1 where there are no classes, or a row has none.
        targets: Shape (m,): the target of a regression; NaN where missing, or there is none.
        soft: Shape (m, classes): share of each class, rows sum to 1; None where all are hard, and
            `labels` tell. Where it is given, `labels` are the heaviest.
        partners: Shape (m, p): numbers in the table of other rows that went in; -1 for none.
    """

    anchors: Ints
    copies: Ints
    numbers: Floats
    codes: Codes
    words: NDArray[Any]
    labels: Codes
    targets: Floats
    soft: Floats | None
    partners: Ints

    def __len__(self) -> int:
        return len(self.anchors)

    def take(self, rows: Any) -> Block:
        """Return some of the rows, by numbers or by a mask."""
        return Block(
            self.anchors[rows],
            self.copies[rows],
            self.numbers[rows],
            self.codes[rows],
            self.words[rows],
            self.labels[rows],
            self.targets[rows],
            None if self.soft is None else self.soft[rows],
            self.partners[rows],
        )

    def put(self, rows: Any, others: Block, classes: int) -> Block:
        """Return these rows with some of them replaced, by numbers or by a mask."""
        soft = None
        if self.soft is not None or others.soft is not None:
            soft = self.shares(classes)
            soft[rows] = others.shares(classes)
        width = max(self.partners.shape[1], others.partners.shape[1])
        partners = _wide(self.partners, width)
        partners[rows] = _wide(others.partners, width)
        return Block(
            self.anchors,
            self.copies,
            _put(self.numbers, rows, others.numbers),
            _put(self.codes, rows, others.codes),
            _put(self.words, rows, others.words),
            _put(self.labels, rows, others.labels),
            _put(self.targets, rows, others.targets),
            soft,
            partners,
        )

    def shares(self, classes: int) -> Floats:
        """Return the share of each class: shape (m, classes), a new array."""
        if self.soft is not None:
            return self.soft.copy()
        soft = np.zeros((len(self), classes))
        known = np.flatnonzero(self.labels >= 0)
        soft[known, self.labels[known]] = 1.0
        return soft

    def with_partners(self, partners: Ints) -> Block:
        """Note other rows that went in: shape (m,) or (m, p); -1 for none."""
        added = partners if partners.ndim == 2 else partners[:, None]
        return replace(self, partners=np.concatenate([self.partners, added], axis=1))


def _put(old: NDArray[Any], rows: Any, new: NDArray[Any]) -> NDArray[Any]:
    result = old.copy()
    result[rows] = new
    return result


def _wide(partners: Ints, width: int) -> Ints:
    result = np.full((len(partners), width), -1, dtype=np.int64)
    result[:, : partners.shape[1]] = partners
    return result
