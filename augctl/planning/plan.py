"""The plan: everything that will be made, as lanes of items cut into shards.

A lane is work of one kind: the originals with their copies, the held-out originals, or one chain
with a total or a balance. An item is what is done together: an original and all that is made of
it, so that it is decoded once; or a single unit. A shard is a fixed run of items: the grain of
work, of commit and of resume. Its size comes from the plan, never from the number of workers.

Lanes run in phases. The first reads and checks every original, and makes copies of it meanwhile.
Others come after, and a balance after all chains before it, so it counts what they really made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from numpy.random import Generator

from augctl.planning import by_marks
from augctl.planning.index import Index, Order
from augctl.planning.marked import Marked, Numbers
from augctl.planning.quotas import ChainPlan, goals, resolve
from augctl.planning.worded import Worded, WordedPlan
from augctl.recipe.chain import Chain
from augctl.seeds import rng_for

LaneKind = Literal["originals", "held_out", "chain"]

# A shard holds about so many outputs: few enough to resume often and keep all workers busy to the
# end, many enough that its receipt costs nothing.
_SHARDS_PER_LANE = 64
_FEWEST, _MOST = 8, 256
# A row of a table is as much work as so small a part of a picture.
_ROWS = 64


@dataclass(frozen=True, slots=True)
class Unit:
    """The work for one output; `chain` is None for an original as it is.

    Attributes:
        chain: Which chain of the recipe.
        original: The anchor's number in the index.
        position: The anchor's position in the order; -1 for held-out originals.
        number: The unit's number in its chain.
        copy: Which use of the anchor in the chain it is, from 0.
    """

    chain: int | None
    original: int
    position: int
    number: int = 0
    copy: int = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """A run of items.

    Attributes:
        number: Place among the lanes; part of the names of receipts.
        kind: What the items are.
        count: How many items.
        step: Items per shard.
        plans: Chain number and plan of the chains whose units the lane makes.
    """

    number: int
    kind: LaneKind
    count: int
    step: int
    plans: tuple[tuple[int, ChainPlan], ...] = ()

    def units(self, item: int, order: Order) -> list[Unit]:
        """List the units of an item, in the order in which they are made and reported."""
        if self.kind == "held_out":
            return [Unit(None, int(order.held_out[item]), -1)]
        if self.kind == "originals":
            original = int(order.numbers[item])
            return [Unit(None, original, item)] + [
                Unit(chain, original, item, number, copy)
                for chain, plan in self.plans
                for number, copy in plan.at(item)
            ]
        ((chain, plan),) = self.plans
        number = plan.number(item)
        position, copy = plan.unit(number)
        return [Unit(chain, int(order.numbers[position]), position, number, copy)]

    @property
    def total(self) -> int:
        """How many units the lane has."""
        own = self.count if self.kind != "chain" else 0
        return own + sum(len(plan) for _, plan in self.plans)

    def files(self, originals: bool) -> int:
        """Count the files that the lane writes if nothing fails, with or without originals."""
        skipped = self.count if self.kind != "chain" and not originals else 0
        return self.total - skipped

    def shards(self) -> Iterator[Shard]:
        """Cut the lane into shards."""
        for start in range(0, self.count, self.step):
            yield Shard(self.number, start, min(start + self.step, self.count))


@dataclass(frozen=True, slots=True)
class Shard:
    """A run of items of one lane."""

    lane: int
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    @property
    def name(self) -> str:
        """Name of its receipt; names sort in plan order."""
        return f"{self.lane:04d}-{self.start:012d}"


def make_lane(
    number: int,
    kind: LaneKind,
    count: int,
    plans: Sequence[tuple[int, ChainPlan]] = (),
    *,
    rows: bool = False,
) -> Lane:
    """Make a lane and choose the size of its shards.

    Args:
        number: Place among the lanes.
        kind: What its items are.
        count: How many items.
        plans: Chain number and plan of the chains whose units the lane makes.
        rows: Whether the units are rows of a table, which are made thousands at a time.
    """
    lane = Lane(number, kind, count, 1, tuple(plans))
    per_shard = _per_shard(lane.total, _ROWS if rows else 1)
    step = max(round(per_shard * count / max(lane.total, 1)), 1)
    return replace(lane, step=step)


def _per_shard(units: int, grain: int = 1) -> int:
    """Choose how many units of a lane a shard holds, as far as whole items come to that."""
    return min(max(-(-units // _SHARDS_PER_LANE), _FEWEST * grain), _MOST * grain)


@dataclass(frozen=True, slots=True)
class Phase:
    """Lanes that may run at the same time; `chains` are those of them that have a lane."""

    chains: tuple[int, ...]
    first: bool = False


def phases(chains: Sequence[Chain], originals: int, *, rows: bool = False) -> list[Phase]:
    """Order the chains: copies with the originals first, a balance after all before it.

    Copies with mixes wait until every original was read: one that crashes its decoder must not
    take part as a partner, and other units with it. All copies wait where there are so many of
    each original that shards of whole originals would be too large, or too few for the workers.

    Args:
        chains: The chains of the recipe.
        originals: How many originals they work on.
        rows: Whether they are rows of a table: nothing is gained by making copies with them.
    """
    alone = [i for i, chain in enumerate(chains) if _alone(chain)]
    each = 1 + sum(_copies(chains[i]) for i in alone)
    together = alone if not rows and each <= 2 * _per_shard(each * originals) else []
    found = [Phase(tuple(together), first=True)]
    waiting: list[int] = []
    for i, chain in enumerate(chains):
        if chain.quota.kind == "balance":
            found += [Phase(tuple(waiting))] if waiting else []
            found.append(Phase((i,)))
            waiting = []
        elif i not in together:
            waiting.append(i)
    return found + ([Phase(tuple(waiting))] if waiting else [])


def _alone(chain: Chain) -> bool:
    """Say whether a chain makes copies of each original from nothing else."""
    return chain.quota.kind == "copies" and next(chain.mixes(), None) is None


def _copies(chain: Chain) -> int:
    """Return the most copies that a chain makes of one original."""
    value = chain.quota.value
    return max(value.values(), default=0) if isinstance(value, dict) else int(value)


def lanes_of(
    phase: Phase,
    chains: Sequence[Chain],
    order: Order,
    index: Index,
    seed: int,
    limit: int | None,
    before: Mapping[int, Sequence[int]],
) -> list[Lane]:
    """Make the lanes of a phase.

    Args:
        phase: The phase.
        chains: All chains of the recipe.
        order: The originals that are usable as far as is known.
        index: The index.
        seed: The run's seed; spreads units that do not go evenly into the originals.
        limit: At most so many units per chain.
        before: For each chain with a balance, how many samples of each class come before it; marks,
            where classes are those of marks.
    """

    def plan(i: int) -> ChainPlan:
        quota = chains[i].quota
        if index.by_marks is not None and quota.by_class:
            uses = _uses_by_marks(chains[i], order, index.by_marks, seed, before.get(i, ()))
            return ChainPlan([by_marks.OwnNumbers.write(uses, order.folder)], limit)
        spreads = rng_for(seed, "spread", chains[i].name).random(max(len(index.labels), 1))
        known = index.labels, before.get(i, ()), spreads.tolist(), limit
        if order.worded is not None and chains[i].on_text:
            some = resolve(quota, Worded(order.worded, order.starts), *known)
            return WordedPlan(some.sections, limit, order.worded)
        return resolve(quota, order, *known)

    if phase.first:
        copies = [(i, plan(i)) for i in phase.chains]
        lanes = [make_lane(0, "originals", len(order), copies)]
        return [*lanes, make_lane(1, "held_out", len(order.held_out))]
    made = [(i, plan(i)) for i in phase.chains]
    rows = index.is_table
    return [make_lane(2 + i, "chain", len(p), [(i, p)], rows=rows) for i, p in made]


def _uses_by_marks(
    chain: Chain, order: Order, marked: Marked, seed: int, before: Sequence[int]
) -> Numbers:
    """Say how often a chain whose quota is by class uses each original: shape (n,)."""
    if chain.quota.kind == "copies":
        assert isinstance(chain.quota.value, dict)
        return by_marks.copies(chain.quota.value, order, marked)

    def spread(label: str) -> Generator:
        return rng_for(seed, "spread", chain.name, label)

    wanted = goals(chain.quota, marked.labels, before)
    return by_marks.balance(wanted, before, order, marked, spread)
