"""Draws a text and what became of it: what went struck out, what came underlined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from augctl.show.charts import Chart, ChartSection
from augctl.show.diff_lines import Bit, set_pieces
from augctl.show.ink import corners, draw_text
from augctl.show.layout import Box, Text
from augctl.show.texts import Original, ShownText, TextSection
from augctl.show.theme import BLUE, GREEN, GREEN_TINT, RULE, VERMILION, VERMILION_TINT, Theme
from augctl.show.wrap import Span, wrap_text

_ACROSS = 2
_MOST_LINES_TOLD = 4
_TINTS = {"old": VERMILION_TINT, "new": GREEN_TINT}
# Through what went and under what came: how far down the line of type.
_LINES = {"old": (VERMILION, 0.54), "new": (GREEN, 0.9)}


def diff_charts(sections: Sequence[TextSection]) -> list[ChartSection]:
    """Return sections of texts for a page of charts: an original with its variants is a chart."""
    return [
        ChartSection(
            section.title,
            section.subtitle if section.originals else f"{section.subtitle}  ·  nothing to show",
            [
                Chart(each.name, [each.label] if each.label else [], DiffFigure(each))
                for each in section.originals
            ],
            _ACROSS,
        )
        for section in sections
    ]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of compared text, or of what is told of it, by its top."""

    y: int
    bits: Sequence[Bit]
    told: Sequence[Span] = ()
    original: bool = False


class DiffFigure:
    """An original, and its variants below it."""

    def __init__(self, original: Original) -> None:
        self.original = original

    def height(self, width: int, theme: Theme) -> int:
        """Return how high it is in pixels, for a width in pixels."""
        return self._lines(width, theme)[1]

    def draw(self, canvas: Image.Image, box: Box, theme: Theme) -> None:
        """Draw it into a box of that size."""
        draw = ImageDraw.Draw(canvas)
        lines, _, rules = self._lines(box.width, theme)
        x = box.x + theme.inset
        for y in rules:
            draw.rectangle(corners(Box(box.x, box.y + y, box.width, theme.hairline)), fill=RULE)
        for line in lines:
            top = box.y + line.y
            if line.original:
                bar = Box(box.x, top, theme.frame_line, theme.text.line_px)
                draw.rectangle(corners(bar), fill=BLUE)
            for bit in line.bits:
                _draw_bit(canvas, draw, bit, Box(x, top, box.right - x, theme.text.line_px), theme)
            for span in line.told:
                place = Box(x, top, box.width, span.style.line_px)
                draw_text(canvas, Text((span,), place), x)

    def _lines(self, width: int, theme: Theme) -> tuple[list[_Line], int, list[int]]:
        """Return the lines, the height of all, and where rules between variants are."""
        room = width - theme.inset
        found: list[_Line] = []
        rules: list[int] = []
        y = self._texts(found, self.original.texts, 0, room, theme, original=True)
        for number, variant in enumerate(self.original.variants):
            y += theme.title_gap
            if number:
                rules.append(y)
                y += theme.hairline + theme.title_gap
            y = self._texts(found, variant.texts, y, room, theme)
            told = [
                (line, theme.remark if line.startswith("label ") else theme.key)
                for line in variant.told
            ]
            told += [(variant.wrong, theme.problem)] if variant.wrong else []
            for text, style in told:
                for line in wrap_text(text, style, room, _MOST_LINES_TOLD):
                    found.append(_Line(y, (), line))
                    y += style.line_px
        return found, y, rules

    def _texts(
        self,
        found: list[_Line],
        texts: Sequence[ShownText],
        y: int,
        width: int,
        theme: Theme,
        *,
        original: bool = False,
    ) -> int:
        """Add the lines of texts; returns where the next goes."""
        for text in texts:
            if len(texts) > 1:
                for line in wrap_text(text.column, theme.key, width, 1, name=True):
                    found.append(_Line(y, (), line, original))
                    y += theme.key.line_px
            if not text.pieces:
                (line,) = wrap_text("empty" if original else "unchanged", theme.key, width, 1)
                found.append(_Line(y, (), line, original))
                y += theme.key.line_px
            for bits in set_pieces(text.pieces, theme, width):
                found.append(_Line(y, bits, (), original))
                y += theme.text.line_px
        return y


def _draw_bit(
    canvas: Image.Image, draw: ImageDraw.ImageDraw, bit: Bit, line: Box, theme: Theme
) -> None:
    x, top, height = line.x, line.y, line.height
    # A space at the end of a line may hang over it.
    left = max(round(x + bit.x), x)
    right = min(round(x + bit.x + bit.width), line.right) - 1
    if bit.kind in _TINTS and left <= right:
        draw.rectangle((left, top + 1, right, top + height - 2), fill=_TINTS[bit.kind])
    span = Span(bit.x, bit.text, bit.style)
    draw_text(canvas, Text((span,), Box(x, top + (height - bit.style.line_px) // 2, 0, 0)), x)
    thick = max(theme.hairline, round(theme.mark_line))
    if bit.kind in _LINES and left <= right:
        colour, share = _LINES[bit.kind]
        at = top + round(height * share)
        draw.rectangle((left, at, right, at + thick - 1), fill=colour)
