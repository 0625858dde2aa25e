from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from listings import classes, index_of

from augctl.io.original import BROKEN
from augctl.planning.index import Index, Order
from augctl.planning.splits import assign
from augctl.recipe.schema import SplitShares

quick = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

shares = st.tuples(st.integers(1, 100), st.integers(0, 60), st.integers(0, 60))


def split(index: Index, shares: SplitShares, seed: int = 7) -> dict[str, str]:
    """Make a split; return the split of each path."""
    assign(index, shares, seed)
    return {index.path(n): index[n].split for n in range(index.count)}


def eight_one_one() -> SplitShares:
    return SplitShares(train=0.8, val=0.1, test=0.1)


def test_whole_shares_are_exact_in_every_class(tmp_path: Path) -> None:
    found = split(index_of(tmp_path, classes(cat=100, dog=10, fox=20)), eight_one_one())
    counts = Counter((path.split("/")[0], where) for path, where in found.items())
    assert counts == {
        ("cat", "train"): 80,
        ("cat", "val"): 10,
        ("cat", "test"): 10,
        ("dog", "train"): 8,
        ("dog", "val"): 1,
        ("dog", "test"): 1,
        ("fox", "train"): 16,
        ("fox", "val"): 2,
        ("fox", "test"): 2,
    }


@quick
@given(st.integers(1, 60), shares)
def test_other_shares_are_off_by_less_than_one_and_train_is_never_empty(
    tmp_path: Path, count: int, parts: tuple[int, int, int]
) -> None:
    train, val, test = (part / sum(parts) for part in parts)
    index = index_of(tmp_path, classes(cat=count))
    found = Counter(split(index, SplitShares(train=train, val=val, test=test)).values())
    assert found.total() == count
    assert found["train"] >= 1
    # The one that train cannot do without comes from the others.
    taken = max(1 - count * train, 0)
    assert abs(found["test"] - count * test) <= 1 + taken
    assert abs(found["val"] - count * val) <= 1 + taken
    assert abs(found["train"] - count * train) < 1


def test_it_depends_on_the_seed_and_the_path_alone(tmp_path: Path) -> None:
    paths = classes(cat=40, dog=20)
    found = split(index_of(tmp_path, paths), eight_one_one())
    shuffled = random.Random(1).sample(paths, len(paths))
    assert split(index_of(tmp_path, shuffled), eight_one_one()) == found
    assert split(index_of(tmp_path, paths), eight_one_one(), seed=8) != found
    # Another class more changes nothing in those that were there.
    more = split(index_of(tmp_path, [*classes(ant=30), *paths]), eight_one_one())
    assert {path: more[path] for path in paths} == found


def test_it_is_no_matter_of_the_order_of_names(tmp_path: Path) -> None:
    found = split(index_of(tmp_path, classes(cat=1000)), eight_one_one())
    test = [int(path[4:8]) for path, where in found.items() if where == "test"]
    assert sum(test) / len(test) == pytest.approx(500, abs=90)
    assert sum(n % 2 for n in test) == pytest.approx(50, abs=17)


def test_broken_files_have_no_share(tmp_path: Path) -> None:
    index = index_of(tmp_path, classes(cat=20))
    index.writable()["flags"][:10] = BROKEN
    found = Counter(list(split(index, eight_one_one()).values())[10:])
    assert found == {"train": 8, "val": 1, "test": 1}


def test_data_without_classes_is_split_as_one(tmp_path: Path) -> None:
    found = split(index_of(tmp_path, [f"{i}.jpg" for i in range(10)]), eight_one_one())
    assert Counter(found.values()) == {"train": 8, "val": 1, "test": 1}


def test_the_order_holds_train_and_passes_on_the_rest(tmp_path: Path) -> None:
    index = index_of(tmp_path, classes(cat=20, dog=10))
    found = split(index, eight_one_one())
    order = Order.make(index, tmp_path / "order", without=[0])
    expand = {index.path(int(n)) for n in order.numbers}
    rest = {index.path(int(n)) for n in order.held_out}
    assert expand == {p for p, where in found.items() if where == "train"} - {"cat/0000.jpg"}
    assert rest == {p for p, where in found.items() if where != "train"} - {"cat/0000.jpg"}
    assert index.counts().sum(axis=0).tolist() == [24, 3, 3]
