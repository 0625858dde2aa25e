"""Which original a mix takes as partner: a draw in constant time, over classes or neighbours."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augctl.errors import BadInput, UsageError
from augctl.planning.index import Order
from augctl.planning.quotas import ChainPlan
from augctl.recipe.chain import Chain, Step
from augctl.stages.base import Mix, Partner

Neighbours = NDArray[np.int32]
"""Shape (n, k): the k nearest positions of each, nearest first; -1 where there are fewer."""


def choose(
    kind: Partner, order: Order, position: int, rng: Generator, neighbours: Neighbours | None
) -> int:
    """Draw the position of a partner for the original at `position`; never itself."""
    if kind == "neighbor":
        assert neighbours is not None
        near = neighbours[position]
        known = int((near >= 0).sum())
        if not known:
            raise BadInput("no_partner", "no other original of its class could be read")
        return int(near[rng.integers(known)])
    if kind == "any":
        other = int(rng.integers(len(order) - 1))
        return other + (other >= position)
    start, stop = order.span(order.label(position))
    if kind == "same_class":
        other = start + int(rng.integers(stop - start - 1))
        return other + (other >= position)
    other = int(rng.integers(len(order) - (stop - start)))
    return other + (stop - start) if other >= start else other


def check(chain: Chain, plan: ChainPlan, order: Order, labels: list[str]) -> None:
    """Make sure that every anchor of a chain will find a partner.

    Raises:
        UsageError: A mix would find none; names the class and how many originals it has.
    """
    for step, mix in chain.mixes():
        for label in range(max(len(labels), 1)):
            if plan.uses(*order.span(label)) and _applies(step, labels, label):
                _check_class(step, mix, order, labels, label)


def _applies(step: Step, labels: list[str], label: int) -> bool:
    return step.only is None or not labels or labels[label] in step.only


def _check_class(step: Step, mix: Mix, order: Order, labels: list[str], label: int) -> None:
    start, stop = order.span(label)
    if mix.partner == "any":
        enough, wants = len(order) >= 2, "two originals"
    elif mix.partner == "other_class":
        enough, wants = len(order) > stop - start, "a second class"
    else:
        enough, wants = stop - start >= 2, "two originals of a class"
    if enough:
        return
    name = f"the class {labels[label]!r}" if labels else "the data"
    raise UsageError(
        f"{step.name} with partner {mix.partner!r} needs at least {wants}; {name} has "
        f"{stop - start} of {len(order)}.",
        "Add originals, choose another partner, or leave the class out with `only`.",
    )
