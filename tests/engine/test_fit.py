"""What mixes learn: made by workers in parts, joined in plan order, resumed like all other work."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import runs

from augctl.engine import neighbours
from augctl.engine.neighbours import Group, Vectors
from augctl.errors import Interrupted, RunError
from augctl.planning.partners import Neighbours
from augctl.seeds import rng_for

STARTS = (0, 40, 41, 43, 43, 100)


def vectors(duplicates: bool = False) -> Vectors:
    found = rng_for(1, "vectors").random((STARTS[-1], 7)).astype(np.float32)
    found[[3, 17, 42, 60]] = np.nan
    if duplicates:
        found[50:58] = found[50]
    return found


def by_hand(rows: Vectors, count: int, candidates: set[int]) -> Neighbours:
    found = np.full((len(rows), count), -1, dtype=np.int32)
    for start, stop in pairwise(STARTS):
        for i in range(start, stop):
            if np.isnan(rows[i, 0]):
                continue
            distances = {
                j: float(((rows[i].astype(float) - rows[j].astype(float)) ** 2).sum())
                for j in range(start, stop)
                if j != i and j in candidates and not np.isnan(rows[j, 0])
            }
            near = sorted(distances, key=lambda j: (round(distances[j], 9), j))[:count]
            found[i, : len(near)] = near
    return found


@pytest.mark.parametrize("count", [1, 5, 60])
@pytest.mark.parametrize("duplicates", [False, True])
def test_nearest_in_class(count: int, duplicates: bool) -> None:
    rows = vectors(duplicates)
    found = [
        Group(rows, start, stop).nearest(start, stop, count) for start, stop in pairwise(STARTS)
    ]
    assert np.array_equal(np.concatenate(found), by_hand(rows, count, set(range(100))))


def test_large_classes_are_searched_among_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "MOST_CANDIDATES", 19)
    rows = vectors()
    group = Group(rows, 43, 100)
    some = {int(i) for i in range(43, 100) if not np.isnan(rows[i, 0])}
    spread = set(sorted(some)[::3])
    found = group.nearest(43, 100, 4)
    assert set(found[found >= 0].tolist()) <= spread
    assert len(spread) == 19
    assert np.array_equal(found, by_hand(rows, 4, spread)[43:])


def recipe(**parameters: Any) -> dict[str, Any]:
    chain = {"name": "near", "copies": 2, "stages": [{"test.mix": parameters}]}
    return {"version": 1, "chains": [chain]}


@pytest.mark.parametrize("how", ["kill", "hang", "raise", "nan", "scalar", "none"])
def test_an_original_that_cannot_be_described(
    how: str, odd_stages: None, photos: Path, tmp_path: Path
) -> None:
    path = "dog/0003.jpg"
    out = tmp_path / "out"
    odd = recipe(path=path, how=how)
    runs.expand(photos, recipe=odd, output=out, workers=2, unit_timeout_s=0.5)
    errors = [row for row in runs.rows(out, "errors.jsonl") if row["chain"]]
    assert [(row["path"], row["reason"]) for row in errors] == [(path, "no_partner")] * 2
    made = [row for row in runs.rows(out) if row["chain"]]
    assert len(made) > 40
    assert not any(path in row["parents"] for row in made)


def test_descriptions_of_several_lengths_are_a_mistake_of_the_stage(
    odd_stages: None, photos: Path, tmp_path: Path
) -> None:
    with pytest.raises(RunError, match=r"test\.mix describes originals by vectors of several len"):
        runs.expand(
            photos,
            recipe=recipe(path="cat/0000.jpg", how="short"),
            output=tmp_path / "out",
            workers=2,
        )


def test_originals_that_none_can_describe(odd_stages: None, photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    runs.expand(photos, recipe=recipe(how="nan"), output=out, workers=2)
    assert {row["chain"] for row in runs.rows(out)} == {None}


@pytest.mark.parametrize("what", ["describing", "fitting"])
def test_what_was_fitted_is_not_fitted_again(
    what: str, photos: Path, whole: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    kept: dict[Path, int] = {}

    def stop(step: str, done: int, total: int) -> None:
        parts = [file for file in (out / ".augctl" / "fit").rglob("*-*") if file.is_file()]
        if step == what and len(parts) > 1:
            kept.update({file: file.stat().st_mtime_ns for file in parts})
            raise Interrupted(2)

    def check(step: str, done: int, total: int) -> None:
        for file, time in kept.items():
            assert not file.exists() or file.stat().st_mtime_ns == time

    with pytest.raises(Interrupted):
        runs.expand(photos, recipe=runs.RECIPE, output=out, workers=1, progress=stop)
    assert kept
    runs.expand(photos, recipe=runs.RECIPE, output=out, workers=2, progress=check)
    assert runs.result(out) == runs.result(whole)
    assert {file.name for file in (out / ".augctl" / "fit").rglob("*.*")} == {"neighbours.npy"}
