"""What stages read beside the dataset is part of the run: a change is named, never mixed in."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import runs
from folders import put

from augctl import replay
from augctl.errors import CheckFailed, ConflictError, RunError, UsageError
from augctl.recipe.compile import Recipe, load

SWAP = "chains[1].stages[2] image.background_swap: "


@pytest.fixture
def scenes(tmp_path: Path) -> Path:
    """Make a folder of backgrounds."""
    for name in ("beach", "deep/snow", "wood"):
        put(tmp_path / "scenes" / f"{name}.png")
    return tmp_path / "scenes"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Make a few originals."""
    for i in range(4):
        put(tmp_path / "own" / f"{i}.png", (48, 40))
    return tmp_path / "own"


def recipe(folder: Path, key: str = "folder") -> dict[str, Any]:
    stages = ["image.flip_lr", {"image.background_swap": {key: str(folder)}}]
    return {"version": 1, "chains": [{"name": "a", "copies": 3, "stages": stages}]}


@pytest.fixture
def out(own: Path, scenes: Path, tmp_path: Path) -> Path:
    """Put the originals before the backgrounds."""
    runs.expand(own, recipe=recipe(scenes), output=tmp_path / "out", workers=1)
    return tmp_path / "out"


def add(scenes: Path) -> None:
    put(scenes / "deep" / "city.png")


def remove(scenes: Path) -> None:
    (scenes / "wood.png").unlink()


def change(scenes: Path) -> None:
    put(scenes / "beach.png", (30, 18))


def touch(scenes: Path) -> None:
    os.utime(scenes / "deep" / "snow.png", (1, 1))


@pytest.mark.parametrize(
    ("alter", "words"),
    [
        (add, "'scenes/deep/city.png' is new"),
        (remove, "'scenes/wood.png' is gone"),
        (change, "'scenes/beach.png' changed (size or time)"),
        (touch, "'scenes/deep/snow.png' changed (size or time)"),
    ],
)
def test_a_run_does_not_go_on_with_other_pictures(
    alter: Callable[[Path], None], words: str, out: Path, own: Path, scenes: Path
) -> None:
    before = runs.result(out)
    alter(scenes)
    with pytest.raises(ConflictError) as error:
        runs.expand(own, recipe=recipe(scenes), output=out)
    assert error.value.message.splitlines()[1:] == [f"  {SWAP}{words}"]
    assert runs.result(out) == before
    result = runs.expand(own, recipe=recipe(scenes), output=out, overwrite=True)
    assert result.resumed == 0


def test_a_run_goes_on_with_the_same_pictures(out: Path, own: Path, scenes: Path) -> None:
    before = runs.result(out)
    (scenes / ".thumbnails").write_text("of a file manager")
    (scenes / "deep" / "up").symlink_to(scenes)
    result = runs.expand(own, recipe=recipe(scenes), output=out)
    assert result.resumed == result.outputs
    assert runs.result(out) == before
    assert runs.leftovers(out) == []


def test_the_same_pictures_elsewhere_are_the_same(
    out: Path, own: Path, scenes: Path, tmp_path: Path
) -> None:
    before = runs.result(out)
    moved = scenes.rename(tmp_path / "moved")
    result = runs.expand(own, recipe=recipe(moved), output=out)
    assert result.resumed == result.outputs
    assert runs.result(out) == before
    assert replay(out, row_with(out, "beach.png")), "run.json says where they are now"
    (moved / "wood.png").unlink()
    with pytest.raises(ConflictError, match=r"'moved/wood\.png' is gone"):
        runs.expand(own, recipe=recipe(moved), output=out)


@pytest.mark.parametrize("group", ["one_of", "some_of", "sequence"])
def test_where_a_folder_lies_is_no_part_of_a_recipe_in_groups_either(
    group: str, scenes: Path, tmp_path: Path
) -> None:
    def compiled(folder: Path) -> Recipe:
        chain = recipe(folder)["chains"][0]
        count = {"count": 2} if group == "some_of" else {}
        stages = [{group: chain["stages"], **count}]
        return load({"version": 1, "chains": [{**chain, "stages": stages}]})

    moved = shutil.copytree(scenes, tmp_path / "moved")
    here, there = compiled(scenes), compiled(moved)
    assert here.resolved() != there.resolved()
    assert here.resolved(folders=False) == there.resolved(folders=False)


