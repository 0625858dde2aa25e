"""All phases planned ahead: what a run would make if every unit kept its anchor's class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from augctl.planning.index import Index, Order
from augctl.planning.plan import Lane, lanes_of, phases
from augctl.planning.quotas import ChainPlan
from augctl.recipe.chain import Chain


class Counted:
    """Counts by class what there is to balance: samples, or marks where classes are those of marks.

    It takes a look at all marks, so it counts what it is asked for and no more.
    """

    def __init__(self, order: Order, index: Index) -> None:
        self._order = order
        self._index = index
        self._marked = index.by_marks
        self._spans = [order.span(label) for label in range(max(len(index.labels), 1))]

    @cached_property
    def originals(self) -> list[int]:
        """Counts of the originals that chains work on."""
        if self._index.is_model:
            return [0 for _ in self._spans]
        if self._marked is None:
            return [stop - start for start, stop in self._spans]
        found: list[int] = self._marked.totals(self._order.numbers).tolist()
        return found

    def samples(self, chain: Chain, plan: ChainPlan) -> list[int]:
        """Count the samples that a chain adds if each keeps its anchor's class.

        Where classes are drawn, as many as are to be expected.
        """
        if chain.draws_classes and chain.generator is not None:
            shares = chain.generator.shares(self._index.folder)
            return _parted(len(plan), [shares.get(label, 0.0) for label in self._index.labels])
        return [plan.uses(*span) for span in self._spans]

    def added(self, chain: Chain, plan: ChainPlan) -> list[int]:
        """Count what a chain adds if each sample keeps its anchor's class, or marks."""
        if self._marked is None:
            return self.samples(chain, plan)
        uses = plan.uses_each(len(self._order))
        found: list[int] = self._marked.totals(self._order.numbers, uses).tolist()
        return found


def forecast(
    chains: Sequence[Chain], order: Order, index: Index, seed: int, limit: int | None = None
) -> tuple[list[list[int]], list[Lane]]:
    """Plan all phases ahead, as if every unit keeps its anchor's class and none fails.

    Returns:
        How many samples of each class each chain adds, shape (chains, classes); and the lanes.
    """
    classes = max(len(index.labels), 1)
    added = [[0] * classes for _ in chains]
    counted = Counted(order, index)
    lanes: list[Lane] = []
    for _, made in _ahead(chains, order, index, seed, limit):
        lanes += made
        for i, plan in (pair for lane in made for pair in lane.plans):
            added[i] = counted.samples(chains[i], plan)
    return added, lanes


def balances(
    chains: Sequence[Chain], order: Order, index: Index, seed: int, limit: int | None = None
) -> dict[int, tuple[list[int], list[int]]]:
    """Count what there is before and after each chain with a balance, as if none of it fails.

    Samples by class, or marks where classes are those of marks.
    """
    counted = Counted(order, index)
    found: dict[int, tuple[list[int], list[int]]] = {}
    for before, lanes in _ahead(chains, order, index, seed, limit):
        for i, plan in (pair for lane in lanes for pair in lane.plans):
            if i in before:
                added = counted.added(chains[i], plan)
                found[i] = [*before[i]], [a + b for a, b in zip(before[i], added, strict=True)]
    return found


def _ahead(
    chains: Sequence[Chain], order: Order, index: Index, seed: int, limit: int | None
) -> Iterator[tuple[dict[int, Sequence[int]], list[Lane]]]:
    """Walk the phases: what comes before each of their balances, and their lanes."""
    counted = Counted(order, index)
    # What a chain adds to each class is of use to a balance alone.
    balances = [i for i, chain in enumerate(chains) if chain.quota.kind == "balance"]
    added: dict[int, Sequence[int]] = {}
    for phase in phases(chains, len(order), rows=index.is_table):
        before: dict[int, Sequence[int]] = {
            i: [
                sum(column)
                for column in zip(counted.originals, *(added[k] for k in range(i)), strict=True)
            ]
            for i in phase.chains
            if i in balances
        }
        lanes = lanes_of(phase, chains, order, index, seed, limit, before)
        yield before, lanes
        for i, plan in (pair for lane in lanes for pair in lane.plans):
            if balances and i < balances[-1]:
                added[i] = counted.added(chains[i], plan)


def _parted(total: int, shares: Sequence[float]) -> list[int]:
    """Part a number by shares, by the largest remainders.

    >>> _parted(10, [0.55, 0.25, 0.2])
    [6, 2, 2]
    """
    exact = [total * share for share in shares]
    found = [int(part) for part in exact]
    order = sorted(range(len(shares)), key=lambda i: (found[i] - exact[i], i))
    for i in order[: total - sum(found)]:
        found[i] += 1
    return found
