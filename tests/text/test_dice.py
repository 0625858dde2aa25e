from __future__ import annotations

from collections import Counter
from itertools import combinations, permutations

import numpy as np
import pytest
from pydantic import TypeAdapter
from scipy.stats import chisquare, kstest, norm

from augctl.params import Range, Share
from augctl.tables.draws import Draws
from augctl.text.dice import Dice, dice_of


def evenly(found: Counter[object], kinds: int) -> bool:
    """Say whether all of so many kinds came about as often."""
    counts = list(found.values())
    return len(counts) == kinds and chisquare(counts).pvalue > 1e-4


def test_it_is_splitmix64() -> None:
    # The first outputs for the seed 1234567, as published with the reference implementation.
    known = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431]
    dice = Dice(1234567)
    assert [dice.random() for _ in known] == [(each >> 11) / (1 << 53) for each in known]


def test_numbers_are_even() -> None:
    dice = Dice(1)
    assert kstest([dice.random() for _ in range(20_000)], "uniform").pvalue > 1e-4
    assert evenly(Counter(dice.below(7) for _ in range(20_000)), 7)
    assert evenly(Counter(dice.choose("abc") for _ in range(9_000)), 3)
    assert abs(sum(dice.chance(0.3) for _ in range(20_000)) / 20_000 - 0.3) < 0.015


@pytest.mark.parametrize(("limit", "count"), [(6, 1), (6, 3), (6, 5), (5, 5)])
def test_a_pick_is_any_set_of_so_many_each_as_likely(limit: int, count: int) -> None:
    dice = Dice(2)
    found = Counter(tuple(dice.pick(limit, count)) for _ in range(6_000))
    assert set(found) == set(combinations(range(limit), count))
    assert count == limit or evenly(found, len(found))


def test_a_pick_takes_no_more_than_there_are() -> None:
    assert Dice(3).pick(3, 8) == [0, 1, 2]
    assert Dice(3).pick(0, 8) == []
    assert Dice(3).pick(5, 0) == []


def test_each_order_is_as_likely() -> None:
    dice, items = Dice(4), "abcd"
    found = Counter(tuple(dice.shuffled(items)) for _ in range(12_000))
    assert set(found) == set(permutations(items))
    assert evenly(found, 24)


def test_a_parameter_is_drawn_as_its_range_says() -> None:
    dice = Dice(5)

    def draw(given: object) -> list[float]:
        values = TypeAdapter(Range[Share]).validate_python(given)
        return [dice.sample(values) for _ in range(4_000)]

    assert set(draw(0.2)) == {0.2}
    assert evenly(Counter(draw({"choice": [0.1, 0.4]})), 2)
    assert kstest(draw([0.2, 0.6]), "uniform", (0.2, 0.4)).pvalue > 1e-4
    assert kstest(draw({"normal": [0.5, 0.05]}), norm(0.5, 0.05).cdf).pvalue > 1e-4


def test_each_row_has_dice_of_its_own_whatever_other_rows_there_are() -> None:
    anchors, copies = np.arange(50) % 10, np.arange(50) // 10

    def first(rows: slice) -> list[float]:
        draws = Draws(7, ("chain", 0, "stage"), anchors[rows], copies[rows])
        return [dice.random() for dice in dice_of(draws)]

    whole = first(slice(None))
    assert len(set(whole)) == 50
    assert first(slice(20, 31)) == whole[20:31]
    assert first(slice(None, None, -1)) == whole[::-1]
    assert kstest(whole, "uniform").pvalue > 1e-4
