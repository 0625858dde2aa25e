"""Dots lie where arithmetic says, in the colours of their classes, and none hides another."""

from __future__ import annotations

import numpy as np
from PIL import Image

from augctl.show.layout import Box
from augctl.show.scatter import Limits, Scatter, apart
from augctl.show.theme import PAPER, PLOT, Theme

RED, GREEN = (200, 0, 0), (0, 160, 0)
WIDTH = 400


def drawn(points: object, colours: object, behind: object = ()) -> np.ndarray:
    """Draw a panel whose axes span -1 to 1."""
    limits = Limits((-1.0, -1.0), (1.0, 1.0))
    places = np.array(points, float).reshape(-1, 2)
    pale = np.array(behind, float).reshape(-1, 2)
    panel = Scatter(places, np.array(colours, int), (RED, GREEN), pale, limits, ("across", "up"))
    theme = Theme(200)
    height = panel.height(WIDTH, theme)
    canvas = Image.new("RGB", (WIDTH, height), PAPER)
    panel.draw(canvas, Box(0, 0, WIDTH, height), theme)
    side = theme.tick.line_px + theme.axis_gap
    return np.asarray(canvas)[: height - side, side:]


def middle_of(pixels: np.ndarray, colour: tuple[int, int, int]) -> tuple[float, float]:
    """Return where a colour's pixels lie on average, from -1 to 1: across, and up."""
    y, x = np.nonzero((pixels == colour).all(axis=2))
    height, width = pixels.shape[:2]
    return (x.mean() + 0.5) / width * 2 - 1, 1 - (y.mean() + 0.5) / height * 2


def test_dots_lie_where_their_components_say() -> None:
    pixels = drawn([(-0.5, 0.25), (0.5, -0.75)], [0, 1])
    np.testing.assert_allclose(middle_of(pixels, RED), (-0.5, 0.25), atol=0.02)
    np.testing.assert_allclose(middle_of(pixels, GREEN), (0.5, -0.75), atol=0.02)


def test_points_beyond_the_axes_are_whole_dots_at_their_edge() -> None:
    pixels = drawn([(9, 9)], [0])
    whole = (drawn([(0, 0)], [0]) == RED).all(axis=2).sum()
    assert (pixels == RED).all(axis=2).sum() >= 0.6 * whole > 0
    np.testing.assert_allclose(middle_of(pixels, RED), (1, 1), atol=0.04)


def test_later_colours_lie_on_top_and_all_on_what_is_behind() -> None:
    places = [(0.02 * i, 0.0) for i in range(10)]
    pixels = drawn(places * 2, [1] * 10 + [0] * 10, behind=places)
    seen = [(pixels == colour).all(axis=2).sum() for colour in (RED, GREEN)]
    assert seen[1] > seen[0]
    blank = (drawn([], []) == (255, 255, 255)).all(axis=2)
    assert PLOT == "#ffffff"
    pale = drawn([], [], behind=places)
    assert (pale[blank] != 255).any()


def test_equal_points_are_spread_and_others_stay() -> None:
    alone = np.array([[5.0, 5.0], [40.0, 8.0]])
    np.testing.assert_array_equal(apart(alone, 3.0), alone)
    heap = apart(np.full((200, 2), 50.0), 3.0)
    gaps = np.linalg.norm(heap[:, None] - heap[None], axis=2) + 99 * np.eye(200)
    assert gaps.min() > 1.49
    assert np.linalg.norm(heap - 50, axis=1).max() < 3.0 * 0.5 * 200**0.5 + 1e-9
    assert apart(np.zeros((0, 2)), 3.0).shape == (0, 2)


def test_axes_span_all_points_but_few_that_lie_far_out() -> None:
    points = np.random.default_rng(5).uniform(-1, 1, (1000, 2))
    limits = Limits.of(points)
    assert limits.outside(points) == 0
    assert np.abs([*limits.low, *limits.high]).max() < 1.2
    points[:3, 0] = (40, 50, -60)
    limits = Limits.of(points)
    assert limits.outside(points) >= 3
    assert np.abs([*limits.low, *limits.high]).max() < 1.2


def test_a_single_point_and_none_have_axes_too() -> None:
    for points in (np.zeros((0, 2)), np.full((1, 2), 4.0)):
        limits = Limits.of(points)
        assert all(low < high for low, high in zip(limits.low, limits.high, strict=True))
        assert limits.outside(points) == 0
