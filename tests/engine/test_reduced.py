"""Large JPEGs are decoded smaller for chains that shrink them, and nothing else changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import augctl
from augctl.io.codecs import decoding

SIZE = (1504, 1128)
SMALL: dict[str, Any] = {
    "name": "small",
    "copies": 1,
    "stages": [{"image.resize": {"width_px": 320}}],
}
FLIPPED: dict[str, Any] = {"name": "flipped", "copies": 1, "stages": ["image.flip_ud"]}


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    rng = np.random.default_rng(1)
    for number in range(2):
        coarse = rng.integers(256, size=(94, 125, 3), dtype=np.uint8)
        picture = cv2.resize(coarse, SIZE, interpolation=cv2.INTER_CUBIC)
        (tmp_path / "in").mkdir(exist_ok=True)
        full_colour = [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
        cv2.imwrite(str(tmp_path / "in" / f"{number}.jpg"), picture, full_colour)
    return tmp_path / "in"


def run(photos: Path, out: str, *chains: dict[str, Any]) -> Path:
    folder = photos.parent / out
    output = {"originals": "skip", "image": {"codec": "png"}}
    recipe = {"version": 1, "output": output, "chains": list(chains)}
    augctl.expand(photos, recipe=recipe, output=folder, workers=1)
    return folder


def test_smaller_pictures_are_decoded_and_look_the_same(photos: Path, monkeypatch: Any) -> None:
    reduced = cv2.imread(str(run(photos, "reduced", SMALL) / "data" / "0__small-1.png"))
    monkeypatch.setattr(decoding, "_REDUCTIONS", ())
    monkeypatch.setenv("AUGCTL_START_METHOD", "fork")
    whole = cv2.imread(str(run(photos, "whole", SMALL) / "data" / "0__small-1.png"))
    assert reduced.shape == whole.shape == (240, 320, 3)
    difference = np.abs(reduced.astype(float) - whole)
    assert 0 < difference.mean() < 1.5


def test_a_chain_is_not_changed_by_another(photos: Path) -> None:
    alone, beside = run(photos, "alone", SMALL), run(photos, "beside", SMALL, FLIPPED)
    for name in ("0__small-1.png", "1__small-1.png"):
        assert (alone / "data" / name).read_bytes() == (beside / "data" / name).read_bytes()
    flipped = cv2.imread(str(beside / "data" / "0__flipped-1.png"))
    assert flipped.shape[:2] == SIZE[::-1], "and the other chain gets all pixels"


def test_replay_decodes_alike(photos: Path) -> None:
    mixed = {
        "name": "mixed",
        "copies": 1,
        "stages": [{"image.letterbox": {"width_px": 200}}, "image.mixup"],
    }
    out = run(photos, "out", SMALL, mixed, FLIPPED)
    for name in ("0__small-1.png", "1__mixed-1.png", "1__flipped-1.png"):
        assert augctl.replay(out, name).data == (out / "data" / name).read_bytes()
