"""What Hugging Face `datasets` reads from our files.

To be called in a process of its own: the libraries below it start threads that stay, and a process
with threads is not forked, as workers of other tests must be.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

COLUMNS = ("file_name", "split", "label", "chain", "sha256")
NUMBERS = ("unit", "copy", "attempt", "bytes")
NESTED = ("labels", "parents", "stages", "gates", "lost", "marks", "beside")


def prepare(home: Path) -> None:
    """Import the client, which must need no network, and keeps its caches in a folder."""
    os.environ |= {"HF_HOME": str(home), "HF_HUB_OFFLINE": "1"}
    import datasets

    datasets.disable_progress_bars()


def class_folders(root: Path) -> dict[str, dict[str, str]]:
    """Return for each split the label of each path; the first picture is looked at, too."""
    import datasets

    loaded = datasets.load_dataset("imagefolder", data_dir=str(root))
    paths = loaded.cast_column("image", datasets.Image(decode=False))
    first = paths["train"][0]["image"]["path"]
    assert np.array_equal(loaded["train"][0]["image"], Image.open(first))
    return {
        split: {row["image"]["path"]: rows.features["label"].int2str(row["label"]) for row in rows}
        for split, rows in paths.items()
    }


def manifest(file: Path) -> list[dict[str, Any]]:
    """Return the rows of a manifest whose types the client finds out."""
    return _rows(file)


def manifest_of_told_types(file: Path) -> list[dict[str, Any]]:
    """Return the rows of a manifest of any size.

    The client finds types in the first 10 MB, which may be originals alone: then it must be told.
    """
    import datasets

    features = {name: datasets.Value("string") for name in COLUMNS}
    features |= {name: datasets.Value("int64") for name in NUMBERS}
    features |= {name: datasets.Json() for name in NESTED}
    return _rows(file, features=datasets.Features(features), chunksize=1000)


def _rows(file: Path, **options: Any) -> list[dict[str, Any]]:
    import datasets

    return list(datasets.load_dataset("json", data_files=str(file), split="train", **options))
