from __future__ import annotations

import pickle
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from listings import marked_of, quota
from test_planning_quotas import all_units, check

from augctl.planning.by_marks import OwnNumbers
from augctl.planning.forecast import balances, forecast
from augctl.planning.index import Index, Order
from augctl.planning.quotas import ChainPlan, goals
from augctl.recipe.chain import Chain
from augctl.recipe.compile import load

quick = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

pictures = st.lists(
    st.dictionaries(st.sampled_from(["person", "dog", "cat", "owl"]), st.integers(1, 6)),
    min_size=1,
    max_size=12,
)

Marks = Sequence[Mapping[str, int]]

STREET: Marks = [
    *[{"person": 5}] * 6,
    {"person": 3, "dog": 1},
    {"dog": 2},
    {"cat": 1, "dog": 1, "person": 1},
    {},
]


def chains_of(*quotas: dict[str, Any]) -> tuple[Chain, ...]:
    made = [{"name": f"c{i}", "stages": ["image.hue"], **q} for i, q in enumerate(quotas)]
    return load({"version": 1, "chains": made}).chains


def plans(
    folder: Path, marks: Marks, *quotas: dict[str, Any], seed: int = 7, limit: int | None = None
) -> tuple[Order, list[ChainPlan], Index]:
    index = marked_of(folder, marks)
    order = Order.make(index, Path(mkdtemp(dir=folder)))
    _, lanes = forecast(chains_of(*quotas), order, index, seed, limit)
    return order, [plan for _, plan in sorted(p for lane in lanes for p in lane.plans)], index


def made(marks: Marks, uses: Sequence[int]) -> Counter[str]:
    """Count the marks of each class that so many uses of each picture carry."""
    found: Counter[str] = Counter()
    for each, times in zip(marks, uses, strict=True):
        for label, count in each.items():
            found[label] += count * times
    return found


@quick
@given(pictures, st.lists(st.integers(0, 3), min_size=12, max_size=12))
def test_marks_are_counted_as_they_were_noted(
    tmp_path: Path, marks: Marks, uses: list[int]
) -> None:
    marked = marked_of(tmp_path, marks).marked
    assert marked is not None
    numbers = np.arange(len(marks))
    for times in ([1] * len(marks), uses[: len(marks)]):
        totals = marked.totals(numbers, np.array(times))
        assert Counter(dict(zip(marked.labels, totals.tolist(), strict=True))) == made(marks, times)
    some = numbers[::2]
    assert marked.totals(some).sum() == sum(sum(each.values()) for each in marks[::2])


def test_data_without_marks_has_none(tmp_path: Path) -> None:
    assert marked_of(tmp_path, [None, None]).marked is None
    marked = marked_of(tmp_path, [{}, None]).marked
    assert marked is not None
    assert marked.labels == ()


@quick
@given(pictures, st.data())
def test_copies_by_class_go_by_the_class_that_wants_most(
    tmp_path: Path, marks: Marks, data: st.DataObject
) -> None:
    wanted = {name: data.draw(st.integers(0, 4)) for name in ("person", "dog", "cat")}
    order, [plan], _ = plans(tmp_path, marks, {"copies": wanted})
    uses = [max((wanted.get(label, 0) for label in each), default=0) for each in marks]
    check(plan, dict(enumerate(uses)), order)


@quick
@given(pictures, st.sampled_from(["max", "median", 9, {"dog": 20, "owl": 3}]), st.integers(0, 99))
def test_a_balance_comes_to_within_half_a_picture(
    tmp_path: Path, marks: Marks, value: Any, seed: int
) -> None:
    order, [plan], index = plans(tmp_path, marks, {"balance": value}, seed=seed)
    assert index.marked is not None
    before, labels = made(marks, [1] * len(marks)), index.marked.labels
    wanted = goals(quota(balance=value), labels, [before[label] for label in labels])
    uses = [plan.uses(position, position + 1) for position in range(len(marks))]
    check(plan, dict(enumerate(uses)), order)
    after = before + made(marks, uses)
    for label, goal in zip(labels, wanted, strict=True):
        most = max(each.get(label, 0) for each in marks)
        assert after[label] >= min(goal, goal - most / 2)
    # What one class is used for alone goes beyond its goal by no more, and at worst none is shared.
    needed = 0.0
    for label, goal in zip(labels, wanted, strict=True):
        held = [each[label] for each in marks if label in each]
        if held and before[label] < goal:
            needed += (goal - before[label] + max(held) / 2) / min(held)
    assert sum(uses) <= needed
    # What lacks nothing is used for nothing: only pictures of a class below its goal are.
    short = {label for label, goal in zip(labels, wanted, strict=True) if before[label] < goal}
    assert all(not times or short & each.keys() for each, times in zip(marks, uses, strict=True))


def test_a_balance_by_hand(tmp_path: Path) -> None:
    marks: Marks = [{"person": 4}, {"dog": 1}, {"dog": 1}, {"cat": 1, "dog": 1}, {}]
    _, [plan], _ = plans(tmp_path, marks, {"balance": "max"})
    # The one cat is made three times more, and a dog comes along each time: 6 dogs, no more.
    assert [plan.uses(i, i + 1) for i in range(5)] == [0, 0, 0, 3, 0]
    _, [plan], _ = plans(tmp_path, marks, {"balance": {"dog": 7, "person": 4}})
    uses = [plan.uses(i, i + 1) for i in range(5)]
    assert (uses[0], sum(uses), max(uses[1:4]) - min(uses[1:4])) == (0, 4, 1)


