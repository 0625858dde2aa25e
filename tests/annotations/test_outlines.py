"""Outlines against the pixels that they go around, filled by pycocotools and by arithmetic."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from augctl.io.annotations.outlines import smoothed, traced
from augctl.marks import Bitmap
from augctl.rings import joined, rectangle, ring_area, ring_areas


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
                count += ((y >= min(y0, y1)) & (y < max(y0, y1)) & (at < x)).astype(int)
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


def things() -> Iterator[np.ndarray]:
    """Draw ellipses, polygons, rings and clouds, of all sizes and directions."""
    rng = np.random.default_rng(4)
    for number in range(120):
        side = int(rng.integers(12, 120))
        middle, pixels = (side // 2, side // 2), np.zeros((side, side), np.uint8)
        if number % 4 == 0:
            axes = rng.integers(2, side // 2, 2).tolist()
            cv2.ellipse(pixels, middle, axes, float(rng.random() * 180), 0, 360, 1, -1)
        elif number % 4 == 1:
            corners = rng.integers(0, side, (rng.integers(3, 8), 2))
            cv2.fillPoly(pixels, [corners.astype(np.int32)], 1)
        elif number % 4 == 2:
            cv2.circle(pixels, middle, side // 2 - 2, 1, int(rng.integers(1, 6)))
        else:
            pixels[:] = cv2.GaussianBlur(rng.random((side, side)), (0, 0), side / 10) > 0.5
        if pixels.any():
            yield pixels


def farthest(points: np.ndarray, ring: np.ndarray) -> float:
    """Return the distance of the point that is farthest from a ring."""
    side = np.roll(ring, -1, axis=0) - ring
    share = ((points[:, None] - ring) * side).sum(axis=2) / (side**2).sum(axis=1)
    nearest = ring + np.clip(share, 0, 1)[..., None] * side
    return float(np.hypot(*(nearest - points[:, None]).transpose(2, 0, 1)).min(axis=1).max())


def test_smoothed_outlines_are_of_the_same_pixels_with_fewer_points() -> None:
    before, after = 0, 0
    for pixels in things():
        stairs, smooth = (make(Bitmap(3, 4, pixels)) for make in (traced, smoothed))
        found = crossings([ring - (3, 4) for ring in smooth], pixels.shape) > 0
        both = found & (pixels > 0)
        assert both.sum() / (found | (pixels > 0)).sum() >= 0.95
        for one, other in zip(stairs, smooth, strict=True):
            assert ring_area(other) == pytest.approx(ring_area(one), rel=0.01)
            assert max(farthest(one, other), farthest(other, one)) <= 0.8
        before, after = before + sum(map(len, stairs)), after + sum(map(len, smooth))
    assert after < before / 2


def test_corners_stay_and_a_circle_needs_few_points() -> None:
    square, disk = np.ones((9, 14), np.uint8), np.zeros((99, 99), np.uint8)
    cv2.circle(disk, (49, 49), 48, 1, -1)
    (corners,) = smoothed(Bitmap(2, 5, square))
    assert sorted(map(tuple, corners.tolist())) == [(2, 5), (2, 14), (16, 5), (16, 14)]
    assert len(smoothed(Bitmap(0, 0, disk))[0]) <= 60
    (dot,) = smoothed(Bitmap(0, 0, square[:1, :1]))
    assert ring_area(dot) == 1


def test_a_small_ring_far_from_the_origin_has_its_area() -> None:
    far = np.array([(0, 0), (0.5, 0), (0.5, 0.5), (0, 0.5)]) + 2.0**28
    rings = np.concatenate([far, far - 2.0**28])
    assert ring_areas(rings, np.repeat([0, 2], 4), 3).tolist() == [0.25, 0, 0.25]


def test_rectangle() -> None:
    corners = np.array([(9, 2), (-2, 9), (-9, -2), (2, -9)]) + 5000.0
    found = rectangle(np.concatenate([corners, corners.mean(axis=0, keepdims=True)]))
    apart = np.abs(found[:, None] - corners[None]).max(axis=2).min(axis=1)
    assert apart.max() < 0.001
