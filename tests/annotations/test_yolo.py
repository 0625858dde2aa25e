"""YOLO: rows mean what arithmetic says, whatever the layout of the folders."""

from __future__ import annotations

from pathlib import Path

import folders
import numpy as np
import pytest
import yaml
from coco_files import SIZE, read, write

from augctl.io.annotations import yolo
from augctl.io.annotations.model import Category, Dataset, Picture
from augctl.marks import Bitmap, Marks, Shape, Thing

BOX = "0 0.5 0.5 0.5 0.2\n"
NAMES = "names: {0: cat, 1: dog}\n"


def text(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)


def one(root: Path, rows: str = BOX, config: str = NAMES) -> Path:
    """A dataset of one image, 40 x 30 pixels."""
    folders.put(root / "images/train/1.png", SIZE)
    text(root / "labels/train/1.txt", rows)
    text(root / "data.yaml", "train: images/train\n" + config)
    return root


def test_boxes(tmp_path: Path) -> None:
    rows = BOX + "\n  1 0.25 0.5 0.5 1.0\n"
    dataset, odd = read(yolo.READER, one(tmp_path, rows))
    assert odd == []
    (picture,) = dataset.pictures
    assert (picture.file_name, picture.split, picture.size) == ("images/train/1.png", "train", SIZE)
    assert picture.marks.boxes == pytest.approx(np.array([[10, 12, 30, 18], [0, 0, 20, 30]]))
    assert [thing.label for thing in picture.marks.things] == ["cat", "dog"]
    assert dataset.form == {"kind": "detect"}


def test_outlines(tmp_path: Path) -> None:
    dataset, odd = read(yolo.READER, one(tmp_path, "1 0.1 0.1 0.5 0.1 0.5 0.4\n"))
    assert odd == []
    (picture,) = dataset.pictures
    assert picture.marks.shapes[0].rings[0] == pytest.approx(np.array([(4, 3), (20, 3), (20, 12)]))
    assert picture.marks.boxes == pytest.approx(np.array([[4, 3, 20, 12]]))
    assert dataset.form == {"kind": "segment"}


QUAD = "0 0.5 0.1 0.9 0.5 0.5 0.9 0.1 0.5\n"


def test_rows_of_corners_alone_are_rotated_boxes(tmp_path: Path) -> None:
    dataset, odd = read(yolo.READER, one(tmp_path, QUAD))
    assert (dataset.form["kind"], odd) == ("obb", [])
    corners = dataset.pictures[0].marks.shapes[0].corners
    assert corners == pytest.approx(np.array([(20, 3), (36, 15), (20, 27), (4, 15)]))


@pytest.mark.parametrize("config", [NAMES + "task: segment\n", NAMES])
def test_four_points_can_be_an_outline(tmp_path: Path, config: str) -> None:
    rows = QUAD if "task" in config else QUAD + "0 0.1 0.1 0.5 0.1 0.5 0.4\n"
    dataset, odd = read(yolo.READER, one(tmp_path, rows, config))
    assert (dataset.form["kind"], odd) == ("segment", [])
    assert len(dataset.pictures[0].marks.shapes[0].rings[0]) == 4


def test_keypoints(tmp_path: Path) -> None:
    config = NAMES + "kpt_shape: [2, 3]\nflip_idx: [1, 0]\n"
    dataset, odd = read(yolo.READER, one(tmp_path, "0 0.5 0.5 0.5 0.2 0.25 0.5 2 0 0 0\n", config))
    assert odd == []
    shape = dataset.pictures[0].marks.shapes[0]
    assert shape.keypoints.tolist() == [[10, 15, 2], [0, 0, 0]]
    assert shape.mirrored == (1, 0)
    assert dataset.categories[0].keypoints == ("1", "2")


def test_keypoints_without_visibility(tmp_path: Path) -> None:
    config = NAMES + "kpt_shape: [2, 2]\n"
    dataset, _ = read(yolo.READER, one(tmp_path, "0 0.5 0.5 0.5 0.2 0.25 0.5 0 0\n", config))
    points = dataset.pictures[0].marks.shapes[0].keypoints
    assert points.tolist() == [[10, 15, 2], [0, 0, 0]]


