"""Which rows a method makes new ones of, and how often: groups of rows, each with a weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from augctl.stages.rows import State
from augctl.tables.block import Floats, Ints


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows of one class in groups.

    The class's total is shared out among the groups by weight, and in a group evenly.

    Attributes:
        rows: Shape (r,): numbers of rows, group after group.
        sizes: Shape (g,): how many rows each group has; at least one.
        weights: Shape (g,): not negative, some positive; of any sum.
    """

    rows: Ints
    sizes: Ints
    weights: Floats

    @classmethod
    def even(cls, rows: Ints) -> Groups:
        """Make a single group."""
        return cls(rows, np.array([len(rows)]), np.ones(1))


def arrays(groups: Mapping[int, Groups], rng: Generator) -> State:
    """Write the groups of each class as arrays of a stage's state, for `anchors`.

    The rows of a group are shuffled: where a total does not go round, chance decides which of them
    are used once more.
    """
    labels = sorted(groups)
    sizes = np.concatenate([groups[label].sizes for label in labels])
    rows = np.concatenate([groups[label].rows for label in labels])
    shuffled = np.lexsort((rng.random(len(rows)), np.repeat(np.arange(len(sizes)), sizes)))
    return {
        "group_labels": np.repeat(labels, [len(groups[label].sizes) for label in labels]),
        "group_weights": np.concatenate([groups[label].weights for label in labels]),
        "group_starts": np.concatenate([[0], np.cumsum(sizes)]),
        "group_rows": rows[shuffled],
    }


def anchors(state: State, label: int, ranks: Ints, total: int) -> Ints:
    """Say which rows the units of a class begin as; see `RowStage.anchors`."""
    first, last = np.searchsorted(state["group_labels"], [label, label + 1])
    counts = shares_out(state["group_weights"][first:last], total)
    ends = np.cumsum(counts)
    group = np.searchsorted(ends, ranks, side="right")
    bounds = state["group_starts"][first : last + 1]
    turn = (ranks - (ends - counts)[group]) % np.diff(bounds)[group]
    return np.asarray(state["group_rows"][bounds[group] + turn])


def shares_out(weights: Floats, total: int) -> Ints:
    """Share a total out by weights, in whole numbers that sum to it: shape (g,).

    By largest remainders: each gets its share rounded down, and those of which the most was cut
    off get one more, the first among equals first.

    >>> shares_out(np.array([1.0, 1.0, 2.0]), 5)
    array([1, 1, 3])
    """
    exact = weights / weights.sum() * total
    counts: Ints = np.floor(exact).astype(np.int64)
    left = total - int(counts.sum())
    counts[np.argsort(counts - exact, kind="stable")[:left]] += 1
    return counts
