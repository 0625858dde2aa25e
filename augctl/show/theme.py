"""Colours, sizes and distances of a preview.

All sizes grow with the cell, so a preview at twice the cell size is the same picture at twice the
resolution. Blue and vermilion are the pair that stays apart under every common colour blindness
(Okabe and Ito, https://jfly.uni-koeln.de/color/); no colour ever carries a meaning without a word,
or a line through or under one.
"""

from __future__ import annotations

from dataclasses import dataclass

PAPER = "#fafaf8"
MATTE = "#eeeeea"
RULE = "#d9d9d3"
BLUE = "#0067a6"
BLUE_TINT = "#dfebf4"
VERMILION = "#b34700"
VERMILION_TINT = "#faf0e8"
GREEN = "#00664a"
GREEN_TINT = "#e2f1ea"
PLOT = "#ffffff"
SHADOW = "#dcdcd7"
CHECKER = ("#ffffff", "#d8d8d8")

_INK = "#1c1c1a"
_SOFT_INK = "#4a4a47"
_DIM_INK = "#73736e"

_REFERENCE_CELL_PX = 200
_SMALLEST_SCALE = 0.9
_FINEST_SCALE = 0.6
_SMALLEST_CELL_PX = 64


@dataclass(frozen=True, slots=True)
class Style:
    """A way to set text: size of the type and height of its line in pixels, colour, weight."""

    size_px: float
    line_px: int
    ink: str
    bold: bool = False


class Theme:
    """Every style and distance, in pixels, for cells `cell_px` wide: 64 or more."""

    def __init__(self, cell_px: int) -> None:
        if cell_px < _SMALLEST_CELL_PX:
            raise ValueError(f"expected a cell_px of {_SMALLEST_CELL_PX} or more, found {cell_px}")
        scale = max(_SMALLEST_SCALE, cell_px / _REFERENCE_CELL_PX)

        def px(value: float) -> int:
            return max(1, round(value * scale))

        def style(size: float, line: float, ink: str, bold: bool = False) -> Style:
            return Style(size * scale, px(line), ink, bold)

        self.cell_px = cell_px
        self.heading = style(25, 32, _INK, bold=True)
        self.subheading = style(13.5, 19, _SOFT_INK)
        self.section = style(17.5, 24, _INK, bold=True)
        self.subtitle = style(13, 18, _SOFT_INK)
        self.title = style(13, 17, _INK, bold=True)
        self.tag = style(11, 17, BLUE)
        self.stage = style(12, 17, _SOFT_INK)
        self.key = style(12, 17, _DIM_INK)
        self.value = style(12, 17, _INK, bold=True)
        self.remark = style(12, 17, _INK)
        self.problem = style(12, 16, VERMILION)

        self.text = style(13.5, 20, _INK)
        self.old = style(13.5, 20, VERMILION)
        self.new = style(13.5, 20, GREEN, bold=True)
        self.span = style(13.5, 20, BLUE, bold=True)
        self.escape = style(13.5, 20, _DIM_INK)

        self.tick = style(10.5, 14, _DIM_INK)
        self.tick_before = style(10.5, 14, BLUE)
        self.tick_after = style(10.5, 14, VERMILION)
        self.tick_name = style(10.5, 14, _INK)

        self.mark_label = style(9.5, 12, _INK, bold=True)
        self.mark_pad = px(3)
        # Not in whole pixels, as these are drawn between them; and thinner than type may be.
        fine = max(_FINEST_SCALE, cell_px / _REFERENCE_CELL_PX)
        self.mark_line = 1.3 * fine
        self.mark_rim = 0.55 * fine
        self.mark_dot = 3.0 * fine
        self.dot = 2.3 * fine

        self.margin = px(32)
        self.gutter = px(16)
        self.original_gap = px(14)
        self.heading_gap = px(5)
        self.header_gap = px(26)
        self.section_gap = px(34)
        self.rule_gap = px(14)
        self.rows_gap = px(17)
        self.row_gap = px(28)
        self.title_gap = px(9)
        self.caption_gap = px(3)
        self.tag_gap = px(4)
        self.tag_pad = px(7)
        self.piece_gap = px(8)
        self.value_gap = px(4)
        self.indent = px(10)
        self.frame_gap = px(2)
        self.frame_line = px(2)
        self.hairline = px(1)
        self.inset = px(14)
        self.cross = px(12)
        self.cross_gap = px(8)
        self.checker = px(8)
        self.chart_gap = px(24)
        self.axis_gap = px(4)
        self.key_gap = px(6)
        self.swatch = px(9)
        self.bar = px(4)
        self.pair_gap = px(7)
