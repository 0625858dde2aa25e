from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from imblearn.under_sampling import EditedNearestNeighbours
from row_gates import SETS, as_scaled, kept, made_rows
from table_stores import store, training_of, units

from augctl.seeds import rng_for
from augctl.stages.quality import _rows
from augctl.stages.quality._rows import Points
from augctl.stages.quality.enn import Enn
from augctl.tables.block import Floats
from augctl.tables.table import Training


def scores(gate: Enn, training: Training, block) -> Floats:
    state = gate.ready(gate.fit(training, [0, 1], rng_for(7, "fit")))
    return gate.scores(block, training, state)


@pytest.mark.parametrize(
    ("name", "kind", "gate"),
    [
        *((name, "all", Enn(neighbors=4, min=1, scale="none")) for name in SETS),
        ("two", "mode", Enn(scale="none")),
    ],
)
def test_it_keeps_what_imbalanced_learn_keeps(
    name: str, kind: str, gate: Enn, tmp_path: Path
) -> None:
    training, block = made_rows(name, tmp_path)
    sampler = EditedNearestNeighbours(
        sampling_strategy="all", n_neighbors=gate.neighbors, kind_sel=kind
    )
    expected = kept(sampler, training, block, lambda cells: cells)
    assert gate.keep(scores(gate, training, block)).tolist() == expected
    assert 0.1 < sum(expected) / len(expected) < 0.95


def test_distances_are_scaled(tmp_path: Path) -> None:
    training, block = made_rows("wine", tmp_path)
    sampler = EditedNearestNeighbours(sampling_strategy="all", kind_sel="all")
    gate = Enn(min=1)
    expected = kept(sampler, training, block, as_scaled(training))
    assert gate.keep(scores(gate, training, block)).tolist() == expected
    assert expected != kept(sampler, training, block, lambda cells: cells)


def test_categories_count_where_they_differ(tmp_path: Path) -> None:
    # Seen from 0: at distances 0.5, sqrt(0.3² + 1), 0.9.
    table = store(tmp_path, [[0.5], [0.3], [0.9], [0]], [[0], [1], [0], [0]], [0, 1, 0, 1])
    training = training_of(table, [0, 1, 2])
    block, _ = units(table, [3])
    for neighbors, share in ((1, 0), (2, 0), (3, 1 / 3), (50, 1 / 3)):
        gate = Enn(neighbors=neighbors, scale="none")
        assert scores(gate, training, block).tolist() == [share]
    assert scores(Enn(neighbors=2), training, block).tolist() == [0.5]  # 1 is the lesser unit


@pytest.mark.parametrize("metric", ["euclidean", "manhattan", "chebyshev"])
def test_categories_as_numbers_are_as_far_apart(metric: Any, tmp_path: Path) -> None:
    rng = rng_for(3, "categories")
    numbers, codes = rng.normal(size=(200, 2)), rng.integers(-1, 3, size=(200, 3))
    training = training_of(store(tmp_path, numbers, codes, rng.integers(2, size=200)))
    first, second = Points(numbers[:100], codes[:100]), Points(numbers[100:], codes[100:])
    as_numbers = [points.embedded(training, metric) for points in (first, second)]
    assert as_numbers[0].numbers.shape == (100, 2 + 3 * 4)
    gate = Enn(metric=metric)
    expected = gate.distances(first, second)
    np.testing.assert_allclose(gate.distances(*as_numbers), expected, rtol=1e-12)


def test_many_categories_give_the_same_neighbours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = rng_for(3, "categories")
    numbers, codes = rng.normal(size=(200, 2)), rng.integers(-1, 3, size=(200, 3))
    table = store(tmp_path, numbers, codes, rng.integers(2, size=200))
    training, block = training_of(table, np.arange(100)), table.block(np.arange(100, 200))
    found = scores(Enn(neighbors=7), training, block)
    monkeypatch.setattr(_rows, "_WIDEST", 0)
    assert scores(Enn(neighbors=7), training, block).tolist() == found.tolist()


def test_it_needs_classes(tmp_path: Path) -> None:
    regression = store(tmp_path / "a", [[1.0]], targets=[1.0]).schema
    assert "the target is a number" in Enn().unfit(regression)
    assert "input.target" in Enn().unfit(store(tmp_path / "b", [[1.0]]).schema)
