"""What covers leave of outlines, rotated boxes and plain boxes, where arithmetic says it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from augctl.marks import Bitmap, Marks, Shape, Thing
from augctl.rings import clip_ring, ring_area
from augctl.sample import Label, Sample
from augctl.stages.image._affine import shift
from augctl.stages.image._area import filled, mask_of
from augctl.stages.image._box import Box
from augctl.stages.image._hidden import covered, cut_out, seen
from augctl.stages.image._outlines import beside

SIZE = (100, 80)


def square(left: float, upper: float, right: float, lower: float) -> Any:
    return np.array([(left, upper), (right, upper), (right, lower), (left, lower)], float)


def marked(box: Any, shape: Shape | None = None) -> Sample:
    marks = Marks.of([Thing("a", "1.png", 0)], [box], [shape])
    return Sample("1.png", Label(), {"image": np.zeros((80, 100, 3), np.uint8)}, marks=marks)


def after(sample: Sample, *covers: Box) -> Marks:
    for cover in covers:
        sample = covered(sample, sample.image, [cover])
    assert sample.marks is not None
    return sample.marks


OUTLINED = Shape(rings=(square(10.25, 10, 50.25, 50),))


def test_an_outline_ends_at_its_cover_exactly() -> None:
    marks = after(marked([10.25, 10, 50.25, 50], OUTLINED), Box(30, 0, 70, 80))
    assert marks.boxes.tolist() == [[10.25, 10, 30, 50]]
    assert marks.visible.tolist() == [pytest.approx(19.75 / 40)]
    (ring,) = marks.shapes[0].rings
    assert sorted(ring.tolist()) == sorted(square(10.25, 10, 30, 50).tolist())


def test_what_is_covered_twice_counts_once_of_an_outline() -> None:
    sample, cover = marked([10.25, 10, 50.25, 50], OUTLINED), Box(20, 20, 10, 10)
    once, twice = after(sample, cover), after(sample, cover, cover)
    assert once.visible.tolist() == twice.visible.tolist() == [pytest.approx(1 - 100 / 1600)]
    assert np.array_equal(once.shapes[0].rings[0], twice.shapes[0].rings[0])
    overlapping = after(sample, cover, Box(25, 20, 10, 10))
    assert overlapping.visible.tolist() == [pytest.approx(1 - 150 / 1600)]


def test_a_hole_stays_a_hole_in_one_ring() -> None:
    marks = after(marked([10.25, 10, 50.25, 50], OUTLINED), Box(20, 20, 10, 10))
    (ring,) = marks.shapes[0].rings
    assert ring_area(ring) == pytest.approx(1500)
    drawn = filled((ring,), Box(0, 0, *SIZE))
    assert not drawn[20:30, 20:30].any()
    assert int(drawn.sum()) == pytest.approx(1500, abs=40)
    assert ring_area(clip_ring(ring, 25, 80)) == pytest.approx(14.75 * 40 - 50)


def test_a_cover_across_leaves_two_parts() -> None:
    marks = after(marked([10.25, 10, 50.25, 50], OUTLINED), Box(25, 0, 10, 80))
    assert sorted(map(ring_area, marks.shapes[0].rings)) == pytest.approx([14.75 * 40, 15.25 * 40])
    assert marks.boxes.tolist() == [[10.25, 10, 50.25, 50]]


def test_a_sliver_that_no_pixel_shows_is_gone() -> None:
    marks = after(marked([10.25, 10, 50.25, 50], OUTLINED), Box(30, 0, 20, 80))
    assert marks.boxes.tolist() == [[10.25, 10, 30, 50]]


def test_a_ring_that_crosses_itself_holds_what_is_drawn_of_it() -> None:
    bow = np.array([(10, 10), (50, 50), (50, 10), (10, 50)], float)
    left, share = beside((bow,), mask_of([Box(30, 0, 70, 80)], SIZE))
    assert share == pytest.approx(0.5)
    assert sum(map(ring_area, left)) == pytest.approx(400)


def test_slanted_edges_of_a_cover_are_lines_not_steps() -> None:
    y, x = np.mgrid[:80, :100]
    left, share = beside((square(0, 0, 80, 80),), (x + y > 79).astype(np.uint8))
    assert share == pytest.approx(0.5, abs=0.02)
    assert sum(map(len, left)) < 8


def test_of_single_pixels_that_are_covered_each_counts_wholly() -> None:
    specks = np.zeros((80, 100), np.uint8)
    specks[11:50:3, 12:50:3] = 1
    specks[12, 12] = 1
    left, share = beside((square(10, 10, 50, 50),), specks)
    assert share == pytest.approx(1 - specks.sum() / 1600)
    assert sum(map(ring_area, left)) == pytest.approx(1600 * share)


@pytest.mark.parametrize("gaps", [False, True])
def test_an_outline_goes_on_behind_specks(gaps: bool) -> None:
    specks = np.full((80, 100), int(gaps), np.uint8)
    specks[1::2, 1::2] = not gaps
    ring = square(0, 0, 80, 80)
    left, share = beside((ring,), specks)
    assert share == pytest.approx(0.25 if gaps else 0.75)
    assert np.array_equal(left, (ring,))


def test_outlines_of_two_things_share_no_pixel_after_one_covers_the_other() -> None:
    turns = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    disc = np.array((50, 40)) + 20 * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    own = filled((disc,), Box(0, 0, *SIZE))
    left, _ = beside((square(20, 20, 60, 70),), own)
    both = filled(left, Box(0, 0, *SIZE)) & own
    # What is smoothed along the edge takes less than half of any pixel, give or take.
    assert both.sum() <= 0.02 * own.sum()


def test_a_rotated_box_becomes_tight() -> None:
    corners = np.array([(50, 10), (80, 40), (50, 70), (20, 40)], float)
    marks = after(marked([20, 10, 80, 70], Shape(corners=corners)), Box(50, 0, 50, 80))
    assert marks.boxes.tolist() == [pytest.approx([20, 10, 50, 70])]
    assert marks.visible.tolist() == [pytest.approx(0.5)]
    found = marks.shapes[0].corners
    assert ring_area(found) == pytest.approx(1800, rel=1e-3)


BOX = [10.5, 10, 50, 50]


@pytest.mark.parametrize(
    ("covers", "box", "visible"),
    [
        ([Box(30, 0, 70, 80)], [10.5, 10, 30, 50], 19.5 / 39.5),
        ([Box(0, 0, 100, 30)], [10.5, 30, 50, 50], 0.5),
        ([Box(30, 0, 70, 49)], BOX, 1 - 20 * 39 / (39.5 * 40)),
        ([Box(20, 0, 10, 80)], BOX, 1 - 10 / 39.5),
        ([Box(30, 0, 70, 80)] * 2, [10.5, 10, 30, 50], 19.5 / 39.5),
        ([Box(30, 0, 70, 80), Box(0, 0, 20, 80)], [20, 10, 30, 50], 10 / 39.5),
    ],
    ids=["right", "upper", "no whole side", "across", "twice", "both sides"],
)
def test_a_box_alone_loses_whole_sides(covers: list[Box], box: list[float], visible: float) -> None:
    marks = after(marked(BOX), *covers)
    assert marks.boxes.tolist() == [box]
    assert marks.visible.tolist() == [pytest.approx(visible)]


def test_a_box_of_keypoints_is_cut_and_its_points_stay() -> None:
    shape = Shape(keypoints=np.array([(20.5, 20.5, 2.0), (45.5, 20.5, 2.0)]))
    marks = after(marked(BOX, shape), Box(30, 0, 70, 80))
    assert marks.boxes.tolist() == [[10.5, 10, 30, 50]]
    assert marks.shapes[0].keypoints[:, 2].tolist() == [2, 1]


def test_a_box_alone_is_around_the_subject_that_stays() -> None:
    sample = marked(BOX)
    subject = np.zeros((80, 100), np.uint8)
    subject[20:40, 20] = subject[30, 20:45] = 1
    marks = cut_out(sample, sample.image, subject).marks
    assert marks is not None
    assert marks.boxes.tolist() == [[20, 20, 45, 40]]
    assert marks.visible.tolist() == [pytest.approx(500 / (39.5 * 40))]


def test_a_mask_beside_an_outline_says_what_is_left() -> None:
    mask = Bitmap(10, 10, np.ones((40, 40), np.uint8))
    shape = Shape(rings=(square(10, 10, 50, 50),), mask=mask)
    marks = after(marked([10, 10, 50, 50], shape), Box(40, 0, 60, 80))
    assert marks.boxes.tolist() == [[10, 10, 40, 50]]
    assert marks.visible.tolist() == [0.75]
    assert marks.shapes[0].mask.values.shape == (40, 30)
    assert ring_area(marks.shapes[0].rings[0]) == pytest.approx(1200)


def test_of_a_thing_pasted_whole_points_outside_of_its_outline_stay() -> None:
    points = np.array([(50, 40, 2.0), (5, 5, 2.0)])
    shape = Shape(rings=(square(40, 30, 60, 50),), keypoints=points)
    marks = marked([40, 30, 60, 50], shape).marks
    assert marks is not None
    part = np.zeros((80, 100), np.uint8)
    part[30:50, 40:60] = 1
    whole = seen(marks, shift(SIZE, 0, 0), part)
    assert whole.shapes[0].keypoints.tolist() == points.tolist()
    part[30:50, 40:45] = 0
    cut = seen(marks, shift(SIZE, 0, 0), part)
    assert cut.shapes[0].keypoints[:, 2].tolist() == [2, 0]


def test_a_line_of_an_outline_too_thin_for_a_pixel_is_still_cut() -> None:
    shape = Shape(rings=(square(10, 20.4, 50, 20.6),))
    marks = after(marked([10, 20.4, 50, 20.6], shape), Box(30, 0, 70, 80))
    assert marks.boxes.tolist() == [pytest.approx([10, 20.4, 30, 20.6])]
    assert marks.visible.tolist() == [pytest.approx(0.5)]
