"""Which original a mix takes as partner: a draw in constant time, over classes or neighbours."""

from __future__ import annotations

from collections.abc import Sequence

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
    """Draw the position of a partner for the original at `position`; never itself.

    Raises:
        BadInput: There is none, because the others turned out to be broken.
    """
    if kind == "neighbor":
        assert neighbours is not None
        near = neighbours[position]
        return int(near[_below(int((near >= 0).sum()), rng)])
    if kind == "any":
        other = _below(len(order) - 1, rng)
        return other + (other >= position)
    start, stop = order.span(order.label(position))
    if kind == "same_class":
        other = start + _below(stop - start - 1, rng)
        return other + (other >= position)
    other = _below(len(order) - (stop - start), rng)
    return other + (stop - start) if other >= start else other


def _below(count: int, rng: Generator) -> int:
    if not count:
        raise BadInput("no_partner", "no other original that it could be mixed with can be read")
    return int(rng.integers(count))


def check(chain: Chain, plan: ChainPlan, order: Order, labels: Sequence[str]) -> None:
    """Make sure that the mixes of a chain will find partners.

    Raises:
        UsageError: Not so; names the class and how many originals it has.
    """
    classes = range(max(len(labels), 1))
    used = [label for label in classes if plan.uses(*order.span(label))]
    for step, only in chain.reach():
        for label in used:
            if isinstance(step.stage, Mix) and (
                only is None or not labels or labels[label] in only
            ):
                _check_class(step, step.stage, order, labels, label)


def _check_class(step: Step, mix: Mix, order: Order, labels: Sequence[str], label: int) -> None:
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
