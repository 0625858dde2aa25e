"""Outlines against the pixels that they go around, filled by pycocotools and by arithmetic."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from augctl.io.annotations.outlines import traced
from augctl.marks import Bitmap
from augctl.rings import joined, rectangle, ring_area


def blobs():
    rng = np.random.default_rng(9)
    for share in (0.2, 0.5, 0.8):
        for _ in range(20):
            yield (rng.random(rng.integers(1, 14, 2)) < share).astype(np.uint8)
    for _ in range(10):
        canvas = np.zeros((60, 80), np.uint8)
        cv2.circle(canvas, tuple(rng.integers(20, 60, 2).tolist()), 17, 1, -1)
        cv2.circle(canvas, tuple(rng.integers(20, 60, 2).tolist()), 6, 0, -1)
        yield canvas


def crossings(rings: list[np.ndarray], shape: tuple[int, int]) -> np.ndarray:
    """Fill by counting, for the middle of every pixel, the edges to the left of it."""
    y, x = np.mgrid[: shape[0], : shape[1]] + 0.5
    count = np.zeros(shape, int)
    for ring in rings:
        for (x0, y0), (x1, y1) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            if y0 != y1:
                at = x0 + (y - y0) / (y1 - y0) * (x1 - x0)
                count += ((y > min(y0, y1)) & (y < max(y0, y1)) & (at < x)).astype(int)
    return count % 2


def test_rings_go_along_the_edges_of_pixels() -> None:
    for pixels in blobs():
        rings = traced(Bitmap(5, 7, pixels))
        shifted = [ring - (5, 7) for ring in rings]
        assert (crossings(shifted, pixels.shape) == pixels).all()
        for ring in rings:
            turns = np.abs(np.diff(ring, axis=0, append=ring[:1])) > 0
            assert (turns.sum(axis=1) == 1).all()  # along one axis
            assert (turns[:, 0] != np.roll(turns[:, 0], 1)).all()  # no point between


def test_one_ring_covers_what_several_did() -> None:
    for pixels in blobs():
        rings = traced(Bitmap(0, 0, pixels))
        if rings:
            whole = joined(rings)
            assert ring_area(whole) == pytest.approx(pixels.sum())
            assert (crossings([whole], pixels.shape) == pixels).all()


def test_rectangle() -> None:
    corners = np.array([(9, 2), (-2, 9), (-9, -2), (2, -9)]) + 5000.0
    found = rectangle(np.concatenate([corners, corners.mean(axis=0, keepdims=True)]))
    apart = np.abs(found[:, None] - corners[None]).max(axis=2).min(axis=1)
    assert apart.max() < 0.001
