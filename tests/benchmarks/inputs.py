"""The photos that the benchmark works on, made from the project's sample photos."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.random import Generator
from PIL import Image

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data" / "photos"
SIZE = (500, 375)
QUALITY = 92

# Sample photos are small and turn soft when they are enlarged. A share of another photo, less
# enlarged, brings back the fine detail that a JPEG of a camera spends its bytes on.
_DETAIL = 0.35


def make_photos(folder: Path, count: int) -> None:
    """Write so many different photos into class folders: same count, same pixels."""
    rng = np.random.default_rng(2008)
    sources = {
        label.name: [Image.open(file).convert("RGB") for file in sorted(label.iterdir())]
        for label in sorted(SAMPLES.iterdir())
    }
    labels = list(sources)
    everything = [image for images in sources.values() for image in images]
    for number in range(count):
        label = labels[number % len(labels)]
        main = _piece(_pick(sources[label], rng), rng, 0.6)
        fine = _piece(_pick(everything, rng), rng, 0.9)
        photo = Image.blend(main, fine, _DETAIL)
        file = folder / label / f"{number:05d}.jpg"
        file.parent.mkdir(parents=True, exist_ok=True)
        photo.save(file, quality=QUALITY)


def _pick(images: list[Image.Image], rng: Generator) -> Image.Image:
    return images[int(rng.integers(len(images)))]


def _piece(image: Image.Image, rng: Generator, least: float) -> Image.Image:
    """Crop a part with the shape of a photo, mirror it or not, and enlarge it."""
    largest = min(image.width / SIZE[0], image.height / SIZE[1])
    share = largest * rng.uniform(least, 1.0)
    width, height = SIZE[0] * share, SIZE[1] * share
    x, y = rng.uniform(0, image.width - width), rng.uniform(0, image.height - height)
    piece = image.resize(SIZE, Image.Resampling.BICUBIC, box=(x, y, x + width, y + height))
    if rng.random() < 0.5:
        piece = piece.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return piece


def multiply(folder: Path, onto: Path, times: int) -> None:
    """Copy every photo so many times under other names; each copy is a file of its own."""
    for file in photos(folder):
        for number in range(times):
            target = onto / file.parent.name / f"{file.stem}-{number}{file.suffix}"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)


def photos(folder: Path) -> Iterator[Path]:
    """Walk the files below a folder in order of path."""
    for parent, folders, files in os.walk(folder):
        folders.sort()
        yield from (Path(parent, name) for name in sorted(files))
