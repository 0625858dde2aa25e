"""Class folders and the manifest, read by the clients that they are made for."""

from __future__ import annotations

import os
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import runs
from folders import classes
from PIL import Image

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
COLUMNS = ("file_name", "split", "label", "chain", "sha256")
NUMBERS = ("unit", "copy", "attempt", "bytes")
NESTED = ("labels", "parents", "stages", "gates", "lost", "marks", "beside")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clients")
    for split, counts in SPLITS.items():
        classes(folder / "in" / split, counts)
    recipe = {"version": 1, "seed": 3, "chains": CHAINS}
    runs.expand(folder / "in", recipe=recipe, output=folder / "out", workers=1)
    return folder / "out"


@pytest.fixture
def hugging_face(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Hugging Face `datasets`, which must need no network, and keeps its caches to itself."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    datasets.disable_progress_bars()
    return datasets


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


@pytest.mark.skipif(find_spec("torchvision") is None, reason="torchvision is not installed")
@pytest.mark.parametrize("split", SPLITS)
def test_image_folder_itself_finds_the_same(out: Path, split: str) -> None:
    from torchvision.datasets import ImageFolder

    root = out / "data" / split
    client = ImageFolder(str(root))
    assert client.samples == image_folder(root)
    assert client[0][0].size == Image.open(client.samples[0][0]).size


def test_hugging_face_loads_class_folders(out: Path, tmp_path: Path, hugging_face: Any) -> None:
    loaded = hugging_face.load_dataset(
        "imagefolder", data_dir=str(out / "data"), cache_dir=str(tmp_path / "cache")
    )
    assert loaded.keys() == SPLIT_OF_CLIENT.keys()
    for name, split in SPLIT_OF_CLIENT.items():
        paths = loaded[name].cast_column("image", hugging_face.Image(decode=False))
        labels = loaded[name].features["label"].names
        assert {row["image"]["path"]: labels[row["label"]] for row in paths} == expected(out, split)
    first = loaded["train"].cast_column("image", hugging_face.Image(decode=False))[0]["image"]
    assert np.array_equal(loaded["train"][0]["image"], Image.open(first["path"]))


def as_table(value: Any) -> Any:
    """Leave out what is null, as a table has each column in each row, and a manifest has not.

    Numbers are rounded, for the client keeps ten decimals of those in columns of many types.
    """
    if isinstance(value, dict):
        return {key: as_table(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [as_table(item) for item in value]
    return round(value, 8) if isinstance(value, float) else value


def manifest(hugging_face: Any, out: Path, tmp_path: Path, **options: Any) -> list[dict[str, Any]]:
    loaded = hugging_face.load_dataset(
        "json",
        data_files=str(out / "manifest.jsonl"),
        split="train",
        cache_dir=str(tmp_path / "cache"),
        **options,
    )
    return [as_table(row) for row in loaded]


def test_hugging_face_loads_the_manifest(out: Path, tmp_path: Path, hugging_face: Any) -> None:
    rows = runs.rows(out)
    assert Counter(row["chain"] for row in rows) == {None: 13, "views": 7, "mixes": 6, "late": 4}
    assert manifest(hugging_face, out, tmp_path) == as_table(rows)


def test_hugging_face_loads_a_manifest_of_any_size(
    out: Path, tmp_path: Path, hugging_face: Any
) -> None:
    """It tells types from the first 10 MB, which may be originals alone: then it must be told."""
    features = {name: hugging_face.Value("string") for name in COLUMNS}
    features |= {name: hugging_face.Value("int64") for name in NUMBERS}
    features |= {name: hugging_face.Json() for name in NESTED}
    told = hugging_face.Features(features)
    found = manifest(hugging_face, out, tmp_path, features=told, chunksize=1000)
    assert found == as_table(runs.rows(out))
