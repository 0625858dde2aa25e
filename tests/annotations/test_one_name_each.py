"""No two outputs have one name, and no two pictures one label file, whatever becomes what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import folders
import pytest
import runs

SIZE = (40, 30)
ALIKE = {
    "coco": ("a.jpg", "a.png", "x/images/a.jpg", "x/a.jpg", "images/a.jpg", "train/a.bmp"),
    "folder": ("img/a.jpg", "images/a.jpg", "train/a.png", "x/images/a.jpg", "x/a.jpg"),
}


def coco(names: tuple[str, ...]) -> dict[str, Any]:
    """Mark an outline in each picture."""
    images, annotations = [], []
    for number, name in enumerate(names, 1):
        images.append({"id": number, "file_name": name, "width": SIZE[0], "height": SIZE[1]})
        ring = [number, 2, number + 9, 2, number + 9, 11, number, 11]
        row = {"id": number, "image_id": number, "category_id": 1, "segmentation": [ring]}
        annotations.append({**row, "bbox": [number, 2, 9, 9]})
    return {
        "images": images,
        "annotations": annotations,
        "categories": [{"id": 1, "name": "cat"}],
    }


TARGETS = ["masks", "yolo", "voc", "coco", "csv"]
# Class folders have nothing that masks could show.
PAIRS = [(source, target) for source in ALIKE for target in TARGETS[source == "folder" :]]


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_pictures_of_like_names(source: str, target: str, tmp_path: Path) -> None:
    for name in ALIKE[source]:
        folders.put(tmp_path / "in" / name, SIZE)
    if source == "coco":
        (tmp_path / "in/instances.json").write_text(json.dumps(coco(ALIKE[source])))
    chain = {"name": "views", "copies": 1, "stages": ["image.flip_lr"]}
    recipe = {"version": 1, "chains": [chain], "output": {"format": target}}
    runs.expand(tmp_path / "in", recipe=recipe, output=tmp_path / "out", workers=1)
    rows = runs.rows(tmp_path / "out")
    assert len(rows) == 2 * len(ALIKE[source])
    names = [row["file_name"] for row in rows]
    names += [beside["file_name"] for row in rows for beside in row.get("beside", ())]
    assert len(set(names)) == len(names)
