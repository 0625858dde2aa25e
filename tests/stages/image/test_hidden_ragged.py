"""Outlines of any form under covers of any form: no error, and a share that pixels confirm."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from augctl.marks import Points
from augctl.stages.image._area import Mask
from augctl.stages.image._outlines import beside

SIDE = 200
FINE = 8


def stars(rng: np.random.Generator) -> Points:
    count = int(rng.integers(5, 40))
    turns = np.sort(rng.uniform(0, 2 * np.pi, count))
    directions = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    return np.asarray(SIDE / 2 + directions * rng.uniform(5, 90, count)[:, None])


def crossing(rng: np.random.Generator) -> Points:
    corners = rng.uniform(0, SIDE, (int(rng.integers(4, 14)), 2))
    return np.rint(corners) if rng.random() < 0.5 else corners


def specks(rng: np.random.Generator) -> Mask:
    cover = np.zeros((SIDE, SIDE), np.uint8)
    cover[tuple(rng.integers(0, SIDE, (2, 200)))] = 1
    return cover


def blobs(rng: np.random.Generator) -> Mask:
    smooth = cv2.GaussianBlur(rng.random((SIDE, SIDE)), (0, 0), rng.uniform(2, 6))
    return (smooth > np.quantile(smooth, rng.uniform(0.5, 0.9))).astype(np.uint8)


def rectangles(rng: np.random.Generator) -> Mask:
    cover = np.zeros((SIDE, SIDE), np.uint8)
    for x, y, width, height in rng.integers(1, 60, (12, 4)) * (3, 3, 1, 1):
        cover[y : y + height, x : x + width] = 1
    return cover


def fine(ring: Points) -> Mask:
    canvas = np.zeros((SIDE * FINE, SIDE * FINE), np.uint8)
    corners = np.rint((ring * FINE - 0.5) * 256).astype(np.int32)
    return np.asarray(cv2.fillPoly(canvas, [corners], (1,), shift=8))


RINGS = {"stars": stars, "crossing": crossing}
COVERS = {"specks": specks, "blobs": blobs, "rectangles": rectangles}


def pairs(ring: str, cover: str) -> Iterator[tuple[Points, Mask]]:
    rng = np.random.default_rng([len(ring), len(cover), 1])
    for _ in range(120):
        yield RINGS[ring](rng), COVERS[cover](rng)


@pytest.mark.parametrize("cover", COVERS)
@pytest.mark.parametrize("ring", RINGS)
def test_any_outline_can_be_covered(ring: str, cover: str) -> None:
    for number, (points, mask) in enumerate(pairs(ring, cover)):
        _, share = beside((points,), mask)
        assert 0 <= share <= 1
        if number < 12:
            drawn = fine(points)
            under = cv2.resize(mask, drawn.shape, interpolation=cv2.INTER_NEAREST)
            expected = 1 - cv2.countNonZero(drawn & under) / cv2.countNonZero(drawn)
            assert share == pytest.approx(expected, abs=0.02)
