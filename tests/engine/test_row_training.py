"""What is held out leaves no trace in what is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from people import recipe, table
from runs import rows

import augctl
from augctl.errors import UsageError

SPLITS = ("train", "train", "train", "test")


def write(file: Path, split: bool = True) -> Path:
    """Write rows of which those for tests lie far out, are no whole numbers, and have more digits.

    Where there is no column `split`, one row of 40 is such a one.
    """
    lines = ["count,share,when,padded,kind" + ",split" * split]
    for i in range(80):
        far = SPLITS[i % 4] == "test" if split else i == 17
        count = "-900.5" if far else f"{i % 7}"
        share = f"{90 + i / 1000:.3f}" if far else f"{i % 9 / 10:.1f}"
        day = f"19{10 + i}-01-01 13:45" if far else f"2020-01-{1 + i % 28:02} 00:00"
        padded = f"{i % 5}.50"
        line = f"{count},{share},{day},{padded},{'ab'[i % 5 > 3]}"
        lines.append(line + f",{SPLITS[i % 4]}" * split)
    file.write_text("\n".join(lines) + "\n")
    return file


JITTER = {"name": "more", "copies": 5, "stages": [{"tabular.jitter": {"std": 1}}]}


def assert_like_training(new: list[dict[str, str]]) -> None:
    assert len(new) == 300
    assert {row["count"] for row in new} <= set("0123456")
    shares = {row["share"] for row in new}
    assert shares <= {f"{i / 10:.1f}" for i in range(9)}
    assert len(shares) == 9
    assert {row["when"][:7] for row in new} == {"2020-01"}
    assert {row["when"][10:] for row in new} == {" 00:00"}
    assert all(len(row["padded"].partition(".")[2]) == 2 for row in new)


def test_a_column_split_holds_rows_out_of_bounds_and_digits(tmp_path: Path) -> None:
    out = tmp_path / "out"
    augctl.expand(write(tmp_path / "a.csv"), recipe=recipe(JITTER), output=out)
    assert_like_training(table(out, "train/a.csv")[60:])


@pytest.mark.parametrize("seed", range(5))
def test_a_split_of_the_recipe_does_too(seed: int, tmp_path: Path) -> None:
    file, out = write(tmp_path / "a.csv", split=False), tmp_path / "out"
    with_split = recipe(JITTER) | {
        "input": {"target": "kind", "split": {"train": 0.5, "test": 0.5}}
    }
    augctl.expand(file, recipe=with_split, output=out, seed=seed)
    (far,) = (row for row in rows(out) if row["parents"] == ["a.csv#17"] and not row["chain"])
    new = table(out, "train/a.csv")[40:]
    assert any(row["count"] == "-900.5" for row in new) == (far["split"] == "train")
    assert any(row["when"] < "2020" for row in new) == (far["split"] == "train")


def test_bounds_that_are_given_stay(tmp_path: Path) -> None:
    file, out = write(tmp_path / "a.csv"), tmp_path / "out"
    columns: dict[str, Any] = {"share": {"min": -1, "max": 2, "decimals": 3}, "count": "numeric"}
    given = recipe(JITTER) | {"input": {"target": "kind", "columns": columns}}
    augctl.expand(file, recipe=given, output=out)
    new = table(out, "train/a.csv")[60:]
    shares = [float(row["share"]) for row in new]
    assert -1 <= min(shares) < 0
    assert 0.8 < max(shares) <= 2
    assert any(len(row["share"].partition(".")[2]) == 3 for row in new)
    columns = {"share": {"min": 3}}
    given = recipe(JITTER) | {"input": {"target": "kind", "columns": columns}}
    with pytest.raises(UsageError, match=r"'share' goes from 0 to 0\.8 in the training split"):
        augctl.expand(file, recipe=given, output=tmp_path / "other")


def test_looking_at_a_table_is_looking_at_all_of_it(tmp_path: Path) -> None:
    found = augctl.inspect(write(tmp_path / "a.csv"))
    (count,) = (column for column in found.columns if column.name == "count")
    assert count.low == "-900.5"


def test_a_word_that_is_no_split_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv")
    file.write_text(file.read_text().replace(",test\n", ",tset\n", 2))
    with pytest.raises(UsageError, match="'tset', first in row 4"):
        augctl.expand(file, recipe=recipe(JITTER), output=tmp_path / "out")
    file.write_text(file.read_text().replace(",tset\n", ",x\n").replace(",test\n", ",y\n"))
    file.write_text(file.read_text().replace(",train\n", ",z\n"))
    done = augctl.expand(file, recipe=recipe(JITTER), output=tmp_path / "out")
    assert done.outputs == 480
