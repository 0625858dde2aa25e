"""Whole runs for tests: a dataset, a recipe with everything in it, and what came of a run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from augctl import expand as expand
from augctl.sample import Image
from augctl.seeds import rng_for

CLASSES = {"cat": 13, "dog": 7, "owl": 4}

RECIPE: Mapping[str, Any] = {
    "version": 1,
    "name": "everything",
    "seed": 7,
    "input": {"split": {"train": 0.8, "val": 0.2}},
    "chains": [
        {
            "name": "views",
            "copies": 2,
            "stages": [
                {"image.flip_lr": {}, "p": 0.5},
                {"image.rotate": {"angle_deg": [-20, 20]}},
                {
                    "some_of": [
                        {"image.brightness": {}},
                        {"one_of": [{"image.gaussian_noise": {}}, {"image.gaussian_blur": {}}]},
                        {"sequence": [{"image.hue": {}}, {"image.gamma": {}}], "p": 0.7},
                    ],
                    "count": [1, 2],
                },
                {"image.erase": {}, "only": ["cat"]},
            ],
            "gates": [{"quality.ssim": {"min": 0.45}}],
            "attempts": 2,
        },
        {
            "name": "mixed-views",
            "copies": {"dog": 1, "owl": 2},
            "stages": [{"image.rotate": {}}, {"image.mixup": {"partner": "neighbor"}}],
        },
        {
            "name": "mixes",
            "total": 20,
            "stages": [
                {"image.flip_lr": {"p": 0.5}},
                {"one_of": [{"image.cutmix": {}}, {"image.sample_pairing": {}}]},
                {"image.mixup": {"partner": "other_class"}},
            ],
        },
        {
            "name": "even",
            "balance": "max",
            "stages": [{"image.smote": {"neighbors": 3}}, {"image.brightness": {}}],
        },
        {"name": "late", "total": 6, "stages": [{"image.cutmix": {"partner": "same_class"}}]},
    ],
}


def without_mixes(copies: int = 2) -> dict[str, Any]:
    """Return a recipe whose outputs each come from one original alone."""
    chain = {**RECIPE["chains"][0], "copies": copies}
    return {"version": 1, "seed": 7, "chains": [chain]}


def picture(number: int, size: tuple[int, int]) -> Image:
    """Draw something like a photograph, BGR."""
    rng = rng_for(5, "picture", number)
    small = rng.integers(0, 256, (5, 6, 3), dtype=np.uint8)
    smooth = cv2.resize(small, size, interpolation=cv2.INTER_CUBIC)
    return cv2.add(smooth, rng.integers(0, 20, smooth.shape, dtype=np.uint8))


def make_photos(folder: Path, times: int = 1, size: tuple[int, int] = (48, 40)) -> Path:
    """Write class folders of uneven size: JPEG and PNG, one grey, three broken in three ways."""
    number = 0
    for label, count in CLASSES.items():
        (folder / label).mkdir(parents=True)
        for i in range(count * times):
            number += 1
            image = picture(number, (size[0] + number % 5, size[1] - number % 3))
            ending = "png" if i % 3 == 2 else "jpg"
            cv2.imwrite(str(folder / label / f"{i:04d}.{ending}"), image)
    grey = cv2.cvtColor(picture(0, size), cv2.COLOR_BGR2GRAY)
    cv2.imwrite(str(folder / "cat" / "grey.png"), grey)
    (folder / "dog" / "text.jpg").write_text("no image")
    # The heads of these two are right: only decoding finds them out.
    for label, ending in (("cat", "jpg"), ("owl", "png")):
        data = cv2.imencode(f".{ending}", picture(1000, size))[1].tobytes()
        damaged = data[: len(data) // 2] + bytes(64) + data[len(data) // 2 + 64 :]
        (folder / label / f"damaged.{ending}").write_bytes(
            damaged if ending == "png" else data[: len(data) // 2]
        )
    return folder


def result(out: Path) -> dict[str, str]:
    """Hash all that a run promises: every file in OUT/data, the manifest, the errors."""
    return {
        **data_files(out),
        **{name: digest(out / name) for name in ("manifest.jsonl", "errors.jsonl")},
    }


def data_files(out: Path) -> dict[str, str]:
    """Hash every file in OUT/data."""
    return {
        file.relative_to(out).as_posix(): digest(file)
        for file in sorted((out / "data").rglob("*"))
        if not file.is_dir()
    }


def digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


def rows(out: Path, name: str = "manifest.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / name).read_text().splitlines()]


def status(out: Path) -> str:
    return str(json.loads((out / "run.json").read_text())["status"])


def leftovers(out: Path) -> list[str]:
    """Name what should not be in an output folder once a run has ended."""
    known = {"data", "manifest.jsonl", "errors.jsonl", "run.json", ".augctl"}
    strange = [file.name for file in out.iterdir() if file.name not in known]
    state = {file.name for file in (out / ".augctl").iterdir()}
    kept = {"lock", "receipts", "index", "orders", "fit", "state.json"}
    kept |= {"described.json", "rows.json"}
    named = {row["file_name"] for row in rows(out)}
    extra = [name for name in data_files(out) if name.removeprefix("data/") not in named]
    return strange + sorted(state - kept) + extra


def dump(recipe: Mapping[str, Any]) -> str:
    """Write a recipe as YAML, of which JSON is a part."""
    return json.dumps(recipe)
