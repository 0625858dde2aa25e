"""Draws for one text: as many as it takes, whatever other texts there are.

A text of two words needs few draws and one of a megabyte many. So each has a stream of its own,
that begins at a number which `augctl.tables.draws` drew for the row, and is cheap in Python.

SplitMix64: Steele, Lea, Flood 2014, Fast splittable pseudorandom number generators.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar, cast

from numpy.random import Generator

from augctl.params import Range
from augctl.tables.draws import Draws

T = TypeVar("T")

_MASK = (1 << 64) - 1
_GOLDEN, _M1, _M2 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


class Dice:
    """The draws of one use of a stage by one text. The order of calls matters.

    >>> dice = Dice(7)
    >>> dice.below(6), dice.pick(5, 2), dice.choose("abc")
    (2, [0, 4], 'b')
    """

    __slots__ = ("_state",)

    def __init__(self, state: int) -> None:
        self._state = state

    def random(self) -> float:
        """Draw from [0, 1), evenly."""
        self._state = z = (self._state + _GOLDEN) & _MASK
        z = ((z ^ (z >> 30)) * _M1) & _MASK
        z = ((z ^ (z >> 27)) * _M2) & _MASK
        return ((z ^ (z >> 31)) >> 11) * 2.0**-53

    def below(self, limit: int) -> int:
        """Draw a whole number from 0 to a limit, which is left out and below 2**32."""
        return int(self.random() * limit)

    def chance(self, p: float) -> bool:
        """Say yes with a probability."""
        return self.random() < p

    def choose(self, items: Sequence[T]) -> T:
        """Draw one of some things, each as likely."""
        return items[int(self.random() * len(items))]

    def pick(self, limit: int, count: int) -> list[int]:
        """Draw so many different whole numbers from 0 to a limit, sorted; all if there are fewer.

        Floyd's algorithm: Bentley, Floyd 1987, A sample of brilliance.
        """
        count = min(count, limit)
        if count == 1:
            return [int(self.random() * limit)]
        found: set[int] = set()
        for top in range(limit - count, limit):
            drawn = int(self.random() * (top + 1))
            found.add(top if drawn in found else drawn)
        return sorted(found)

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return things in a random order, each order as likely."""
        found = list(items)
        for i in range(len(found) - 1, 0, -1):
            j = int(self.random() * (i + 1))
            found[i], found[j] = found[j], found[i]
        return found

    def sample(self, values: Range[Any]) -> Any:
        """Draw a parameter that can vary; see `Range.sample`."""
        if values.kind == "constant":
            return values.values[0]
        return values.sample(cast("Generator", self))

    def standard_normal(self) -> float:
        """Draw from the standard normal distribution."""
        from scipy.special import ndtri

        return float(ndtri(self.random() + 2.0**-54))


def dice_of(draws: Draws) -> Iterator[Dice]:
    """Walk the dice of the rows of a block."""
    return map(Dice, draws.words(1)[:, 0].tolist())
