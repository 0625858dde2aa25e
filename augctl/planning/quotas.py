"""Quotas to sections: which originals a chain uses how often, in constant time per unit.

A section is a run of originals of which each is used `each` times, and `extra` of them, spread
evenly over the run, once more. So no original is used k + 2 times while another is used k times,
and the classes in a run keep their shares to within one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from augctl.errors import UsageError
from augctl.planning.index import Order
from augctl.recipe.chain import Quota


@dataclass(frozen=True, slots=True)
class Section:
    """A run of originals and how often each is used.

    Attributes:
        start: First position in the order.
        stop: Position after the last.
        each: How often every one is used.
        extra: How many are used once more; fewer than there are.
        phase: Where the spread of the extra ones begins, from 0 to the length of the run - 1.
    """

    start: int
    stop: int
    each: int
    extra: int = 0
    phase: int = 0

    def __len__(self) -> int:
        return (self.stop - self.start) * self.each + self.extra

    def unit(self, number: int) -> tuple[int, int]:
        """Return position and copy number of one unit; units of an original are neighbours."""
        length = self.stop - self.start
        if number < length * self.each:
            return self.start + number // self.each, number % self.each
        return self.start + ((number - length * self.each) * length + self.phase) // self.extra, (
            self.each
        )

    def uses(self, start: int, stop: int) -> int:
        """Count the units whose originals stand at positions in [start, stop)."""
        low, high = max(start, self.start), min(stop, self.stop)
        if low >= high:
            return 0
        count = (high - low) * self.each
        if self.extra:
            count += self._extra_before(high) - self._extra_before(low)
        return count

    def _extra_before(self, position: int) -> int:
        """Count j with (j * length + phase) // extra < position - start."""
        length = self.stop - self.start
        reach = (position - self.start) * self.extra - self.phase
        return min(max(-(-reach // length), 0), self.extra)


class ChainPlan:
    """The units of one chain, numbered from 0; `limit` keeps some, spread evenly."""

    def __init__(self, sections: Sequence[Section], limit: int | None = None) -> None:
        self.sections = [section for section in sections if len(section)]
        self._firsts = [0]
        for section in self.sections:
            self._firsts.append(self._firsts[-1] + len(section))
        self.total = self._firsts.pop()
        self.kept = self.total if limit is None else min(limit, self.total)

    def __len__(self) -> int:
        return self.kept

    def number(self, item: int) -> int:
        """Return the number of the kept unit at `item`, 0 to the length - 1."""
        return item * self.total // self.kept

    def unit(self, number: int) -> tuple[int, int]:
        """Return position and copy number of the unit with this number."""
        i = bisect_right(self._firsts, number) - 1
        return self.sections[i].unit(number - self._firsts[i])

    def at(self, position: int) -> list[tuple[int, int]]:
        """List number and copy of the kept units of one original; for sections without extra."""
        for first, section in zip(self._firsts, self.sections, strict=True):
            if section.start <= position < section.stop:
                low = first + (position - section.start) * section.each
                return [
                    (number, number - low)
                    for number in range(low, low + section.each)
                    if self._keeps(number)
                ]
        return []

    def _keeps(self, number: int) -> bool:
        if not self.kept:
            return False
        # The first kept unit at or after this number is this one.
        return self.number(-(-number * self.kept // self.total)) == number

    def uses(self, start: int, stop: int) -> int:
        """Count all units, limit or not, whose originals stand at positions in [start, stop)."""
        return sum(section.uses(start, stop) for section in self.sections)


def resolve(
    quota: Quota,
    order: Order,
    labels: Sequence[str],
    before: Sequence[int],
    phases: Sequence[float],
    limit: int | None = None,
) -> ChainPlan:
    """Turn a quota into a plan.

    Args:
        quota: What the recipe asks for.
        order: The originals.
        labels: Names of the classes in the order; empty where there are none.
        before: How many samples each class has before this chain.
        phases: One number in [0, 1) per class, to begin spreads at; drawn from the seed.
        limit: At most so many units.

    Raises:
        UsageError: The quota cannot be met: a class has no originals, or is not there.
    """
    spans = [order.span(label) for label in range(max(len(labels), 1))]
    if quota.kind == "total":
        assert isinstance(quota.value, int)
        return ChainPlan([_even(0, len(order), quota.value, phases[0])], limit)
    if quota.kind == "copies":
        if isinstance(quota.value, Mapping):
            counts = [quota.value.get(label, 0) for label in labels]
            sections = [Section(*span, n) for span, n in zip(spans, counts, strict=True)]
        else:
            assert isinstance(quota.value, int)
            sections = [Section(0, len(order), quota.value)]
        return ChainPlan(sections, limit)
    missing = [
        max(goal - has, 0) for goal, has in zip(goals(quota, labels, before), before, strict=True)
    ]
    for label, (span, count) in enumerate(zip(spans, missing, strict=True)):
        if count and span[0] == span[1]:
            raise UsageError(
                f"The class {labels[label]!r} has no original to make {count} more from."
            )
    return ChainPlan(
        [
            _even(*span, count, phase)
            for span, count, phase in zip(spans, missing, phases, strict=True)
            if count
        ],
        limit,
    )


def goals(quota: Quota, labels: Sequence[str], before: Sequence[int]) -> list[int]:
    """Return how many samples a balance quota wants of each class."""
    value = quota.value
    if isinstance(value, Mapping):
        return [value.get(label, 0) for label in labels]
    if value == "max":
        goal = max(before)
    elif value == "median":
        # The lower middle of an even count: a goal that some class has.
        goal = sorted(before)[(len(before) - 1) // 2]
    else:
        goal = int(value)
    return [goal] * len(before)


def _even(start: int, stop: int, count: int, phase: float) -> Section:
    each, extra = divmod(count, stop - start)
    return Section(start, stop, each, extra, int(phase * (stop - start)))
