"""100,000 annotations are read in 300 MB, beside what the program takes before."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import folders
import numpy as np
import pytest

MOST_MB = 300
EACH = 100
SIZE = (640, 480)

# The most memory that was ever used, after the reading less before, and how many marks were read.
_SCRIPT = """
import sys, tempfile
from pathlib import Path
from augctl.io.annotations import formats
from augctl.io.annotations.store import Store
from augctl.io.sources.annotated import AnnotatedListing

def peak_kb():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

name, root = sys.argv[1:]
reader, before = formats.reader(name), peak_kb()
with tempfile.TemporaryDirectory() as folder:
    listing = AnnotatedListing(Path(root), reader, Path(folder))
    count = sum(1 for _ in listing.entries())
    print((peak_kb() - before) / 1024)
    store = Store(Path(folder))
    print(sum(len(store.row(number)["marks"]) for number in range(count)))
"""


def rings(pictures: int) -> np.ndarray:
    """Return outlines of five points, each around its box: shape (pictures, each, 5, 2)."""
    rng = np.random.default_rng(0)
    corners = np.array([(0, 0), (1, 0), (1, 1), (0.5, 0.9), (0, 1)])
    low, sides = rng.uniform(5, 200, (2, pictures, EACH, 1, 2))
    return (low + sides * corners).round(2)


def coco(root: Path, drawn: np.ndarray) -> None:
    rows: list[dict[str, Any]] = []
    for number, own in enumerate(drawn.reshape(len(drawn), EACH, -1).tolist()):
        for ring in own:
            box = [ring[0], ring[1], ring[2] - ring[0], ring[5] - ring[1]]
            row = {"id": len(rows), "image_id": number, "category_id": 1, "iscrowd": 0}
            rows.append({**row, "area": box[2] * box[3], "bbox": box, "segmentation": [ring]})
    images = [
        {"id": number, "file_name": f"{number}.png", "width": SIZE[0], "height": SIZE[1]}
        for number in range(len(drawn))
    ]
    data = {"images": images, "annotations": rows, "categories": [{"id": 1, "name": "cat"}]}
    (root / "instances.json").write_text(json.dumps(data))


def yolo(root: Path, drawn: np.ndarray) -> None:
    (root / "data.yaml").write_text("train: images\nnames: [cat]\n")
    (root / "labels").mkdir()
    for number, own in enumerate((drawn / SIZE).reshape(len(drawn), EACH, -1).tolist()):
        text = "".join(f"0 {' '.join(map(str, row))}\n" for row in own)
        (root / f"labels/{number}.txt").write_text(text)


def voc(root: Path, drawn: np.ndarray) -> None:
    (root / "Annotations").mkdir()
    names = ("xmin", "ymin", "xmax", "ymax")
    for number, own in enumerate(drawn[:, :, [0, 2]].reshape(len(drawn), EACH, 4).tolist()):
        things = ""
        for box in own:
            sides = "".join(f"<{n}>{v}</{n}>" for n, v in zip(names, box, strict=True))
            things += f"<object><name>cat</name><bndbox>{sides}</bndbox></object>\n"
        size = f"<size><width>{SIZE[0]}</width><height>{SIZE[1]}</height></size>"
        text = f"<annotation>{size}{things}</annotation>"
        (root / f"Annotations/{number}.xml").write_text(text)


# COCO alone has to hold all of its file; of the others a part is enough to tell.
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux to tell")
@pytest.mark.parametrize(("put", "pictures"), [(coco, 1000), (yolo, 200), (voc, 200)])
def test_many_annotations_take_little_memory(
    put: Callable[[Path, np.ndarray], None], pictures: int, tmp_path: Path
) -> None:
    photo = folders.put(tmp_path / "images/0.png", SIZE, "L").read_bytes()
    for number in range(1, pictures):
        (tmp_path / f"images/{number}.png").write_bytes(photo)
    put(tmp_path, rings(pictures))
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, put.__name__, tmp_path],
        capture_output=True,
        text=True,
        check=True,
    )
    more_mb, marks = done.stdout.split()
    assert int(marks) == pictures * EACH
    assert float(more_mb) < MOST_MB * pictures / 1000
