from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from listings import order_of, quota

from augctl.planning.index import Order
from augctl.planning.quotas import ChainPlan, Section, goals, resolve
from augctl.recipe.chain import Quota

sizes = st.lists(st.integers(0, 12), min_size=1, max_size=5).filter(any)
counts = st.integers(1, 200)
phases = st.floats(0, 1, exclude_max=True)
limits = st.none() | st.integers(1, 60)

quick = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def labels(sizes: Sequence[int]) -> list[str]:
    return [f"class-{i}" for i in range(len(sizes))]


def planned(
    order: Order,
    quota: Quota,
    phase: float = 0.0,
    before: Sequence[int] = (),
    limit: int | None = None,
) -> ChainPlan:
    names = labels(order.starts[1:])
    return resolve(quota, order, names, before, [phase] * len(names), limit)


def all_units(plan: ChainPlan) -> list[tuple[int, int]]:
    return [plan.unit(number) for number in range(plan.total)]


def check(plan: ChainPlan, uses: Mapping[int, int], order: Order) -> None:
    """Compare a plan, unit by unit, with how often each position is to be used."""
    units = all_units(plan)
    assert len(units) == len(set(units)) == plan.total
    made = Counter(position for position, _ in units)
    assert made == {position: n for position, n in uses.items() if n}
    for position, copy in units:
        assert 0 <= copy < made[position]
    for start in range(len(order) + 1):
        for stop in range(start, len(order) + 1):
            inside = sum(start <= position < stop for position, _ in units)
            assert plan.uses(start, stop) == inside
    for position in range(len(order)):
        listed = [(n, unit[1]) for n, unit in enumerate(units) if unit[0] == position]
        assert plan.at(position) == listed


@quick
@given(st.integers(0, 30), st.integers(1, 12), st.integers(0, 5), st.data())
def test_a_section_uses_each_original_each_times_and_some_once_more(
    start: int, length: int, each: int, data: st.DataObject
) -> None:
    extra = data.draw(st.integers(0, length - 1))
    phase = data.draw(st.integers(0, length - 1))
    section = Section(start, start + length, each, extra, phase)
    units = [section.unit(number) for number in range(len(section))]
    made = Counter(position for position, _ in units)
    assert len(set(units)) == len(units) == length * each + extra
    assert set(made) <= set(range(start, start + length))
    assert Counter(made.values())[each + 1] == extra
    assert all(made[position] in (each, each + 1) for position in range(start, start + length))


@quick
@given(sizes, st.integers(1, 6))
def test_copies_of_all(tmp_path: Path, sizes: list[int], copies: int) -> None:
    order = order_of(tmp_path, sizes)
    check(planned(order, quota(copies=copies)), dict.fromkeys(range(sum(sizes)), copies), order)


@quick
@given(sizes, st.data())
def test_copies_by_class(tmp_path: Path, sizes: list[int], data: st.DataObject) -> None:
    order = order_of(tmp_path, sizes)
    wanted = {name: data.draw(st.integers(0, 4)) for name in labels(sizes)}
    wanted.pop(data.draw(st.sampled_from(["class-1", "class-2"])), None)
    uses = {
        position: wanted.get(name, 0)
        for i, name in enumerate(labels(sizes))
        for position in range(*order.span(i))
    }
    check(planned(order, quota(copies={**wanted, "other": 1})), uses, order)


@quick
@given(sizes, counts, phases)
def test_a_total_is_exact_even_and_in_proportion(
    tmp_path: Path, sizes: list[int], total: int, phase: float
) -> None:
    order = order_of(tmp_path, sizes)
    plan = planned(order, quota(total=total), phase)
    uses = Counter(position for position, _ in all_units(plan))
    assert len(plan) == plan.total == total
    spread = [uses[position] for position in range(len(order))]
    assert max(spread) - min(spread) <= 1
    check(plan, uses, order)
    for i, size in enumerate(sizes):
        share = total * size / sum(sizes)
        assert abs(plan.uses(*order.span(i)) - share) < 1


