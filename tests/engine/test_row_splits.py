"""A split that the table has, and originals that are left out of the output."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from people import HEADER, made, people, recipe, table, write_people
from runs import rows

import augctl

EVEN = {"name": "even", "balance": "max", "stages": [{"tabular.smote_nc": {"neighbors": 3}}]}
WORDS = ["train", "train", "val", "test", "train"]


def write_split(file: Path, count: int) -> Path:
    with file.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, [*HEADER, "split"], lineterminator="\n")
        writer.writeheader()
        for i, row in enumerate(people(count)):
            writer.writerow({**row, "split": WORDS[i // 10 % 5]})
    return file


def test_the_column_split_says_where_rows_belong(tmp_path: Path) -> None:
    file = write_split(tmp_path / "people.csv", 400)
    out = tmp_path / "out"
    augctl.expand(file, recipe=recipe(EVEN), output=out)
    new = made(out)
    assert Counter(row["label"] for row in new) == {"middle": 120, "high": 144}
    for row in new:
        assert row["split"] == "train"
        assert {WORDS[int(p.rpartition("#")[2]) // 10 % 5] for p in row["parents"]} == {"train"}
    source = file.read_text().splitlines()
    for split, count in {"train": 240, "val": 80, "test": 80}.items():
        own = [line for line in source if line.endswith(f",{split}")]
        lines = (out / "data" / split / "people.csv").read_text().splitlines()
        assert lines[: 1 + count] == [source[0], *own]
        assert len(lines) == 1 + count + (len(new) if split == "train" else 0)
    assert {row["split"] for row in table(out, "train/people.csv")} == {"train"}


def test_originals_can_be_left_out(tmp_path: Path) -> None:
    file = write_people(tmp_path / "people.csv", 200)
    found = {}
    for originals in ("copy", "skip"):
        out = tmp_path / originals
        with_them = recipe(EVEN, output={"originals": originals})
        done = augctl.expand(file, recipe=with_them, output=out)
        assert done.outputs == len(rows(out)) == len(table(out))
        assert [row["row"] for row in rows(out)] == list(range(done.outputs))
        found[originals] = table(out)
    assert len(made(tmp_path / "skip")) == len(rows(tmp_path / "skip")) == 140 * 3 - 200
    assert found["skip"] == found["copy"][200:]
    assert augctl.verify(tmp_path / "skip").files == len(found["skip"])
