"""What is told of tables where something does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import augctl
from augctl.errors import UsageError

JITTER = {"name": "a", "total": 5, "stages": ["tabular.jitter"]}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "main.csv"
    rows = (f"{i}.5,{i * i % 17}.25,{'yes' if i % 3 else 'no'}" for i in range(40))
    file.write_text("\n".join(["size,price,kind", *rows, ""]))
    return file


def recipe(target: str, chain: dict[str, Any] = JITTER, **given: Any) -> dict[str, Any]:
    return {"version": 1, "input": {"target": target, **given}, "chains": [chain]}


@pytest.mark.parametrize("wrong", ["main.csv#45", "main.csv#99999", "main.csv", "main.csv#x"])
def test_a_wrong_row_names_those_that_there_are(wrong: str, table: Path, tmp_path: Path) -> None:
    augctl.expand(table, recipe=recipe("kind"), output=tmp_path / "out", workers=1)
    with pytest.raises(UsageError, match=r"The rows of main\.csv are main\.csv#0 to #44\."):
        augctl.replay(tmp_path / "out", wrong)


def test_a_row_without_its_split_names_the_right_one(table: Path, tmp_path: Path) -> None:
    split = recipe("kind", split={"train": 0.8, "test": 0.2})
    augctl.expand(table, recipe=split, output=tmp_path / "out", workers=1)
    with pytest.raises(UsageError, match=r"Did you mean train/main\.csv#17\?"):
        augctl.replay(tmp_path / "out", "main.csv#17")


def test_a_balance_needs_a_column_of_classes(table: Path) -> None:
    chain = {"name": "a", "balance": "max", "stages": ["tabular.jitter"]}
    with pytest.raises(UsageError, match="the table has no column of classes as its target"):
        augctl.plan(table, recipe=recipe("price", chain))


def test_what_stays_odd_is_told_where_one_would_not_look(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    rows = [f"{i}.5,{'inf' if i == 3 else i / 4},{'ab'[i % 2]}" for i in range(40)]
    file.write_text("x,y,label\n" + "\n".join(rows) + "\n")
    recipe = {"version": 1, "chains": [{"name": "a", "copies": 1, "stages": ["tabular.jitter"]}]}
    done = augctl.expand(file, recipe=recipe, output=tmp_path / "out")
    assert any("infinite" in note or "inf" in note for note in done.notes), done.notes
    assert augctl.plan(file, recipe=recipe).notes == done.notes
