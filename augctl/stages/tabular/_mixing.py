"""Classes and targets of two rows, in shares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from augctl.stages.tabular._others import From
from augctl.tables.block import Block, Floats


def labels_mixed(
    made: Block, own: Block, other: Block, share: Floats, classes: int, partner: From
) -> Block:
    """Return made rows with the targets of two rows blended, and their classes in shares.

    The heavier class is the label. Where the other's target is missing, the own one stays.

    Args:
        made: The rows, whose labels are to be set.
        own: The rows as they were.
        other: The other row of each.
        share: Shape (m,): the own share of each, 0 to 1.
        classes: How many classes there are.
        partner: Where the other rows come from: of one class, what is hard stays hard.
    """
    made = replace(made, targets=_toward(own.targets, other.targets, 1 - share))
    if not classes or (partner == "same_class" and own.soft is None):
        return made
    weight = share[:, None]
    soft = weight * own.shares(classes) + (1 - weight) * other.shares(classes)
    every = np.arange(len(own))
    # Of classes with equal shares, the own goes first.
    ahead = soft[every, own.labels] >= soft.max(axis=1, initial=0)
    labels = np.where(ahead, own.labels, soft.argmax(axis=1)).astype(np.int32)
    return replace(made, soft=soft, labels=labels)


def _toward(own: Floats, others: Floats, steps: Floats) -> Floats:
    """Return own numbers moved by a share of the way to the others, where these are known."""
    moved: Floats = own + steps * np.where(np.isnan(others), 0.0, others - own)
    return moved
