"""What a gate rejects is drawn again, and what no attempt mends is reported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import runs
from people import made, recipe, write_people

import augctl

COUNT, COPIES, ATTEMPTS = 300, 3, 5
Rows = dict[int, dict[str, Any]]


class Runs:
    """Runs that differ in how often they try, and in what their gate keeps."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = write_people(folder / "people.csv", COUNT)
        self._done: dict[tuple[float, int], tuple[Rows, Rows]] = {}

    def of(self, least: float, attempts: int) -> tuple[Rows, Rows]:
        """Return rows and errors by unit."""
        if (least, attempts) not in self._done:
            out = self._folder / f"{least} {attempts}"
            chain = {
                "name": "noisy",
                "copies": COPIES,
                "stages": [{"tabular.jitter": {"std": [0.1, 2]}}],
                "gates": [{"quality.enn": {"min": least}}],
                "attempts": attempts,
            }
            augctl.expand(self._file, recipe=recipe(chain), output=out, workers=1)
            kept, lost = made(out), runs.rows(out, "errors.jsonl")
            self._done[least, attempts] = by_unit(kept), by_unit(lost)
        return self._done[least, attempts]


def by_unit(rows: list[dict[str, Any]]) -> Rows:
    found = {row["unit"]: row for row in rows}
    assert len(found) == len(rows)
    return found


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(tmp_path_factory.mktemp("attempts"))


def test_a_unit_is_tried_again_where_the_gate_rejects(tried: Runs) -> None:
    first, none = tried.of(0, 1)
    kept, _ = tried.of(0.5, ATTEMPTS)
    assert not none
    for unit, row in first.items():
        passes = row["gates"]["quality.enn"] >= 0.5
        assert (kept.get(unit, {}).get("attempt") == 1) == passes
        if passes:
            assert kept[unit] == {**row, "row": kept[unit]["row"]}
    again = [unit for unit, row in kept.items() if row["attempt"] > 1]
    assert len(again) > 20
    for unit in again:
        assert kept[unit]["gates"]["quality.enn"] >= 0.5
        for name, value in kept[unit]["stages"][0]["drawn"].items():
            assert value != first[unit]["stages"][0]["drawn"][name]


@pytest.mark.parametrize("attempts", [1, 2, 4])
def test_fewer_attempts_keep_what_came_by_then(attempts: int, tried: Runs) -> None:
    most, _ = tried.of(0.5, ATTEMPTS)
    fewer, lost = tried.of(0.5, attempts)
    assert {row["attempt"] for row in most.values()} == set(range(1, ATTEMPTS + 1))
    by_then = {unit: row["sha256"] for unit, row in most.items() if row["attempt"] <= attempts}
    assert {unit: row["sha256"] for unit, row in fewer.items()} == by_then
    assert all(f"rejected in {attempts} attempt" in row["message"] for row in lost.values())


def test_every_copy_is_made_or_reported(tried: Runs) -> None:
    kept, lost = tried.of(0.5, ATTEMPTS)
    assert len(kept) > 100
    assert len(lost) > 10
    assert sorted([*kept, *lost]) == list(range(COUNT * COPIES))
    of_kept = [(row["parents"][0], row["copy"]) for row in kept.values()]
    of_lost = [(row["path"], row["copy"]) for row in lost.values()]
    assert sorted(of_kept + of_lost) == sorted(
        (f"people.csv#{i}", copy) for i in range(COUNT) for copy in range(1, COPIES + 1)
    )
    assert {(row["chain"], row["reason"]) for row in lost.values()} == {("noisy", "rejected")}
