"""A page of charts: the picture of `augctl preview` for a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from augctl.show.charts import Chart, ChartSection, Entry, Figure
from augctl.show.ink import Fine, corners, draw_text
from augctl.show.layout import Box, Text
from augctl.show.theme import PAPER, RULE, Style, Theme
from augctl.show.wrap import Line, line_width, wrap_text

COLUMNS = 4
"""How many columns a page has."""

_MOST_HEADING_LINES = 3
_MOST_TITLE_LINES = 2


def draw_charts(
    sections: Sequence[ChartSection], heading: str, subheading: str = "", cell_px: int = 200
) -> Image.Image:
    """Draw sections of charts: RGB, 4 columns of `cell_px` pixels plus margins.

    Type and distances grow with `cell_px`, as in `augctl.show.grid.draw_grid`.
    """
    theme = Theme(cell_px)
    page = _Page(theme)
    page.paragraph(heading, theme.heading)
    page.y += theme.heading_gap
    page.paragraph(subheading, theme.subheading)
    page.y += theme.header_gap
    for number, section in enumerate(sections):
        page.y += theme.section_gap if number else 0
        page.section(section)
    return page.drawn()


@dataclass(frozen=True, slots=True)
class _Swatch:
    """A colour of a key, and where it stands."""

    entry: Entry
    box: Box


class _Page:
    """A pen that moves down the page and notes what goes where."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.content = COLUMNS * theme.cell_px + (COLUMNS - 1) * theme.chart_gap
        self.y = theme.margin
        self.texts: list[Text] = []
        self.rules: list[Box] = []
        self.swatches: list[_Swatch] = []
        self.figures: list[tuple[Figure, Box]] = []

    def paragraph(self, text: str, style: Style) -> None:
        lines = wrap_text(text, style, self.content, _MOST_HEADING_LINES)
        self.y = self._lines(lines, self.theme.margin, self.y, style)

    def section(self, section: ChartSection) -> None:
        theme = self.theme
        self.rules.append(Box(theme.margin, self.y, self.content, theme.hairline))
        self.y += theme.hairline + theme.rule_gap
        self.paragraph(section.title, theme.section)
        self.paragraph(section.subtitle, theme.subtitle)
        self.key(section.key)
        self.y += theme.rows_gap
        in_line = COLUMNS // section.across
        width = section.across * theme.cell_px + (section.across - 1) * theme.chart_gap
        for start in range(0, len(section.charts), in_line):
            self.y += theme.row_gap if start else 0
            self.charts(section.charts[start : start + in_line], width)

    def key(self, entries: Sequence[Entry]) -> None:
        """Place the key, in as many lines as it takes."""
        if not entries:
            return
        theme = self.theme
        style, side = theme.subtitle, theme.swatch
        self.y += theme.key_gap
        x = theme.margin
        for entry in entries:
            most = self.content - side - theme.value_gap
            lines = wrap_text(entry.name, style, most // 2, 1, name=True)
            width = line_width(lines[0]) if lines else 0
            if x > theme.margin and x + side + theme.value_gap + width > self.content:
                x = theme.margin
                self.y += style.line_px
            top = self.y + (style.line_px - side) // 2
            self.swatches.append(_Swatch(entry, Box(x, top, side, side)))
            x += side + theme.value_gap
            self._lines(lines, x, self.y, style)
            x += round(width) + 2 * theme.piece_gap
        self.y += style.line_px

    def charts(self, charts: Sequence[Chart], width: int) -> None:
        """Place charts beside each other; their figures start level."""
        theme, top = self.theme, self.y
        tops = []
        for number, chart in enumerate(charts):
            x = theme.margin + number * (width + theme.chart_gap)
            title = wrap_text(chart.title, theme.title, width, _MOST_TITLE_LINES, name=True)
            y = self._lines(title, x, top, theme.title)
            for remark in chart.remarks:
                lines = wrap_text(remark, theme.key, width, _MOST_TITLE_LINES)
                y = self._lines(lines, x, y, theme.key)
            tops.append(y)
        bottom = figures = max(tops) + theme.caption_gap
        for number, chart in enumerate(charts):
            if chart.figure is None:
                continue
            x = theme.margin + number * (width + theme.chart_gap)
            box = Box(x, figures, width, chart.figure.height(width, theme))
            self.figures.append((chart.figure, box))
            bottom = max(bottom, box.bottom)
        self.y = bottom

    def drawn(self) -> Image.Image:
        """Draw all that was noted."""
        theme = self.theme
        size = self.content + 2 * theme.margin, self.y + theme.margin
        canvas = Image.new("RGB", size, PAPER)
        draw = ImageDraw.Draw(canvas)
        for rule in self.rules:
            draw.rectangle(corners(rule), fill=RULE)
        for swatch in self.swatches:
            box, fine = swatch.box, Fine(swatch.box.width, swatch.box.height, PAPER)
            fine.dot(box.width / 2, box.height / 2, box.width / 2, swatch.entry.colour)
            canvas.paste(fine.picture(), (box.x, box.y))
        for text in self.texts:
            draw_text(canvas, text, text.box.x)
        for figure, box in self.figures:
            figure.draw(canvas, box, theme)
        return canvas

    def _lines(self, lines: Sequence[Line], x: int, y: int, style: Style) -> int:
        """Put lines below each other; returns where the next would go."""
        for line in lines:
            self.texts.append(Text(line, Box(x, y, self.content, style.line_px)))
            y += style.line_px
        return y
