"""Marks in a preview: where they are drawn, in which colours, and where their names stand."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from PIL import Image

from augctl.marks import Bitmap, Marks, Shape, Thing
from augctl.show.grid import Cell, Row, Section, draw_grid
from augctl.show.labels import Named, place_labels
from augctl.show.layout import lay_out
from augctl.show.marks import draw_marks
from augctl.show.palette import DARK, PALETTE, colours, ink_on, of_numbers
from augctl.show.theme import Theme

GREY = 120
THEME = Theme(200)
COLOUR = colours(["cat"])["cat"]


def marked(shape: Shape | None = None, box: Any = (40, 60, 120, 130), name: str = "cat") -> Marks:
    return Marks.of([Thing(name, "1.png", 0)], [box], [shape])


def drawn(marks: Marks | None, classes: Any = None, times: int = 1) -> np.ndarray:
    """Draw over a grey picture of 200 by 160, of an image `times` as large."""
    picture = Image.new("RGB", (200, 160), (GREY, GREY, GREY))
    size = 200 * times, 160 * times
    names = {thing.label for thing in marks.things} if marks else ()
    return np.asarray(draw_marks(picture, marks, classes, size, colours(names), THEME)).astype(int)


def near(pixel: np.ndarray, colour: Any, by: float = 40) -> bool:
    return bool(np.abs(pixel - np.array(colour)).max() <= by)


def untouched(pixels: np.ndarray) -> bool:
    return bool((pixels == GREY).all())


def test_a_box_is_drawn_along_its_edges() -> None:
    pixels = drawn(marked())
    for x, y in [(80, 60), (80, 130), (40, 95), (120, 95)]:
        around = pixels[y - 1 : y + 1, x - 1 : x + 1].reshape(-1, 3)
        assert any(near(pixel, COLOUR) for pixel in around)
    assert untouched(pixels[64:126, 44:116])
    assert untouched(pixels[134:])


def test_marks_are_scaled_and_lines_are_not() -> None:
    mask = Bitmap(40, 60, np.ones((70, 80), np.uint8))
    large = Bitmap(120, 180, np.ones((210, 240), np.uint8))
    ring = np.array([(40.0, 60), (120, 60), (80, 130)])
    points = np.array([(60.0, 70, 2), (90, 100, 1)])
    threefold = points * (3, 3, 1)
    for one, other in [
        (None, None),
        (Shape(rings=(ring,)), Shape(rings=(3 * ring,))),
        (Shape(mask=mask), Shape(mask=large)),
        (Shape(keypoints=points), Shape(keypoints=threefold)),
    ]:
        small = drawn(marked(one))
        big = drawn(marked(other, (120, 180, 360, 390)), times=3)
        assert np.abs(small - big).mean() < 0.5


def test_a_mask_tints_its_pixels_and_its_holes_stay_clear() -> None:
    values = np.ones((70, 80), np.uint8)
    values[20:50, 25:55] = 0
    pixels = drawn(marked(Shape(mask=Bitmap(40, 60, values))))
    mixed = np.array(COLOUR) * 0.45 + GREY * 0.55
    assert near(pixels[70, 50], mixed, 2)
    assert untouched(pixels[85:105, 70:90])
    assert untouched(pixels[134:])


def test_outlines_and_rotated_boxes_are_drawn_as_they_are() -> None:
    square = np.array([(80.0, 60), (120, 95), (80, 130), (40, 95)])
    outline = drawn(marked(Shape(rings=(square,))))
    turned = drawn(marked(Shape(corners=square)))
    for pixels in outline, turned:
        assert any(near(pixel, COLOUR) for pixel in pixels[77:80, 100])
    assert untouched(turned[85:105, 70:90])
    assert near(outline[95, 80], np.array(COLOUR) * 0.25 + GREY * 0.75, 2)


def test_keypoints_tell_seen_from_hidden_and_leave_out_the_others() -> None:
    points = np.array([(60.0, 100, 2), (100, 100, 1), (0, 0, 0)])
    pixels = drawn(marked(Shape(keypoints=points)))
    assert near(pixels[99, 59], COLOUR, 5)
    assert near(pixels[99, 99], DARK, 5)
    assert any(near(pixel, COLOUR) for pixel in pixels[99, 99:104])
    assert untouched(pixels[:10, :10])


def test_class_maps_are_laid_over_half_transparent() -> None:
    classes = np.zeros((160, 200, 1), np.uint8)
    classes[:, 100:] = 3
    classes[120:] = 255
    pixels = drawn(None, classes)
    assert untouched(pixels[:119, :99])
    assert near(pixels[50, 150], (np.array(PALETTE[2]) + GREY) / 2, 1)
    assert near(pixels[140, 50], (np.array((200, 200, 200)) + GREY) / 2, 1)


def test_a_map_of_another_size_is_brought_to_the_picture() -> None:
    classes = np.zeros((1600, 2000, 1), np.uint16)
    classes[800:] = 300
    pixels = drawn(None, classes, times=10)
    assert untouched(pixels[:80])
    assert (pixels[80:] == pixels[-1, -1]).all()


def test_a_picture_without_marks_stays_as_it_is() -> None:
    assert untouched(drawn(None))
    assert untouched(drawn(Marks.of([], [])))


@pytest.mark.parametrize("size", [(1, 1), (8, 8), (200, 3), (4, 200)])
def test_tiny_pictures_can_be_marked(size: tuple[int, int]) -> None:
    for cell_px in (64, 200, 800):
        picture = Image.new("RGB", size)
        marks = marked(box=(0, 0, *size))
        result = draw_marks(picture, marks, None, size, colours(["cat"]), Theme(cell_px))
        assert result.size == size


def test_a_class_has_its_colour_whatever_else_there_is() -> None:
    assert len(set(colours("abcdefg").values())) == len(PALETTE)
    assert set(colours(map(str, range(50))).values()) == set(PALETTE)
    assert colours(["cat", "dog"]) == colours(["dog", "cat", "cat"])
    assert colours(["\udcff"])


def test_a_class_has_one_colour_in_all_cells() -> None:
    image = np.full((160, 200, 3), GREY, np.uint8)
    cells = [Cell(image, "", marks=marked(name=name)) for name in ("cat", "dog", "cat")]
    sections = [Section("a", "", [Row(cells)])]
    page = np.asarray(draw_grid(sections, ""))
    boxes = [cell.picture for cell in lay_out(sections, "", "", THEME).cells]
    one, two, three = (page[b.y : b.bottom, b.x : b.right] for b in boxes if b)
    assert np.array_equal(one, three)
    assert not np.array_equal(one, two)


def test_names_can_be_read_on_every_colour() -> None:
    def luminance(colour: Any) -> float:
        linear = ((np.array(colour) / 255 + 0.055) / 1.055) ** 2.4
        return float(linear @ (0.2126, 0.7152, 0.0722))

    for colour in PALETTE:
        dark, light = sorted((luminance(colour), luminance(ink_on(colour))))
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_nothing_is_clear_in_a_coloured_map() -> None:
    table = of_numbers(np.array([[0, 1, 8, 255]]))
    assert table.shape == (1, 4, 4)
    assert not table[0, 0].any()
    assert table[0, 1].tolist() == table[0, 2].tolist() == [*PALETTE[0], 255]


def names(count: int, seed: int) -> list[Named]:
    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, (180, 140), (count, 2))
    sides = rng.uniform(5, 80, (count, 2))
    classes = rng.choice(["cat", "person", "traffic light"], count)
    return [
        Named(str(name), *corner, *np.minimum(corner + side, (200, 160)))
        for name, corner, side in zip(classes, corners, sides, strict=True)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_names_stay_in_the_picture_and_apart(seed: int) -> None:
    things = names(30, seed)
    labels = place_labels(things, 200, 160, THEME.mark_label, THEME.mark_pad)
    assert {label.name for label in labels} == {thing.name for thing in things}
    for label in labels:
        assert label.box.x >= 0
        assert label.box.y >= 0
        assert label.box.right <= 200
        assert label.box.bottom <= 160
    assert not any(a.box.overlaps(b.box) for a, b in itertools.combinations(labels, 2))


def test_a_name_stands_on_its_box_where_there_is_room() -> None:
    (label,) = place_labels([Named("cat", 40, 60, 120, 130)], 200, 160, THEME.mark_label, 3)
    assert (label.box.x, label.box.bottom) == (40, 60)
    (label,) = place_labels([Named("cat", 0, 0, 200, 160)], 200, 160, THEME.mark_label, 3)
    assert (label.box.x, label.box.y) == (0, 0)


def test_a_long_name_leaves_room_and_a_stub_of_one_is_left_out() -> None:
    thing = Named("a very long name of a class of things", 0, 40, 200, 160)
    (label,) = place_labels([thing], 200, 160, THEME.mark_label, 3)
    assert label.box.width < 140
    assert place_labels([thing], 20, 160, THEME.mark_label, 3) == []


def test_small_things_of_a_class_are_named_once() -> None:
    row = [Named("cell", x, 50, x + 20, 70) for x in range(0, 180, 40)]
    assert len(place_labels(row, 200, 160, THEME.mark_label, 3)) == 1
    large = [Named("cell", x, 50, x + 60, 120) for x in (0, 70, 140)]
    assert len(place_labels(large, 200, 160, THEME.mark_label, 3)) == 3
