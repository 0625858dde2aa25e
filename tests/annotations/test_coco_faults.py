"""COCO that is wrong: each fault has a name, a file and a line, and costs no more than it must."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import folders
import pytest
from coco_files import annotation, content, image, put, read
from test_coco import full

from augctl.errors import UsageError
from augctl.io.annotations import coco

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{\n"images": [\n{"id": 1,}]}', r"instances\.json:3:10: not a JSON object"),
        ('{"images": [{"id": 1}', "the file ends here: is it whole"),
        ('{"images": [] "a": 1}', "1:15: not a JSON object: expected ',' or '}'"),
        ('{"images": [],}', "no comma before"),
        ("[]", r"instances\.json:1:1: not a JSON object"),
        ("", "expected a JSON object"),
        ('{"a" 1}', "expected ':'"),
        ("{1: 2}", "double quotes"),
        ('{"a": 1} 2', "end of the file"),
        ('{"a": ' + "[" * 100_000, "nested too deeply"),
        ('{"a": ' + "1" * 5000 + "}", "too many digits"),
        ('{"info": {}}', "no list 'images'"),
        ('{"images": {}}', "images: expected a list"),
        ('{"images": [], "annotations": [{"image_id": 1}]}', "no list 'categories'"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        coco.READER.read(put(tmp_path, text), print)


def test_no_annotation_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no annotation file"):
        coco.READER.read(tmp_path, print)


def test_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "instances.json").write_bytes(b'{"images": [{"file_name": "caf\xe9"}]}')
    with pytest.raises(UsageError, match="not UTF-8"):
        coco.READER.read(tmp_path, print)


def test_no_image_is_there(tmp_path: Path) -> None:
    root = put(tmp_path, content(annotation()))
    (root / "images/1.png").unlink()
    with pytest.raises(UsageError, match="none of its images is there, such as 1"):
        coco.READER.read(root, print)


LOST = [
    ({"bbox": [4, 6, -1, 8]}, "box_inverted"),
    ({"bbox": [4, 6, 0, 8]}, "box_empty"),
    ({"bbox": [4, 6, NAN, 8]}, "box_not_finite"),
    ({"bbox": [4, INF, 3, 8]}, "box_not_finite"),
    ({"bbox": [4, 6, 10**400, 8]}, "box_not_finite"),
    ({"bbox": [4, 6, 8]}, "box_malformed"),
    ({"bbox": ["4", 6, 8, 8]}, "box_malformed"),
    ({"bbox": [None, 6, 8, 8]}, "box_malformed"),
    ({"bbox": "4 6 8 8"}, "box_malformed"),
    ({"bbox": 4}, "box_malformed"),
    ({"bbox": {"x": 4}}, "box_malformed"),
    ({"bbox": [True, 6, 8, 8]}, "box_malformed"),
    ({"bbox": None}, "box_missing"),
    ({"bbox": [50, 6, 8, 8]}, "box_outside"),
    ({"category_id": 2}, "category_unknown"),
    ({"category_id": [1]}, "category_unknown"),
    ({"image_id": 2}, "image_unknown"),
    ({"image_id": None}, "annotation_malformed"),
]


@pytest.mark.parametrize(("wrong", "reason"), LOST)
def test_annotations_that_are_left_out(tmp_path: Path, wrong: Any, reason: str) -> None:
    data = content(annotation(5, **wrong), annotation(6))
    (picture,), odd = pictures(put(tmp_path, data, indent=1))
    assert [oddity.reason for oddity in odd] == [reason]
    line = json.dumps(data, indent=1).splitlines().index('   "id": 5,')
    assert odd[0].message.startswith(f"instances.json:{line}: ")
    assert odd[0].path == "instances.json"
    assert [thing.extra["id"] for thing in picture.marks.things] == [6]
    assert [thing.number for thing in picture.marks.things] == [0]


KEPT = [
    ({"segmentation": [[1, 2, 3, 4]]}, "polygon_malformed"),
    ({"segmentation": [[1, 2, 3, 4, 5, 6, 7]]}, "polygon_malformed"),
    ({"segmentation": [[1, 2, 3, 4, 5, NAN]]}, "polygon_malformed"),
    ({"segmentation": [[1, 2, 3, 4, 5, "6"]]}, "polygon_malformed"),
    ({"segmentation": ["polygon"]}, "polygon_malformed"),
    ({"segmentation": [[4, 6, 60, 6, 60, 20, 4, 20]]}, "polygon_outside"),
    ({"segmentation": "polygon"}, "segmentation_malformed"),
    ({"segmentation": {"counts": [1200]}}, "rle_malformed"),
    ({"segmentation": {"size": [30, 40], "counts": [7, 5]}}, "rle_malformed"),
    ({"segmentation": {"size": [30, 40], "counts": "!"}}, "rle_malformed"),
    ({"segmentation": {"size": [30, 40], "counts": [1200]}}, "rle_empty"),
    ({"segmentation": {"size": [40, 30], "counts": [0, 1200]}}, "rle_size"),
    ({"keypoints": [1, 2, 2, 3]}, "keypoints_malformed"),
    ({"keypoints": [1, 2, 3]}, "keypoints_malformed"),
    ({"keypoints": [1, NAN, 2]}, "keypoints_malformed"),
    ({"keypoints": "1 2 2"}, "keypoints_malformed"),
    ({"keypoints": [50, 2, 2]}, "keypoint_outside"),
    ({"bbox": [4, 6, 60, 8]}, "box_outside"),
    ({"bbox": [-4, 6, 10, 8]}, "box_outside"),
]


@pytest.mark.parametrize(("wrong", "reason"), KEPT)
def test_annotations_that_are_mended(tmp_path: Path, wrong: Any, reason: str) -> None:
    category = {"id": 1, "name": "cat", "keypoints": ["nose"]}
    data = content(annotation(5, **wrong), categories=[category])
    (picture,), odd = pictures(put(tmp_path, data))
    assert [oddity.reason for oddity in odd] == [reason]
    assert len(picture.marks) == 1
    assert picture.marks.boxes.min() >= 0
    assert (picture.marks.boxes <= (40, 30, 40, 30)).all()
    for shape in picture.marks.shapes:
        for ring in shape.rings if shape else ():
            assert ring.max(axis=0).tolist() == [40, 20]


def pictures(root: Path):
    dataset, odd = read(coco.READER, root)
    return dataset.pictures, odd


def test_rounding_is_cut_without_a_word(tmp_path: Path) -> None:
    ring = [-0.2, 0, 40.3, 0, 40.3, 30, -0.2, 30]
    wrong = {"bbox": [-0.2, 0, 40.5, 30], "segmentation": [ring]}
    (picture,), odd = pictures(put(tmp_path, content(annotation(**wrong))))
    assert odd == []
    assert picture.marks.boxes.tolist() == [[0, 0, 40, 30]]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("/etc/1.png", "path_outside"),
        ("../1.png", "path_outside"),
        ("a/../../1.png", "path_outside"),
        ("..\\1.png", "path_outside"),
        ("C:\\1.png", "path_outside"),
        ("https://a.b/1.png", "path_malformed"),
        ("", "path_malformed"),
        ("a\0.png", "path_malformed"),
        ("\ud800.png", "path_malformed"),
        (7, "path_malformed"),
        ("gone.png", "image_missing"),
        ("long" * 200, "image_missing"),
        ("1.png", "image_repeated"),
    ],
)
def test_names_of_images(tmp_path: Path, name: Any, reason: str) -> None:
    data = content(annotation(), annotation(2, image_id=2))
    put(tmp_path, data)
    data["images"].append(image(2, name))
    (tmp_path / "instances.json").write_text(json.dumps(data))
    (picture,), odd = pictures(tmp_path)
    assert picture.file_name == "images/1.png"
    assert [oddity.reason for oddity in odd] == [reason]


def test_images_that_no_file_lists(tmp_path: Path) -> None:
    put(tmp_path, content())
    for name in ("images/2.png", "images/3.png", "panoptic_train2017/1.png", "val/4.jpg"):
        folders.put(tmp_path / name)
    _, odd = read(coco.READER, tmp_path)
    assert [(oddity.path, oddity.reason) for oddity in odd] == [
        (path, "image_without_annotation") for path in ("images/2.png", "images/3.png", "val/4.jpg")
    ]


def test_backslashes(tmp_path: Path) -> None:
    put(tmp_path, content(annotation()))
    data = content(annotation(), images=[image(1, "images\\1.png")])
    (tmp_path / "instances.json").write_text(json.dumps(data))
    (picture,), odd = pictures(tmp_path)
    assert picture.file_name == "images/1.png"
    assert [oddity.reason for oddity in odd] == ["path_backslash"]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"images": [image(), image(1, "2.png")]}, "image_id_repeated"),
        ({"images": [image(), {"id": 2}]}, "image_malformed"),
        ({"images": [image(), 7]}, "not_an_object"),
        ({"images": [image(width=-1)]}, "size_malformed"),
        ({"annotations": [annotation(), annotation(1)]}, "annotation_id_repeated"),
        ({"annotations": [annotation(), "dog"]}, "not_an_object"),
        (
            {"categories": [{"id": 1, "name": "cat"}, {"id": 1, "name": "dog"}]},
            "category_id_repeated",
        ),
        ({"categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "cat"}]}, "category_repeated"),
        ({"categories": [{"id": 1, "name": "cat"}, {"name": "dog"}]}, "category_malformed"),
        ({"categories": [{"id": 1, "name": "cat", "keypoints": 3}]}, "keypoints_malformed"),
    ],
)
def test_the_rest_of_the_file(tmp_path: Path, more: dict[str, Any], reason: str) -> None:
    put(tmp_path, content())
    data = {**content(annotation()), **more}
    (tmp_path / "instances.json").write_text(json.dumps(data))
    (picture,), odd = pictures(tmp_path)
    assert [oddity.reason for oddity in odd] == [reason]
    assert odd[0].message.startswith("instances.json:1: ")
    assert picture.size == (None if reason == "size_malformed" else (40, 30))
    assert len(picture.marks) >= 1


WORST = [
    None,
    True,
    -1,
    0,
    1.5,
    10**400,
    NAN,
    INF,
    "",
    "x",
    [],
    [[]],
    {},
    [None],
    {"a": 1},
    "\ud800",
]


def replaced(data: Any, number: int, value: Any) -> Any:
    """Return data with another value at its place of a number, which counts all of them."""
    count = -1

    def walk(part: Any) -> Any:
        nonlocal count
        count += 1
        if count == number:
            return value
        if isinstance(part, dict):
            return {key: walk(item) for key, item in part.items()}
        return [walk(item) for item in part] if isinstance(part, list) else part

    return walk(data)


def test_no_value_anywhere_is_a_bug(tmp_path: Path) -> None:
    data = full()
    root = put(tmp_path, data)
    places = sum(1 for number in range(400) if replaced(data, number, "?!") != data)
    for number in range(places):
        for value in WORST:
            text = json.dumps(replaced(data, number, value))
            (root / "instances.json").write_text(text)
            try:
                dataset, _ = read(coco.READER, root)
            except UsageError:
                continue
            for picture in dataset.pictures:
                coco.WRITER.losses(picture)
            for _, parts in coco.WRITER.together(dataset):
                b"".join(parts)
