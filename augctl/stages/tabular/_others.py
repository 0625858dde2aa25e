"""Random other rows of the training split, and what is taken over from them."""

from __future__ import annotations

from typing import Literal

import numpy as np

from augctl.tables.block import Block, Codes, Floats, Ints
from augctl.tables.draws import Draws
from augctl.tables.table import Training

From = Literal["any", "same_class"]
"""Which rows of the training split may go into another; without classes, any."""


def drawn_others(
    block: Block, draws: Draws, training: Training, partner: From, count: int = 1
) -> Ints:
    """Draw rows of the training split, never the anchor unless there is no other.

    Args:
        block: The rows that they are for.
        draws: The draws of these.
        training: Where they come from.
        partner: Whether they must be of the class that the row has now.
        count: How many for each.

    Returns:
        Shape (m, count): numbers of rows.
    """
    starts = np.asarray(training.starts, dtype=np.int64)
    places = _positions(block.anchors, training)
    first: Ints = np.zeros(len(block), dtype=np.int64)
    stop: Ints = np.full(len(block), len(training), dtype=np.int64)
    if partner == "same_class" and training.table.classes:
        first, stop = starts[block.labels], starts[block.labels + 1]
    inside = (first <= places) & (places < stop)
    others = stop - first - inside
    steps = np.floor(draws.uniform(count) * others[:, None]).astype(np.int64)
    chosen = first[:, None] + steps
    chosen += inside[:, None] & (chosen >= places[:, None])
    return np.where(
        others[:, None] > 0, training.rows[chosen % len(training)], block.anchors[:, None]
    )


def _positions(anchors: Ints, training: Training) -> Ints:
    """Return the position of each anchor among the rows of the training split."""
    labels = training.table.labels[anchors] if training.table.classes else np.zeros_like(anchors)
    places = np.empty(len(anchors), dtype=np.int64)
    for label in np.unique(labels).tolist():
        mine = labels == label
        places[mine] = training.starts[label] + np.searchsorted(
            training.of_class(label), anchors[mine]
        )
    return places


def numbers_taken(own: Floats, others: Floats) -> Floats:
    """Return the other's numbers; where either is missing, the own cell as it is."""
    return np.where(np.isnan(own) | np.isnan(others), own, others)


def codes_taken(own: Codes, others: Codes) -> Codes:
    """Return the other's categories; where either is missing, the own cell as it is."""
    return np.where((own < 0) | (others < 0), own, others)
