from __future__ import annotations

import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_stores import store

from augctl.tables.finish import finished, fitted, rounded
from augctl.tables.schema import Column

DAY = 86400.0


def number(**about: Any) -> Column:
    return Column("a", about.pop("role", "numeric"), "number", **about)


@pytest.mark.parametrize(
    ("cells", "column", "expected"),
    [
        ([-9, 9, np.nan], number(low=-1.5, high=2.0), [-1.5, 2, np.nan]),
        ([0.5, 1.5, 2.5, -0.4], number(role="integer", low=-5, high=5), [0, 2, 2, 0]),
        ([2.675, 0.125, -0.001], number(decimals=2), [2.67, 0.12, 0]),
        ([1e300, -1e300], number(decimals=3), [1e300, -1e300]),
        ([np.inf, -np.inf], number(role="integer", low=0, high=7), [7, 0]),
        # Bounds between the numbers of so few decimals: the next within.
        ([0.0, 1.0], number(low=0.26, high=0.74, decimals=1), [0.3, 0.7]),
        ([0.0, 1.0], number(role="integer", low=0.5, high=7.0), [1, 1]),
        # No such number between them.
        ([0.0, 1.0], number(role="integer", low=0.2, high=0.4), [0.2, 0.4]),
        ([0.6 * DAY, -1], number(role="datetime", form="%d.%m.%Y", low=0, high=DAY), [DAY, 0]),
        ([89, 91], number(role="datetime", form="%Y-%m-%dT%H:%MZ"), [60, 120]),
        ([0.06], number(role="datetime", form="%H:%M:%S.%f", decimals=1), [0.1]),
        ([0.6], number(role="datetime", form="%d.%m.%Y %H:%M:%S"), [1]),
    ],
)
def test_numbers(cells: list[float], column: Column, expected: list[float]) -> None:
    given = np.array(cells, dtype=float)
    found = fitted(given, column)
    np.testing.assert_array_equal(found, expected)
    assert not np.signbit(found[found == 0]).any()
    np.testing.assert_array_equal(fitted(found, column), found)
    np.testing.assert_array_equal(given, cells)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 25))
def test_rounding_is_that_of_python(value: float, decimals: int) -> None:
    assert rounded(np.array([value]), decimals).tolist() == [round(value, decimals)]


@given(st.integers(-(10**7), 10**7), st.integers(0, 6))
def test_rounding_is_exact_near_the_middle(steps: int, decimals: int) -> None:
    middle = float(Decimal(2 * steps + 1).scaleb(-decimals) / 2)
    near = [math.nextafter(middle, -math.inf), middle, math.nextafter(middle, math.inf)]
    expected = [round(value, decimals) for value in near]
    assert rounded(np.array(near), decimals).tolist() == expected


def test_ids_are_fresh_or_empty_and_texts_stay(tmp_path: Path) -> None:
    columns = (
        Column("id", "id", "word", fresh=10**20),
        Column("note", "text", "word"),
        Column("key", "id", "word"),
        Column("y", "target", "number", low=0, high=10, decimals=0),
    )
    words = [("1", "a", "k1"), (None, None, "k2")]
    table = store(tmp_path, words=words, targets=[2.5, np.nan], columns=columns)
    block = table.block(np.array([0, 1]))
    made = finished(block, table.schema, np.array([0, 41]))
    assert made.words.tolist() == [
        ["100000000000000000001", "a", None],
        ["100000000000000000042", None, None],
    ]
    np.testing.assert_array_equal(made.targets, [2, np.nan])
    assert block.words.tolist() == [list(row) for row in words]
