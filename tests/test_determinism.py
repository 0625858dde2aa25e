"""Promise 1: recipe, input and seed decide every byte, and nothing else does."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest
import runs

from augctl.errors import Interrupted
from augctl.planning.plan import Shard


def test_the_recipe_has_everything_in_it(whole: Path) -> None:
    rows = runs.rows(whole)
    assert {row["chain"] for row in rows} == {
        None,
        *(chain["name"] for chain in runs.RECIPE["chains"]),
    }
    assert {row["split"] for row in rows} == {"train", "val"}
    assert any(row["attempt"] == 2 for row in rows), "a gate made a unit draw again"
    errors = runs.rows(whole, "errors.jsonl")
    assert {"rejected", "not_an_image", "corrupt"} <= {row["reason"] for row in errors}
    damaged = [row for row in errors if row["path"] == "owl/damaged.png"]
    assert [row["chain"] for row in damaged] == [None], "what is broken is not tried again"
    assert runs.leftovers(whole) == []


@pytest.mark.parametrize("workers", [2, 8])
def test_any_number_of_workers(workers: int, whole: Path, photos: Path, tmp_path: Path) -> None:
    runs.expand(photos, recipe=runs.RECIPE, output=tmp_path / "out", workers=workers)
    assert runs.result(tmp_path / "out") == runs.result(whole)


@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_shards(seed: int, whole: Path, photos: Path, tmp_path: Path) -> None:
    orders: list[list[Shard]] = []

    def shuffle(shards: list[Shard]) -> None:
        random.Random(seed).shuffle(shards)
        orders.append(shards)

    runs.expand(photos, recipe=runs.RECIPE, output=tmp_path / "out", workers=2, shuffle=shuffle)
    assert any([s.name for s in order] != sorted(s.name for s in order) for order in orders)
    assert runs.result(tmp_path / "out") == runs.result(whole)


@pytest.mark.parametrize("method", ["fork", "spawn"])
@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_any_way_to_start_workers(
    method: str, whole: Path, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUGCTL_START_METHOD", method)
    runs.expand(photos, recipe=runs.RECIPE, output=tmp_path / "out", workers=2)
    assert runs.result(tmp_path / "out") == runs.result(whole)


def test_interrupted_in_each_phase(whole: Path, photos: Path, tmp_path: Path) -> None:
    stops = 0
    for last in range(0, 140, 20):

        def stop(what: str, done: int, total: int, last: int = last) -> None:
            if what == "expanding" and done > last:
                raise Interrupted(2)

        try:
            runs.expand(
                photos, recipe=runs.RECIPE, output=tmp_path / "out", workers=2, progress=stop
            )
        except Interrupted:
            stops += 1
            assert runs.status(tmp_path / "out") == "interrupted"
    assert stops >= 4
    result = runs.expand(photos, recipe=runs.RECIPE, output=tmp_path / "out", workers=2)
    assert result.resumed
    assert runs.result(tmp_path / "out") == runs.result(whole)


def test_another_seed_gives_other_bytes(whole: Path, photos: Path, tmp_path: Path) -> None:
    runs.expand(photos, recipe=runs.RECIPE, output=tmp_path / "out", workers=2, seed=8)
    ours, other = runs.data_files(whole), runs.data_files(tmp_path / "out")
    same = {name for name in ours.keys() & other.keys() if ours[name] == other[name]}
    assert all("__" not in name for name in same), "only originals are the same"


def test_an_added_file_changes_no_other_copies(photos: Path, tmp_path: Path) -> None:
    recipe: dict[str, Any] = runs.without_mixes()
    more = tmp_path / "more"
    shutil.copytree(photos, more)
    shutil.copyfile(photos / "dog" / "0000.jpg", more / "cat" / "0000a.jpg")
    runs.expand(photos, recipe=recipe, output=tmp_path / "a")
    runs.expand(more, recipe=recipe, output=tmp_path / "b")
    before, after = runs.data_files(tmp_path / "a"), runs.data_files(tmp_path / "b")
    assert before.items() <= after.items()
    assert {name for name in after if name not in before} >= {"data/cat/0000a.jpg"}
    assert len(before) > 50


def test_the_place_of_input_and_output_does_not_matter(
    whole: Path, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(photos, tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path)
    runs.expand("elsewhere", recipe=runs.RECIPE, output="out", workers=2)
    assert runs.result(tmp_path / "out") == runs.result(whole)
