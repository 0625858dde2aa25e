"""The drawn preview: odd images, true pixels, and ink only where the layout says."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageColor

from augctl.sample import Image as Array
from augctl.show.captions import caption_lines
from augctl.show.grid import Cell, Row, Section, draw_grid, save_grid
from augctl.show.layout import lay_out
from augctl.show.pictures import render
from augctl.show.theme import MATTE, PAPER, Theme

TRACE = caption_lines(
    [
        {"stage": "image.rotate", "drawn": {"angle_deg": -12.345}},
        {"stage": "image.mixup", "drawn": {"lambda": 0.3}, "partners": [{"file": "cat/3.jpg"}]},
    ]
)


def ramp(width: int, height: int, channels: int = 3, dtype: type = np.uint8) -> Array:
    line = np.linspace(0, np.iinfo(dtype).max, width)[None, :, None]
    return (line * np.ones((height, 1, channels))).astype(dtype)


def example() -> list[Section]:
    names = ["狗/很长的文件名.jpg", "Straße/café.jpg", "a\nb\udcff\u202e.jpg", "x" * 400, "", "jQ_"]
    cells = [Cell(ramp(40, 30), name, [*TRACE, "cat 0.69 · dog 0.31"]) for name in names]
    cells.append(Cell(None, "rejected", TRACE, problem="rejected after 5 attempts: ssim 0.1"))
    rows = [Row([Cell(ramp(40, 60), "cat/1.jpg", ["40 x 60 px"], accent=True), *cells]), Row([])]
    return [Section("views", "copies: 4 · rotate", rows), Section("mixes")]


@pytest.mark.parametrize(
    "image",
    [
        ramp(3000, 20),
        ramp(20, 3000),
        ramp(1, 1),
        ramp(28, 28, 1),
        ramp(90, 70, 4),
        ramp(50, 40, 1, np.uint16),
        ramp(50, 40, 4, np.uint16),
        ramp(60, 40)[:, ::-1],
        np.zeros((0, 5, 3), np.uint8),
        np.zeros((5, 5), np.uint8),
        np.zeros((5, 5, 2), np.uint8),
        np.zeros((5, 5, 3), np.float32),
        None,
    ],
)
def test_odd_images_are_drawn_or_explained(image: Array | None) -> None:
    picture = draw_grid([Section("odd", "", [Row([Cell(image, "a.png", accent=True)])])], "odd")
    assert picture.mode == "RGB"
    assert picture.width > 200


def test_an_empty_preview_is_a_page() -> None:
    assert draw_grid([], "", "").width > 0
    assert draw_grid([Section("", "", [])], "nothing").height > 64


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = io.BytesIO(), tmp_path / "grid.png"
    save_grid(draw_grid(example(), "name", "seed 7"), first)
    save_grid(draw_grid(example(), "name", "seed 7"), second)
    assert first.getvalue() == second.read_bytes()
    with Image.open(second) as read:
        assert read.format == "PNG"


def test_the_input_is_not_changed() -> None:
    image = ramp(50, 40, 4, np.uint16)
    before = image.copy()
    image.setflags(write=False)
    draw_grid([Section("a", "", [Row([Cell(image)])])], "")
    np.testing.assert_array_equal(image, before)


def test_ink_stays_inside_the_boxes_of_the_layout() -> None:
    theme = Theme(200)
    page = lay_out(example(), "Heading jgQ", "subheading", theme)
    pixels = np.array(draw_grid(example(), "Heading jgQ", "subheading"))
    ring = theme.frame_gap + theme.frame_line
    texts = [*page.texts]
    for cell in page.cells:
        texts += [*cell.texts, *([cell.tag] if cell.tag else [])]
        frame = cell.frame
        pixels[frame.y - ring : frame.bottom + ring, frame.x - ring : frame.right + ring] = 0
    for box in [*page.rules, *[text.box for text in texts]]:
        pixels[box.y : box.bottom, box.x - 1 : box.right + 1] = 0
    rest = pixels[pixels.any(axis=2)]
    assert (rest == ImageColor.getrgb(PAPER)).all()


def test_pixels_arrive_where_the_layout_puts_them() -> None:
    image = np.random.default_rng(0).integers(0, 256, (25, 50, 3), np.uint8)
    sections = [Section("a", "", [Row([Cell(image)])])]
    box = lay_out(sections, "", "", Theme(200)).cells[0].picture
    assert box is not None
    shown = np.array(draw_grid(sections, ""))[box.y : box.bottom, box.x : box.right]
    np.testing.assert_array_equal(shown, image.repeat(4, axis=0).repeat(4, axis=1))


def test_sixteen_bits_are_scaled_over_their_full_range() -> None:
    image = np.array([[[0], [257 * 100], [65535]]], np.uint16)
    assert np.array(render(image, 3, 1, 8))[0, :, 0].tolist() == [0, 100, 255]


def test_transparency_shows_a_checkerboard() -> None:
    image = np.zeros((32, 32, 4), np.uint8)
    image[:, :16] = (200, 0, 0, 255)
    shown = np.array(render(image, 32, 32, 8))
    assert (shown[:, :16] == (200, 0, 0)).all()
    assert sorted({tuple(colour) for colour in shown[:, 16:].reshape(-1, 3).tolist()}) == [
        (216, 216, 216),
        (255, 255, 255),
    ]


def test_small_images_are_centred_on_a_matte() -> None:
    sections = [Section("a", "", [Row([Cell(ramp(1, 1)), Cell(ramp(9, 9))])])]
    frame = lay_out(sections, "", "", Theme(200)).cells[0].frame
    shown = draw_grid(sections, "")
    assert shown.getpixel((frame.x + 1, frame.y + 1)) == ImageColor.getrgb(MATTE)
    assert shown.getpixel((frame.x + 100, frame.y + frame.height // 2)) == (0, 0, 0)


def test_twice_the_cell_is_the_same_picture_at_twice_the_size() -> None:
    small = draw_grid(example(), "heading", cell_px=200)
    large = draw_grid(example(), "heading", cell_px=400)
    assert abs(large.width - 2 * small.width) <= 4
    assert large.height > 1.9 * small.height
