"""The starter recipe for tables on the drawn parcels: what is written, as pandas reads it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from readme import ROOT

from augctl import expand

DATA = ROOT / "sample_data"
TABLE = DATA / "table" / "parcels.csv"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the recipe."""
    folder = tmp_path_factory.mktemp("parcels")
    result = expand(recipe=ROOT / "configs" / "table.yaml", output=folder, workers=1)
    assert result.status == "complete"
    return folder


def originals() -> pd.DataFrame:
    """Read the sample table."""
    return pd.read_csv(TABLE, dtype=str)


def train(made: Path) -> tuple[pd.DataFrame, list[dict]]:
    """Read the rows to train with, and what the manifest says of each."""
    rows = pd.read_csv(made / "data" / "train" / "parcels.csv", dtype=str)
    lines = (made / "manifest.jsonl").read_text().splitlines()
    told = [row for row in map(json.loads, lines) if row["split"] == "train"]
    assert len(told) == len(rows)
    return rows, told


def number(parent: str) -> int:
    """Return the number of a row that the manifest names, from 0."""
    return int(parent.removeprefix("parcels.csv#"))


def test_the_script_draws_what_is_there(tmp_path: Path) -> None:
    # Without leaving compiled files among the samples.
    subprocess.run([sys.executable, "-B", DATA / "draw_parcels.py", tmp_path], check=True)
    assert (tmp_path / "table" / "parcels.csv").read_bytes() == TABLE.read_bytes()


def test_the_table_is_small_mixed_and_uneven() -> None:
    rows = originals()
    assert TABLE.stat().st_size < 100_000
    assert rows["label"].value_counts().to_dict() == {"on_time": 420, "late": 110, "lost": 25}
    assert rows["parcel_id"].is_unique
    missing = rows.isna().mean()
    assert set(missing[missing > 0].index) == {"weight_kg", "value_eur", "address"}
    assert missing.max() < 0.2


def test_classes_become_even(made: Path) -> None:
    rows, _ = train(made)
    counts = rows["label"].value_counts()
    errors = (made / "errors.jsonl").read_text().splitlines()
    assert {json.loads(line)["reason"] for line in errors} <= {"rejected"}
    assert len(errors) < 20
    assert counts.max() == 2 * 336
    assert 3 * counts.max() - counts.sum() == len(errors)


def test_originals_stand_in_one_split_each_as_they_were(made: Path) -> None:
    lines = TABLE.read_bytes().splitlines(keepends=True)
    found = []
    for split in ("train", "test"):
        header, *rows = (made / "data" / split / "parcels.csv").read_bytes().splitlines(True)
        assert header == lines[0]
        found += [row for row in rows if row in lines]
    assert sorted(found) == sorted(lines[1:])


def test_made_rows_are_ones_that_could_have_been_there(made: Path) -> None:
    rows, told = train(made)
    new = rows[[row["chain"] is not None for row in told]]
    old = originals()
    assert len(new) > 1000
    assert not set(new["parcel_id"]) & set(old["parcel_id"])
    assert new["parcel_id"].is_unique
    assert new["parcel_id"].str.fullmatch("[0-9]+").all()
    for name in ("carrier", "service", "insured", "address"):
        assert set(new[name].dropna()) <= set(old[name].dropna()), name
    for name in ("distance_km", "depots", "scans"):
        assert new[name].str.fullmatch("[0-9]+").all(), name
    for name in ("weight_kg", "value_eur"):
        assert new[name].dropna().str.fullmatch(r"[0-9]+\.[0-9]{2}").all(), name
    for name in ("distance_km", "depots", "scans", "weight_kg", "value_eur"):
        seen = old[name].dropna().astype(float)
        assert new[name].dropna().astype(float).between(seen.min(), seen.max()).all(), name
    assert pd.to_datetime(new["posted"], format="%Y-%m-%d %H:%M").between(*_ends(old)).all()


def _ends(rows: pd.DataFrame) -> tuple[str, str]:
    return rows["posted"].min(), rows["posted"].max()


def test_parents_are_of_the_class_and_to_train_with(made: Path) -> None:
    rows, told = train(made)
    places = {row["parents"][0] for row in told if row["chain"] is None}
    labels = originals()["label"]
    for label, row in zip(rows["label"], told, strict=True):
        assert row["label"] == label
        assert set(row["parents"]) <= places
        assert {labels.iloc[number(parent)] for parent in row["parents"]} == {label}


def test_cells_are_missing_as_often_as_before(made: Path) -> None:
    rows, told = train(made)
    parents = originals().iloc[[number(row["parents"][0]) for row in told]]
    for name in ("weight_kg", "value_eur"):
        assert (rows[name].isna().to_numpy() == parents[name].isna().to_numpy()).all(), name
