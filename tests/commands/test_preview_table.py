"""`preview` of a table shows the rows that `expand` writes, and no others."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from augctl import expand, preview
from augctl.commands import preview_table
from augctl.errors import UsageError
from augctl.show import table as table_charts
from augctl.show.table import Rows
from augctl.tables.schema import Schema

HEADER = ["id", "size", "weight", "colour", "note", "label"]
CHAINS = [
    {
        "name": "even",
        "balance": "max",
        "stages": [{"tabular.smote_nc": {"neighbors": 3}}, {"tabular.jitter": {}, "p": 0.5}],
        "gates": ["quality.duplicate"],
    },
    {"name": "noise", "copies": 2, "stages": ["tabular.jitter"]},
]
RECIPE: dict[str, Any] = {"version": 1, "seed": 3, "name": "things", "chains": CHAINS}


def write_things(file: Path, count: int = 120) -> Path:
    """Write a table of two uneven classes, with missing cells."""
    rng = np.random.default_rng(2)
    with file.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for i in range(count):
            weight = "" if i % 11 == 3 else f"{rng.normal(5 + i % 3, 1):.2f}"
            colour = rng.choice(["red", "green", "blue"])
            label = "rare" if i % 6 == 5 else "common"
            size = int(rng.integers(1, 90))
            writer.writerow([1000 + i, size, weight, colour, f"it is thing number {i}", label])
    return file


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was drawn last: schema, originals, chains."""
    seen: list[Any] = []
    real = table_charts.sections

    def keep(schema: Schema, originals: Rows, chains: Sequence[Rows]) -> Any:
        seen[:] = schema, originals, chains
        return real(schema, originals, chains)

    monkeypatch.setattr(table_charts, "sections", keep)
    return seen


def cells(schema: Schema, rows: Rows) -> list[tuple[Any, ...]]:
    """Return rows as tuples of numbers and names; missing cells as None."""
    block, found = rows.block, []
    for i in range(len(block)):
        size, weight = block.numbers[i].tolist()
        colour = schema.codes[0].categories[block.codes[i, 0]]
        label = schema.target.categories[block.labels[i]] if schema.target else ""
        found.append((size, None if np.isnan(weight) else weight, colour, label))
    return found


def written(out: Path, row: dict[str, str]) -> tuple[Any, ...]:
    weight = float(row["weight"]) if row["weight"] else None
    return float(row["size"]), weight, row["colour"], row["label"]


def test_rows_are_those_that_expand_writes(tmp_path: Path, drawn: list[Any]) -> None:
    file = write_things(tmp_path / "things.csv")
    result = preview(file, recipe=RECIPE, output=tmp_path / "grid.png")
    schema, originals, chains = drawn
    out = tmp_path / "out"
    expand(file, recipe=RECIPE, output=out, workers=1)
    with (out / "data" / "things.csv").open(newline="") as stream:
        rows = [written(out, row) for row in csv.DictReader(stream)]
    assert sorted(cells(schema, originals), key=repr) == sorted(rows[:120], key=repr)
    made = [row for chain in chains for row in cells(schema, chain)]
    assert sorted(made, key=repr) == sorted(rows[120:], key=repr)
    assert [(chain.name, chain.total, chain.rejected) for chain in chains] == [
        ("even", 80, 0),
        ("noise", 240, 0),
    ]
    assert (result.originals, result.variants) == (120, 320)


def test_of_many_rows_some_are_shown_evenly_and_they_are_the_same(
    tmp_path: Path, drawn: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_things(tmp_path / "things.csv", 600)
    preview(file, recipe=RECIPE, output=tmp_path / "all.png")
    schema, _, (_, whole) = drawn
    every = cells(schema, whole)
    monkeypatch.setattr(preview_table, "_MOST_ORIGINALS", 50)
    monkeypatch.setattr(preview_table, "_MOST_MADE", 40)
    result = preview(file, recipe=RECIPE, output=tmp_path / "some.png")
    _, originals, (_, some) = drawn
    assert cells(schema, some) == every[::30]
    assert (originals.total, len(originals.block), some.total) == (600, 50, 1200)
    labels = np.bincount(originals.block.labels)
    assert abs(labels[1] - 50 / 6) < 2
    assert (result.originals, result.variants) == (50, 80)


def test_only_the_training_split_is_shown(tmp_path: Path, drawn: list[Any]) -> None:
    file = write_things(tmp_path / "things.csv")
    recipe = RECIPE | {"input": {"split": {"train": 0.5, "test": 0.5}}}
    preview(file, recipe=recipe, output=tmp_path / "grid.png")
    _, originals, chains = drawn
    shown = set(originals.block.anchors.tolist())
    assert len(shown) == originals.total == 60
    for chain in chains:
        assert set(chain.block.anchors.tolist()) <= shown
        assert set(chain.block.partners.ravel().tolist()) <= shown | {-1}


def test_what_gates_reject_is_counted_and_not_shown(tmp_path: Path, drawn: list[Any]) -> None:
    file = write_things(tmp_path / "things.csv")
    chain = {"name": "same", "copies": 1, "stages": ["tabular.random_oversample"]}
    chains = [chain | {"attempts": 2, "gates": ["quality.duplicate"]}, CHAINS[1]]
    preview(file, recipe=RECIPE | {"chains": chains}, output=tmp_path / "grid.png")
    same, noise = drawn[2]
    assert (len(same.block), same.rejected, noise.rejected) == (0, 120, 0)
    assert "120 of 120 tried rejected" in same.remarks()[-1]


def test_a_chain_that_adds_nothing_says_so(tmp_path: Path, drawn: list[Any]) -> None:
    file = write_things(tmp_path / "things.csv")
    chains = [{"name": "even", "balance": {"rare": 5}, "stages": ["tabular.jitter"]}]
    result = preview(file, recipe=RECIPE | {"chains": chains}, output=tmp_path / "grid.png")
    (even,) = drawn[2]
    assert even.about.endswith("adds nothing to this data")
    assert result.variants == 0


def test_the_picture_is_the_same_each_time_and_of_the_size_that_is_told(tmp_path: Path) -> None:
    file = write_things(tmp_path / "things.csv")
    before = file.read_bytes()
    first, second = tmp_path / "a.png", tmp_path / "b.png"
    result = preview(file, recipe=RECIPE, output=first, cell_px=100)
    preview(file, recipe=RECIPE, output=second, cell_px=100)
    assert first.read_bytes() == second.read_bytes()
    with Image.open(first) as picture:
        assert picture.size == (result.width, result.height)
    assert file.read_bytes() == before
    assert {entry.name for entry in tmp_path.iterdir()} == {"things.csv", "a.png", "b.png"}


def test_the_table_itself_is_not_overwritten(tmp_path: Path) -> None:
    file = write_things(tmp_path / "things.csv")
    with pytest.raises(UsageError, match="is a PNG"):
        preview(file, recipe=RECIPE, output=file)
