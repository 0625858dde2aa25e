"""What is wrong with an annotation is left out or mended: each has its word, and its own count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import coco_files
import cv2
import numpy as np
import pytest
import runs
from typer.testing import CliRunner

from augctl.cli.main import app
from augctl.errors import RunError

EMPTY = {"version": 1, "chains": []}
CUT, BEYOND, NAN = "0 0.9 0.5 0.4 0.2\n", "0 1.9 0.5 0.4 0.2\n", "0 nan 0.5 0.4 0.2\n"
GOOD = "0 0.5 0.5 0.4 0.2\n"


def yolo(root: Path, rows: str) -> Path:
    for kind in ("images", "labels"):
        (root / kind).mkdir(parents=True)
    cv2.imwrite(str(root / "images" / "a.png"), np.zeros((40, 40, 3), np.uint8))
    (root / "labels" / "a.txt").write_text(rows)
    (root / "data.yaml").write_text("train: images\nnames: [cat]\n")
    return root


def coco(root: Path, *marks: dict[str, Any]) -> Path:
    numbered = (coco_files.annotation(i, **mark) for i, mark in enumerate(marks, 1))
    return coco_files.put(root, coco_files.content(*numbered))


def voc(root: Path, box: tuple[int, int, int, int]) -> Path:
    for folder in ("JPEGImages", "Annotations"):
        (root / folder).mkdir(parents=True)
    cv2.imwrite(str(root / "JPEGImages" / "a.png"), np.zeros((40, 40, 3), np.uint8))
    sides = zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True)
    edges = "".join(f"<{side}>{number}</{side}>" for side, number in sides)
    (root / "Annotations" / "a.xml").write_text(
        "<annotation><size><width>40</width><height>40</height></size>"
        f"<object><name>cat</name><bndbox>{edges}</bndbox></object></annotation>"
    )
    return root


@pytest.mark.parametrize(
    ("make", "given", "outcomes", "kept"),
    [
        (yolo, [GOOD + CUT], ["mended"], 2),
        (yolo, [GOOD + BEYOND + NAN], ["skipped", "skipped"], 1),
        (coco, [{"bbox": [30, 6, 15, 8]}], ["mended"], 1),
        (coco, [{"bbox": [60, 6, 15, 8]}, {}], ["skipped"], 1),
        (coco, [{"segmentation": [[4, 6, 45, 6, 14, 14]]}], ["mended"], 1),
        (coco, [{"segmentation": [[4, 6, 14, 14]]}], ["skipped"], 1),
        (voc, [(10, 10, 50, 20)], ["mended"], 1),
        (voc, [(20, 20, 10, 10)], ["skipped"], 0),
    ],
)
def test_what_becomes_of_it(
    make: Any, given: list[Any], outcomes: list[str], kept: int, tmp_path: Path
) -> None:
    root = make(tmp_path / "in", *given)
    out = tmp_path / "out"
    done = runs.expand(root, recipe=EMPTY, output=out, workers=1)
    rows = runs.rows(out, "errors.jsonl")
    assert [row["outcome"] for row in rows] == outcomes, rows
    assert (done.errors, sum(done.mended.values())) == (
        outcomes.count("skipped"),
        outcomes.count("mended"),
    )
    (row,) = runs.rows(out)
    assert row["marks"]["kept"] == kept


def test_they_are_counted_apart(tmp_path: Path) -> None:
    root, out = yolo(tmp_path / "in", GOOD + CUT + CUT + NAN), tmp_path / "out"
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(runs.dump(EMPTY))
    given = ["expand", str(root), "-r", str(recipe), "-o", str(out), "--workers", "1"]
    told = CliRunner().invoke(app, given, catch_exceptions=False)
    last = told.stdout.splitlines()[-1]
    assert last == (
        f"1 skipped (1 row_not_finite), 2 mended (2 box_outside): see {out / 'errors.jsonl'}"
    )
    again = CliRunner().invoke(app, [*given, "--json"], catch_exceptions=False)
    for found in (json.loads(again.stdout), json.loads((out / "run.json").read_text())["counts"]):
        assert (found["errors"], found["reasons"]) == (1, {"row_not_finite": 1})
        assert found["mended"] == {"box_outside": 2}
    told = CliRunner().invoke(app, ["inspect", str(root)], catch_exceptions=False)
    assert "3 oddities, 2 of them mended by expand" in told.stdout


def test_only_what_is_left_out_stops_a_run(tmp_path: Path) -> None:
    mended = yolo(tmp_path / "mended", GOOD + CUT)
    assert runs.expand(mended, recipe=EMPTY, output=tmp_path / "a", workers=1, on_error="stop")
    skipped = yolo(tmp_path / "skipped", CUT + NAN)
    with pytest.raises(RunError, match="not finite"):
        runs.expand(skipped, recipe=EMPTY, output=tmp_path / "b", workers=1, on_error="stop")
