"""Principal components against scikit-learn, and rows that leave nothing to find."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler
from table_stores import store

from augctl.show.components import Components
from augctl.tables.block import Block


def block_of(folder: Path, **cells: object) -> Block:
    table = store(folder, **cells)
    return table.block(np.arange(table.count))


def mixed(count: int = 400, columns: int = 5) -> np.ndarray:
    rng = np.random.default_rng(4)
    return rng.normal(size=(count, columns)) @ rng.normal(size=(columns, columns)) * 30 + 7


def test_places_and_shares_are_those_of_scikit_learn(tmp_path: Path) -> None:
    numbers = mixed()
    block = block_of(tmp_path, numbers=numbers)
    found = Components.of(block)
    oracle = PCA(2, svd_solver="full")
    places = oracle.fit_transform(StandardScaler().fit_transform(numbers))
    np.testing.assert_allclose(found.shares, oracle.explained_variance_ratio_, rtol=1e-9)
    np.testing.assert_allclose(np.abs(found.place(block)), np.abs(places), atol=1e-9)
    assert (found.columns, found.with_categories) == (5, False)


def test_other_rows_are_placed_by_the_scale_of_the_first(tmp_path: Path) -> None:
    numbers = mixed()
    found = Components.of(block_of(tmp_path / "some", numbers=numbers[:300]))
    scaler, oracle = StandardScaler().fit(numbers[:300]), PCA(2, svd_solver="full")
    oracle.fit(scaler.transform(numbers[:300]))
    others = found.place(block_of(tmp_path / "others", numbers=numbers[300:]))
    wanted = oracle.transform(scaler.transform(numbers[300:]))
    np.testing.assert_allclose(np.abs(others), np.abs(wanted), atol=1e-9)


def test_missing_cells_are_the_median_and_columns_without_spread_are_left_out(
    tmp_path: Path,
) -> None:
    numbers = mixed(columns=3)
    numbers[::7, 1] = np.nan
    filled = numbers.copy()
    filled[::7, 1] = np.nanmedian(numbers[:, 1])
    useless = np.stack([np.full(400, np.nan), np.full(400, 5.0)], axis=1)
    found = Components.of(block_of(tmp_path / "a", numbers=np.concatenate([numbers, useless], 1)))
    wanted = Components.of(block_of(tmp_path / "b", numbers=filled))
    np.testing.assert_allclose(found.shares, wanted.shares, rtol=1e-9)
    assert found.columns == 3


def test_very_great_and_very_small_numbers_do_no_harm(tmp_path: Path) -> None:
    numbers = mixed(columns=3)
    scaled = numbers * [1e300, 1.0, 1e-300]
    with np.errstate(all="raise"):
        found = Components.of(block_of(tmp_path / "a", numbers=scaled))
    wanted = Components.of(block_of(tmp_path / "b", numbers=numbers))
    np.testing.assert_allclose(found.shares, wanted.shares, rtol=1e-9)


def test_categories_join_in_where_numbers_are_few(tmp_path: Path) -> None:
    codes = np.array([[0, 0], [0, 1], [1, 0], [1, 1]] * 5)
    block = block_of(tmp_path, codes=codes)
    found = Components.of(block)
    assert found.with_categories
    # Two independent columns of two even categories: two directions of equal weight.
    np.testing.assert_allclose(found.shares, [0.5, 0.5])
    places = found.place(block).round(6)
    assert len(np.unique(places, axis=0)) == 4
    # The chi-squared distance from the middle: of each column 1 / share - 1, which is 1 here.
    np.testing.assert_allclose((places**2).sum(axis=1), 2.0, atol=1e-5)


@pytest.mark.parametrize(
    ("cells", "directions"),
    [
        ({"numbers": np.full((9, 2), 3.0)}, 0),
        ({"words": [["text"]] * 9}, 0),
        ({"codes": np.zeros((9, 1), int)}, 0),
        ({"numbers": np.arange(9.0)[:, None]}, 1),
        ({"numbers": np.arange(9.0)[:, None] * [1, 2]}, 1),
        ({"codes": np.arange(9)[:, None] % 2}, 1),
        ({"codes": np.arange(9)[:, None] % 3}, 2),
    ],
)
def test_there_are_as_many_directions_as_rows_differ_along(
    cells: dict[str, np.ndarray], directions: int, tmp_path: Path
) -> None:
    block = block_of(tmp_path, **cells)
    found = Components.of(block)
    places = found.place(block)
    assert len(found.shares) == directions
    assert places.shape == (9, 2)
    assert (np.ptp(places, axis=0) > 1e-6).tolist() == [directions > 0, directions > 1]
