"""Panoptic COCO: colours to masks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from coco_files import SIZE, content, put, read, write
from PIL import Image

from augctl.io.annotations import coco

CAT = {"id": 3, "category_id": 1, "iscrowd": 0, "bbox": [2, 3, 4, 5], "area": 20}
SKY = {"id": 66051, "category_id": 2, "iscrowd": 0, "note": "far"}


def dataset(root: Path, *segments: Any, **more: Any) -> Path:
    """A dataset of one image: a cat of 4 x 5 pixels, and sky above it."""
    colours = np.zeros((*SIZE[::-1], 3), np.uint8)
    colours[3:8, 2:6] = (3, 0, 0)
    colours[:3] = (3, 2, 1)
    put(
        root,
        content(
            {"image_id": 1, "file_name": "1.png", "segments_info": list(segments), **more},
            categories=[{"id": 1, "name": "cat", "isthing": 1}, {"id": 2, "name": "sky"}],
        ),
        "annotations/panoptic_train.json",
    )
    folder = root / "annotations/panoptic_train"
    folder.mkdir()
    Image.fromarray(colours).save(folder / "1.png")
    return root


def test_segments_are_masks(tmp_path: Path) -> None:
    found, odd = read(coco.READER, dataset(tmp_path / "a", CAT, SKY))
    assert odd == []
    (picture,) = found.pictures
    assert [thing.label for thing in picture.marks.things] == ["cat", "sky"]
    assert picture.marks.boxes.tolist() == [[2, 3, 6, 8], [0, 0, 40, 3]]
    assert [int(shape.mask.values.sum()) for shape in picture.marks.shapes] == [20, 120]
    assert picture.marks.things[1].extra == {"note": "far", "segment_id": 66051}
    again, odd = read(coco.READER, write(coco.WRITER, found, tmp_path / "b"))
    assert odd == []
    assert again.pictures[0].marks.boxes.tolist() == picture.marks.boxes.tolist()
    assert again.categories == found.categories


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"segments_info": {}}, "segments_malformed"),
        ({"segments_info": [7]}, "segments_malformed"),
        ({"segments_info": [{**CAT, "id": 9}]}, "segment_empty"),
        ({"segments_info": [{**CAT, "id": "3"}]}, "segment_empty"),
        ({"segments_info": [{**CAT, "category_id": 9}]}, "category_unknown"),
        ({"file_name": "gone.png"}, "segments_missing"),
        ({"file_name": "../1.png"}, "segments_path_outside"),
        ({"file_name": "../annotations/panoptic_train.json"}, "segments_path_outside"),
        ({"file_name": "x" * 400}, "segments_unreadable"),
        ({"image_id": 2}, "image_unknown"),
    ],
)
def test_faults(tmp_path: Path, more: dict[str, Any], reason: str) -> None:
    found, odd = read(coco.READER, dataset(tmp_path, CAT, **more))
    assert [oddity.reason for oddity in odd] == [reason]
    assert odd[0].message.startswith("annotations/panoptic_train.json:1: ")
    assert len(found.pictures[0].marks) == 0


def test_a_picture_of_another_size(tmp_path: Path) -> None:
    dataset(tmp_path, CAT)
    Image.new("RGB", (5, 5)).save(tmp_path / "annotations/panoptic_train/1.png")
    _, odd = read(coco.READER, tmp_path)
    assert [oddity.reason for oddity in odd] == ["segments_malformed"]
