"""The picture of `augctl preview`: originals and their variants, with what was drawn below each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageDraw

from augctl.marks import Thing
from augctl.show import palette
from augctl.show.cells import Cell, Row, Section
from augctl.show.ink import corners, draw_text
from augctl.show.layout import Box, PlacedCell, lay_out
from augctl.show.marks import draw_marks
from augctl.show.palette import Colour
from augctl.show.pictures import render
from augctl.show.theme import BLUE, BLUE_TINT, MATTE, PAPER, RULE, VERMILION, VERMILION_TINT, Theme

__all__ = ["Cell", "Row", "Section", "draw_grid", "save_grid"]


def draw_grid(
    sections: Sequence[Section], heading: str, subheading: str = "", cell_px: int = 200
) -> Image.Image:
    """Draw a preview: RGB, `cell_px` pixels per column plus margins.

    Type and distances grow with `cell_px`: 400 gives the same picture for high-resolution print.
    The least is 64; below 180, type stays at the size that it has there, to be legible.
    The same input gives the same pixels, on machines with the same fonts and Pillow.
    """
    theme = Theme(cell_px)
    page = lay_out(sections, heading, subheading, theme)
    canvas = Image.new("RGB", (page.width, page.height), PAPER)
    draw = ImageDraw.Draw(canvas)
    for rule in page.rules:
        draw.rectangle(corners(rule), fill=RULE)
    for text in page.texts:
        draw_text(canvas, text, text.box.x)
    classes = {thing.label for each in page.cells for thing in _things(each.cell)}
    # One table for all cells: a class has the same colour in each.
    colours = palette.colours(classes)
    for cell in page.cells:
        _draw_cell(canvas, draw, cell, theme, colours)
    return canvas


def save_grid(picture: Image.Image, target: Path | BinaryIO) -> None:
    """Write a preview as PNG, to a file or into an open one."""
    picture.save(target, "PNG", optimize=True)


def _draw_cell(
    canvas: Image.Image,
    draw: ImageDraw.ImageDraw,
    placed: PlacedCell,
    theme: Theme,
    colours: Mapping[str, Colour],
) -> None:
    frame, cell = placed.frame, placed.cell
    image = cell.image
    if placed.picture is None or image is None:
        draw.rectangle(corners(frame), fill=VERMILION_TINT, outline=VERMILION)
        _draw_cross(draw, placed, theme)
    else:
        draw.rectangle(corners(frame), fill=MATTE)
        box = placed.picture
        picture = render(image, box.width, box.height, theme.checker)
        if cell.marks is not None or cell.class_map is not None:
            size = image.shape[1], image.shape[0]
            picture = draw_marks(picture, cell.marks, cell.class_map, size, colours, theme)
        canvas.paste(picture, (box.x, box.y))
    if cell.accent:
        grown = theme.frame_gap + theme.frame_line
        around = Box(
            frame.x - grown, frame.y - grown, frame.width + 2 * grown, frame.height + 2 * grown
        )
        draw.rectangle(corners(around), outline=BLUE, width=theme.frame_line)
    if placed.tag:
        radius = placed.tag.box.height // 2
        draw.rounded_rectangle(corners(placed.tag.box), radius, fill=BLUE_TINT)
        draw_text(canvas, placed.tag, placed.tag.box.x + theme.tag_pad)
    for text in placed.texts:
        draw_text(canvas, text, text.box.x)


def _things(cell: Cell) -> Sequence[Thing]:
    return cell.marks.things if cell.marks is not None else ()


def _draw_cross(draw: ImageDraw.ImageDraw, placed: PlacedCell, theme: Theme) -> None:
    """Mark a missing picture with a cross above its reason."""
    frame = placed.frame
    inside = [text.box.y for text in placed.texts if text.box.y < frame.bottom]
    bottom = min(inside, default=frame.y + frame.height // 2) - theme.cross_gap
    x = frame.x + (frame.width - theme.cross) // 2
    y = bottom - theme.cross
    right = x + theme.cross
    draw.line((x, y, right, bottom), VERMILION, theme.frame_line)
    draw.line((x, bottom, right, y), VERMILION, theme.frame_line)
