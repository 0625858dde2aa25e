"""How much marks cost: augctl on the same pictures without and with boxes, and with outlines.

    python tests/benchmarks/marked.py                # two minutes on two cores
    python tests/benchmarks/marked.py --boxes 40     # crowded pictures

The work: pictures of 640 x 480 pixels, three views of each: mirrored or not, rotated by up to
15 degrees and scaled, other colours; JPEG. The pictures are the same for all; they lie in a folder
without classes (`plain`), or are annotated with so many boxes each as COCO, YOLO or VOC, or with an
outline of twelve points around each thing (`coco_outlines`).

Measured is the whole command, from starting Python to the last byte, one after another in each
round, each round in another order. Ratios to `plain` are made within a round. YOLO and VOC have a
file beside each picture: they write twice as many files.

Not measured: masks, keypoints, mixes (which carry partners' marks), reading 100,000 annotations.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import inputs
import loops
import numpy as np
from PIL import Image

SIZE = (640, 480)
CLASSES = ("car", "dog", "tree")

Thing = tuple[str, np.ndarray]
"""A class, and an outline around it: shape (12, 2), pixels."""

RECIPE = {
    "version": 1,
    "output": {"originals": "skip", "image": {"codec": "jpeg", "quality": 92}},
    "chains": [
        {
            "name": "views",
            "copies": 3,
            "stages": [
                {"image.flip_lr": {}, "p": 0.5},
                {"image.affine": {"angle_deg": [-15, 15], "fill": 114}},
                {"image.color_jitter": {}},
            ],
        }
    ],
}


def things(rng: np.random.Generator, count: int) -> list[Thing]:
    """Draw outlines about places all over a picture, some at its edge."""
    angles = np.arange(12) * (2 * np.pi / 12)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    found = []
    for _ in range(count):
        radii = rng.uniform(12, 60, 2) * rng.uniform(0.7, 1.0, (12, 1))
        ring = rng.uniform((0, 0), SIZE) + circle * radii
        found.append((CLASSES[rng.integers(3)], np.clip(ring, 0, SIZE)))
    return found


def _box(ring: np.ndarray) -> tuple[float, float, float, float]:
    (x0, y0), (x1, y1) = ring.min(axis=0).tolist(), ring.max(axis=0).tolist()
    return x0, y0, x1, y1


def write_coco(folder: Path, names: list[str], marked: list[list[Thing]], outlines: bool) -> None:
    """Write one JSON file."""
    images = [
        {"id": i, "file_name": name, "width": SIZE[0], "height": SIZE[1]}
        for i, name in enumerate(names)
    ]
    rows = []
    for i, each in enumerate(marked):
        for label, ring in each:
            x0, y0, x1, y1 = _box(ring)
            row: dict[str, Any] = {"id": len(rows), "image_id": i, "iscrowd": 0}
            row |= {"category_id": CLASSES.index(label), "bbox": [x0, y0, x1 - x0, y1 - y0]}
            row["area"] = (x1 - x0) * (y1 - y0)
            if outlines:
                row["segmentation"] = [ring.ravel().tolist()]
            rows.append(row)
    categories = [{"id": i, "name": name} for i, name in enumerate(CLASSES)]
    data = {"images": images, "annotations": rows, "categories": categories}
    (folder / "instances.json").write_text(json.dumps(data))


def write_yolo(folder: Path, names: list[str], marked: list[list[Thing]]) -> None:
    """Write a label file per picture."""
    (folder / "labels").mkdir()
    for name, each in zip(names, marked, strict=True):
        lines = []
        for label, ring in each:
            x0, y0, x1, y1 = _box(ring)
            middle = (x0 + x1) / 2 / SIZE[0], (y0 + y1) / 2 / SIZE[1]
            sides = (x1 - x0) / SIZE[0], (y1 - y0) / SIZE[1]
            lines.append(f"{CLASSES.index(label)} {' '.join(map(str, middle + sides))}\n")
        (folder / "labels" / f"{Path(name).stem}.txt").write_text("".join(lines))
    classes = json.dumps(dict(enumerate(CLASSES))).replace('"', "")
    (folder / "data.yaml").write_text(f"train: images\nval: images\nnames: {classes}\n")


def write_voc(folder: Path, names: list[str], marked: list[list[Thing]]) -> None:
    """Write an XML file per picture."""
    (folder / "Annotations").mkdir()
    for name, each in zip(names, marked, strict=True):
        size = f"<width>{SIZE[0]}</width><height>{SIZE[1]}</height><depth>3</depth>"
        text = f"<annotation><filename>{name}</filename><size>{size}</size>"
        for label, ring in each:
            sides = zip(("xmin", "ymin", "xmax", "ymax"), _box(ring), strict=True)
            box = "".join(f"<{side}>{value:.2f}</{side}>" for side, value in sides)
            text += f"<object><name>{label}</name><bndbox>{box}</bndbox></object>"
        target = folder / "Annotations" / f"{Path(name).stem}.xml"
        target.write_text(text + "</annotation>")


_PICTURES = {"plain": "", "yolo": "images", "voc": "JPEGImages"}
_WRITERS: dict[str, Callable[[Path, list[str], list[list[Thing]]], None]] = {
    "coco": lambda *given: write_coco(*given, outlines=False),
    "coco_outlines": lambda *given: write_coco(*given, outlines=True),
    "yolo": write_yolo,
    "voc": write_voc,
}


def prepare(folder: Path, pictures: int, boxes: int) -> list[str]:
    """Make the same pictures in each format; return the names of the formats."""
    photos = folder / "photos"
    inputs.make_photos(photos, pictures)
    rng = np.random.default_rng(4)
    files = list(inputs.photos(photos))
    names = [file.name for file in files]
    marked = [things(rng, boxes) for _ in names]
    kinds = ["plain", *_WRITERS]
    for kind in kinds:
        (folder / kind / _PICTURES.get(kind, "images")).mkdir(parents=True)
    for file in files:
        photo = Image.open(file).resize(SIZE, Image.Resampling.BICUBIC)
        photo.save(folder / "plain" / file.name, quality=inputs.QUALITY)
        for kind in kinds[1:]:
            other = folder / kind / _PICTURES.get(kind, "images") / file.name
            other.write_bytes((folder / "plain" / file.name).read_bytes())
    for kind, write in _WRITERS.items():
        write(folder / kind, names, marked)
    (folder / "recipe.yaml").write_text(json.dumps(RECIPE))
    return kinds


def run(folder: Path, kind: str, out: Path, workers: int) -> tuple[float, float]:
    """Expand one of the folders; return seconds and seconds of CPU.

    Raises:
        SystemExit: It failed, or made another number of files than it should.
    """
    command = [
        *(sys.executable, "-m", "augctl", "expand", str(folder / kind), "--json"),
        *("-r", str(folder / "recipe.yaml"), "-o", str(out), "--workers", str(workers)),
    ]
    os.sync()
    began, cpu = time.perf_counter(), loops.cpu_seconds()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    spent = time.perf_counter() - began, loops.cpu_seconds() - cpu
    pictures = sum(1 for _ in inputs.photos(folder / "photos"))
    if done.returncode or json.loads(done.stdout)["outputs"] != 3 * pictures:
        raise SystemExit(f"{' '.join(command)}\nfailed:\n{done.stdout}{done.stderr}")
    return spent


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pictures", type=int, default=400, help="how many pictures")
    parser.add_argument("--boxes", type=int, default=14, help="things in each")
    parser.add_argument("--workers", type=int, default=2, help="worker processes")
    parser.add_argument("--rounds", type=int, default=5, help="how often each runs")
    options = parser.parse_args()
    spent: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory(prefix="augctl-bench-") as name:
        folder = Path(name)
        kinds = prepare(folder, options.pictures, options.boxes)
        run(folder, "plain", folder / "out", options.workers)  # reads all that is to be cached
        for number in range(options.rounds):
            for kind in kinds:
                # Nothing is removed before the end: for seconds after it, ext4 searches long for
                # places of new files, and those with most files would pay most.
                out = folder / f"out-{number}-{kind}"
                spent.setdefault(kind, []).append(run(folder, kind, out, options.workers))
            kinds = kinds[2:] + kinds[:2]
    files = 3 * options.pictures
    print(
        f"{options.pictures} pictures x 3, {options.boxes} things each, {options.workers} workers"
    )
    print(f"{'':14}{'files/s':>8}{'of plain':>10}{'least':>7}{'most':>7}{'of its CPU':>12}")
    for kind, each in spent.items():
        shares = [p[0] / k[0] for p, k in zip(spent["plain"], each, strict=True)]
        cpu = statistics.median(p[1] / k[1] for p, k in zip(spent["plain"], each, strict=True))
        fast = files / statistics.median(seconds for seconds, _ in each)
        share = statistics.median(shares)
        print(f"{kind:14}{fast:8.0f}{share:10.2f}{min(shares):7.2f}{max(shares):7.2f}{cpu:12.2f}")


if __name__ == "__main__":
    main()
