"""A row that no stage can take costs itself: it is named, and all others are made."""

from __future__ import annotations

from pathlib import Path

import pytest
import runs
from people import made, recipe, write_people

import augctl
from augctl.errors import RunError

COUNT, COPIES = 90, 2
BAD = (7, 40)

pytestmark = pytest.mark.usefixtures("odd_stages")


@pytest.mark.parametrize(
    ("how", "reason", "said"),
    [
        ("raise", "stage_failed", "ZeroDivisionError: no reason"),
        ("kill", "worker_died", "SIGKILL"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_made(
    how: str, reason: str, said: str, tmp_path: Path
) -> None:
    file = write_people(tmp_path / "people.csv", COUNT)
    bad = BAD if how == "raise" else BAD[:1]
    odd = {"test.row": {"rows": list(bad), "how": how}}
    found = {}
    for name, stages in {"well": ["tabular.jitter"], "odd": ["tabular.jitter", odd]}.items():
        chain = {"name": "views", "copies": COPIES, "stages": stages}
        augctl.expand(file, recipe=recipe(chain), output=tmp_path / name, workers=2)
        # The odd stage draws nothing: all that it changes is its own entry.
        found[name] = [
            {**row, "row": None, "stages": row["stages"][:1]} for row in made(tmp_path / name)
        ]
    errors = runs.rows(tmp_path / "odd", "errors.jsonl")
    lost = [(f"people.csv#{row}", copy) for row in bad for copy in range(1, COPIES + 1)]
    assert sorted((row["path"], row["copy"]) for row in errors) == sorted(lost)
    assert {(row["chain"], row["reason"]) for row in errors} == {("views", reason)}
    assert all(said in row["message"] for row in errors)
    assert found["odd"] == [
        row for row in found["well"] if (row["parents"][0], row["copy"]) not in lost
    ]
    units = {row["unit"] for row in errors} | {row["unit"] for row in found["odd"]}
    assert units == set(range(COUNT * COPIES))


def test_a_stage_that_cannot_learn_ends_the_run(tmp_path: Path) -> None:
    file = write_people(tmp_path / "people.csv", COUNT)
    chain = {"name": "views", "copies": 1, "stages": [{"test.row": {"learning": "kill"}}]}
    with pytest.raises(RunError, match=r"test\.row of the chain 'views' cannot learn"):
        augctl.expand(file, recipe=recipe(chain), output=tmp_path / "out", workers=2)
    assert runs.status(tmp_path / "out") == "interrupted"
