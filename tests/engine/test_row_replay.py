"""Every row can be made again from its row of the manifest, whatever the table and the stage."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from people import CATEGORIES, HEADER, NUMBERS, made, recipe, write_people

import augctl

DIGITS = 6

CHAINS = [
    {
        "name": "mixed",
        "total": 60,
        "stages": ["tabular.copula", {"tabular.mixup": {}, "p": 0.5}],
        "gates": ["quality.enn"],
    },
    {
        "name": "even",
        "balance": {"high": 60},
        "stages": ["tabular.smote_nc", {"one_of": ["tabular.jitter", "tabular.swap_noise"]}],
    },
]


def lines(file: Path) -> list[bytes]:
    """Return the rows of an output as they are written."""
    if file.suffix == ".parquet":
        from pyarrow import parquet

        return [json.dumps(row).encode() for row in parquet.read_table(file).to_pylist()]
    data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    return data.splitlines(keepends=True)[file.suffix != ".jsonl" :]


def same(name: str, first: bytes, second: bytes) -> bool:
    """Say whether two rows are; those of Parquet have no text of their own."""
    return json.loads(first) == json.loads(second) if name.endswith("parquet") else first == second


@pytest.mark.parametrize("name", ["p.csv", "p.csv.gz", "p.jsonl", "p.parquet"])
def test_rows_of_any_format(name: str, tmp_path: Path) -> None:
    file, out = write_people(tmp_path / name, 200, HEADER), tmp_path / "out"
    augctl.expand(file, recipe=recipe(*CHAINS), output=out)
    written = lines(out / "data" / name)
    assert len(written) > 250
    for row in [17, 33, *(row["row"] for row in made(out)[::11])]:
        assert same(name, augctl.replay(out, f"{name}#{row}").data, written[row])


@pytest.mark.parametrize(
    ("stage", "columns"),
    [
        ("tabular.smote_n", CATEGORIES),
        ("tabular.smote", NUMBERS),
        ("tabular.borderline_smote", NUMBERS),
        ("tabular.svm_smote", NUMBERS),
        ("tabular.kmeans_smote", NUMBERS),
        ("tabular.adasyn", NUMBERS),
        ("tabular.copula", HEADER),
        ("tabular.mixup", HEADER),
    ],
)
def test_rows_of_any_stage(stage: str, columns: tuple[str, ...], tmp_path: Path) -> None:
    file, out = write_people(tmp_path / "p.csv", 200, columns), tmp_path / "out"
    settings: dict[str, Any] = {"partner": "same_class"} if stage == "tabular.mixup" else {}
    chain = {"name": "even", "balance": {"high": 80}, "stages": [{stage: settings}]}
    augctl.expand(file, recipe=recipe(chain), output=out, workers=1)
    written = lines(out / "data" / "p.csv")
    rows = made(out)
    assert len(rows) == 60
    for row in rows[::7]:
        assert augctl.replay(out, f"p.csv#{row['row']}").data == written[row["row"]]


@pytest.mark.parametrize(
    ("stage", "drawn"), [("tabular.copula", "normal"), ("tabular.jitter", "noise")]
)
def test_what_is_drawn_is_written_short(stage: str, drawn: str, tmp_path: Path) -> None:
    file, out = write_people(tmp_path / "p.csv", 100), tmp_path / "out"
    chain = {"name": "all", "copies": 1, "stages": [stage]}
    augctl.expand(file, recipe=recipe(chain), output=out, workers=1)
    for row in made(out):
        values = row["stages"][0]["drawn"][drawn]
        assert len(values) >= 2
        assert values == [round(value, DIGITS) for value in values]
