"""Marks and pixels of originals agree, however the file is turned and decoded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from augctl.engine.annotated import AnnotatedReader
from augctl.errors import BadInput
from augctl.io.annotations.model import Picture
from augctl.io.annotations.store import Store, StoreWriter
from augctl.io.original import Original
from augctl.io.sources.images import ImageReader
from augctl.marks import Marks, Thing

STORED = (96, 64)
BOX = (10, 20, 41, 36)


def make(
    tmp_path: Path, orientation: int, picture: Picture, needs: Any = None, upright: bool = False
) -> Any:
    """Write a picture with a bright box, and its annotation; return what the reader makes of it."""
    pixels = np.zeros((STORED[1], STORED[0]), np.uint8)
    pixels[BOX[1] : BOX[3], BOX[0] : BOX[2]] = 255
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(pixels).save(tmp_path / "a.jpg", quality=98, exif=exif)
    Image.fromarray(pixels // 255 * 7).save(tmp_path / "map.png")
    with StoreWriter(tmp_path) as writer:
        writer.add(picture)
    size = STORED[::-1] if orientation >= 5 else STORED
    reader = AnnotatedReader(ImageReader(tmp_path, 10_000_000), Store(tmp_path), (), upright)
    return reader.read(Original(0, "a.jpg", None, "train", 0, 1, 8, "jpeg", *size, 0, 0), needs)


def marks() -> Marks:
    return Marks.of([Thing("box", "a.jpg", 0)], [BOX])


def tight_box(image: np.ndarray) -> list[int]:
    x, y, width, height = cv2.boundingRect((image[..., 0] > 127).astype(np.uint8))
    return [x, y, x + width, y + height]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_marks_turn_with_the_pixels(orientation: int, tmp_path: Path) -> None:
    sample = make(tmp_path, orientation, Picture("a.jpg", marks=marks(), class_map="map.png"))
    assert sample.marks.boxes[0].tolist() == tight_box(sample.image)
    assert np.array_equal(sample.class_map == 7, sample.image > 127)


@pytest.mark.parametrize("orientation", [1, 6])
def test_marks_shrink_with_the_pixels(orientation: int, tmp_path: Path) -> None:
    picture = Picture("a.jpg", marks=marks(), class_map="map.png")
    sample = make(tmp_path, orientation, picture, lambda size: (size[0] // 3, size[1] // 3))
    assert min(sample.image.shape[:2]) == 32
    assert np.abs(sample.marks.boxes[0] - tight_box(sample.image)).max() <= 0.5
    assert sample.class_map.shape == sample.image.shape


def test_an_annotation_of_the_upright_picture_stays(tmp_path: Path) -> None:
    picture = Picture("a.jpg", size=STORED[::-1], marks=marks())
    assert make(tmp_path, 6, picture).marks.boxes[0].tolist() == list(BOX)
    picture = Picture("a.jpg", size=STORED, marks=marks())
    assert make(tmp_path, 6, picture).marks.boxes[0].tolist() != list(BOX)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_yolo_is_always_of_the_upright_picture(orientation: int, tmp_path: Path) -> None:
    size = STORED[::-1] if orientation >= 5 else STORED
    sample = make(tmp_path, orientation, Picture("a.jpg", size=size, marks=marks()), None, True)
    assert sample.marks.boxes[0].tolist() == list(BOX)


def test_an_annotation_of_another_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="its annotation is of 48 x 32 pixels, and it has 96 x 64"):
        make(tmp_path, 1, Picture("a.jpg", size=(48, 32), marks=marks()))


def test_a_class_map_of_another_size_is_refused(tmp_path: Path) -> None:
    Image.new("L", (5, 5)).save(tmp_path / "small.png")
    with pytest.raises(BadInput, match=r"small\.png is 5 x 5, not 96 x 64"):
        make(tmp_path, 1, Picture("a.jpg", class_map="small.png"))
