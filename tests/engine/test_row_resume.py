"""What a run on a table can go on with, and what it refuses; how a limit cuts it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import runs
from people import NUMBERS, made, recipe, write_people

import augctl
from augctl.errors import ConflictError

NOISY = {"name": "views", "copies": 2, "stages": ["tabular.jitter"]}
COLUMNS = {"target": "kind", "columns": {"age": {"max": 70}}}


class Stopped(Exception):
    """Stands for a kill."""


def stop(what: str, done: int, total: int) -> None:
    if what == "expanding" and done > 700:
        raise Stopped


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Begin a run, and stop it halfway; returns its input and output."""
    monkeypatch.setattr("augctl.planning.plan._ROWS", 2)
    file, out = write_people(tmp_path / "people.csv", 500), tmp_path / "out"
    with pytest.raises(Stopped):
        augctl.expand(
            file, recipe=recipe(NOISY, input=COLUMNS), output=out, workers=1, progress=stop
        )
    assert any((out / ".augctl" / "receipts").iterdir())
    assert not (out / "run.json").exists()
    return file, out


def test_what_was_made_is_kept(begun: tuple[Path, Path], tmp_path: Path) -> None:
    file, out = begun
    arguments: dict[str, Any] = {"recipe": recipe(NOISY, input=COLUMNS), "workers": 1}
    assert augctl.expand(file, output=out, **arguments).resumed > 100
    augctl.expand(file, output=tmp_path / "whole", **arguments)
    assert runs.result(out) == runs.result(tmp_path / "whole")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"age": {"max": 75}}, r"recipe\.input\.columns\.age\.max: was 70\.0, now 75\.0"),
        ({"age": {"max": 70}, "city": {"role": "text"}}, r"recipe\.input\.columns\.city"),
    ],
)
def test_other_columns_are_another_run(
    columns: dict[str, Any], said: str, begun: tuple[Path, Path]
) -> None:
    file, out = begun
    changed = recipe(NOISY, input={**COLUMNS, "columns": columns})
    with pytest.raises(ConflictError, match=said):
        augctl.expand(file, recipe=changed, output=out)
    assert not (out / "run.json").exists()


def test_another_table_is_another_run(begun: tuple[Path, Path], tmp_path: Path) -> None:
    file, out = begun
    same = recipe(NOISY, input=COLUMNS)
    # A cell is another, and the size is the same.
    file.write_text(file.read_text().replace("Oslo", "Rome", 1))
    with pytest.raises(ConflictError, match=r"input: 'people\.csv'"):
        augctl.expand(file, recipe=same, output=out)
    assert not (out / "run.json").exists()
    augctl.expand(file, recipe=same, output=out, overwrite=True)
    augctl.expand(file, recipe=same, output=tmp_path / "new")
    assert runs.result(out) == runs.result(tmp_path / "new")


@pytest.mark.parametrize("stage", ["tabular.adasyn", "tabular.borderline_smote", "tabular.smote"])
def test_a_limit_keeps_some_of_what_the_whole_has(stage: str, tmp_path: Path) -> None:
    file = write_people(tmp_path / "people.csv", 200, NUMBERS)
    chain = {"name": "even", "balance": "max", "stages": [stage]}
    augctl.expand(file, recipe=recipe(chain), output=tmp_path / "whole")
    augctl.expand(file, recipe=recipe(chain), output=tmp_path / "some", limit=50)
    whole = {row["unit"]: row for row in made(tmp_path / "whole")}
    some = made(tmp_path / "some")
    assert len(whole) == 140 * 3 - 200
    assert len(some) == 50
    assert {row["label"] for row in some} == {"middle", "high"}
    for row in some:
        assert row == {**whole[row["unit"]], "row": row["row"]}
