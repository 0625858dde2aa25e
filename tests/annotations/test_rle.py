"""Run lengths against pycocotools."""

from __future__ import annotations

import numpy as np
import pytest
from pycocotools import mask as oracle

from augctl.io.annotations import rle
from augctl.marks import Bitmap


def masks():
    rng = np.random.default_rng(5)
    for number in range(60):
        height, width = rng.integers(1, 60, 2)
        yield (rng.random((height, width)) < rng.random()).astype(np.uint8)
        blob = np.zeros((height * 9, width * 9), np.uint8)
        y, x = rng.integers(0, height * 9), rng.integers(0, width * 9)
        blob[y : y + 40, x : x + 1 + number] = 1
        yield blob
    yield np.ones((7, 5), np.uint8)
    yield np.ones((1, 1), np.uint8)
    yield np.zeros((3, 4), np.uint8)


def whole(mask: Bitmap | None, shape: tuple[int, ...]) -> np.ndarray:
    canvas = np.zeros(shape, np.uint8)
    if mask is not None:
        height, width = mask.values.shape
        canvas[mask.y : mask.y + height, mask.x : mask.x + width] = mask.values
    return canvas


def test_packed_counts_are_those_of_pycocotools() -> None:
    for pixels in masks():
        height, width = pixels.shape
        text = oracle.encode(np.asfortranarray(pixels))["counts"].decode()
        found = rle.decode(text, width, height)
        assert (whole(found, pixels.shape) == pixels).all()
        assert rle.pack(rle.unpack(text)) == text
        if found is not None:
            assert rle.pack(rle.encode(found, width, height)) == text
            assert found.values.any(axis=0)[[0, -1]].all()
            assert found.values.any(axis=1)[[0, -1]].all()


def test_counts_as_numbers() -> None:
    mask = rle.decode([4, 2, 3], 3, 3)
    assert mask is not None
    assert (mask.x, mask.y, mask.values.tolist()) == (1, 1, [[1], [1]])
    assert rle.encode(mask, 3, 3).tolist() == [4, 2, 3]
    assert rle.decode([9], 3, 3) is None


def test_large_counts_survive() -> None:
    counts = np.array([2**27, 1, 2**27 - 5, 3, 1, 0, 2**20])
    assert rle.unpack(rle.pack(counts)).tolist() == counts.tolist()


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([4, 2, 2], "8 pixels long, the image is 3 x 3"),
        ([], "0 pixels long"),
        ([-1, 10], "a length that cannot be"),
        ([4.5, 4.5], "not whole numbers"),
        ([[4], [5]], "not whole numbers"),
        (["4", "5"], "not whole numbers"),
        ([10**30], "not whole numbers"),
        ("61X", "not packed"),
        ("é", "not packed"),
        ("!", "not packed"),
        ("o" * 40 + "0", "too large"),
    ],
)
def test_bad_counts(counts, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rle.decode(counts, 3, 3)


def test_a_mask_beyond_memory_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        rle.decode([10**12], 10**6, 10**6)
