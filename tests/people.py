"""A table of people for whole runs: `from people import write_people`."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import runs

HEADER = ("id", "age", "income", "city", "hired", "kind")
NUMBERS = ("id", "age", "income", "kind")
CATEGORIES = ("id", "city", "hired", "kind")


def people(count: int) -> list[dict[str, Any]]:
    """Make rows: three uneven classes, whole numbers, decimals, categories, missing cells."""
    rng = np.random.default_rng(8)
    found = []
    for i in range(count):
        kind = "low" if i % 10 < 7 else "middle" if i % 10 < 9 else "high"
        shift = {"low": 0, "middle": 8, "high": 20}[kind]
        age = None if i % 23 == 5 else int(rng.integers(18, 60)) + shift
        income = None if i % 31 == 7 else round(rng.normal(2000 + 100 * shift, 300), 2)
        city = None if i % 41 == 3 else ["Rome", "Oslo", "Lima, Peru"][int(rng.integers(3))]
        cells = (10_000 + i, age, income, city, ["no", "yes"][i % 3 == 0], kind)
        found.append(dict(zip(HEADER, cells, strict=True)))
    return found


def write_people(file: Path, count: int = 900, columns: Sequence[str] = HEADER) -> Path:
    """Write them as the name of the file says: .csv, .csv.gz, .jsonl or .parquet."""
    rows = [{name: row[name] for name in columns} for row in people(count)]
    if file.suffix == ".parquet":
        import pyarrow
        from pyarrow import parquet

        parquet.write_table(pyarrow.Table.from_pylist(rows), file)
    elif file.suffix == ".jsonl":
        file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    else:
        data = _as_csv(rows, columns).encode()
        file.write_bytes(gzip.compress(data) if file.suffix == ".gz" else data)
    return file


def _as_csv(rows: list[dict[str, Any]], columns: Sequence[str]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        income = row.get("income")
        writer.writerow(row if income is None else {**row, "income": f"{income:.2f}"})
    return stream.getvalue()


def table(out: Path, name: str = "people.csv") -> list[dict[str, str]]:
    """Read a CSV file of an output."""
    with (out / "data" / name).open(newline="") as stream:
        return list(csv.DictReader(stream))


def made(out: Path, chain: str | None = None) -> list[dict[str, Any]]:
    """Return what the manifest says of the rows that were made, by one chain or by all."""
    rows = [row for row in runs.rows(out) if row["chain"]]
    return [row for row in rows if chain in (None, row["chain"])]


def recipe(*chains: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Write a recipe for people."""
    return {"version": 1, "seed": 5, "input": {"target": "kind"}, "chains": list(chains), **more}
