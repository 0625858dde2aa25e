"""COCO: what is read means what pycocotools says, and nothing is lost on the way through."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from coco_files import SIZE, annotation, content, image, put, read, write
from pycocotools import mask as oracle
from pycocotools.coco import COCO

from augctl.io.annotations import coco
from augctl.marks import Shape

RING = [4, 6, 14, 6, 14, 14, 4, 14]
PERSON = {"id": 7, "name": "person", "keypoints": ["nose", "left_eye", "right_eye"]}


def blob() -> np.ndarray:
    pixels = np.zeros(SIZE[::-1], np.uint8)
    pixels[6:14, 4:12] = 1
    pixels[8:10, 6:9] = 0
    return pixels


def packed(pixels: np.ndarray) -> dict[str, object]:
    runs = oracle.encode(np.asfortranarray(pixels))
    return {"size": runs["size"], "counts": runs["counts"].decode()}


def listed(pixels: np.ndarray) -> dict[str, object]:
    flat = pixels.T.ravel()
    changes = np.flatnonzero(np.diff(flat)) + 1
    edges = [0, *changes.tolist(), flat.size]
    return {"size": list(pixels.shape), "counts": np.diff(edges).tolist()}


def full() -> dict[str, object]:
    """A file with all that COCO knows, and more."""
    return {
        "info": {"year": 2024, "description": "ünder test"},
        "licenses": [{"id": 3, "name": "MIT", "url": "x"}],
        "images": [
            image(12, "b.png", license=3, date_captured="2024-01-01", note={"by": ["me"]}),
            image(5, "a.png", license=3),
        ],
        "annotations": [
            annotation(90, image_id=12, category_id=40, segmentation=[RING], attributes={"a": 1}),
            annotation(
                91, image_id=5, category_id=2, segmentation=packed(blob()), bbox=[4, 6, 8, 8]
            ),
            annotation(
                7, image_id=5, category_id=2, iscrowd=1, segmentation=listed(blob()), score=0.5
            ),
            annotation(
                8, image_id=12, category_id=7, keypoints=[5, 7, 2, 8.25, 9, 1, 0, 0, 0], area=60.5
            ),
        ],
        "categories": [
            {"id": 2, "name": "cat", "supercategory": "animal"},
            {**PERSON, "skeleton": [[1, 2]], "supercategory": "person"},
            {"id": 40, "name": "dog", "supercategory": "animal", "colour": "red"},
        ],
        "own": {"key": [1, None]},
    }


def by_id(rows: list[dict]) -> dict[int, dict]:
    return {row["id"]: row for row in rows}


def test_reads_what_is_there(tmp_path: Path) -> None:
    dataset, odd = read(coco.READER, put(tmp_path, full()))
    assert odd == []
    first, second = dataset.pictures
    assert (first.file_name, second.file_name) == ("images/a.png", "images/b.png")
    assert first.size == SIZE
    assert second.marks.boxes.tolist() == [[4, 6, 14, 14], [4, 6, 14, 14]]
    assert [thing.label for thing in second.marks.things] == ["dog", "person"]
    assert second.marks.shapes[0].rings[0].ravel().tolist() == RING
    points = second.marks.shapes[1].keypoints
    assert points.tolist() == [[5.5, 7.5, 2], [8.75, 9.5, 1], [0, 0, 0]]
    assert second.marks.shapes[1].mirrored == (0, 2, 1)
    for shape in first.marks.shapes:
        assert (shape.mask.x, shape.mask.y) == (4, 6)
        assert (shape.mask.values == blob()[6:14, 4:12]).all()
    assert [category.name for category in dataset.categories] == ["cat", "person", "dog"]


def test_nothing_is_lost(tmp_path: Path) -> None:
    dataset, _ = read(coco.READER, put(tmp_path / "a", full()))
    written = write(coco.WRITER, dataset, tmp_path / "b")
    found = json.loads((written / "annotations/instances.json").read_text())
    given = full()
    assert {key: found[key] for key in ("info", "licenses", "own")} == {
        key: given[key] for key in ("info", "licenses", "own")
    }
    assert found["categories"] == given["categories"]
    assert by_id(found["images"]) == by_id(given["images"])
    rows = by_id(found["annotations"])
    for number, row in by_id(given["annotations"]).items():
        same = rows[number]
        assert {key: same[key] for key in row if key not in ("segmentation", "area")} == {
            key: row[key] for key in row if key not in ("segmentation", "area")
        }
    assert rows[8]["area"] == pytest.approx(60.5)
    assert rows[90]["area"] == 80
    assert rows[90]["segmentation"] == [RING]
    again, odd = read(coco.READER, written)
    assert odd == []
    assert again.categories == dataset.categories
    assert again.extra == dataset.extra


# pycocotools itself uses what numpy no longer wants.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_pycocotools_reads_what_is_written(tmp_path: Path) -> None:
    dataset, _ = read(coco.READER, put(tmp_path / "a", full()))
    written = write(coco.WRITER, dataset, tmp_path / "b")
    theirs = COCO(str(written / "annotations/instances.json"))
    assert theirs.getCatIds() == [2, 7, 40]
    assert (theirs.annToMask(theirs.anns[91]) == blob()).all()
    assert (theirs.annToMask(theirs.anns[7]) == blob()).all()
    assert theirs.anns[91]["area"] == blob().sum()
    assert theirs.anns[8]["num_keypoints"] == 2
    before = COCO(str(tmp_path / "a/instances.json"))
    assert (theirs.annToMask(theirs.anns[90]) == before.annToMask(before.anns[90])).all()


def test_ids_stay_unique_when_pictures_multiply(tmp_path: Path) -> None:
    dataset, _ = read(coco.READER, put(tmp_path / "a", full()))
    twice = [picture for picture in dataset.pictures for _ in range(2)]
    whole = type(dataset)(dataset.categories, twice, dataset.extra)
    parts = {name: b"".join(each) for name, each in coco.WRITER.together(whole)}
    found = json.loads(parts["annotations/instances.json"])
    for key in ("images", "annotations"):
        numbers = [row["id"] for row in found[key]]
        assert len(set(numbers)) == len(numbers)
    assert {90, 91, 7, 8} <= {row["id"] for row in found["annotations"]}
    assert {row["image_id"] for row in found["annotations"]} == {r["id"] for r in found["images"]}


def test_splits(tmp_path: Path) -> None:
    train = content(annotation(), info={"a": 1})
    val = content(annotation(), images=[image(1, "2.png")], info={"a": 2})
    put(tmp_path / "a", train, "annotations/instances_train2017.json")
    put(tmp_path / "a", val, "annotations/instances_val2017.json")
    put(tmp_path / "a", {**val, "annotations": []}, "annotations/captions_val2017.json")
    dataset, odd = read(coco.READER, tmp_path / "a")
    assert [picture.split for picture in dataset.pictures] == ["train", "val"]
    assert [oddity.reason for oddity in odd] == ["annotation_unused"]
    written = write(coco.WRITER, dataset, tmp_path / "b")
    assert (written / "train/1.png").is_file()
    again, odd = read(coco.READER, written)
    assert odd == []
    assert [picture.file_name for picture in again.pictures] == ["train/1.png", "val/2.png"]
    assert again.extra == dataset.extra == {"info": {"a": 1}, "splits": {"val": {"info": {"a": 2}}}}
    assert COCO(str(written / "annotations/instances_val.json")).dataset["info"] == {"a": 2}


def test_images_beside_the_annotation_of_each_split(tmp_path: Path) -> None:
    for split in ("train", "valid"):
        data = content(annotation(), images=[image(1, f"{split}.png")])
        put(tmp_path, data, f"{split}/_annotations.coco.json")
        (tmp_path / f"images/{split}.png").rename(tmp_path / f"{split}/{split}.png")
    dataset, odd = read(coco.READER, tmp_path)
    assert odd == []
    assert [(p.file_name, p.split) for p in dataset.pictures] == [
        ("train/train.png", "train"),
        ("valid/valid.png", "val"),
    ]


def test_size_from_the_file_where_the_annotation_has_none(tmp_path: Path) -> None:
    data = content(annotation(bbox=[4, 6, 80, 8]), images=[{"id": 1, "file_name": "1.png"}])
    dataset, odd = read(coco.READER, put(tmp_path, data))
    (picture,) = dataset.pictures
    assert picture.marks.boxes.tolist() == [[4, 6, SIZE[0], 14]]
    # It says nothing of which way the picture lies.
    assert picture.size is None
    assert [oddity.reason for oddity in odd] == ["box_outside"]


def test_numbers_stand_for_names_of_keypoints(tmp_path: Path) -> None:
    data = content(annotation(keypoints=[1, 2, 2, 3, 4, 1]))
    dataset, odd = read(coco.READER, put(tmp_path, data))
    assert dataset.categories[0].keypoints == ("1", "2")
    assert odd == []


def test_losses(tmp_path: Path) -> None:
    dataset, _ = read(coco.READER, put(tmp_path, full()))
    assert [coco.WRITER.losses(picture) for picture in dataset.pictures] == [(), ()]
    picture = dataset.pictures[0]
    marks = type(picture.marks).of(
        picture.marks.things, picture.marks.boxes, [Shape(corners=np.zeros((4, 2))), None]
    )
    turned = type(picture)("1.png", labels=("cat",), marks=marks, class_map="1.png")
    assert len(coco.WRITER.losses(turned)) == 3


def test_evidence(tmp_path: Path) -> None:
    assert coco.READER.evidence(tmp_path) is None
    put(tmp_path, {"version": 1}, "settings.json")
    put(tmp_path, [1], "list.json")
    assert coco.READER.evidence(tmp_path) is None
    put(tmp_path, full(), "annotations/all.json")
    assert coco.READER.evidence(tmp_path) == "annotations/all.json"
