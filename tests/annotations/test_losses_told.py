"""What another format cannot hold is counted over all outputs, and told where people look."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import coco_files
import numpy as np
import pytest
import runs
from PIL import Image
from typer.testing import CliRunner

from augctl.cli.main import app

OUTLINE = {"segmentation": [[4, 6, 14, 6, 14, 14]]}


def recipe(target: str, copies: int = 0) -> dict[str, Any]:
    flips = {"name": "flips", "copies": copies, "stages": ["image.flip_lr"]}
    chains = [flips] if copies else []
    return {"version": 1, "chains": chains, "output": {"format": target}}


@pytest.fixture
def coco(tmp_path: Path) -> Path:
    """Four pictures: an outline in one, a name in another, boxes in all."""
    rows = [
        coco_files.annotation(1, **OUTLINE),
        *(coco_files.annotation(number, image_id=number) for number in (2, 3)),
        coco_files.annotation(4, image_id=4, by="me"),
    ]
    images = [coco_files.image(number, f"{number}.png") for number in (1, 2, 3, 4)]
    return coco_files.put(tmp_path / "coco", coco_files.content(*rows, images=images))


def test_each_output_counts(coco: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = runs.expand(coco, recipe=recipe("csv", copies=2), output=out, workers=2)
    told: dict[str, int] = {}
    for row in runs.rows(out):
        for what in row.get("lost", ()):
            kind = what.partition(" (")[0]
            told[kind] = told.get(kind, 0) + 1
    assert told == done.lost
    assert done.lost["boxes and other marks"] == 4 * (1 + 2)
    assert json.loads((out / "run.json").read_text())["counts"]["lost"] == done.lost
    again = runs.expand(coco, recipe=recipe("csv", copies=2), output=out, workers=1)
    assert (again.resumed, again.lost) == (12, done.lost)


def test_the_names_of_attributes_make_no_kinds_of_their_own(coco: Path, tmp_path: Path) -> None:
    done = runs.expand(coco, recipe=recipe("yolo"), output=tmp_path / "out", workers=1)
    # Every mark has an id, and is no crowd: that says nothing.
    assert done.lost["attributes of marks"] == 1
    assert done.lost_names == {"attributes of marks": ["by"]}
    assert not any("(" in what for what in done.lost)
    named = [what for row in runs.rows(tmp_path / "out") for what in row.get("lost", ())]
    assert "attributes of marks (by)" in named


def test_class_folders_hold_one_class(tmp_path: Path) -> None:
    root = tmp_path / "in"
    runs.make_photos(root / "photos")
    names = ["photos/cat/0000.jpg", "photos/cat/0001.jpg", "photos/owl/0000.jpg"]
    table = zip(names, ("cat", "cat;dark", "owl"), strict=True)
    (root / "labels.csv").write_text("file_name,label\n" + "".join(f"{n},{c}\n" for n, c in table))
    done = runs.expand(root, recipe=recipe("folder"), output=tmp_path / "out", workers=1)
    assert done.lost == {"all classes of a picture that has several": 1}


@pytest.mark.parametrize("target", ["yolo", "coco", "csv", "folder"])
def test_the_class_of_every_pixel_is_told(tmp_path: Path, target: str) -> None:
    root = tmp_path / "in"
    for folder, level in (("images", 90), ("masks", 1)):
        (root / folder).mkdir(parents=True)
        for number in range(2):
            pixels = np.full((24, 32), level, np.uint8)
            Image.fromarray(pixels).save(root / folder / f"{number}.png")
    out = tmp_path / "out"
    done = runs.expand(root, recipe=recipe(target, copies=1), output=out, workers=1)
    assert done.lost == {"the class of every pixel": 4}
    assert [row["lost"] for row in runs.rows(out)] == [["the class of every pixel"]] * 4


def test_what_can_be_held_is_not_told(coco: Path, tmp_path: Path) -> None:
    done = runs.expand(coco, recipe=recipe("same", copies=1), output=tmp_path / "out", workers=1)
    assert done.lost == {}


def test_the_last_lines(coco: Path, tmp_path: Path) -> None:
    file = tmp_path / "recipe.yaml"
    file.write_text(runs.dump(recipe("csv")))
    given = ["expand", str(coco), "-r", str(file), "-o", str(tmp_path / "out"), "--workers", "1"]
    lines = CliRunner().invoke(app, given, catch_exceptions=False).stdout.splitlines()
    told = lines[lines.index("Not kept, because the new format has no place for it:") + 1 :]
    assert "  boxes and other marks: 4 files" in told


def test_a_few_names_of_many_are_told_whoever_counts_first(tmp_path: Path) -> None:
    rows = [
        coco_files.annotation(number, image_id=number, **{f"mood{number:02}": 1, "zeal": 2})
        for number in range(1, 21)
    ]
    images = [coco_files.image(number, f"{number}.png") for number in range(1, 21)]
    root = coco_files.put(tmp_path / "coco", coco_files.content(*rows, images=images))
    first = [f"mood{number:02}" for number in range(1, 7)]
    for workers in (1, 2):
        out = tmp_path / f"{workers}"
        done = runs.expand(
            root, recipe=recipe("yolo"), output=out, workers=workers, shuffle=list.reverse
        )
        assert done.lost_names["attributes of marks"] == first
    file = tmp_path / "recipe.yaml"
    file.write_text(runs.dump(recipe("yolo")))
    given = ["expand", str(root), "-r", str(file), "-o", str(tmp_path / "told"), "--workers", "1"]
    shown = CliRunner().invoke(app, given, catch_exceptions=False).stdout
    assert f"  attributes of marks ({', '.join(first[:5])}, …): 20 files" in shown