def test_another_folder_is_another_run(out: Path, own: Path, scenes: Path, tmp_path: Path) -> None:
    put(tmp_path / "others" / "sea.png")
    with pytest.raises(ConflictError) as error:
        runs.expand(own, recipe=recipe(tmp_path / "others"), output=out)
    lines = error.value.message.splitlines()
    assert f"  {SWAP}'others/sea.png' is new" in lines
    assert f"  {SWAP}'others/wood.png' is gone" in lines
    without = recipe(scenes)
    without["chains"][0]["stages"][1]["image.background_swap"] = {}
    with pytest.raises(ConflictError, match="folder"):
        runs.expand(own, recipe=without, output=out)


def test_masks_count_too(own: Path, tmp_path: Path) -> None:
    for i in range(4):
        put(tmp_path / "masks" / f"{i}.png", (48, 40), "L")
    runs.expand(own, recipe=recipe(tmp_path / "masks", "masks"), output=tmp_path / "out")
    put(tmp_path / "masks" / "2.png", (48, 40), "1")
    with pytest.raises(ConflictError, match=r"'masks/2\.png' changed"):
        runs.expand(own, recipe=recipe(tmp_path / "masks", "masks"), output=tmp_path / "out")


def row_with(out: Path, picture: str) -> str:
    """Name an output that stands before a picture."""
    rows = (row for row in runs.rows(out) if row["chain"])
    found = (r["file_name"] for r in rows if r["stages"][1]["drawn"]["file"] == picture)
    return str(next(found))


def test_replay_names_a_picture_that_changed(out: Path, scenes: Path) -> None:
    name = row_with(out, "beach.png")
    os.utime(scenes / "beach.png", (1, 1))
    assert replay(out, name), "same bytes are good enough"
    put(scenes / "beach.png", mode="L")
    with pytest.raises(CheckFailed, match="comes out differently") as error:
        replay(out, name)
    assert f"{SWAP}'scenes/beach.png' changed" in error.value.message
    (scenes / "beach.png").unlink()
    with pytest.raises(CheckFailed, match=r"cannot be made again \(the background beach\.png"):
        replay(out, name)


def test_replay_says_where_it_looked_for_a_folder(
    out: Path, own: Path, scenes: Path, tmp_path: Path
) -> None:
    name = row_with(out, "beach.png")
    moved = scenes.rename(tmp_path / "moved")
    with pytest.raises(UsageError, match=f"there is none at {scenes}") as error:
        replay(out, name)
    assert "run.json" in error.value.message
    text = (out / "run.json").read_text()
    (out / "run.json").write_text(text.replace(json.dumps(str(scenes)), json.dumps(str(moved))))
    assert replay(out, name).row["file_name"] == name
    shutil.rmtree(moved)
    with pytest.raises(UsageError, match="write its new path there"):
        replay(out, name)


def test_a_change_while_the_run_is_under_way_ends_it(
    own: Path, scenes: Path, tmp_path: Path
) -> None:
    def then(what: str, done: int, total: int) -> None:
        if what == "expanding" and done:
            put(scenes / "city.png")

    out = tmp_path / "out"
    with pytest.raises(
        RunError, match=r"While the run was under way, chains\[1\].*city\.png' is new"
    ):
        runs.expand(own, recipe=recipe(scenes), output=out, workers=1, progress=then)
    assert runs.status(out) == "interrupted"
    (scenes / "city.png").unlink()
    with pytest.raises(ConflictError, match="--overwrite"):
        runs.expand(own, recipe=recipe(scenes), output=out, workers=1)
    done = runs.expand(own, recipe=recipe(scenes), output=out, workers=1, overwrite=True)
    assert done.status == "complete"


def test_another_recipe_and_another_folder_are_both_told(
    own: Path, scenes: Path, out: Path, tmp_path: Path
) -> None:
    put(scenes / "city.png")
    other = recipe(scenes)
    other["chains"].insert(0, {"name": "z", "copies": 1, "stages": ["image.flip_ud"]})
    with pytest.raises(ConflictError, match="recipe"):
        runs.expand(own, recipe=other, output=out, workers=1)
