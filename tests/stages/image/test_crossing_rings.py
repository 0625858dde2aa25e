"""Rings that cross or touch themselves: what they hold is what is drawn of them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from augctl.marks import Marks, Shape, Thing
from augctl.rings import clip_ring, ring_area
from augctl.stages.image._affine import shift
from augctl.stages.image._marks import moved
from augctl.surfaces import drawn_areas, surface

BOW = np.array([(0, 0), (10, 10), (10, 0), (0, 10)], float)
FINE = 16


def drawn(ring: np.ndarray, side: int) -> float:
    canvas = np.zeros((side * FINE, side * FINE), np.uint8)
    corners = np.rint((ring * FINE - 0.5) * 256).astype(np.int32)
    return cv2.countNonZero(cv2.fillPoly(canvas, [corners], (1,), shift=8)) / FINE**2


def marks_of(shape: Shape, box: tuple[float, ...] = (0, 0, 10, 10)) -> Marks:
    return Marks.of([Thing("a", "1.png", 0)], [box], [shape])


@pytest.mark.parametrize(("by", "visible"), [(0, 1), (-5, 0.5), (-3, 0.58), (-10, 0)])
@pytest.mark.parametrize("kind", ["rings", "corners"])
def test_equal_loops_both_ways_around_do_not_vanish(kind: str, by: int, visible: float) -> None:
    shape = Shape(rings=(BOW,)) if kind == "rings" else Shape(corners=BOW)
    marks = moved(marks_of(shape), shift((20, 20), by, 0))
    assert marks.visible.tolist() == ([pytest.approx(visible)] if visible else [])


def test_any_ring_has_the_area_that_is_drawn() -> None:
    rng = np.random.default_rng(4)
    rings = [np.rint(rng.uniform(0, 60, (count, 2))) for count in rng.integers(3, 12, 60)]
    owner = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    areas = drawn_areas(np.concatenate(rings), owner, len(rings))
    for ring, area in zip(rings, areas, strict=True):
        # What is drawn has the pixels of the line, too, of which half lie outside.
        length = np.abs(ring - np.roll(ring, 1, axis=0)).sum()
        assert area == pytest.approx(drawn(ring, 60), abs=1 + length / FINE)


def test_a_hole_that_an_edge_of_the_image_cuts_is_not_filled() -> None:
    outer = np.array([(0, 0), (40, 0), (40, 40), (0, 40)], float)
    hole = np.array([(20, 20), (20, 30), (30, 30), (30, 20)], float)
    ring = np.concatenate([outer, outer[:1], hole, hole[:1]])
    cut = clip_ring(ring, 25, 40)
    assert surface(ring).area == ring_area(ring) == 1500
    assert surface(cut).area == ring_area(cut) == 25 * 40 - 50


def test_a_rotated_box_outside_leaves_nothing_of_its_corners() -> None:
    box = np.array([(50, 50), (60, 50), (60, 60), (50, 60)], float)
    inside = np.array([(0, 0), (5, 0), (5, 5), (0, 5)], float)
    shape = Shape(rings=(inside,), corners=box)
    (left,) = moved(marks_of(shape), shift((20, 20), 1, 1)).shapes
    assert left is not None
    assert left.corners is None


def test_a_line_of_no_area_is_no_error() -> None:
    line = np.array([(0, 0), (10, 10), (0, 0)], float)
    assert len(moved(marks_of(Shape(rings=(line,))), shift((20, 20), -5, 0))) == 0
