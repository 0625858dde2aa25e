"""Draws the scenes of the sample data anew: `python sample_data/draw_scenes.py [FOLDER]`.

`scenes_yolo` has fruit in boxes, `scenes_masks` landscapes with the class of every pixel, and
`scenes_keypoints` people with the places of head, hands and feet, as COCO has them. All three come
out the same each time, with the same versions of numpy, OpenCV and Pillow.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image
from scenes import (
    FINE,
    FRUIT,
    HEIGHT,
    LAND,
    POINTS,
    SIZE,
    WIDTH,
    Picture,
    Ring,
    filled,
    fruit,
    landscape,
    park,
)

SEED = 7
TRAIN, VAL = 18, 6
PICTURES = 12


def draw_all(folder: Path) -> None:
    """Draw all three datasets into a folder."""
    draw_fruit(folder / "scenes_yolo")
    draw_landscapes(folder / "scenes_masks")
    draw_people(folder / "scenes_keypoints")


def draw_fruit(folder: Path) -> None:
    """Write pictures by split, a row with class and box for each fruit, and `data.yaml`."""
    for i in range(TRAIN + VAL):
        picture, things = fruit(np.random.default_rng([SEED, 1, i]))
        place = f"{'train' if i < TRAIN else 'val'}/fruit_{i + 1:02}"
        save(picture, folder / f"images/{place}.jpg")
        write(folder / f"labels/{place}.txt", "".join(_row(*thing) for thing in things))
    names = "".join(f"  {number}: {name}\n" for number, name in enumerate(FRUIT))
    write(folder / "data.yaml", f"path: .\ntrain: images/train\nval: images/val\nnames:\n{names}")


def _row(name: str, ring: Ring) -> str:
    low, high = ring.min(axis=0) / SIZE, ring.max(axis=0) / SIZE
    shares = (*((low + high) / 2), *(high - low))
    return " ".join([str(list(FRUIT).index(name)), *(f"{v:.6f}" for v in shares)]) + "\n"


def draw_landscapes(folder: Path) -> None:
    """Write pictures, class maps with the colours of the classes, and `classes.txt`."""
    for i in range(PICTURES):
        picture, classes = landscape(np.random.default_rng([SEED, 2, i]))
        save(picture, folder / f"images/land_{i + 1:02}.jpg")
        mask = Image.fromarray(classes, "P")
        mask.putpalette([level for colour in LAND.values() for level in colour])
        mask.save(_above(folder / f"masks/land_{i + 1:02}.png"), optimize=True)
    write(folder / "classes.txt", "".join(f"{name}\n" for name in LAND))


def draw_people(folder: Path) -> None:
    """Write pictures, and one annotation file of COCO with outlines and keypoints."""
    images: list[Any] = []
    annotations: list[Any] = []
    for i in range(PICTURES):
        picture, people = park(np.random.default_rng([SEED, 3, i]))
        name = f"park_{i + 1:02}.jpg"
        save(picture, folder / "images" / name)
        images.append({"id": i + 1, "file_name": name, "width": WIDTH, "height": HEIGHT})
        for rings, points in people:
            row = {"id": len(annotations) + 1, "image_id": i + 1, "category_id": 1, "iscrowd": 0}
            annotations.append(row | _outlined(rings) | _pointed(points))
    category = {
        "id": 1,
        "name": "person",
        "supercategory": "person",
        "keypoints": list(POINTS),
        "skeleton": [[1, 2], [1, 3], [1, 4], [1, 5]],
    }
    parts = {"images": images, "annotations": annotations, "categories": [category]}
    lists = (f'"{key}": [\n{_lines(rows)}\n]' for key, rows in parts.items())
    write(folder / "annotations/person_keypoints.json", "{" + ",\n".join(lists) + "}\n")


def _outlined(rings: list[Ring]) -> dict[str, Any]:
    """Return outline, box and area of what some rings cover together."""
    whole = filled(*rings)
    found, _ = cv2.findContours(whole, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outlines = [(cv2.approxPolyDP(ring, 1, True)[:, 0] + 0.5) / FINE for ring in found]
    points = np.concatenate(outlines)
    box = [*points.min(axis=0), *np.ptp(points, axis=0)]
    return {
        "bbox": [round(float(v), 2) for v in box],
        "segmentation": [[round(float(v), 2) for v in ring.ravel()] for ring in outlines],
        "area": round(np.count_nonzero(whole) / FINE**2, 2),
    }


def _pointed(points: list[tuple[float, float, int]]) -> dict[str, Any]:
    # COCO counts keypoints from the middle of the first pixel.
    rows = [(round(float(x) - 0.5, 2), round(float(y) - 0.5, 2), seen) for x, y, seen in points]
    return {"keypoints": [value for row in rows for value in row], "num_keypoints": len(rows)}


def _lines(rows: list[Any]) -> str:
    return ",\n".join(json.dumps(row) for row in rows)


def save(picture: Picture, file: Path) -> None:
    """Write a picture as JPEG."""
    pixels = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    assert pixels.shape[1::-1] == SIZE
    Image.fromarray(pixels).save(_above(file), quality=88, optimize=True)


def write(file: Path, text: str) -> None:
    """Write a text, with the same ends of lines everywhere."""
    _above(file).write_bytes(text.encode("ascii"))


def _above(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


if __name__ == "__main__":
    draw_all(Path(*sys.argv[1:2]) if sys.argv[1:] else Path(__file__).parent)