def test_a_balance_begins_with_the_rarest_class(tmp_path: Path) -> None:
    marks: Marks = [{"person": 8}, *[{"dog": 1}] * 4, {"cat": 1, "dog": 1}]
    _, [plan], _ = plans(tmp_path, marks, {"balance": "max"})
    # The cat brings along more dogs than lack; had dogs come first, others would be used as well.
    assert plan.uses_each(6).tolist() == [0, 0, 0, 0, 0, 7]


@quick
@given(pictures, st.integers(1, 40), st.sampled_from([None, 1, 5, 17]))
def test_uses_of_all_at_once_are_those_of_each(
    tmp_path: Path, marks: Marks, total: int, limit: int | None
) -> None:
    for wanted in ({"total": total}, {"copies": 2}, {"balance": total}):
        _, [plan], _ = plans(tmp_path, marks, wanted, limit=limit)
        each = [plan.uses(position, position + 1) for position in range(len(marks))]
        assert plan.uses_each(len(marks)).tolist() == each


def test_a_file_of_numbers_that_lost_its_content_is_written_anew(tmp_path: Path) -> None:
    uses = np.array([2, 0, 5])
    file = OwnNumbers.write(uses, tmp_path).file
    for content in (bytes(file.stat().st_size), b"", b"short"):
        file.write_bytes(content)
        plan = ChainPlan([OwnNumbers.write(uses, tmp_path)])
        assert plan.uses_each(3).tolist() == [2, 0, 5]


def test_a_balance_counts_what_earlier_chains_carry(tmp_path: Path) -> None:
    quotas: list[dict[str, Any]] = [
        {"copies": {"cat": 2}},
        {"total": 10},
        {"balance": "max"},
        {"balance": "max"},
    ]
    order, made_plans, index = plans(tmp_path, STREET, *quotas)
    found = balances(chains_of(*quotas), order, index, 7)
    assert index.marked is not None
    counts = made(STREET, [1] * len(STREET))
    for i, plan in enumerate(made_plans):
        before = [counts[label] for label in index.marked.labels]
        counts += made(STREET, plan.uses_each(len(STREET)).tolist())
        after = [counts[label] for label in index.marked.labels]
        assert found.get(i, (before, after)) == (before, after)
    assert set(found) == {2, 3}


def test_the_seed_decides_who_is_used_once_more(tmp_path: Path) -> None:
    def used(seed: int) -> tuple[int, ...]:
        marks = [{"person": 40}, *[{"dog": 1}] * 20]
        _, [plan], _ = plans(tmp_path, marks, {"balance": {"dog": 25}}, seed=seed)
        return tuple(position for position, _ in all_units(plan))

    assert used(1) == used(1)
    assert len({used(seed) for seed in range(10)}) > 5
    assert all(len(used(seed)) == 5 for seed in range(10))


def test_without_originals_there_are_no_units(tmp_path: Path) -> None:
    index = marked_of(tmp_path, STREET)
    order = Order.make(index, tmp_path / "order", range(len(STREET)))
    _, lanes = forecast(chains_of({"copies": {"dog": 2}}, {"balance": 9}), order, index, 7)
    assert [lane.total for lane in lanes] == [0, 0, 0]


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_a_limit_keeps_some_units(tmp_path: Path, limit: int) -> None:
    order, [whole], _ = plans(tmp_path, STREET, {"balance": "max"})
    _, [plan], _ = plans(tmp_path, STREET, {"balance": "max"}, limit=limit)
    assert len(plan) == min(limit, len(whole))
    units = {plan.unit(plan.number(item)) for item in range(len(plan))}
    assert units <= set(all_units(whole))
    assert sum(plan.uses_each(len(order))) == len(plan)


def test_a_plan_goes_to_workers_without_its_numbers(tmp_path: Path) -> None:
    uses = np.arange(100_000) % 7
    section = OwnNumbers.write(uses, tmp_path)
    assert section == OwnNumbers.write(uses, tmp_path)
    plan = ChainPlan([section])
    plan.unit(0)
    sent = pickle.dumps(plan)
    assert len(sent) < 1000
    assert all_units(pickle.loads(sent))[-1] == (99_999, 99_999 % 7 - 1)


def test_many_pictures_are_planned_in_no_time(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    labels = [f"class-{i}" for i in range(80)]
    chosen = np.minimum(rng.exponential(12, (100_000, 3)).astype(int), 79).tolist()
    marks = [{labels[label]: 2 for label in row} for row in chosen]
    index = marked_of(tmp_path, marks)
    order = Order.make(index, tmp_path / "order")
    chains = chains_of({"copies": {labels[70]: 9}}, {"balance": "max"})
    began = time.perf_counter()
    _, lanes = forecast(chains, order, index, 7)
    assert time.perf_counter() - began < 5
    plan = lanes[-1].plans[0][1]
    began = time.perf_counter()
    assert plan.uses_each(len(order)).sum() == plan.total
    assert time.perf_counter() - began < 0.1
    began = time.perf_counter()
    for number in range(0, plan.total, plan.total // 1000):
        plan.unit(number)
    assert time.perf_counter() - began < 0.5
