"""Small COCO and YOLO datasets."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import folders

from augctl.io.annotations.model import Dataset, Oddity

SIZE = (40, 30)


def image(number: int = 1, name: str = "1.png", **more: Any) -> dict[str, Any]:
    return {"id": number, "file_name": name, "width": SIZE[0], "height": SIZE[1], **more}


def annotation(number: int = 1, **more: Any) -> dict[str, Any]:
    box = {"bbox": [4, 6, 10, 8], "area": 80, "iscrowd": 0}
    return {"id": number, "image_id": 1, "category_id": 1, **box, **more}


def content(*annotations: Any, **more: Any) -> dict[str, Any]:
    """One image of which all annotations are."""
    return {
        "images": [image()],
        "annotations": list(annotations),
        "categories": [{"id": 1, "name": "cat"}],
        **more,
    }


def put(root: Path, data: Any, path: str = "instances.json", **options: Any) -> Path:
    """Write an annotation file, and the images that it names, into a folder `images`."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(data if isinstance(data, str) else json.dumps(data, **options))
    for item in data.get("images", ()) if isinstance(data, dict) else ():
        folders.put(root / "images" / Path(str(item.get("file_name"))).name, SIZE)
    return root


def read(reader: Any, root: Path) -> tuple[Dataset, list[Oddity]]:
    """Read a dataset with all its pictures, and what is odd about it."""
    odd: list[Oddity] = []
    dataset = reader.read(root, odd.append)
    read = replace(dataset, pictures=list(dataset.pictures))
    check_outcomes(odd)
    return read, odd


def check_outcomes(odd: list[Oddity]) -> None:
    """Make sure that what is told of a subject, to people and to machines, is the same."""
    for oddity in odd:
        gone = re.search("left out|not (be )?read", oddity.message)
        assert oddity.mended == (gone is None), oddity


def write(writer: Any, dataset: Dataset, root: Path) -> Path:
    """Write a dataset with new images."""
    pictures = []
    for picture in dataset.pictures:
        name = writer.image_name(picture.file_name, picture.split)
        folders.put(root / name, picture.size or SIZE)
        pictures.append(replace(picture, file_name=name))
        for path, data in writer.beside(pictures[-1], dataset.categories):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
    for path, parts in writer.together(replace(dataset, pictures=pictures)):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"".join(parts))
    return root
