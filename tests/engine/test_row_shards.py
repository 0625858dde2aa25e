"""How rows are cut into shards, and who makes them, changes no byte."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import runs
from people import NUMBERS, recipe, write_people

import augctl

RECIPE = recipe(
    {
        "name": "border",
        "balance": {"middle": 120, "high": 120},
        "stages": [
            {"tabular.svm_smote": {"neighbors": 3}},
            {"one_of": ["tabular.jitter", "tabular.swap_noise"], "p": 0.6},
        ],
        "gates": [{"quality.enn": {"min": 0.3}}, "quality.duplicate"],
    },
    {
        "name": "hard",
        "balance": {"high": 180},
        "stages": [{"tabular.adasyn": {}}, {"tabular.jitter": {"std": [0, 1]}, "only": ["high"]}],
        "gates": [{"quality.tomek": {}}],
        "attempts": 2,
    },
    {
        "name": "drawn",
        "total": 200,
        "stages": ["tabular.copula", {"tabular.mixup": {}, "p": 0.5}],
        "gates": [{"quality.enn": {}}],
        "attempts": 3,
    },
    {
        "name": "views",
        "copies": 1,
        "stages": [{"some_of": ["tabular.jitter", "tabular.swap_noise"], "count": [1, 2]}],
    },
)


def shards(out: Path) -> int:
    return len(list((out / ".augctl" / "receipts").iterdir()))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_people(tmp_path_factory.mktemp("people") / "people.csv", 300, NUMBERS)


@pytest.fixture(scope="module")
def few(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run with a shard for each chain."""
    out = tmp_path_factory.mktemp("few") / "out"
    augctl.expand(file, recipe=RECIPE, output=out, workers=1)
    assert shards(out) == len(RECIPE["chains"])
    return out


def test_any_cut_into_shards_gives_the_same(
    file: Path, few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("augctl.planning.plan._ROWS", 2)
    out = tmp_path / "out"
    shuffle = random.Random(3).shuffle
    augctl.expand(file, recipe=RECIPE, output=out, workers=3, shuffle=shuffle)
    assert shards(out) > 30
    assert runs.result(out) == runs.result(few)


def test_the_recipe_needs_what_could_go_wrong(few: Path) -> None:
    attempts = {row["attempt"] for row in runs.rows(few) if row["chain"]}
    assert attempts >= {1, 2, 3}
    assert {row["reason"] for row in runs.rows(few, "errors.jsonl")} == {"rejected"}
