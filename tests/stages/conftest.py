from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.random import Generator

from augctl.sample import Image, Label, Sample
from augctl.seeds import rng_for


@pytest.fixture
def rng() -> Generator:
    return rng_for(7, "test")


@pytest.fixture
def sample_of() -> Callable[..., Sample]:
    """Make a sample of an image; a picture of two axes is grey."""

    def make(image: Image, label: str | None = "cat") -> Sample:
        whole = image if image.ndim == 3 else image[..., None]
        return Sample("cat/1.png", Label.of(label), {"image": whole})

    return make


@pytest.fixture
def photo(rng: Generator) -> Image:
    """Make something like a photograph: 80x60, RGB, smooth, from black to white."""
    noise = rng.random((60, 80, 3), dtype=np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 3)
    return cv2.normalize(smooth, None, 0, 255, cv2.NORM_MINMAX).round().astype(np.uint8)
