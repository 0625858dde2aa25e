"""A row that fails, or takes its worker with it, costs itself and nothing else."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import runs
from people import write_people

import augctl
from augctl.engine import row_fit
from augctl.errors import RunError, UsageError
from augctl.stages.tabular.jitter import Jitter

RECIPE: dict[str, Any] = {
    "version": 1,
    "input": {"target": "kind"},
    "chains": [{"name": "views", "copies": 1, "stages": [{"tabular.jitter": {"std": 0.3}}]}],
}


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUGCTL_START_METHOD", "fork")  # workers get what is patched here
    return write_people(tmp_path / "people.csv", 600)


@pytest.fixture
def whole(people: Path, tmp_path: Path) -> list[dict[str, Any]]:
    augctl.expand(people, recipe=RECIPE, output=tmp_path / "whole", workers=1)
    return [row for row in runs.rows(tmp_path / "whole") if row["chain"]]


def breaking(bad: int, how: Callable[[], object]) -> Callable[..., Any]:
    """Return an `apply` that breaks where one row is among those that it is given."""
    apply = Jitter.apply

    def broken(self: Jitter, block: Any, *others: Any) -> Any:
        if bad in block.anchors.tolist():
            how()
        return apply(self, block, *others)

    return broken


def fail() -> None:
    raise ValueError("not with this row")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("bad", [0, 77, 599])
@pytest.mark.parametrize("how", [fail, die])
def test_one_row_costs_itself(
    how: Callable[[], None],
    bad: int,
    people: Path,
    whole: list[dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Jitter, "apply", breaking(bad, how))
    out = tmp_path / "out"
    done = augctl.expand(people, recipe=RECIPE, output=out, workers=2)
    name = f"people.csv#{bad}"
    assert done.errors == 1
    (error,) = runs.rows(out, "errors.jsonl")
    assert (error["path"], error["chain"], error["copy"]) == (name, "views", 1)
    assert error["reason"] == ("stage_failed" if how is fail else "worker_died")
    if how is fail:
        assert "ValueError: not with this row" in error["message"]
    made = [row for row in runs.rows(out) if row["chain"]]
    expected = [row for row in whole if row["parents"][0] != name]
    assert [{**row, "row": 0} for row in made] == [{**row, "row": 0} for row in expected]


def test_a_stage_that_cannot_learn_ends_the_run_by_name(
    people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Jitter, "fit", lambda *_: die())
    with pytest.raises(RunError, match=r"tabular\.jitter of the chain 'views' cannot learn"):
        augctl.expand(people, recipe=RECIPE, output=tmp_path / "out", workers=2)


def test_what_a_stage_says_of_too_few_rows_comes_through(people: Path, tmp_path: Path) -> None:
    lonely = tmp_path / "lonely.csv"
    lonely.write_text(people.read_text() + "10900,30,2000.00,Rome,no,lonely\n")
    smote = {"name": "even", "balance": "max", "stages": ["tabular.smote_nc"]}
    with pytest.raises(UsageError, match="'lonely' has 1 row"):
        augctl.expand(lonely, recipe=RECIPE | {"chains": [smote]}, output=tmp_path / "out")


def test_a_table_that_changes_meanwhile_ends_the_run(
    people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit_rows = row_fit.fit_rows

    def changing(*given: Any) -> Any:
        found = fit_rows(*given)
        time.sleep(0.01)
        people.write_text(people.read_text().replace("Oslo", "Bonn"))
        return found

    monkeypatch.setattr("augctl.engine.row_run.fit_rows", changing)
    out = tmp_path / "out"
    with pytest.raises(RunError, match="was changed while the run was under way"):
        augctl.expand(people, recipe=RECIPE, output=out)
    assert runs.status(out) == "interrupted"
    monkeypatch.undo()
    augctl.expand(people, recipe=RECIPE, output=out, overwrite=True)
    text = (out / "data" / "people.csv").read_text()
    assert "Bonn" in text
    assert "Oslo" not in text


def test_blocks_change_nothing(
    people: Path, whole: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("augctl.engine.row_runner._LEVEL", 3)
    augctl.expand(people, recipe=RECIPE, output=tmp_path / "out", workers=1)
    assert [row for row in runs.rows(tmp_path / "out") if row["chain"]] == whole
    assert np.array([row["unit"] for row in whole]).tolist() == list(range(600))
