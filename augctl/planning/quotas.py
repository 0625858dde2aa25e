"""Quotas to sections: which originals a chain uses how often, in constant time per unit.

A section is a run of originals of which each is used `each` times, and `extra` of them, spread
evenly over the run, once more. So no original is used k + 2 times while another is used k times,
and the classes in a run keep their shares to within one. Where classes are those of marks, each
original has a number of its own instead; see `by_marks`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from augctl.planning.by_marks import OwnNumbers
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

    def units(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return positions and copy numbers of many units; see `unit`."""
        length = self.stop - self.start
        whole = length * self.each
        first = numbers < whole
        more = ((numbers - whole) * length + self.phase) // max(self.extra, 1)
        return (
            self.start + np.where(first, numbers // max(self.each, 1), more),
            np.where(first, numbers % max(self.each, 1), self.each),
        )

    def numbers(self, start: int, stop: int) -> tuple[range, range]:
        """Number the units whose originals stand at positions in [start, stop).

        The first range holds the uses that every original has, the second the extra ones.
        """
        low, high = (min(max(at, self.start), self.stop) for at in (start, stop))
        whole = (self.stop - self.start) * self.each
        return (
            range((low - self.start) * self.each, (high - self.start) * self.each),
            range(whole + self._extra_before(low), whole + self._extra_before(high)),
        )

    def befores(self) -> tuple[NDArray[np.int64], ...]:
        """Count the units before each original and before the end: one array for each of `numbers`.

        Shape (originals + 1,) each.
        """
        length = self.stop - self.start
        places = np.arange(length + 1)
        extra = np.clip(-(-(places * self.extra - self.phase) // length), 0, self.extra)
        return places * self.each, length * self.each + extra

    def _extra_before(self, position: int) -> int:
        """Count j with (j * length + phase) // extra < position - start."""
        length = self.stop - self.start
        reach = (position - self.start) * self.extra - self.phase
        return min(max(-(-reach // length), 0), self.extra)


class Spans(Protocol):
    """Originals, class by class: an order, or some of one."""

    def span(self, label: int) -> tuple[int, int]:
        """Return the positions of a class, as start and stop."""

    def __len__(self) -> int: ...


class ChainPlan:
    """The units of one chain, numbered from 0; `limit` keeps some, spread evenly.

    Its sections do not overlap and stand in order.
    """

    def __init__(self, sections: Sequence[Section | OwnNumbers], limit: int | None = None) -> None:
        self.sections = [section for section in sections if len(section)]
        self._starts = [section.start for section in self.sections]
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

    def numbers(self, items: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the numbers of many kept units; see `number`."""
        return items * self.total // max(self.kept, 1)

    def units(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return positions and copies of many units, each shape (m,); see `unit`."""
        positions, copies = np.zeros((2, len(numbers)), dtype=np.int64)
        which = self._sections_of(numbers)
        for i in np.unique(which).tolist():
            some = which == i
            section = self.sections[i]
            assert isinstance(section, Section)
            positions[some], copies[some] = section.units(numbers[some] - self._firsts[i])
        return positions, copies

    def ranks(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
        """Return which of their section's units some are, all of one, and how many it has."""
        i = int(self._sections_of(numbers[:1])[0])
        return numbers - self._firsts[i], len(self.sections[i])

    def _sections_of(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(self._firsts, numbers, side="right") - 1

    def at(self, position: int) -> list[tuple[int, int]]:
        """List number and copy of the kept units of one original."""
        return [
            (number, self.unit(number)[1])
            for numbers in self._numbers(position, position + 1)
            for number in numbers
            if self._kept_before(number) < self._kept_before(number + 1)
        ]

    def uses(self, start: int, stop: int) -> int:
        """Count the kept units whose originals stand at positions in [start, stop)."""
        return sum(
            self._kept_before(numbers.stop) - self._kept_before(numbers.start)
            for numbers in self._numbers(start, stop)
        )

    def uses_each(self, count: int) -> NDArray[np.int64]:
        """Count the kept units of each of the first `count` originals: shape (count,)."""
        uses = np.zeros(count, dtype=np.int64)
        for first, section in zip(self._firsts, self.sections, strict=True):
            for before in section.befores():
                kept = -(-(first + before) * self.kept // self.total)
                uses[section.start : section.stop] += np.diff(kept)
        return uses

    def _numbers(self, start: int, stop: int) -> Iterator[range]:
        for i in range(max(bisect_right(self._starts, start) - 1, 0), len(self.sections)):
            if self._starts[i] >= stop:
                break
            for numbers in self.sections[i].numbers(start, stop):
                if numbers:
                    yield range(self._firsts[i] + numbers.start, self._firsts[i] + numbers.stop)

    def _kept_before(self, number: int) -> int:
        """Count the kept units with smaller numbers."""
        return -(-number * self.kept // self.total)


def resolve(
    quota: Quota,
    order: Spans,
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

    Returns:
        The plan; a class without originals has no units in it, because it can have none.
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
            sections = [Section(*span, quota.value) for span in spans]
        return ChainPlan(sections, limit)
    wanted = goals(quota, labels, before)
    sections = [
        _even(*span, max(goal - has, 0), phase)
        for span, goal, has, phase in zip(spans, wanted, before, phases, strict=True)
    ]
    return ChainPlan(sections, limit)


def goals(quota: Quota, labels: Sequence[str], before: Sequence[int]) -> list[int]:
    """Return how many samples a balance quota wants of each class."""
    value = quota.value
    if isinstance(value, Mapping):
        return [value.get(label, 0) for label in labels]
    # A class without a sample in the training split has no say in what the middle is.
    counts = sorted(count for count in before if count) or [0]
    if value == "max":
        goal = counts[-1]
    elif value == "median":
        # The lower middle of an even count: a goal that some class has.
        goal = counts[(len(counts) - 1) // 2]
    else:
        goal = int(value)
    return [goal] * len(before)


def _even(start: int, stop: int, count: int, phase: float) -> Section:
    if start == stop:
        return Section(start, stop, 0)
    each, extra = divmod(count, stop - start)
    return Section(start, stop, each, extra, int(phase * (stop - start)))
