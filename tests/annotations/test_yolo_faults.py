"""YOLO that is wrong: each fault has a name, a file and a line, and costs no more than it must."""

from __future__ import annotations

from pathlib import Path

import folders
import pytest
import yaml
from coco_files import SIZE, read, write
from test_yolo import BOX, NAMES, one, text

from augctl.errors import UsageError
from augctl.io.annotations import yolo


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("nc: 2\n", "data.yaml: it has no names"),
        ("names: []\n", "has no names"),
        ("names: [cat, cat]\n", "the classes 0 and 1 are both called 'cat'"),
        ("names: {0: cat, 2: dog}\n", "names: expected the numbers 0 to 1"),
        ("names: {a: cat}\n", "names: expected the numbers 0 to 0"),
        ("names: [[cat]]\n", "class 0 has no name"),
        ("names: cat\n", "has no names"),
        ("names: [cat\n", r"data\.yaml:2:12: not valid YAML"),
        ("names: &a [cat]\nnc: *a\n", "no aliases"),
        ("names: [cat]\nkpt_shape: [17]\n", "kpt_shape: expected"),
        ("names: [cat]\nkpt_shape: [17, 4]\n", "kpt_shape: expected"),
        ("names: [cat]\nkpt_shape: [3, 3]\nflip_idx: [0, 1, 1]\n", "flip_idx: expected"),
        ("names: [cat]\nkpt_shape: [1, 3]\nkpt_names: {0: [a, b]}\n", "kpt_names: expected"),
        ("names: [cat]\nval: {a: b}\n", "val: expected a folder"),
        ("names: [cat]\n- a\n", "not valid YAML"),
        ("names: [cat]\nval: !!python/object:os.system x\n", "not valid YAML"),
    ],
)
def test_descriptions_that_cannot_be_read(tmp_path: Path, config: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read(yolo.READER, one(tmp_path, BOX, config))


def test_nothing_describes_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no data\.yaml with names"):
        read(yolo.READER, tmp_path)


def test_no_folder_of_images(tmp_path: Path) -> None:
    one(tmp_path)
    text(tmp_path / "data.yaml", f"train: gone\nval: /etc\ntest: ../../..\n{NAMES}")
    folders.put(tmp_path / "images/train/1.png", SIZE)
    dataset, odd = read(yolo.READER, tmp_path)
    # Out of the dataset leads to the dataset itself.
    assert {picture.split for picture in dataset.pictures} == {"test"}
    assert [oddity.reason for oddity in odd] == ["split_missing"] * 2
    text(tmp_path / "data.yaml", f"train: gone\nval: /etc\n{NAMES}")
    with pytest.raises(UsageError, match="none of its folders of images is there: gone, /etc"):
        read(yolo.READER, tmp_path)


ROWS = [
    ("0 0.5 0.5 0.5", "row_malformed"),
    ("0 0.5 0.5 0.5 0.2 0.9", "row_malformed"),
    ("0", "row_malformed"),
    ("cat 0.5 0.5 0.5 0.2", "row_malformed"),
    ("0 0.5 0.5 0.5 wide", "row_malformed"),
    ("0,0.5,0.5,0.5,0.2", "row_malformed"),
    ("0 nan 0.5 0.5 0.2", "row_not_finite"),
    ("0 0.5 inf 0.5 0.2", "row_not_finite"),
    ("2 0.5 0.5 0.5 0.2", "class_unknown"),
    ("-1 0.5 0.5 0.5 0.2", "class_unknown"),
    ("0.5 0.5 0.5 0.5 0.2", "class_unknown"),
    ("0 0.5 0.5 -0.5 0.2", "box_inverted"),
    ("0 0.5 0.5 0 0.2", "box_empty"),
    ("0 320 240 20 20", "box_outside"),
    ("0 1e300 0.5 0.1 0.1", "box_not_finite"),
    ("0 0.1 0.1 0.1 0.2 0.1 0.3", "box_empty"),
]


@pytest.mark.parametrize(("row", "reason"), ROWS)
def test_rows_that_are_left_out(tmp_path: Path, row: str, reason: str) -> None:
    task = "task: segment\n" if len(row.split()) == 7 else "task: detect\n"
    dataset, odd = read(yolo.READER, one(tmp_path, f"\n{row}\n{BOX}", NAMES + task))
    assert odd[0].reason == reason
    assert odd[0].path == "labels/train/1.txt"
    assert odd[0].message.startswith("labels/train/1.txt:2: ")
    (picture,) = dataset.pictures
    assert [thing.number for thing in picture.marks.things] == [0]


def test_boxes_are_cut(tmp_path: Path) -> None:
    dataset, odd = read(yolo.READER, one(tmp_path, "0 0.9 0.5 0.5 0.2\n0 0.5 0.5 1.000001 1\n"))
    assert [oddity.reason for oddity in odd] == ["box_outside"]
    assert dataset.pictures[0].marks.boxes[:, 2].tolist() == [40, 40]


@pytest.mark.parametrize("count", [1, 2, 3, "two", None])
def test_a_count_that_is_not_that_of_the_names_is_told(tmp_path: Path, count: object) -> None:
    config = f"train: images/train\nnames: [cat, dog]\nnc: {count}\n"
    dataset, odd = read(yolo.READER, one(tmp_path, BOX, config))
    assert len(dataset.categories) == 2
    told = [(oddity.reason, oddity.mended, oddity.message) for oddity in odd]
    if count in (1, 3):
        what = f"data.yaml: nc is {count}, and there are 2 names; the names count"
        assert told == [("class_count", True, what)]
    else:
        assert told == []


def test_mixed_rows_are_reported_once(tmp_path: Path) -> None:
    rows = "1 0.1 0.1 0.5 0.1 0.5 0.4\n" + BOX + BOX
    dataset, odd = read(yolo.READER, one(tmp_path, rows))
    assert [oddity.reason for oddity in odd] == ["rows_mixed"]
    assert odd[0].message.startswith("labels/train/1.txt:2: ")
    assert len(dataset.pictures[0].marks) == 3


@pytest.mark.parametrize(
    ("numbers", "reason", "left"),
    [
        ("0.5 0.5 3", "keypoints_malformed", None),
        ("1.5 0.5 2", "keypoint_outside", [[0, 0, 0]]),
        ("0.5 0.5", "row_malformed", None),
    ],
)
def test_keypoints(tmp_path: Path, numbers: str, reason: str, left: list | None) -> None:
    config = NAMES + "kpt_shape: [1, 3]\n"
    dataset, odd = read(yolo.READER, one(tmp_path, f"0 0.5 0.5 0.5 0.2 {numbers}\n", config))
    if reason == "row_malformed":
        assert [oddity.reason for oddity in odd] == [reason]
        assert [len(picture.marks) for picture in dataset.pictures] == [0]
        return
    assert [oddity.reason for oddity in odd] == [reason]
    shapes = dataset.pictures[0].marks.shapes
    if left is not None:
        assert shapes[0].keypoints.tolist() == left


def test_files_that_do_not_belong(tmp_path: Path) -> None:
    one(tmp_path)
    text(tmp_path / "labels/train/2.txt", BOX)
    folders.put(tmp_path / "images/train/3.png", SIZE)
    (tmp_path / "labels/train/3.txt").write_bytes(b"0 0.5\n\xff\xfe")
    (tmp_path / "images/train/4.png").write_bytes(b"no image")
    text(tmp_path / "labels/train/5.txt/in/it", "a folder")
    folders.put(tmp_path / "images/train/5.png", SIZE)
    dataset, odd = read(yolo.READER, tmp_path)
    assert sorted((oddity.reason, oddity.path) for oddity in odd) == [
        ("label_without_image", "labels/train/2.txt"),
        ("not_text", "labels/train/3.txt"),
        ("size_unknown", "images/train/4.png"),
    ]
    (unread,) = [oddity.message for oddity in odd if oddity.reason == "not_text"]
    assert unread.endswith("; images/train/3.png is left out")
    assert [len(picture.marks) for picture in dataset.pictures] == [1, 0]


def test_images_of_two_splits_stay_in_the_first(tmp_path: Path) -> None:
    dataset, odd = read(yolo.READER, one(tmp_path, BOX, NAMES + "val: images/train\n"))
    assert [picture.split for picture in dataset.pictures] == ["train"]
    assert [oddity.reason for oddity in odd] == ["split_repeated"]


def test_two_images_with_one_label_file_are_reported(tmp_path: Path) -> None:
    one(tmp_path)
    folders.put(tmp_path / "images/train/1.jpg", SIZE)
    dataset, odd = read(yolo.READER, tmp_path)
    assert [len(picture.marks) for picture in dataset.pictures] == [1, 1]
    (shared,) = odd
    assert (shared.path, shared.reason) == ("labels/train/1.txt", "label_shared")
    assert "images/train/1.jpg, and of images/train/1.png" in shared.message


WORST = [None, True, -1, 10**400, float("nan"), "", "x\0y", "\ud800", [], [[]], {}, [None], {0: 1}]


@pytest.mark.parametrize(
    "key", ["train", "path", "names", "nc", "task", "kpt_shape", "flip_idx", "kpt_names", "own"]
)
def test_no_value_anywhere_is_a_bug(tmp_path: Path, key: str) -> None:
    data = {"train": "images/train", "names": {0: "cat"}, "kpt_shape": [1, 3]}
    one(tmp_path, "0 0.5 0.5 0.5 0.2 0.1 0.1 2\n")
    for value in WORST:
        text(tmp_path / "data.yaml", yaml.safe_dump({**data, key: value}))
        try:
            dataset, _ = read(yolo.READER, tmp_path)
        except UsageError:
            continue
        write(yolo.WRITER.fitting(dataset), dataset, tmp_path / "written")
