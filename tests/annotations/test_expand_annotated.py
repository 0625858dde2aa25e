"""Datasets with annotations through the whole program: what comes out fits its pixels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest
import runs
import yaml
from PIL import Image
from pycocotools.coco import COCO

import augctl
from augctl.errors import ConflictError, RecipeError, UsageError
from augctl.io import atomic

NAMES = ("dark", "light")
LEVEL = {"dark": 60, "light": 200}
SIZE = (160, 120)


def scene(number: int) -> tuple[np.ndarray, list[tuple[int, tuple[int, int, int, int]]]]:
    """Draw a few boxes on black, one level per class."""
    rng = np.random.default_rng(number)
    image = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    boxes = []
    for column in range(2):
        width, height = rng.integers(30, 60, size=2).tolist()
        x, y = column * 80 + int(rng.integers(80 - width)), int(rng.integers(SIZE[1] - height))
        label = int(rng.integers(2))
        image[y : y + height, x : x + width] = LEVEL[NAMES[label]]
        boxes.append((label, (x, y, x + width, y + height)))
    return image, boxes


@pytest.fixture
def yolo(tmp_path: Path) -> Path:
    root = tmp_path / "yolo"
    for split, numbers in (("train", range(6)), ("val", range(6, 8))):
        for kind in ("images", "labels"):
            (root / kind / split).mkdir(parents=True)
        for number in numbers:
            image, boxes = scene(number)
            cv2.imwrite(str(root / "images" / split / f"{number}.png"), image)
            rows = [
                f"{label} {(x0 + x1) / 320} {(y0 + y1) / 240} {(x1 - x0) / 160} {(y1 - y0) / 120}\n"
                for label, (x0, y0, x1, y1) in boxes
            ]
            (root / "labels" / split / f"{number}.txt").write_text("".join(rows))
    about = {"train": "images/train", "val": "images/val", "names": dict(enumerate(NAMES))}
    (root / "data.yaml").write_text(yaml.safe_dump(about))
    return root


STAGES: list[Any] = [
    {"image.flip_lr": {"p": 0.5}},
    {"image.rotate": {"angle_deg": [-20, 20], "fill": 0}},
    {"image.random_crop": {"width_px": 130, "height_px": 100}},
]


def recipe(*stages: Any, **more: Any) -> dict[str, Any]:
    chains = [{"name": "views", "copies": 3, "stages": list(stages or STAGES)}]
    chains.append({"name": "four", "total": 4, "stages": ["image.mosaic"]})
    return {"version": 1, "seed": 5, "chains": chains, **more}


def check(image: np.ndarray, label: str, box: np.ndarray) -> None:
    """Make sure that a box holds the level of its class, up to its edges."""
    x0, y0, x1, y1 = box
    same = np.abs(image.astype(int) - LEVEL[label]) < 25
    inside = same[round(y0) : round(y1), round(x0) : round(x1)]
    assert inside.mean() > 0.5
    assert inside[: 3 if len(inside) > 6 else None].any()


def test_labels_of_yolo_fit_the_pixels(yolo: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    runs.expand(yolo, recipe=recipe(), output=out, workers=2)
    data = yaml.safe_load((out / "data" / "data.yaml").read_text())
    assert list(data["names"].values()) == list(NAMES)
    made = [row for row in runs.rows(out) if row["chain"]]
    assert {row["split"] for row in made} == {"train"}
    assert len(made) == 3 * 6 + 4
    kept = 0
    for row in made:
        file = out / "data" / row["file_name"]
        image = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
        height, width = image.shape
        (beside,) = row["beside"]
        lines = (out / "data" / beside["file_name"]).read_text().splitlines()
        assert beside["file_name"] == f"labels/train/{file.stem}.txt"
        assert row["marks"]["kept"] == len(lines)
        for line in lines:
            label, *shares = line.split()
            values = np.array([float(share) for share in shares])
            assert (values >= 0).all()
            assert (values <= 1).all()
            x, y, w, h = values * (width, height, width, height)
            check(
                image,
                data["names"][int(label)],
                np.array([x - w / 2, y - h / 2, x + w / 2, y + h / 2]),
            )
            kept += 1
    assert kept > 40
    assert augctl.verify(out).files == len(runs.rows(out))


def test_any_number_of_workers_and_a_stop_give_the_same(yolo: Path, tmp_path: Path) -> None:
    coco = recipe(output={"format": "coco"})
    for name, workers in (("one", 1), ("two", 2)):
        runs.expand(yolo, recipe=coco, output=tmp_path / name, workers=workers)
    assert runs.data_files(tmp_path / "one") == runs.data_files(tmp_path / "two")
    assert any(name.startswith("data/annotations/") for name in runs.data_files(tmp_path / "one"))
    runs.expand(yolo, recipe=coco, output=tmp_path / "one", workers=1)
    assert runs.data_files(tmp_path / "one") == runs.data_files(tmp_path / "two")


def test_yolo_to_coco_is_read_by_its_own_client(yolo: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    runs.expand(yolo, recipe=recipe(output={"format": "coco"}), output=out, workers=1)
    coco = COCO(str(out / "data" / "annotations" / "instances_train.json"))
    assert [row["name"] for row in coco.loadCats(coco.getCatIds())] == list(NAMES)
    assert len(coco.imgs) == 6 + 3 * 6 + 4
    for about in coco.imgs.values():
        (file,) = (out / "data").rglob(Path(about["file_name"]).name)
        image = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
        assert image.shape == (about["height"], about["width"])
        for mark in coco.loadAnns(coco.getAnnIds(about["id"])):
            x, y, w, h = mark["bbox"]
            label = coco.loadCats(mark["category_id"])[0]["name"]
            check(image, label, np.array([x, y, x + w, y + h]))


@pytest.mark.parametrize("target", ["yolo", "coco"])
def test_train_alone_is_no_split_yet(yolo: Path, tmp_path: Path, target: str) -> None:
    about = {"train": "images/train", "names": dict(enumerate(NAMES))}
    (yolo / "data.yaml").write_text(yaml.safe_dump(about))
    shares = {"train": 0.5, "val": 0.5, "test": 0}
    made = {"input": {"split": shares}, "output": {"format": target}}
    runs.expand(yolo, recipe=recipe(**made), output=tmp_path / "out", workers=1)
    rows = [row for row in runs.rows(tmp_path / "out") if not row["chain"]]
    by_split = {row["file_name"]: row["split"] for row in rows}
    assert sorted(by_split.values()) == ["train"] * 3 + ["val"] * 3
    if target == "coco":
        # Each picture is listed where its file is.
        for split in ("train", "val"):
            file = tmp_path / "out/data/annotations" / f"instances_{split}.json"
            listed = {
                f"{split}/{row['file_name']}" for row in json.loads(file.read_text())["images"]
            }
            assert {name for name, of in by_split.items() if of == split} <= listed
        assert len(list((tmp_path / "out/data/annotations").iterdir())) == 2


def test_yolo_to_voc_is_read_by_another_xml_reader(yolo: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    runs.expand(yolo, recipe=recipe(output={"format": "voc"}), output=out, workers=1)
    checked = 0
    for row in runs.rows(out):
        image = cv2.imread(str(out / "data" / row["file_name"]), cv2.IMREAD_GRAYSCALE)
        (beside,) = row["beside"]
        tree = ElementTree.parse(out / "data" / beside["file_name"])
        assert tree.findtext("filename") == Path(row["file_name"]).name
        size = tuple(int(tree.findtext(f"size/{side}") or 0) for side in ("height", "width"))
        assert size == image.shape
        for thing in tree.iter("object"):
            sides = ("xmin", "ymin", "xmax", "ymax")
            x0, y0, x1, y1 = (float(thing.findtext(f"bndbox/{side}") or 0) for side in sides)
            assert 1 <= x0 <= x1 <= size[1]
            assert 1 <= y0 <= y1 <= size[0]
            # Pixels count from 1, and the last is inside.
            check(image, thing.findtext("name") or "", np.array([x0 - 1, y0 - 1, x1, y1]))
            checked += 1
    assert checked > 50


def test_without_chains_it_is_a_converter_and_back(yolo: Path, tmp_path: Path) -> None:
    there, back = tmp_path / "coco", tmp_path / "back"
    empty: dict[str, Any] = {"version": 1, "chains": []}
    runs.expand(yolo, recipe={**empty, "output": {"format": "coco"}}, output=there, workers=1)
    runs.expand(
        there / "data", recipe={**empty, "output": {"format": "yolo"}}, output=back, workers=1
    )
    for file in (yolo / "labels").rglob("*.txt"):
        rows = [
            file.read_text().split(),
            (back / "data" / "labels" / file.parent.name / file.name).read_text().split(),
        ]
        values = [np.array([float(value) for value in row]) for row in rows]
        assert np.abs(values[0] - values[1]).max() * 160 < 0.5


def test_what_a_stage_would_lose_is_told_before_the_run(yolo: Path, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"tile_shuffle[\s\S]*loses each box"):
        runs.expand(yolo, recipe=recipe("image.tile_shuffle"), output=tmp_path / "out", workers=1)
    photos = runs.make_photos(tmp_path / "photos")
    with pytest.raises(RecipeError, match="data with marks"):
        runs.expand(photos, recipe=recipe("image.copy_paste"), output=tmp_path / "out", workers=1)


def test_a_changed_label_is_another_input(yolo: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    runs.expand(yolo, recipe=recipe(), output=out, workers=1)
    (yolo / "labels" / "train" / "0.txt").write_text("0 0.5 0.5 0.1 0.1\n")
    with pytest.raises(ConflictError, match="annot"):
        runs.expand(yolo, recipe=recipe(), output=out, workers=1)


def test_overwriting_takes_back_all_that_was_written(yolo: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    runs.expand(yolo, recipe=recipe(output={"format": "coco"}), output=out, workers=1)
    own = out / "data" / "annotations" / "mine.txt"
    own.write_text("mine")
    runs.expand(yolo, recipe=recipe(), output=out, workers=1, overwrite=True)
    assert not list((out / "data" / "annotations").glob("*.json"))
    assert own.read_text() == "mine"


def test_a_run_that_stops_while_it_describes_goes_on(
    yolo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, whole = tmp_path / "out", tmp_path / "whole"
    coco = recipe(output={"format": "coco"})
    runs.expand(yolo, recipe=coco, output=whole, workers=1)
    write = atomic.write

    def stop(path: Path, data: bytes, temporary: Path, *, sync: bool = False) -> None:
        if path.name == "described.json":
            raise KeyboardInterrupt
        write(path, data, temporary, sync=sync)

    monkeypatch.setattr(atomic, "write", stop)
    with pytest.raises(KeyboardInterrupt):
        runs.expand(yolo, recipe=coco, output=out, workers=1)
    monkeypatch.undo()
    runs.expand(yolo, recipe=coco, output=out, workers=1)
    assert runs.data_files(out) == runs.data_files(whole)


def test_bad_labels_are_named_and_the_rest_goes_on(yolo: Path, tmp_path: Path) -> None:
    (yolo / "labels" / "train" / "1.txt").write_text("0 0.5 0.5 nan 0.1\n7 0.5 0.5 0.1 0.1\n")
    (yolo / "labels" / "train" / "ghost.txt").write_text("0 0.5 0.5 0.1 0.1\n")
    out = tmp_path / "out"
    done = runs.expand(yolo, recipe=recipe(), output=out, workers=1)
    assert done.status == "complete"
    paths = {row["path"] for row in runs.rows(out, "errors.jsonl")}
    assert {"labels/train/1.txt", "labels/train/ghost.txt"} <= paths
    assert all(json.dumps(row) for row in runs.rows(out, "errors.jsonl"))


def test_without_names_of_classes_it_is_not_taken_for_class_folders(yolo: Path) -> None:
    (yolo / "data.yaml").unlink()
    with pytest.raises(UsageError, match=r"looks like YOLO, and has no data\.yaml"):
        augctl.inspect(yolo)


def test_what_a_new_format_cannot_hold_is_told(yolo: Path, tmp_path: Path) -> None:
    for target, lost in (("csv", True), ("folder", True), ("coco", False), ("yolo", False)):
        empty = {"version": 1, "chains": [], "output": {"format": target}}
        done = runs.expand(yolo, recipe=empty, output=tmp_path / "out" / target, workers=1)
        assert bool(done.lost) == lost, target


def test_the_class_map_of_an_original_stays_as_it_is_stored(tmp_path: Path) -> None:
    root, out = tmp_path / "maps", tmp_path / "out"
    for kind in ("images", "masks"):
        (root / kind).mkdir(parents=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    classes = np.zeros((30, 50), np.uint8)
    classes[:8, :20] = 1
    Image.fromarray(classes * 200).save(root / "images" / "a.jpg", exif=exif)
    Image.fromarray(classes).save(root / "masks" / "a.png")
    (root / "classes.txt").write_text("ground\nthing\n")
    flipped = {"name": "f", "copies": 1, "stages": ["image.flip_ud"]}
    runs.expand(root, recipe={"version": 1, "chains": [flipped]}, output=out, workers=1)
    (kept,) = (out / "data").rglob("a.png")
    assert np.array_equal(np.array(Image.open(kept)), classes)
    (made,) = (out / "data").rglob("a__f-1.png")
    turned = np.rot90(classes, -1)[::-1]
    assert np.array_equal(np.array(Image.open(made)), turned)
