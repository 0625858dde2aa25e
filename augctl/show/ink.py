"""Puts type on a canvas, and draws shapes finer than its pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PIL import Image, ImageDraw

from augctl.show.layout import Box, Text
from augctl.show.theme import Style
from augctl.show.typeface import ink_mask
from augctl.show.wrap import line_width, wrap_text

_FINE = 4

Point = tuple[float, float]


def corners(box: Box) -> tuple[int, int, int, int]:
    """Return a box as Pillow wants it: with its last pixels."""
    return box.x, box.y, box.right - 1, box.bottom - 1


def draw_text(canvas: Image.Image, text: Text, x: float) -> None:
    """Set a line of text that begins at `x`."""
    for span in text.line:
        whole = int(x + span.x)
        mask = ink_mask(span.text, span.style, x + span.x - whole)
        canvas.paste(span.style.ink, (whole - span.style.line_px, text.box.y), mask)


def write(
    canvas: Image.Image,
    text: str,
    style: Style,
    room: Box,
    align: Literal["left", "middle", "right"] = "left",
) -> float:
    """Set a name in one line at the top of a box, without its middle where it is too long.

    Returns:
        Its width in pixels.
    """
    lines = wrap_text(text, style, room.width, 1, name=True)
    if not lines:
        return 0.0
    width = line_width(lines[0])
    share = {"left": 0.0, "middle": 0.5, "right": 1.0}[align]
    draw_text(canvas, Text(lines[0], room), room.x + (room.width - width) * share)
    return width


class Fine:
    """A drawing that is made several times larger and averaged down; places are in its pixels."""

    def __init__(self, width: int, height: int, paper: str) -> None:
        self._size = width, height
        self._large = Image.new("RGB", (width * _FINE, height * _FINE), paper)
        self._draw = ImageDraw.Draw(self._large)

    def box(self, left: float, upper: float, right: float, lower: float, fill: str) -> None:
        """Fill a rectangle; one that is thinner than can be drawn is left out."""
        x0, y0, x1, y1 = (round(v * _FINE) for v in (left, upper, right, lower))
        if x1 > x0 and y1 > y0:
            self._draw.rectangle((x0, y0, x1 - 1, y1 - 1), fill=fill)

    def area(self, points: Sequence[Point], fill: str) -> None:
        """Fill a polygon."""
        self._draw.polygon([(x * _FINE, y * _FINE) for x, y in points], fill=fill)

    def line(self, points: Sequence[Point], ink: str, width: float) -> None:
        """Draw a line through points."""
        places = [(x * _FINE, y * _FINE) for x, y in points]
        self._draw.line(places, fill=ink, width=max(1, round(width * _FINE)), joint="curve")

    def dot(self, x: float, y: float, radius: float, fill: str | tuple[int, int, int]) -> None:
        """Fill a circle."""
        x, y, r = x * _FINE, y * _FINE, radius * _FINE
        self._draw.ellipse((x - r, y - r, x + r, y + r), fill=fill)

    def picture(self) -> Image.Image:
        """Return the drawing in its own size."""
        return self._large.resize(self._size, Image.Resampling.BOX)
