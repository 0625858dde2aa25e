"""JSON lines and Parquet: read, and written in the form and the types that they had."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet
from table_files import Read, read

from augctl.errors import InputError, UsageError

LINES = [
    {"id": "u-1", "n": 1, "x": 0.5, "when": "2024-05-01", "ok": True, "label": "cat", "s": "1.5"},
    {"id": "u-2", "n": 2, "x": None, "when": "2024-05-02", "ok": False, "label": "dög", "s": "2.5"},
    {"id": "u-3", "n": 3, "x": 2.5, "when": None, "ok": True, "label": "cat", "s": "0.5"},
]


def jsonl(rows: list, **form) -> bytes:
    return "".join(json.dumps(row, **form) + "\n" for row in rows).encode()


@pytest.mark.parametrize("form", [{}, {"separators": (",", ":")}, {"ensure_ascii": False}])
def test_json_lines_come_back(form: dict, tmp_path: Path) -> None:
    content = jsonl(LINES, **form)
    found = read(tmp_path, content, "t.jsonl")
    assert found.odd == []
    assert found.roles() == {
        "id": "id",
        "n": "integer",
        "x": "numeric",
        "when": "datetime",
        "ok": "boolean",
        "label": "target",
        "s": "numeric",
    }
    assert found.assembled(tmp_path / "o", found.originals()) == content
    assert found.assembled(tmp_path / "m", found.made()) == content
    assert found.table.classes == ("cat", "dög")


def test_json_with_keys_that_come_and_go(tmp_path: Path) -> None:
    rows: list[dict] = [{"a": i % 50, "b": "x"} for i in range(9000)]
    rows += [{"b": "y", "late": 0.5, "deep": {"k": [1, "é"]}} for _ in range(9000)]
    content = jsonl(rows, ensure_ascii=False)
    found = read(tmp_path, content, "t.ndjson")
    assert found.roles() == {
        "a": "integer",
        "b": "categorical",
        "late": "numeric",
        "deep": "categorical",
    }
    assert found.column("a").missing == 9000
    assert found.made() == found.originals()


def test_json_with_strings_among_numbers(tmp_path: Path) -> None:
    rows: list[dict] = [{"a": "x" if i % 2 else i % 5, "b": 1} for i in range(40)]
    found = read(tmp_path, jsonl(rows), "t.jsonl")
    assert found.roles()["a"] == "categorical"
    assert found.made() == found.originals()
    some: list[dict] = [{"a": i, "b": 1} for i in range(40)] + [{"a": "x", "b": 1}]
    found = read(tmp_path, jsonl(some), "some.jsonl")
    assert (found.reasons, found.table.count) == (["mixed_types"], 40)


def test_faults_of_json(tmp_path: Path) -> None:
    content = b'{"a": 1}\n{"a": \n[1]\n\n{"a": "\xff"}\n{"a": 4}\n'
    found = read(tmp_path, content, "t.jsonl")
    assert found.reasons == ["broken_json", "no_object", "bad_encoding", "blank_lines"]
    assert [o.message.split(":")[1] for o in found.odd] == ["2", "3", "5", "4"]
    assert found.table.numbers[:, 0].tolist() == [1, 4]
    lists = jsonl([{"label": ["a", "b"]}, {"label": ["a"]}])
    with pytest.raises(UsageError, match="target 'label' has lists in it"):
        read(tmp_path, lists, "lists.jsonl")


def arrow() -> pa.Table:
    return pa.table(
        {
            "i": pa.array([1, None, 3], pa.int16()),
            "f": pa.array([0.5, 1.25, float("nan")], pa.float32()),
            "s": pa.array(["a", "b", None]),
            "d": pa.array(["u", "v", "u"]).dictionary_encode(),
            "b": pa.array([True, None, False]),
            "day": pa.array([datetime.date(2024, 5, 1), None, datetime.date(2024, 5, 3)]),
            "at": pa.array([1, None, 1_700_000_000_123], pa.timestamp("ms", "UTC")),
            "m": pa.array([Decimal("1.50"), Decimal("2.25"), None]),
            "l": pa.array([[1], [2, 3], None], pa.list_(pa.int64())),
            "label": pa.array([0, 1, 0]),
        }
    )


def test_parquet_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    parquet.write_table(arrow(), file, compression="zstd", row_group_size=2)
    found = Read(file, tmp_path / "store")
    assert found.odd == []
    assert found.roles() == {
        "i": "integer",
        "f": "numeric",
        "s": "categorical",
        "d": "categorical",
        "b": "boolean",
        "day": "datetime",
        "at": "datetime",
        "m": "numeric",
        "l": "categorical",
        "label": "target",
    }
    for name, rows in [("originals", found.originals()), ("made", found.made())]:
        found.text.assemble(tmp_path / name, rows)
        back = parquet.ParquetFile(tmp_path / name)
        assert back.schema_arrow == arrow().schema
        assert back.metadata.row_group(0).num_rows == 2
        assert back.metadata.row_group(0).column(0).compression == "ZSTD"
        expected = arrow() if name == "originals" else null_for_nan(arrow())
        pd.testing.assert_frame_equal(back.read().to_pandas(), expected.to_pandas())
        assert [c.null_count for c in back.read().columns] == [
            c.null_count for c in expected.columns
        ]
    assert found.text.original(2) == found.originals()[2]
    assert found.text.original(0) == found.originals()[0]


def null_for_nan(table: pa.Table) -> pa.Table:
    return table.set_column(1, table.schema.field(1), pa.array([0.5, 1.25, None], pa.float32()))


def test_large_parquet_is_walked_in_any_order(tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    numbers = np.arange(50_000) / 4
    parquet.write_table(pa.table({"x": numbers}), file, row_group_size=20_000)
    found = Read(file, tmp_path / "store")
    rows = np.array([49_999, 3, 20_000, 8191, 8192, 40_001])
    assert [json.loads(row)["x"] for row in found.text.originals(rows)] == (rows / 4).tolist()
    assert (found.table.numbers[:, 0] == numbers).all()


def test_faults_of_parquet(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no Parquet file"):
        read(tmp_path, b"PAR1 and no more", "t.parquet")
    parquet.write_table(pa.table({"x": [datetime.timedelta(1)]}), tmp_path / "d.parquet")
    with pytest.raises(UsageError, match="'x' has the type duration"):
        Read(tmp_path / "d.parquet", tmp_path / "store")