@quick
@given(sizes, st.data(), phases)
def test_a_balance_makes_what_is_missing(
    tmp_path: Path, sizes: list[int], data: st.DataObject, phase: float
) -> None:
    order = order_of(tmp_path, sizes)
    before = [size + data.draw(st.integers(0, 20)) if size else 0 for size in sizes]
    number = data.draw(st.integers(1, 40))
    there = sorted(count for count in before if count)
    by_class = {"class-0": number, "class-1": 3, "other": 9}
    cases: list[tuple[object, Callable[[int], int]]] = [
        ("max", lambda _: max(before)),
        ("median", lambda _: there[(len(there) - 1) // 2]),
        (number, lambda _: number),
        (by_class, lambda i: by_class.get(f"class-{i}", 0)),
    ]
    for value, goal in cases:
        plan = planned(order, quota(balance=value), phase, before)
        uses = Counter(position for position, _ in all_units(plan))
        for i, size in enumerate(sizes):
            made = plan.uses(*order.span(i))
            assert made == (max(goal(i) - before[i], 0) if size else 0)
            spread = [uses[position] for position in range(*order.span(i))]
            assert not spread or max(spread) - min(spread) <= 1
        check(plan, uses, order)


def test_the_goal_of_a_balance() -> None:
    names = ["a", "b", "c", "d", "empty"]
    before = [4, 10, 7, 1, 0]
    values: list[object] = ["max", "median", 6, {"b": 12}]
    found = [goals(quota(balance=value), names, before) for value in values]
    assert found == [[10] * 5, [4] * 5, [6] * 5, [0, 12, 0, 0, 0]]
    assert goals(quota(balance="median"), names[:3], before[:3]) == [7] * 3
    assert goals(quota(balance="max"), ["a"], [0]) == [0]


@quick
@given(sizes, counts, phases, limits)
def test_a_limit_keeps_some_units_as_they_are(
    tmp_path: Path, sizes: list[int], count: int, phase: float, limit: int | None
) -> None:
    order = order_of(tmp_path, sizes)
    quotas = [quota(copies=count % 5 + 1), quota(total=count), quota(balance=count)]
    for wanted in quotas:
        before = sizes if wanted.kind == "balance" else ()
        plan = planned(order, wanted, phase, before, limit)
        units = all_units(planned(order, wanted, phase, before))
        numbers = [plan.number(item) for item in range(len(plan))]
        assert len(plan) == (len(units) if limit is None else min(limit, len(units)))
        assert numbers == sorted(set(numbers))
        kept = {number: plan.unit(number) for number in numbers}
        assert all(units[number] == unit for number, unit in kept.items())
        # Spread evenly: no stretch of units holds two more or two less than its share.
        for i in range(len(numbers)):
            assert 0 <= i * len(units) / len(plan) - numbers[i] < 1
        for position in range(len(order)):
            here = [(n, copy) for n, (at, copy) in kept.items() if at == position]
            assert plan.at(position) == here
        for i in range(len(sizes)):
            start, stop = order.span(i)
            inside = sum(start <= at < stop for at, _ in kept.values())
            assert plan.uses(start, stop) == inside


@pytest.mark.parametrize("given", [{"total": 5}, {"balance": "max"}, {"balance": 5}, {"copies": 5}])
def test_without_originals_there_are_no_units(tmp_path: Path, given: dict[str, object]) -> None:
    plan = planned(order_of(tmp_path, [0, 0]), quota(**given), before=[0, 0])
    assert (len(plan), plan.uses(0, 5), plan.at(0)) == (0, 0, [])


def test_numbers_beyond_memory_are_planned_in_no_time(tmp_path: Path) -> None:
    order = order_of(tmp_path, [1000, 7])
    plan = planned(order, quota(total=10**12), 0.5)
    assert plan.unit(0) == (0, 0)
    assert plan.unit(10**12 - 1)[1] == 10**12 // 1007
    assert plan.uses(0, 1000) + plan.uses(1000, 1007) == 10**12
