"""Marks of pictures that EXIF turns are found where the pixels are, whatever tool marked them."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import runs
from PIL import Image

from augctl.engine.bearings import Bearings
from augctl.engine.job import reader_for, sample_reader
from augctl.engine.scan import check_input, list_input
from augctl.io.codecs.exif import upright as turned
from augctl.recipe.compile import load

STORED = (96, 64)
BOX = (10, 20, 41, 36)
RECIPE = {"version": 1}


def tight_box(image: np.ndarray) -> list[int]:
    x, y, width, height = cv2.boundingRect((image[..., 0] > 127).astype(np.uint8))
    return [x, y, x + width, y + height]


def put(
    root: Path,
    pictures: dict[int, bool],
    unsized: Collection[int] = (),
    box: tuple[int, int, int, int] = BOX,
) -> None:
    """Write a picture for each orientation, marked as it is seen or as it is stored."""
    (root / "images").mkdir()
    pixels = np.zeros((STORED[1], STORED[0], 1), np.uint8)
    pixels[box[1] : box[3], box[0] : box[2]] = 255
    images, annotations = [], []
    for orientation, seen in pictures.items():
        exif = Image.Exif()
        exif[0x0112] = orientation
        name = f"{orientation}.jpg"
        Image.fromarray(pixels[..., 0]).save(root / "images" / name, quality=98, exif=exif)
        marked = turned(pixels, orientation) if seen else pixels
        x0, y0, x1, y1 = tight_box(marked)
        size = {"width": marked.shape[1], "height": marked.shape[0]}
        images.append(
            {"id": orientation, "file_name": name, **({} if orientation in unsized else size)}
        )
        row = {"id": orientation, "image_id": orientation, "category_id": 1}
        annotations.append({**row, "bbox": [x0, y0, x1 - x0, y1 - y0]})
    data = {"images": images, "annotations": annotations}
    data["categories"] = [{"id": 1, "name": "box"}]
    (root / "instances.json").write_text(json.dumps(data))


def unclear(issues: list[Any]) -> list[Any]:
    return [row for row in issues if row["reason"] == "orientation_unclear"]


def right(root: Path, index: Path) -> tuple[set[int], list[Any]]:
    """Scan a dataset; return which orientations have their marks in place, and what is odd."""
    recipe = load(RECIPE)
    found, listing = list_input(root, index, load(RECIPE))
    issues = unclear(check_input(found, listing, recipe, lambda: None).issues())
    reader = sample_reader(reader_for(root, recipe), found)
    samples = {int(Path(found.path(n)).stem): reader.read(found[n]) for n in range(found.count)}
    assert all(sample.marks is not None for sample in samples.values())
    return {
        orientation
        for orientation, sample in samples.items()
        if np.abs(sample.marks.boxes[0] - tight_box(sample.image)).max() < 1e-4
    }, issues


@pytest.mark.parametrize("seen", [True, False])
@pytest.mark.parametrize("telling", [5, 6, 7, 8])
def test_pictures_that_tell_speak_for_those_that_do_not(
    seen: bool, telling: int, tmp_path: Path
) -> None:
    (root := tmp_path / "in").mkdir()
    put(root, dict.fromkeys((1, 2, 3, 4, telling), seen))
    assert right(root, tmp_path / "index") == ({1, 2, 3, 4, telling}, [])


@pytest.mark.parametrize("pictures", [(2,), (1, 3, 4)])
def test_where_none_tells_marks_are_of_what_is_seen(
    pictures: tuple[int, ...], tmp_path: Path
) -> None:
    (root := tmp_path / "in").mkdir()
    put(root, dict.fromkeys(pictures, True))
    found, (odd,) = right(root, tmp_path / "index")
    assert found == set(pictures)
    first = min(set(pictures) - {1})
    assert (odd["path"], odd["reason"]) == (f"images/{first}.jpg", "orientation_unclear")
    assert ("2 such pictures" in odd["message"]) == (len(pictures) == 3)
    assert "remove the orientation (exiftool -Orientation=)" in odd["message"]


def test_pictures_without_a_size_do_not_tell(tmp_path: Path) -> None:
    (root := tmp_path / "in").mkdir()
    put(root, {6: True, 2: True}, unsized={6, 2})
    found, (odd,) = right(root, tmp_path / "index")
    assert found == {2, 6}
    assert odd["reason"] == "orientation_unclear"


@pytest.mark.parametrize("seen", [True, False])
def test_boxes_are_not_cut_before_it_is_known_which_sides_they_count(
    seen: bool, tmp_path: Path
) -> None:
    (root := tmp_path / "in").mkdir()
    put(root, {5: seen, 6: seen}, unsized={6}, box=(70, 44, 90, 60))
    assert right(root, tmp_path / "index")[0] == {5, 6}


def test_what_reaches_beyond_is_cut_once_that_is_known(tmp_path: Path) -> None:
    (root := tmp_path / "in").mkdir()
    put(root, {5: False, 6: False}, unsized={6})
    file = root / "instances.json"
    data = json.loads(file.read_text())
    data["annotations"][1]["bbox"] = [80, 50, 32, 40]
    file.write_text(json.dumps(data))
    recipe = load(RECIPE)
    found, listing = list_input(root, tmp_path / "index", recipe)
    check_input(found, listing, recipe, lambda: None)
    sample = sample_reader(reader_for(root, recipe), found).read(found[1])
    assert sample.marks is not None
    # The lower right corner of what is stored is the lower left one, once turned to the right.
    assert sample.marks.boxes.tolist() == [[0, 80, 14, 96]]
    assert sample.marks.visible.tolist() == [1]


def test_as_many_of_either_kind_are_taken_as_seen(tmp_path: Path) -> None:
    (root := tmp_path / "in").mkdir()
    put(root, {2: True, 5: True, 6: False})
    found, (odd,) = right(root, tmp_path / "index")
    assert found == {2, 5, 6}
    assert "taken as seen" in odd["message"]


def test_most_of_those_that_tell_decide(tmp_path: Path) -> None:
    (root := tmp_path / "in").mkdir()
    put(root, {2: False, 5: True, 6: False, 8: False})
    found, (odd,) = right(root, tmp_path / "index")
    assert found == {2, 5, 6, 8}
    assert "1 are annotated as seen and 2 as stored" in odd["message"]
    assert "turn the pixels themselves" in odd["message"]


@pytest.mark.parametrize("target", ["yolo", "voc", "coco"])
@pytest.mark.parametrize("seen", [True, False])
def test_another_format_counts_what_is_seen(seen: bool, target: str, tmp_path: Path) -> None:
    (root := tmp_path / "in").mkdir()
    put(root, dict.fromkeys(range(1, 9), seen))
    recipe = {"version": 1, "output": {"format": target}}
    runs.expand(root, recipe=recipe, output=tmp_path / "out", workers=1)
    found, _ = right(tmp_path / "out/data", tmp_path / "index")
    assert found == set(range(1, 9))


def test_pictures_without_marks_are_no_reason_to_ask(tmp_path: Path) -> None:
    (root := tmp_path / "in").mkdir()
    put(root, {3: True})
    data = json.loads((root / "instances.json").read_text())
    (root / "instances.json").write_text(json.dumps({**data, "annotations": []}))
    index, listing = list_input(root, tmp_path / "index", load(RECIPE))
    assert unclear(check_input(index, listing, load(RECIPE), lambda: None).issues()) == []


def test_yolo_is_known_to_be_of_what_is_seen(tmp_path: Path) -> None:
    (root := tmp_path / "in").mkdir()
    put(root, {3: True})
    (root / "instances.json").unlink()
    (root / "data.yaml").write_text("train: images\nnames: [box]\n")
    x0, y0, x1, y1 = (
        STORED[0] - BOX[2],
        STORED[1] - BOX[3],
        STORED[0] - BOX[0],
        STORED[1] - BOX[1],
    )
    shares = ((x0 + x1) / 192, (y0 + y1) / 128, (x1 - x0) / 96, (y1 - y0) / 64)
    (root / "labels").mkdir()
    (root / "labels/3.txt").write_text(f"0 {' '.join(map(str, shares))}\n")
    found, issues = right(root, tmp_path / "index")
    assert (found, issues) == ({3}, [])
    assert Bearings.of(list_input(root, tmp_path / "again", load(RECIPE))[0]).store is None


@pytest.mark.parametrize("seen", [True, False])
def test_class_maps_tell_by_their_own_size(seen: bool, tmp_path: Path) -> None:
    root = tmp_path / "in"
    for folder in ("images", "masks"):
        (root / folder).mkdir(parents=True)
    pixels = np.zeros((STORED[1], STORED[0], 1), np.uint8)
    pixels[BOX[1] : BOX[3], BOX[0] : BOX[2]] = 255
    for orientation in (2, 6):
        exif = Image.Exif()
        exif[0x0112] = orientation
        photo = Image.fromarray(pixels[..., 0])
        photo.save(root / f"images/{orientation}.jpg", quality=98, exif=exif)
        classes = (turned(pixels, orientation) if seen else pixels) // 255 * 7
        Image.fromarray(classes[..., 0]).save(root / f"masks/{orientation}.png")
    recipe = load(RECIPE)
    index, listing = list_input(root, tmp_path / "index", load(RECIPE))
    assert unclear(check_input(index, listing, recipe, lambda: None).issues()) == []
    reader = sample_reader(reader_for(root, recipe), index)
    for number in range(2):
        sample = reader.read(index[number])
        assert np.array_equal(sample.class_map == 7, sample.image > 127)
