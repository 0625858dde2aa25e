"""Pascal VOC through COCO and back: what both can hold is still there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from test_voc_masks import segmented
from voc_files import DEVKIT, put, read, write

from augctl.io.annotations import coco
from augctl.io.annotations.model import Dataset
from augctl.io.annotations.voc import WRITER


def through_coco(root: Path, folder: Path) -> Path:
    """Read VOC, write COCO, read that, and write VOC again."""
    dataset, pictures, odd = read(root)
    assert odd == []
    renamed = [replace(p, file_name=coco.WRITER.image_name(p.file_name, p.split)) for p in pictures]
    files: dict[str, str | bytes] = {picture.file_name: "" for picture in renamed}
    whole = Dataset(dataset.categories, renamed, dataset.extra)
    files |= {name: b"".join(parts) for name, parts in coco.WRITER.together(whole)}
    between = put(folder / "coco", files)
    found: list = []
    other = coco.READER.read(between, found.append)
    back = [replace(p, file_name=WRITER.image_name(p.file_name, p.split)) for p in other.pictures]
    assert found == []
    return write(other, back, folder / "voc", alike=False)


def test_boxes_names_and_flags(tmp_path: Path) -> None:
    files = {
        "Annotations/000007.xml": DEVKIT,
        "JPEGImages/000007.png": "",
        "ImageSets/Main/val.txt": "000007\n",
    }
    root = put(tmp_path / "in", files)
    dataset, (picture,), _ = read(root)
    again, (back,), odd = read(through_coco(root, tmp_path))
    assert odd == []
    assert np.abs(back.marks.boxes - picture.marks.boxes).max() <= 0.5
    assert (back.split, back.size) == ("val", picture.size)
    assert {c.name for c in again.categories} == {c.name for c in dataset.categories}
    assert back.extra.items() >= picture.extra.items()
    for thing, before in zip(back.marks.things, picture.marks.things, strict=True):
        assert thing.label == before.label
        assert thing.extra.items() >= before.extra.items()


def test_masks(tmp_path: Path) -> None:
    root = segmented(tmp_path / "in")
    (root / "SegmentationClass/a.png").unlink()
    _, (picture,), _ = read(root)
    _, (back,), odd = read(through_coco(root, tmp_path))
    assert odd == []
    assert [str(shape) for shape in back.marks.shapes] == [str(s) for s in picture.marks.shapes]
