"""The starter recipes for marks on the drawn scenes: what is written says where the colours are.

Each class is drawn in a colour of its own, so that results need no second opinion but the pixels.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from pycocotools.coco import COCO
from readme import ROOT

from augctl import expand

DATA = ROOT / "sample_data"

# Hues in degrees.
FRUIT = {"tomato": 4, "lemon": 48, "plum": 272}
LAND = {"hill": 74, "water": 210, "tree": 151, "house": 7}
JOINTS = {"head": 25, "left_hand": 45, "right_hand": 45, "left_foot": 0, "right_foot": 0}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the three recipes; their outputs are below the folder, by name."""
    folder = tmp_path_factory.mktemp("scenes")
    for name in ("detection", "segmentation", "keypoints"):
        recipe = ROOT / "configs" / f"{name}.yaml"
        result = expand(recipe=recipe, output=folder / name, limit=12, workers=1)
        assert result.status == "complete"
        assert (folder / name / "errors.jsonl").read_text() == ""
    return folder


def levels(file: Path) -> np.ndarray:
    """Read a picture as it is stored: levels, or numbers of a palette."""
    with Image.open(file) as image:
        return np.array(image)


def hsv(file: Path) -> np.ndarray:
    """Read a picture: hue in degrees, saturation and value from 0 to 1."""
    return cv2.cvtColor(levels(file).astype(np.float32) / 255, cv2.COLOR_RGB2HSV)


def coloured(pixels: np.ndarray, hue: float, saturation: float = 0.35) -> np.ndarray:
    """Say which pixels are of a hue, or nearly; the recipes turn hues by up to 6 degrees."""
    away = np.abs((pixels[..., 0] - hue + 180) % 360 - 180)
    return (away < 20) & (pixels[..., 1] > saturation)


def test_the_script_draws_what_is_there(tmp_path: Path) -> None:
    # Without leaving compiled files among the samples.
    subprocess.run([sys.executable, "-B", DATA / "draw_scenes.py", tmp_path], check=True)
    drawn = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    kept = [p.relative_to(DATA) for p in DATA.glob("scenes_*/**/*") if p.is_file()]
    assert sorted(drawn) == sorted(kept)
    for path in drawn:
        if path.suffix in (".jpg", ".png"):
            one, other = levels(tmp_path / path).astype(int), levels(DATA / path).astype(int)
            assert np.abs(one - other).max() <= (8 if path.suffix == ".jpg" else 0), path
        else:
            assert (tmp_path / path).read_bytes() == (DATA / path).read_bytes(), path


def test_samples_are_small() -> None:
    assert sum(p.stat().st_size for p in DATA.glob("scenes_*/**/*") if p.is_file()) < 1_500_000
    assert (DATA / "preview_marks.png").stat().st_size < 200_000


def test_boxes_hold_fruit_of_their_class(made: Path) -> None:
    data = made / "detection" / "data"
    boxes = 0
    for file in data.glob("labels/*/*.txt"):
        rows = np.loadtxt(file, ndmin=2)
        assert ((rows[:, 1:] >= 0) & (rows[:, 1:] <= 1)).all()
        image = data / "images" / file.relative_to(data / "labels").with_suffix(".jpg")
        pixels = hsv(image)
        unmarked = np.ones(pixels.shape[:2], bool)
        size = np.array(pixels.shape[1::-1])
        for number, *box in rows.tolist():
            x, y, width, height = box
            left, upper = np.rint((np.array((x, y)) - np.array((width, height)) / 2) * size)
            right, lower = np.rint((np.array((x, y)) + np.array((width, height)) / 2) * size)
            place = slice(int(upper), int(lower)), slice(int(left), int(right))
            shares = {name: coloured(pixels[place], hue).mean() for name, hue in FRUIT.items()}
            own = shares.pop(list(FRUIT)[int(number)])
            assert own > 0.35, image
            assert max(shares.values()) < 0.3 * own, image
            unmarked[place] = False
            boxes += 1
        fruit = np.logical_or.reduce([coloured(pixels, hue) for hue in FRUIT.values()])
        fruit &= pixels[..., 1] > 0.6
        assert (fruit & unmarked).sum() < 0.05 * fruit.sum() + 20, image
    assert boxes > 200


def test_class_maps_lie_on_their_pixels(made: Path) -> None:
    data = made / "segmentation" / "data"
    names = (data / "classes.txt").read_text().splitlines()
    seen = set()
    for file in data.glob("masks/*.png"):
        classes = levels(file)
        pixels = hsv(data / "images" / file.relative_to(data / "masks").with_suffix(".jpg"))
        assert classes.shape == pixels.shape[:2]
        for number in np.unique(classes):
            name = names[number]
            # At edges, pixels are of two colours.
            inside = cv2.erode((classes == number).astype(np.uint8), np.ones((5, 5))) > 0
            if inside.sum() < 60:
                continue
            seen.add(name)
            own = pixels[inside]
            fits = coloured(own, LAND[name]) if name in LAND else own[..., 1] < 0.35
            assert fits.mean() > 0.8, (file, name)
    assert seen == set(names)


# pycocotools has not come to numpy 2.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_keypoints_lie_on_heads_hands_and_feet(made: Path) -> None:
    data = made / "keypoints" / "data"
    coco = COCO(data / "annotations" / "instances.json")
    (category,) = coco.loadCats(coco.getCatIds())
    names = category["keypoints"]
    assert names == list(JOINTS)
    looked_at = hidden = 0
    for image in coco.loadImgs(coco.getImgIds()):
        pixels = hsv(next(data.rglob(image["file_name"])))
        for row in coco.loadAnns(coco.getAnnIds(image["id"])):
            mask = coco.annToMask(row)
            points = {}
            for name, (x, y, seen) in zip(
                names, np.reshape(row["keypoints"], (-1, 3)).tolist(), strict=True
            ):
                hidden += seen == 1
                if seen:
                    points[name] = x
                if seen < 2:
                    continue
                around = tuple(slice(max(round(v) - 1, 0), round(v) + 2) for v in (y, x))
                fits = coloured(pixels[around], JOINTS[name], 0.25)
                assert fits.mean() >= 0.5, (image["file_name"], name)
                assert mask[around].any(), (image["file_name"], name)
                looked_at += 1
            # All face us, mirrored or not: the left hand is at our right.
            for part in ("hand", "foot"):
                if {f"left_{part}", f"right_{part}"} <= points.keys():
                    assert points[f"left_{part}"] > points[f"right_{part}"], image["file_name"]
    assert looked_at > 300
    assert hidden > 10
