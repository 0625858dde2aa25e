"""Class folders and the manifest, read by the clients that they are made for."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import hugging_face
import pytest
import runs
from folders import classes

SPLITS = {"train": {"cat": 4, "dog": 3}, "val": {"cat": 1, "dog": 2}, "test": {"cat": 2, "dog": 1}}
SPLIT_OF_CLIENT = {"train": "train", "validation": "val", "test": "test"}

# Values of many kinds: numbers, words, lists of numbers, lists of lists, stages in stages.
CHAINS: list[dict[str, Any]] = [
    {
        "name": "views",
        "copies": 1,
        "stages": [
            {"one_of": ["image.rotate", "image.tile_shuffle", "image.fog", "image.auto_augment"]},
            {"image.downscale": {}, "p": 0.5},
        ],
        "gates": [{"quality.ssim": {"min": -1}}],
    },
    {"name": "mixes", "total": 6, "stages": ["image.elastic", {"image.mixup": {}}]},
    {"name": "late", "total": 4, "stages": ["image.jpeg_artifacts", "image.mosaic"]},
]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clients")
    for split, counts in SPLITS.items():
        classes(folder / "in" / split, counts)
    recipe = {"version": 1, "seed": 3, "chains": CHAINS}
    runs.expand(folder / "in", recipe=recipe, output=folder / "out", workers=1)
    return folder / "out"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProcessPoolExecutor]:
    """Calls the functions of `hugging_face`."""
    home = tmp_path_factory.mktemp("home")
    spawn = get_context("spawn")
    with ProcessPoolExecutor(1, spawn, hugging_face.prepare, (home,)) as process:
        yield process


def image_folder(root: Path) -> list[tuple[str, int]]:
    """List paths and classes by the rules of `torchvision.datasets.ImageFolder`, written anew.

    A folder is a class, numbered in order of name, and everything below it that ends as a picture
    does is of that class; a class without a picture is an error.
    """
    endings = (".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp")
    found = []
    names = sorted(item.name for item in os.scandir(root) if item.is_dir())
    for number, name in enumerate(names):
        files = [
            str(Path(here) / file)
            for here, _, inside in sorted(os.walk(root / name, followlinks=True))
            for file in sorted(inside)
            if file.lower().endswith(endings)
        ]
        assert files, f"no picture of class {name}"
        found += [(file, number) for file in files]
    return found


def expected(out: Path, split: str) -> dict[str, str]:
    return {
        str(out / "data" / row["file_name"]): row["label"]
        for row in runs.rows(out)
        if row["split"] == split
    }


@pytest.mark.parametrize("split", SPLITS)
def test_image_folder_finds_every_output_in_its_class(out: Path, split: str) -> None:
    root = out / "data" / split
    names = sorted(folder.name for folder in root.iterdir())
    found = {path: names[number] for path, number in image_folder(root)}
    assert found == expected(out, split)
    assert names == ["cat", "dog"]


def test_hugging_face_loads_class_folders(out: Path, client: ProcessPoolExecutor) -> None:
    loaded = client.submit(hugging_face.class_folders, out / "data").result()
    assert loaded == {name: expected(out, split) for name, split in SPLIT_OF_CLIENT.items()}


def as_table(value: Any) -> Any:
    """Leave out what is null, as a table has each column in each row, and a manifest has not.

    Numbers are rounded, for the client keeps ten decimals of those in columns of many types.
    """
    if isinstance(value, dict):
        return {key: as_table(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [as_table(item) for item in value]
    return round(value, 8) if isinstance(value, float) else value


@pytest.mark.parametrize("load", [hugging_face.manifest, hugging_face.manifest_of_told_types])
def test_hugging_face_loads_the_manifest(
    out: Path, client: ProcessPoolExecutor, load: Callable[[Path], list[dict[str, Any]]]
) -> None:
    rows = runs.rows(out)
    assert Counter(row["chain"] for row in rows) == {None: 13, "views": 7, "mixes": 6, "late": 4}
    loaded = client.submit(load, out / "manifest.jsonl").result()
    assert as_table(loaded) == as_table(rows)
