from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from listings import classes, index_of

from augctl.planning.forecast import forecast
from augctl.planning.index import Index, Order
from augctl.planning.plan import Lane, Unit, make_lane, phases
from augctl.recipe.chain import Chain
from augctl.recipe.compile import load

QUOTAS: list[dict[str, Any]] = [
    *({"copies": 3}, {"copies": {"cat": 2, "dog": 1}}, {"total": 17}, {"total": 2}),
    *({"balance": "max"}, {"balance": 12}, {"balance": {"dog": 30}}),
]


def chains_of(quotas: Sequence[dict[str, Any]]) -> tuple[Chain, ...]:
    made = [{"name": f"c{i}", "stages": ["image.hue"], **q} for i, q in enumerate(quotas)]
    return load({"version": 1, "chains": made}).chains


def units_of(lanes: Sequence[Lane], order: Order) -> list[Unit]:
    return [
        unit
        for lane in lanes
        for shard in lane.shards()
        for item in range(shard.start, shard.stop)
        for unit in lane.units(item, order)
    ]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return index_of(tmp_path, classes(cat=10, dog=4, fox=1))


def test_phases_put_a_balance_after_all_that_comes_before_it() -> None:
    def run(*quotas: str) -> list[tuple[int, ...]]:
        values = {"copies": 1, "total": 1, "balance": "max"}
        return [p.chains for p in phases(chains_of([{q: values[q]} for q in quotas]), 15)]

    assert run() == [()]
    assert run("copies", "total", "copies") == [(0, 2), (1,)]
    assert run("total", "balance", "total", "total") == [(), (0,), (1,), (2, 3)]
    assert run("balance", "copies", "balance") == [(1,), (0,), (2,)]
    found = phases(chains_of([{"copies": 1}, {"balance": 1}]), 15)
    assert [phase.first for phase in found] == [True, False]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    quotas=st.lists(st.sampled_from(QUOTAS), max_size=4),
    limit=st.none() | st.integers(1, 30),
    seed=st.integers(0, 2**64 - 1),
)
def test_the_forecast_counts_the_units_of_the_lanes(
    tmp_path: Path,
    index: Index,
    quotas: list[dict[str, Any]],
    limit: int | None,
    seed: int,
) -> None:
    chains = chains_of(quotas)
    order = Order.make(index, tmp_path / "order")
    added, lanes = forecast(chains, order, index, seed, limit)
    units = units_of(lanes, order)
    made = Counter((unit.chain, order.label(unit.position)) for unit in units)
    assert [[made[i, c] for c in range(3)] for i in range(len(chains))] == added
    assert [made[None, c] for c in range(3)] == [10, 4, 1]
    assert sum(lane.total for lane in lanes) == len(units)
    assert sum(lane.files(originals=True) for lane in lanes) == len(units)
    assert sum(lane.files(originals=False) for lane in lanes) == len(units) - 15
    keys = [(unit.chain, unit.position, unit.copy) for unit in units]
    assert len(set(keys)) == len(keys)
    assert all(unit.original == order.numbers[unit.position] for unit in units)
    for chain in range(len(chains)):
        numbers = [unit.number for unit in units if unit.chain == chain]
        assert len(set(numbers)) == len(numbers)
        assert limit is None or len(numbers) <= limit
    has = [10, 4, 1]
    for i, row in enumerate(added):
        if chains[i].quota.value == "max" and limit is None:
            before = [sum(column) for column in zip(has, *added[:i], strict=True)]
            assert {a + b for a, b in zip(before, row, strict=True)} == {max(before)}


def test_units_of_an_original_are_made_together_and_in_order(tmp_path: Path, index: Index) -> None:
    order = Order.make(index, tmp_path / "order")
    _, lanes = forecast(chains_of([{"copies": 2}, {"copies": {"dog": 1}}]), order, index, 7)
    assert [lane.kind for lane in lanes] == ["originals", "held_out"]
    units = lanes[0].units(12, order)
    assert [(unit.chain, unit.copy, unit.position) for unit in units] == [
        *((None, 0, 12), (0, 0, 12), (0, 1, 12), (1, 0, 12)),
    ]
    assert {unit.original for unit in units} == {12}


def test_the_seed_decides_who_is_used_once_more(tmp_path: Path, index: Index) -> None:
    order = Order.make(index, tmp_path / "order")

    def used(seed: int) -> tuple[int, ...]:
        _, lanes = forecast(chains_of([{"total": 4}]), order, index, seed)
        return tuple(unit.position for unit in units_of(lanes[2:], order))

    assert used(1) == used(1)
    assert len({used(seed) for seed in range(10)}) > 1
    for seed in range(10):
        gaps = [b - a for a, b in pairwise(used(seed))]
        assert all(3 <= gap <= 4 for gap in gaps)


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 255, 256, 1000, 100_000])
def test_shards_cover_a_lane_once(count: int) -> None:
    lane = make_lane(3, "held_out", count)
    shards = list(lane.shards())
    assert [item for shard in shards for item in range(shard.start, shard.stop)] == [*range(count)]
    assert len(shards) <= max(64, -(-count // 256))
    names = [shard.name for shard in shards]
    assert names == sorted(set(names))
    assert all(0 < len(shard) <= 256 for shard in shards)


@pytest.mark.parametrize("originals", [1, 2, 15, 200])
@pytest.mark.parametrize("copies", [1, 7, 60, 600, 3000])
def test_a_shard_holds_about_as_many_units_however_many_are_of_one_original(
    originals: int, copies: int, tmp_path: Path
) -> None:
    index = index_of(tmp_path, classes(cat=originals))
    order = Order.make(index, tmp_path / "order")
    _, lanes = forecast(chains_of([{"copies": copies}]), order, index, 7)
    shards = [(lane, shard) for lane in lanes for shard in lane.shards()]
    sizes = [
        sum(len(lane.units(item, order)) for item in range(shard.start, shard.stop))
        for lane, shard in shards
    ]
    total = originals * (copies + 1)
    assert sum(sizes) == total
    assert max(sizes) <= 512
    assert len(shards) >= min(total // 20, 32)


def test_copies_of_few_originals_keep_numbers_and_copies(tmp_path: Path) -> None:
    """Whether they are made with their original or apart is no matter of what they are."""
    index = index_of(tmp_path, classes(cat=2))
    order = Order.make(index, tmp_path / "order")

    def made(copies: int) -> dict[tuple[int, int], int]:
        _, lanes = forecast(chains_of([{"copies": copies}]), order, index, 7)
        units = (unit for unit in units_of(lanes, order) if unit.chain is not None)
        return {(unit.position, unit.copy): unit.number for unit in units}

    for copies in (3, 3000):
        wanted = {(i // copies, i % copies): i for i in range(2 * copies)}
        assert made(copies) == wanted
