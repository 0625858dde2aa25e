"""Chooses the originals that `augctl preview` shows."""

from __future__ import annotations

from bisect import bisect_right

from augctl.planning.index import Order
from augctl.planning.quotas import ChainPlan


def spread_anchors(order: Order, plan: ChainPlan, rows: int) -> list[int]:
    """Choose anchors of a chain: class by class in turn, spread over classes and within each.

    Args:
        order: The originals.
        plan: The plan of the chain.
        rows: How many are wanted; the same one is not chosen twice.

    Returns:
        Their positions in the order.
    """
    spans = [order.span(label) for label in range(len(order.starts) - 1)]
    used = [span for span in spans if plan.uses(*span)]
    if len(used) > rows:
        used = [used[len(used) * turn // rows] for turn in range(rows)]
    chosen: list[int] = []
    for turn, (start, stop) in enumerate(used):
        count = min(len(range(turn, rows, len(used))), stop - start)
        uses = plan.uses(start, stop)
        for k in range(count):
            chosen.append(_anchor(plan, start, stop, uses * (2 * k + 1) // (2 * count)))
    return list(dict.fromkeys(chosen))


def _anchor(plan: ChainPlan, start: int, stop: int, number: int) -> int:
    """Return the position in [start, stop) whose use is this one, counted from 0 from `start`."""
    ends = range(start + 1, stop + 1)
    return start + bisect_right(ends, number, key=lambda end: plan.uses(start, end))
