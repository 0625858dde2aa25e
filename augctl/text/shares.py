"""How many of some things a share of them is."""

from __future__ import annotations


def count_of(share: float, among: int) -> int:
    """Return how many things are touched: a share of them, at least one unless it is 0.

    >>> count_of(0.1, 26), count_of(0.1, 3), count_of(0, 3), count_of(1, 0)
    (3, 1, 0, 0)
    """
    return min(among, max(1, int(share * among + 0.5))) if share > 0 else 0