def test_images_without_labels_have_no_marks(tmp_path: Path) -> None:
    one(tmp_path, "")
    folders.put(tmp_path / "images/train/2.png", SIZE)
    dataset, odd = read(yolo.READER, tmp_path)
    assert [len(picture.marks) for picture in dataset.pictures] == [0, 0]
    assert odd == []


@pytest.mark.parametrize("names", ["[no, 010]", "{0: no, 1: 010}", "\n- no\n- 010"])
def test_names_are_text(tmp_path: Path, names: str) -> None:
    dataset, _ = read(yolo.READER, one(tmp_path, BOX, f"names: {names}\nnc: 2\nmade: 2024-01-01\n"))
    assert [category.name for category in dataset.categories] == ["no", "010"]
    assert dataset.extra["made"] == "2024-01-01"


LAYOUTS = {
    "ultralytics": ("data.yaml", "images/{}", "labels/{}", "images/{}"),
    "roboflow": ("data.yaml", "{}/images", "{}/labels", "../{}/images"),
    "path": ("data.yaml", "here/images/{}", "here/labels/{}", "images/{}\npath: here"),
    "aside": ("yolo/data.yaml", "images/{}", "yolo/labels/{}", "images/{}\npath: .."),
    "together": ("data.yaml", "{}", "{}", "./{}"),
    "deep": ("data.yaml", "images/{}/a/b", "labels/{}/a/b", "[images/{}]"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(tmp_path: Path, layout: str) -> None:
    config, images, labels, entry = LAYOUTS[layout]
    lines = [NAMES]
    for split in ("train", "val"):
        folders.put(tmp_path / images.format(split) / f"{split}.png", SIZE)
        text(tmp_path / labels.format(split) / f"{split}.txt", BOX)
        lines.append(f"{split}: {entry.format(split)}\n")
    text(tmp_path / config, "\n".join(dict.fromkeys("".join(lines).splitlines())))
    dataset, odd = read(yolo.READER, tmp_path)
    assert odd == []
    assert [(picture.split, len(picture.marks)) for picture in dataset.pictures] == [
        ("train", 1),
        ("val", 1),
    ]
    assert yolo.READER.evidence(tmp_path) == config


@pytest.mark.parametrize("layout", ["above", "above, absolute", "here, absolute", "itself"])
def test_paths_that_lead_into_the_dataset(tmp_path: Path, layout: str) -> None:
    root = one(tmp_path / "mine")
    base, entry = {
        "above": ("..", "mine/images/train"),
        "above, absolute": (str(tmp_path), "mine/images/train"),
        "here, absolute": (str(root), "images/train"),
        "itself": ("../mine", "images/train"),
    }[layout]
    text(root / "data.yaml", f"{NAMES}path: {base}\ntrain: {entry}\n")
    dataset, odd = read(yolo.READER, root)
    assert [len(picture.marks) for picture in dataset.pictures] == [1]
    assert odd == []


@pytest.mark.parametrize(
    ("base", "entry"),
    [
        ("/content/mine", "images/train"),
        ("C:\\data\\mine", "images\\train"),
        ("mine", "images/train"),
        ("../other", "images/train"),
        ("", "/content/mine/images/train"),
        ("/content/mine", "/content/mine/images/train"),
    ],
)
def test_datasets_that_were_moved(tmp_path: Path, base: str, entry: str) -> None:
    root = one(tmp_path / "moved")
    one(tmp_path / "other")
    folders.put(tmp_path / "other/images/train/2.png", SIZE)
    more = f"path: '{base}'\n" if base else ""
    text(root / "data.yaml", f"{NAMES}{more}train: '{entry}'\nval: images/train\n")
    dataset, odd = read(yolo.READER, root)
    # Nothing outside of the input is looked at, even where it is there.
    assert [picture.file_name for picture in dataset.pictures] == ["images/train/1.png"]
    elsewhere, *others = odd
    assert (elsewhere.path, elsewhere.reason) == ("data.yaml", "path_elsewhere")
    assert {oddity.reason for oddity in others} <= {"split_repeated", "path_elsewhere"}


def test_lists_of_images(tmp_path: Path) -> None:
    one(tmp_path)
    folders.put(tmp_path / "images/train/2.png", SIZE)
    text(tmp_path / "train.txt", f"./images/train/1.png\n\n{tmp_path}/images/train/2.png\n/a.png\n")
    text(tmp_path / "data.yaml", "train: train.txt\n" + NAMES)
    dataset, odd = read(yolo.READER, tmp_path)
    assert [picture.file_name[-5:] for picture in dataset.pictures] == ["1.png", "2.png"]
    assert [(o.reason, o.path) for o in odd] == [("image_missing", "train.txt")]
    assert odd[0].message.startswith("train.txt:4: ")


@pytest.mark.parametrize("file", ["classes.txt", "labels/classes.txt"])
def test_names_in_a_list(tmp_path: Path, file: str) -> None:
    one(tmp_path)
    (tmp_path / "data.yaml").unlink()
    assert yolo.READER.evidence(tmp_path) is None
    text(tmp_path / file, "cat\ndog\n\n")
    dataset, odd = read(yolo.READER, tmp_path)
    assert [category.name for category in dataset.categories] == ["cat", "dog"]
    assert [(p.split, len(p.marks)) for p in dataset.pictures] == [("train", 1)]
    assert odd == []
    assert yolo.READER.evidence(tmp_path) == file


def test_other_text_files_are_no_labels(tmp_path: Path) -> None:
    text(tmp_path / "classes.txt", "cat\ndog\n")
    text(tmp_path / "ImageSets/Main/train.txt", "000001\n000002\n")
    text(tmp_path / "recipe.yaml", "version: 1\nname: mine\n")
    assert yolo.READER.evidence(tmp_path) is None


def drawn(kind: str) -> Dataset:
    """A dataset of all that a kind can hold, at odd places."""
    rng = np.random.default_rng(3)
    points = ("nose", "left_eye", "right_eye") if kind == "pose" else ()
    flips = (0, 2, 1) if points else ()
    categories = (Category("cat", None, points, flips), Category("dog", None, points, flips))
    pictures = []
    for number in range(4):
        low = rng.uniform(0, 300, (5, 2))
        boxes = np.concatenate([low, low + rng.uniform(1, 300, (5, 2))], axis=1)
        shapes: list[Shape | None] = [None] * 5
        if kind == "segment":
            rings = [rng.uniform(box[:2], box[2:], (9, 2)) for box in boxes]
            boxes = np.array([[*ring.min(axis=0), *ring.max(axis=0)] for ring in rings])
            shapes = [Shape(rings=(ring,)) for ring in rings]
        if kind == "obb":
            turned = [middle + np.array([(9, 2), (-2, 9), (-9, -2), (2, -9)]) for middle in low + 9]
            boxes = np.array([[*ring.min(axis=0), *ring.max(axis=0)] for ring in turned])
            shapes = [Shape(corners=ring) for ring in turned]
        if kind == "pose":
            seen = np.array([2.0, 1.0, 2.0])
            found = [np.column_stack([rng.uniform(0, 300, (3, 2)), seen]) for _ in boxes]
            shapes = [Shape(keypoints=spots, mirrored=flips) for spots in found]
        split = "val" if number == 3 else "train"
        name = f"images/{split}/{number}.png"
        things = [Thing(("cat", "dog")[i % 2], name, i) for i in range(5)]
        pictures.append(Picture(name, split, (640, 611), (), Marks.of(things, boxes, shapes)))
    return Dataset(categories, pictures, {"licence": {"name": "MIT"}})


@pytest.mark.parametrize("kind", ["detect", "segment", "pose", "obb"])
def test_what_is_written_comes_back(tmp_path: Path, kind: str) -> None:
    given = drawn(kind)
    writer = yolo.WRITER.fitting(given)
    assert writer.kind == kind
    assert [writer.losses(picture) for picture in given.pictures] == [()] * 4
    root = write(writer, given, tmp_path)
    dataset, odd = read(yolo.READER, root)
    assert odd == []
    assert dataset.categories == given.categories
    assert dataset.extra == given.extra
    assert writer.alike(dataset.form) == writer
    for before, after in zip(given.pictures, dataset.pictures, strict=True):
        assert (before.file_name, before.split, before.size) == (
            after.file_name,
            after.split,
            after.size,
        )
        assert before.marks.things == after.marks.things
        assert after.marks.boxes == pytest.approx(before.marks.boxes, abs=0.001)
        for one_shape, other in zip(before.marks.shapes, after.marks.shapes, strict=True):
            for name in ("rings", "corners", "keypoints"):
                was = getattr(one_shape, name, None)
                if was is not None and len(was):
                    found = np.array(getattr(other, name))
                    assert found == pytest.approx(np.array(was), abs=0.001)
    for file in root.glob("labels/*/*.txt"):
        values = np.loadtxt(file)[:, 1:]
        assert values.min() >= 0
        assert (values <= (2 if kind == "pose" else 1)).all()


def test_trainers_read_the_description(tmp_path: Path) -> None:
    given = drawn("pose")
    alone = [picture for picture in given.pictures if picture.split == "train"]
    root = write(yolo.YoloWriter("pose"), Dataset(given.categories, alone), tmp_path)
    data = yaml.safe_load((root / "data.yaml").read_text())
    # Ultralytics refuses a dataset without `val`.
    assert (data["train"], data["val"]) == ("images/train", "images/train")
    said = (root / "data.yaml").read_text().splitlines()[:2]
    assert said[0] == "# There are no images for val. Trainers refuse a dataset without it:"
    assert said[1].startswith("# it is images/train again")
    assert data["names"] == {0: "cat", 1: "dog"}
    assert (data["kpt_shape"], data["flip_idx"]) == ([3, 3], [0, 2, 1])


def test_marks_that_reach_the_edge_stay_within(tmp_path: Path) -> None:
    corners = np.array([(-3, 5), (20, -4), (45, 20), (30, 33)], dtype=float)
    things = [Thing("cat", "1.png", 0)]
    marks = Marks.of(things, [[0, 0, 40, 30]], [Shape(corners=corners)])
    picture = Picture("images/train/1.png", "train", SIZE, (), marks)
    ((name, rows),) = yolo.YoloWriter("obb").beside(picture, (Category("cat"),))
    assert name == "labels/train/1.txt"
    values = np.array(rows.split(), dtype=float)[1:]
    assert (values.min(), values.max()) == (0, 1)


def test_losses() -> None:
    pixels = np.ones((2, 3), np.uint8)
    ring = np.array([(0, 0), (3, 0), (3, 2)], dtype=float)
    shapes = [
        Shape(mask=Bitmap(0, 0, pixels)),
        Shape(rings=(ring, ring)),
        Shape(corners=ring, keypoints=np.ones((1, 3))),
    ]
    things = [Thing("cat", "1.png", i, {"id": i, "score": 1}) for i in range(3)]
    marks = Marks.of(things, [[0, 0, 3, 2]] * 3, shapes)
    picture = Picture("1.png", None, SIZE, ("cat",), marks, "1.png", {"license": 3})
    common = {
        "the class of the picture as a whole",
        "the class of every pixel",
        "facts about the picture (license)",
        "attributes of marks (score)",
    }
    lost = {kind: set(yolo.YoloWriter(kind).losses(picture)) - common for kind in ("detect", "obb")}
    assert lost["detect"] == {"outlines and masks", "rotated boxes", "keypoints"}
    assert lost["obb"] == {"outlines and masks, which become rotated boxes", "keypoints"}
    assert common <= set(yolo.YoloWriter("segment").losses(picture))
    assert len(yolo.YoloWriter("segment").losses(picture)) == len(common) + 5


def test_crowds_are_left_out(tmp_path: Path) -> None:
    things = [Thing("cat", "a.png", 0), Thing("cat", "a.png", 1, {"iscrowd": 1})]
    mask = Shape(mask=Bitmap(0, 0, np.ones((8, 8), np.uint8)))
    marks = Marks.of(things, [(1, 1, 5, 5), (0, 0, 8, 8)], [None, mask])
    picture = Picture("images/train/a.png", size=(10, 10), marks=marks)
    dataset = Dataset((Category("cat"),), [picture])
    writer = yolo.WRITER.fitting(dataset)
    ((_, rows),) = writer.beside(picture, dataset.categories)
    assert rows.decode().split() == ["0", *(f"{share:.8f}" for share in (0.3, 0.3, 0.4, 0.4))]
    assert writer.losses(picture) == ("crowds, which are left out",)
