"""COCO to YOLO and back: what both can hold is there again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml
from coco_files import annotation, content, image, put, read, write
from PIL import Image

from augctl.io.annotations import coco, yolo
from augctl.io.annotations.model import Dataset
from augctl.marks import Bitmap, Marks, Shape
from augctl.rings import ring_area

EYES = ["nose", "left_eye", "right_eye"]
HEAD = {"info": {"year": 2024}, "licenses": [{"id": 1, "name": "MIT"}]}


def given(**more: object) -> dict[str, object]:
    rows = [
        annotation(number, image_id=number // 3 + 1, bbox=[1.25 * number, 2, 5.5, 7.125], **more)
        for number in range(6)
    ]
    images = [image(1, "1.png"), image(2, "2.png"), image(3, "3.png")]
    categories = [{"id": 1, "name": "cat", "keypoints": EYES if "keypoints" in more else []}]
    return content(*rows, images=images, categories=categories, **HEAD)


def around(root: Path, data: dict[str, object]) -> tuple[Dataset, Dataset]:
    """Return a dataset before, and after it was YOLO."""
    before, odd = read(coco.READER, put(root / "a", data, "annotations/instances_train.json"))
    assert odd == []
    writer = yolo.WRITER.fitting(before)
    middle, odd = read(yolo.READER, write(writer, before, root / "b"))
    assert {oddity.reason for oddity in odd} <= {"split_repeated"}
    after, odd = read(coco.READER, write(coco.WRITER, middle, root / "c"))
    assert odd == []
    return before, after


def same(before: Dataset, after: Dataset) -> None:
    assert before.extra == after.extra
    assert [c.name for c in before.categories] == [c.name for c in after.categories]
    for one, other in zip(before.pictures, after.pictures, strict=True):
        assert Path(one.file_name).name == Path(other.file_name).name
        assert (one.split, one.size) == (other.split, other.size)
        assert [t.label for t in one.marks.things] == [t.label for t in other.marks.things]
        assert other.marks.boxes == pytest.approx(one.marks.boxes, abs=0.01)


def test_boxes(tmp_path: Path) -> None:
    same(*around(tmp_path, given()))


def test_outlines(tmp_path: Path) -> None:
    data = given()
    for row in data["annotations"]:
        x, y, width, height = row["bbox"]
        row["segmentation"] = [[x, y, x + width, y, x + width, y + height, x + 1, y + height]]
    before, after = around(tmp_path, data)
    same(before, after)
    for one, other in zip(before.pictures, after.pictures, strict=True):
        for shape, found in zip(one.marks.shapes, other.marks.shapes, strict=True):
            assert found.rings[0] == pytest.approx(shape.rings[0], abs=0.01)


def test_masks_become_outlines_of_the_same_pixels(tmp_path: Path) -> None:
    pixels = np.zeros((30, 40), np.uint8)
    pixels[3:20, 5:30] = 1
    pixels[6:9, 8:20] = 0
    pixels[25, 35] = 1
    dataset, _ = read(coco.READER, put(tmp_path / "a", given()))
    (first, *_) = dataset.pictures
    mask = Bitmap(5, 3, pixels[3:26, 5:36])
    marks = Marks.of(first.marks.things[:1], [[5, 3, 36, 26]], [Shape(mask=mask)])
    alone = replace(dataset, pictures=[replace(first, marks=marks)])
    found, odd = read(yolo.READER, write(yolo.YoloWriter("segment"), alone, tmp_path / "b"))
    assert {oddity.reason for oddity in odd} <= {"split_repeated"}
    (ring,) = found.pictures[0].marks.shapes[0].rings
    assert ring_area(ring) == pytest.approx(pixels.sum(), abs=0.001)


def test_keypoints(tmp_path: Path) -> None:
    before, after = around(tmp_path, given(keypoints=[3, 4, 2, 5.5, 6, 1, 0, 0, 0]))
    same(before, after)
    assert after.categories[0].keypoints == tuple(EYES)
    assert after.categories[0].mirrored == (0, 2, 1)
    for one, other in zip(before.pictures, after.pictures, strict=True):
        for shape, found in zip(one.marks.shapes, other.marks.shapes, strict=True):
            assert found.keypoints == pytest.approx(shape.keypoints, abs=0.01)
            assert found.mirrored == shape.mirrored


@pytest.mark.parametrize("names", [["tip", "left", "right"], ["1", "2", "3"]])
@pytest.mark.parametrize("flips", [[0, 1, 2], [0, 2, 1], [1, 0, 2]])
def test_what_keypoints_become_in_a_mirror(
    tmp_path: Path, names: list[str], flips: list[int]
) -> None:
    config = {"names": ["kite"], "kpt_shape": [3, 3], "flip_idx": flips, "kpt_names": {0: names}}
    (tmp_path / "a" / "images").mkdir(parents=True)
    (tmp_path / "a" / "data.yaml").write_text(yaml.safe_dump({"train": "images", **config}))
    Image.new("L", (9, 8)).save(tmp_path / "a" / "images" / "1.png")
    before, _ = read(yolo.READER, tmp_path / "a")
    middle, odd = read(coco.READER, write(coco.WRITER, before, tmp_path / "b"))
    assert odd == []
    (category,) = middle.categories
    assert category.mirrored == before.categories[0].mirrored
    written = write(yolo.WRITER.fitting(middle), middle, tmp_path / "c") / "data.yaml"
    assert yaml.safe_load(written.read_text())["flip_idx"] == flips


def test_flips_that_are_none_are_told_and_the_names_count(tmp_path: Path) -> None:
    kinds = [{"id": 1, "name": "cat", "keypoints": EYES, "flip_idx": [0, 2, 2]}]
    found, (odd,) = read(coco.READER, put(tmp_path / "a", content(categories=kinds)))
    assert (odd.reason, odd.mended) == ("keypoints_malformed", True)
    assert "flip_idx of 'cat': expected the numbers 0 to 2, each once" in odd.message
    assert found.categories[0].mirrored == (0, 2, 1)
