"""Walks through an absorbing Markov chain, of a bounded length, also to an end that is given.

An outcome is an absorbing state. `reach[t][i]` is how likely a walk that stands at intent i ends in
a wanted outcome when at most t further intents may follow. Walks are drawn by transitions that are
multiplied by it (Doob's h-transform), so each has exactly the probability that it has among the
walks of the chain that end so: none is drawn in vain and thrown away.

Sums go term by term in Python, not through a library of linear algebra, whose last bits depend on
the processor; only what is told to people comes of the fundamental matrix.

Kemeny, Snell, 1960: Finite Markov Chains, chapter III.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np

from augctl.text.dice import Dice

Row = Mapping[int, float]
"""Probabilities by what comes next: intents are numbered from 0, outcomes behind them. Sums to 1;
what cannot come is left out."""

Cumulated = tuple[list[int], list[float]]


def tempered(row: Row, temperature: float) -> Row:
    """Return a row whose probabilities are nearer to each other: `p ** (1 / temperature)`, scaled.

    >>> tempered({0: 0.8, 1: 0.2}, 2.0)
    {0: 0.6666666666666666, 1: 0.3333333333333333}
    """
    raised = {key: p ** (1 / temperature) for key, p in row.items()}
    total = sum(raised.values())
    return {key: p / total for key, p in raised.items()}


@dataclass(frozen=True, slots=True)
class Expected:
    """What a chain tells of its walks, of any length, by its fundamental matrix N = (I - Q)^-1.

    Attributes:
        visits: How often each intent comes in a walk, on average.
        length: How many intents a walk has, on average.
        deviation: Standard deviation of that.
    """

    visits: Sequence[float]
    length: float
    deviation: float


class Markov:
    """A chain: every walk ends in an outcome with probability 1."""

    def __init__(self, start: Row, rows: Sequence[Row], longest: int) -> None:
        """Take a chain.

        Args:
            start: Where walks begin; intents alone.
            rows: What comes after each intent.
            longest: At most so many intents stand in a walk.
        """
        self.start, self.rows, self.longest = start, rows, longest
        self._reach: dict[int | None, list[list[float]]] = {}
        self._next: dict[tuple[int | None, int, int], Cumulated] = {}

    def chance(self, outcome: int | None = None) -> float:
        """Return how likely a walk ends in an outcome, or in any, without being too long."""
        last = self._reached(outcome)[self.longest - 1]
        return sum(p * last[i] for i, p in self.start.items())

    def draw(self, dice: Dice, outcome: int | None = None) -> tuple[list[int], int]:
        """Draw a walk: its intents, and the outcome that it ends in.

        Args:
            dice: Its draws: one for each intent, and one for the end.
            outcome: Where it is to end, which must be likely at all; anywhere without.
        """
        walk: list[int] = []
        at, left = -1, self.longest
        while at < len(self.rows):
            if at >= 0:
                walk.append(at)
            key = (outcome, at, left)
            if key not in self._next:
                self._next[key] = self._cumulated(*key)
            choices, sums = self._next[key]
            at = choices[bisect_right(sums, dice.random() * sums[-1], 0, len(sums) - 1)]
            left -= 1
        return walk, at

    @cached_property
    def expected(self) -> Expected:
        """What is to be expected of walks of any length."""
        count = len(self.rows)
        reached = self._reached_intents()  # of others, walks might go on for ever
        between = np.zeros((count, count))
        for i in reached:
            for j, p in self.rows[i].items():
                if j < count:
                    between[i, j] = p
        begin = np.zeros(count)
        begin[list(self.start)] = list(self.start.values())
        fundamental = np.asarray(np.linalg.inv(np.eye(count) - between), np.float64)
        visits = begin @ fundamental
        lengths = fundamental.sum(axis=1)
        length = float(begin @ lengths)
        squares = float(begin @ (2 * fundamental - np.eye(count)) @ lengths)
        deviation = float(np.sqrt(max(squares - length**2, 0.0)))
        return Expected(visits.tolist(), length, deviation)

    def _reached_intents(self) -> list[int]:
        found = list(self.start)
        for i in found:  # which grows meanwhile
            found += [j for j in self.rows[i] if j < len(self.rows) and j not in found]
        return found

    def _reached(self, outcome: int | None) -> list[list[float]]:
        """Return `reach` of an outcome, or of all together; see the module."""
        if outcome not in self._reach:
            count = len(self.rows)
            wanted = {outcome} if outcome is not None else {j for row in self.rows for j in row}
            ends = [
                sum(p for j, p in row.items() if j >= count and j in wanted) for row in self.rows
            ]
            found = [ends]
            for _ in range(self.longest - 1):
                last = found[-1]
                found.append(
                    [
                        end + sum(p * last[j] for j, p in row.items() if j < count)
                        for end, row in zip(ends, self.rows, strict=True)
                    ]
                )
            self._reach[outcome] = found
        return self._reach[outcome]

    def _cumulated(self, outcome: int | None, at: int, left: int) -> Cumulated:
        """Return what may come next, if so many intents may follow, and running sums of chances."""
        reach, count = self._reached(outcome), len(self.rows)
        wanted: dict[int, float] = {}
        for j, p in (self.start if at < 0 else self.rows[at]).items():
            if j >= count:
                wanted[j] = p if outcome in (None, j) else 0.0
            else:
                wanted[j] = p * reach[left - 1][j] if left else 0.0
        some = {j: chance for j, chance in wanted.items() if chance > 0}
        return list(some), list(accumulate(some.values()))
