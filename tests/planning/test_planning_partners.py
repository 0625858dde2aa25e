from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from listings import classes, index_of, order_of
from scipy.stats import chisquare

from augctl.errors import BadInput, UsageError
from augctl.planning.forecast import forecast
from augctl.planning.index import Index, Order
from augctl.planning.partners import check, choose
from augctl.recipe.compile import load
from augctl.seeds import rng_for
from augctl.stages.base import Partner

SIZES = [4, 0, 3, 1]
"""Positions 0 to 3, 4 to 6, and 7."""


@pytest.mark.parametrize(
    ("kind", "position", "right"),
    [
        ("any", 0, {1, 2, 3, 4, 5, 6, 7}),
        ("any", 5, {0, 1, 2, 3, 4, 6, 7}),
        ("any", 7, {0, 1, 2, 3, 4, 5, 6}),
        ("same_class", 0, {1, 2, 3}),
        ("same_class", 3, {0, 1, 2}),
        ("same_class", 5, {4, 6}),
        ("other_class", 1, {4, 5, 6, 7}),
        ("other_class", 4, {0, 1, 2, 3, 7}),
        ("other_class", 7, {0, 1, 2, 3, 4, 5, 6}),
    ],
)
def test_partners_are_drawn_evenly_from_the_right_set(
    tmp_path: Path, kind: Partner, position: int, right: set[int]
) -> None:
    order = order_of(tmp_path, SIZES)
    rng = rng_for(11, kind, position)
    drawn = Counter(choose(kind, order, position, rng, None) for _ in range(6000))
    assert set(drawn) == right
    assert chisquare(list(drawn.values())).pvalue > 0.001


def test_neighbours_are_drawn_evenly_from_those_that_are_known(tmp_path: Path) -> None:
    order = order_of(tmp_path, SIZES)
    near = np.full((8, 3), -1, dtype=np.int32)
    near[0] = 3, 1, -1
    near[1] = 2, 3, 0
    rng = rng_for(11, "near")
    for position, right in ((0, {1, 3}), (1, {0, 2, 3})):
        drawn = Counter(choose("neighbor", order, position, rng, near) for _ in range(6000))
        assert set(drawn) == right
        assert chisquare(list(drawn.values())).pvalue > 0.001
    with pytest.raises(BadInput) as raised:
        choose("neighbor", order, 2, rng, near)
    assert raised.value.reason == "no_partner"


@pytest.mark.parametrize(
    ("kind", "sizes", "position"),
    [("any", [1], 0), ("same_class", [3, 1], 3), ("other_class", [3, 0], 1)],
)
def test_nothing_left_to_mix_with_costs_one_sample(
    tmp_path: Path, kind: Partner, sizes: list[int], position: int
) -> None:
    # Originals can turn out to be broken after the plan was checked.
    with pytest.raises(BadInput) as raised:
        choose(kind, order_of(tmp_path, sizes), position, rng_for(1), None)
    assert raised.value.reason == "no_partner"


def complaint(index: Index, folder: Path, stages: list[Any], **quota: Any) -> str:
    """Return what is wrong with a chain on this data, or nothing."""
    chain = {"name": "mixes", "stages": stages, **(quota or {"copies": 1})}
    chains = load({"version": 1, "chains": [chain]}).chains
    order = Order.make(index, folder / "order")
    _, lanes = forecast(chains, order, index, 7)
    try:
        for lane in lanes:
            for i, plan in lane.plans:
                check(chains[i], plan, order, index.labels)
    except UsageError as error:
        return str(error)
    return ""


def mixup(partner: str, **beside: Any) -> dict[str, Any]:
    return {"image.mixup": {"partner": partner}, **beside}


def test_a_mix_without_partners_is_found_before_the_run(tmp_path: Path) -> None:
    uneven = index_of(tmp_path, classes(cat=3, dog=1))
    single = index_of(tmp_path, classes(cat=3))
    alone = index_of(tmp_path, ["1.jpg"])
    for partner in ("same_class", "neighbor"):
        assert complaint(uneven, tmp_path, [mixup(partner)]).startswith(
            f"image.mixup with partner {partner!r} needs at least two originals of a class; "
            "the class 'dog' has 1 of 4."
        )
    assert "needs at least a second class; the class 'cat' has 3 of 3." in (
        complaint(single, tmp_path, [mixup("other_class")])
    )
    assert "needs at least two originals; the data has 1 of 1." in (
        complaint(alone, tmp_path, [mixup("any")])
    )
    assert complaint(uneven, tmp_path, [mixup("any"), mixup("other_class")]) == ""
    assert complaint(single, tmp_path, [mixup("any"), mixup("same_class")]) == ""


def test_classes_that_a_mix_never_sees_do_not_matter(tmp_path: Path) -> None:
    index = index_of(tmp_path, classes(cat=3, dog=1))
    same = mixup("same_class")
    assert complaint(index, tmp_path, [{**same, "only": ["cat"]}]) == ""
    assert complaint(index, tmp_path, [{"one_of": [same], "only": "cat"}]) == ""
    assert complaint(index, tmp_path, [{"one_of": [{**same, "only": "cat"}], "only": "dog"}]) == ""
    assert complaint(index, tmp_path, [same], copies={"cat": 2}) == ""
    assert "'dog'" in complaint(index, tmp_path, [{**same, "only": ["cat", "dog"]}])
    assert "'dog'" in complaint(index, tmp_path, [{"sequence": [{"one_of": [same]}]}])
