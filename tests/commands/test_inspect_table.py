"""`inspect` of a table tells what Python's own readers find in it."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest

from augctl import inspect
from augctl.commands import inspect_table
from augctl.commands.inspect_table import InspectedColumn, InspectedTable
from augctl.errors import InputError, UsageError

HEADER = ["id", "when", "price", "rooms", "town", "text", "label"]


def cells(count: int = 200) -> list[list[str]]:
    return [
        [
            str(500 + i),
            f"2024-03-{1 + i % 28:02d}",
            "" if i % 8 == 0 else f"{i * 1.25:.2f}",
            str(i % 7),
            ["Ulm", "Bonn", ""][i % 3],
            f"What is said of house {i % 150}, at length.",
            "sold" if i % 5 else "open",
        ]
        for i in range(count)
    ]


def write(file: Path, rows: list[list[str]], delimiter: str = ",") -> Path:
    with file.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, delimiter=delimiter).writerows([HEADER, *rows])
    return file


def looked(file: Path, **options: str) -> InspectedTable:
    found = inspect(file, **options)
    assert isinstance(found, InspectedTable)
    return found


def columns_of(found: InspectedTable) -> dict[str, InspectedColumn]:
    return {column.name: column for column in found.columns}


def test_columns_are_told_as_the_cells_have_them(tmp_path: Path) -> None:
    rows = cells()
    found = looked(write(tmp_path / "houses.csv", rows))
    assert (found.rows, list(columns_of(found))) == (200, HEADER)
    for i, name in enumerate(HEADER):
        column, filled = columns_of(found)[name], [row[i] for row in rows if row[i]]
        assert column.missing == 200 - len(filled), name
        assert column.examples == list(dict.fromkeys(filled))[:3]
        if name in ("id", "town", "text", "label"):
            assert column.distinct == len(set(filled))
            assert (column.low, column.high) == (None, None)
        else:
            order = sorted(filled, key=lambda cell: (len(cell), cell) if name != "when" else cell)
            assert (column.low, column.high) == (order[0], order[-1])
    roles = [column.role for column in found.columns]
    assert roles == ["id", "datetime", "numeric", "integer", "categorical", "text", "target"]
    assert [column.decimals for column in found.columns] == [None, None, 2, 0, None, None, None]


def test_the_target_is_counted_by_class(tmp_path: Path) -> None:
    found = looked(write(tmp_path / "houses.csv", cells()))
    assert (found.target, found.regression) == ("label", False)
    assert found.classes == {"open": {"train": 40}, "sold": {"train": 160}}


def test_another_target_can_be_named(tmp_path: Path) -> None:
    file = write(tmp_path / "houses.csv", cells())
    found = looked(file, target="price")
    assert (found.target, found.regression) == ("price", True)
    price = columns_of(found)["price"]
    assert (price.role, price.low, price.high) == ("target", "1.25", "248.75")
    with pytest.raises(UsageError, match="prise"):
        inspect(file, target="prise")


def test_a_table_without_target_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "plain.csv"
    file.write_text("a,b\n" + "1.5,2\n3.5,4\n" * 20)
    found = looked(file)
    assert (found.target, found.regression, found.rows) == (None, False, 40)


def test_the_form_is_told(tmp_path: Path) -> None:
    told = {}
    for name, delimiter in (("a.csv", ","), ("b.csv", ";"), ("c.tsv", "\t"), ("d.csv", "|")):
        found = looked(write(tmp_path / name, cells(), delimiter))
        told[name] = (found.format, found.delimiter, found.encoding, found.packed)
    assert told == {
        "a.csv": ("csv", ",", "utf-8", False),
        "b.csv": ("csv", ";", "utf-8", False),
        "c.tsv": ("csv", "\t", "utf-8", False),
        "d.csv": ("csv", "|", "utf-8", False),
    }
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress((tmp_path / "a.csv").read_bytes()))
    assert looked(packed).packed
    wide = tmp_path / "wide.csv"
    wide.write_bytes((tmp_path / "a.csv").read_text().encode("utf-16"))
    assert looked(wide).encoding.startswith("utf-16")
    lines = tmp_path / "a.jsonl"
    records = [dict(zip(HEADER, row, strict=True)) for row in cells()]
    lines.write_text("".join(json.dumps(record) + "\n" for record in records))
    found = looked(lines)
    assert (found.format, found.delimiter, found.rows) == ("jsonl", "", 200)


def test_splits_of_the_table_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "split.csv"
    lines = [f"{i}.5,{'ab'[i % 2]},{'train' if i < 30 else 'test'}" for i in range(40)]
    file.write_text("\n".join(["x,label,split", *lines]))
    found = looked(file)
    assert found.classes == {"a": {"train": 15, "test": 5}, "b": {"train": 15, "test": 5}}


def test_broken_rows_are_issues_and_the_rest_is_told(tmp_path: Path) -> None:
    file = write(tmp_path / "houses.csv", cells())
    lines = file.read_text().splitlines()
    lines[9] += ",more"
    file.write_text("\n".join(lines))
    found = looked(file)
    assert found.rows == 199
    (issue,) = found.issues
    assert issue["outcome"] == "skipped"
    assert "houses.csv:10" in issue["message"]


def test_an_empty_column_has_no_range(tmp_path: Path) -> None:
    file = tmp_path / "empty.csv"
    file.write_text("a,b,label\n" + "1.5,,x\n2.5,,y\n" * 20)
    column = columns_of(looked(file))["b"]
    assert (column.missing, column.low, column.examples) == (40, None, [])


def test_many_texts_are_not_counted_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspect_table, "MOST_DISTINCT", 150)
    columns = columns_of(looked(write(tmp_path / "houses.csv", cells())))
    assert (columns["id"].distinct, columns["text"].distinct) == (None, 150)


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.md"
    file.write_text("# Notes\n")
    with pytest.raises(InputError, match="is a file") as caught:
        inspect(file)
    assert ".csv" in str(caught.value.hint)
