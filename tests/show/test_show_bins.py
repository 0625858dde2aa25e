"""Bins hold what NumPy counts, whatever the cells are like."""

from __future__ import annotations

import numpy as np
import pytest

from augctl.show.bins import bars, counted, outlines
from augctl.show.histogram import Outlines
from augctl.tables.schema import Column

NUMBER = Column("x", "numeric", "number")
COUNT = Column("x", "integer", "number", decimals=0)


def drawn(column: Column, before: object, after: object = (), weights: object = None) -> Outlines:
    later = np.array(after, float)
    each = np.ones(len(later)) if weights is None else np.array(weights, float)
    found = outlines(column, np.array(before, float), later, each)
    assert found is not None
    return found


def test_shares_are_those_that_numpy_counts() -> None:
    rng = np.random.default_rng(1)
    before, after = rng.uniform(-1, 1, 500), rng.uniform(-1, 3, 300)
    found = drawn(NUMBER, before, after)
    edges = np.linspace(min(before), max(after), 25)
    np.testing.assert_allclose(found.before, np.histogram(before, edges)[0] / 500)
    np.testing.assert_allclose(found.after, np.histogram(after, edges)[0] / 300)


def test_cells_count_by_what_they_stand_for() -> None:
    found = drawn(COUNT, [0, 1, 2], [0, 2], [3, 1])
    assert found.after.tolist() == [0.75, 0, 0.25]


def test_missing_cells_have_no_share() -> None:
    found = drawn(COUNT, [0, np.nan, 1], [np.nan, 1], [5, 1])
    assert (found.before.tolist(), found.after.tolist()) == ([0.5, 0.5], [0, 1])
    assert outlines(NUMBER, np.full(3, np.nan), np.zeros(0), np.zeros(0)) is None


@pytest.mark.parametrize(("most", "bins"), [(9, 10), (23, 24), (24, 13), (1000, 24)])
def test_every_bin_of_whole_numbers_holds_as_many(most: int, bins: int) -> None:
    found = drawn(COUNT, np.arange(most + 1))
    assert len(found.before) == bins
    # The last may have room for more than there are.
    assert np.ptp(found.before[:-1]) < 1e-12
    assert found.before.sum() == pytest.approx(1)
    assert (found.low, found.high) == ("0", f"{most:,}")


def test_a_single_value_stands_in_the_middle() -> None:
    for value in (0.0, 7.0, -1e300, 1e-300):
        found = drawn(NUMBER, [value] * 4, [value])
        assert (found.before.tolist(), found.after.tolist()) == ([0, 1, 0], [0, 1, 0])
        assert found.high == ""


def test_few_cells_far_out_are_put_into_the_last_bin_and_that_is_told() -> None:
    cells = [*np.linspace(-1, 1, 1000), 500.0, 900.0]
    found = drawn(NUMBER, cells)
    assert found.low == "-1"
    assert found.high.startswith("over 0.9")
    assert found.before.sum() == pytest.approx(1)
    assert found.before[-1] < 3 * found.before[-2]


def test_no_cells_make_bins_that_cannot_be() -> None:
    for cells in (
        [-5.0, *np.geomspace(0.01, 1e6, 500)],
        [-1.7e308, 0, 1.7e308],
        [1e16, 1e16 + 2],
        [2.0**60, 2.0**61],
        [-40, *range(300), 9000],
    ):
        for column in (NUMBER, COUNT):
            assert drawn(column, cells).before.sum() == pytest.approx(1)


def test_what_grows_by_factors_has_a_logarithmic_axis() -> None:
    found = drawn(NUMBER, np.exp(np.random.default_rng(2).normal(0, 3, 2000)))
    assert found.high.endswith("log scale")
    assert found.before.max() < 0.2


def test_days_are_written_as_days() -> None:
    days = Column("day", "datetime", "number", form="%d.%m.%Y", decimals=0)
    found = drawn(days, np.arange(10) * 86400.0)
    assert (found.low, found.high) == ("01.01.1970", "10.01.1970")


def test_bars_start_with_the_most_frequent_and_add_up() -> None:
    found = bars(tuple("abc"), np.array([1, 6, 0]), np.array([0, 1, 1]))
    assert found is not None
    told = [(bar.name, round(bar.before, 3), bar.after) for bar in found.bars]
    assert told == [("b", 0.857, 0.5), ("a", 0.143, 0), ("c", 0, 0.5)]
    many = bars(tuple(map(str, range(40))), np.arange(40), np.ones(40))
    assert many is not None
    assert [bar.name for bar in many.bars] == ["39", "38", "37", "36", "35", "35 others"]
    for side in ("before", "after"):
        assert sum(getattr(bar, side) for bar in many.bars) == pytest.approx(1)


def test_categories_that_no_cell_has_are_no_bars() -> None:
    assert bars(("a", "b"), np.zeros(2), np.zeros(2)) is None
    counts = counted(np.array([0, -1, 1, 1], np.int32), np.array([1.0, 9, 2, 2]), 3)
    assert counts.tolist() == [1, 4, 0]
