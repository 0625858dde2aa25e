"""Where everything on a preview goes. Pure geometry: measured text in, boxes out, nothing drawn.

A page is a grid of equal columns that all sections share. A row is as high as its highest picture
and its longest caption need, so nothing overlaps, and titles and captions of a row start level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from augctl.show.captions import Caption
from augctl.show.cells import Cell, Row, Section
from augctl.show.pictures import fit, why_not
from augctl.show.theme import Style, Theme
from augctl.show.wrap import Line, line_width, wrap_caption, wrap_text

MOST_COLUMNS = 9
_FEWEST_COLUMNS_OF_TEXT = 2
_MOST_TITLE_LINES = 2
_MOST_HEADING_LINES = 3
_MOST_LINES_PER_STAGE = 4
_MOST_CAPTION_LINES = 20
_LOWEST_FRAME = 0.4
_LOWEST_FRAME_WITH_PROBLEM = 0.6


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in whole pixels: its upper left corner and its size."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """First column to the right of the box."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """First row below the box."""
        return self.y + self.height

    def overlaps(self, other: Box) -> bool:
        """Whether the two share a pixel."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text and the box that it may ink."""

    line: Line
    box: Box


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """One cell: the frame that all cells of its row share in size, and what is in and below it.

    `picture` is None where a problem is told instead. `tag` is the label of the original.
    """

    cell: Cell
    frame: Box
    picture: Box | None
    tag: Text | None
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A whole preview, `width` by `height` pixels; `rules` are the lines between sections."""

    width: int
    height: int
    cells: tuple[PlacedCell, ...]
    texts: tuple[Text, ...]
    rules: tuple[Box, ...]


def lay_out(sections: Sequence[Section], heading: str, subheading: str, theme: Theme) -> Page:
    """Place headings, pictures and captions.

    A row of more than 9 cells goes on in the next line, below its second cell.
    """
    return _Layout(sections, theme).page(heading, subheading)


class _Layout:
    """A pen that moves down the page."""

    def __init__(self, sections: Sequence[Section], theme: Theme) -> None:
        self.theme = theme
        self.sections = sections
        rows = [row for section in sections for row in section.rows if row.cells]
        self.columns = min(MOST_COLUMNS, max((len(row.cells) for row in rows), default=1))
        self.set_apart = any(row.cells[0].accent for row in rows)
        columns = max(self.columns, _FEWEST_COLUMNS_OF_TEXT)
        self.content = self.column_x(columns - 1) + theme.cell_px - theme.margin
        self.y = theme.margin
        self.cells: list[PlacedCell] = []
        self.texts: list[Text] = []
        self.rules: list[Box] = []

    def column_x(self, column: int) -> int:
        theme = self.theme
        apart = theme.original_gap if self.set_apart and column else 0
        return theme.margin + column * (theme.cell_px + theme.gutter) + apart

    def page(self, heading: str, subheading: str) -> Page:
        theme = self.theme
        self.paragraph(heading, theme.heading)
        if heading and subheading:
            self.y += theme.heading_gap
        self.paragraph(subheading, theme.subheading)
        if heading or subheading:
            self.y += theme.header_gap
        for number, section in enumerate(self.sections):
            if number:
                self.y += theme.section_gap
            self.section(section, ruled=number > 0 or bool(heading or subheading))
        width = 2 * theme.margin + self.content
        texts, rules = tuple(self.texts), tuple(self.rules)
        return Page(width, self.y + theme.margin, tuple(self.cells), texts, rules)

    def section(self, section: Section, ruled: bool) -> None:
        theme = self.theme
        if ruled:
            self.rules.append(Box(theme.margin, self.y, self.content, theme.hairline))
            self.y += theme.rule_gap
        self.paragraph(section.title, theme.section)
        self.paragraph(section.subtitle, theme.subtitle)
        self.y += theme.rows_gap
        rows = [row for row in section.rows if row.cells]
        for number, row in enumerate(rows):
            if number:
                self.y += theme.row_gap
            self.row(row)
        if not rows:
            self.paragraph("nothing to show", theme.key)

    def paragraph(self, text: str, style: Style) -> None:
        lines = wrap_text(text, style, self.content, _MOST_HEADING_LINES)
        placed = _stack(lines, self.theme.margin, self.y)
        self.texts += placed
        self.y += sum(line.box.height for line in placed)

    def row(self, row: Row) -> None:
        """Place a row, cut into lines of cells where it is too long for one."""
        cells = list(row.cells)
        self.line_of_cells(cells[: self.columns], first=0)
        first = 1 if cells[0].accent and self.columns > 1 else 0
        step = self.columns - first
        for start in range(self.columns, len(cells), step):
            self.y += self.theme.row_gap
            self.line_of_cells(cells[start : start + step], first)

    def line_of_cells(self, cells: Sequence[Cell], first: int) -> None:
        theme = self.theme
        height = frame_height(cells, theme.cell_px)
        titles = [
            wrap_text(cell.title, theme.title, theme.cell_px, _MOST_TITLE_LINES, name=True)
            for cell in cells
        ]
        caption_y = self.y + height + theme.title_gap
        if any(titles):
            caption_y += max(map(len, titles)) * theme.title.line_px + theme.caption_gap
        bottom = self.y + height
        for number, (cell, title) in enumerate(zip(cells, titles, strict=True)):
            frame = Box(self.column_x(first + number), self.y, theme.cell_px, height)
            placed = self.place(cell, frame, title, caption_y)
            self.cells.append(placed)
            tag = [placed.tag] if placed.tag else []
            bottom = max(bottom, *(text.box.bottom for text in (*placed.texts, *tag)), 0)
        self.y = bottom

    def place(self, cell: Cell, frame: Box, title: list[Line], caption_y: int) -> PlacedCell:
        theme = self.theme
        texts = _stack(title, frame.x, frame.bottom + theme.title_gap)
        tag = None
        if cell.accent:
            line = wrap_text("original", theme.tag, theme.cell_px, 1)[0]
            width = round(line_width(line)) + 2 * theme.tag_pad
            tag = Text(line, Box(frame.x, caption_y, width, theme.tag.line_px))
            caption_y += theme.tag.line_px + theme.tag_gap
        texts += _stack(caption_block(cell.lines, theme), frame.x, caption_y)
        problem = cell.problem or why_not(cell.image)
        if problem or cell.image is None:
            texts += self.problem(problem, frame)
            return PlacedCell(cell, frame, None, tag, tuple(texts))
        width, height = fit(cell.image.shape[1], cell.image.shape[0], frame.width, frame.height)
        x = frame.x + (frame.width - width) // 2
        y = frame.y + (frame.height - height) // 2
        return PlacedCell(cell, frame, Box(x, y, width, height), tag, tuple(texts))

    def problem(self, problem: str, frame: Box) -> list[Text]:
        """Centre the reason in the frame, below the cross."""
        theme = self.theme
        style = theme.problem
        above = theme.cross + theme.cross_gap
        room = frame.height - 2 * theme.inset - above
        most = max(1, room // style.line_px)
        lines = wrap_text(problem, style, frame.width - 2 * theme.inset, most)
        block = above + len(lines) * style.line_px
        top = frame.y + (frame.height - block) // 2 + above
        placed = []
        for number, line in enumerate(lines):
            x = frame.x + round((frame.width - line_width(line)) / 2)
            placed += _stack([line], x, top + number * style.line_px)
        return placed


def frame_height(cells: Sequence[Cell], cell_px: int) -> int:
    """Return the height in pixels that the frames of a row share: that of its highest picture."""
    lowest = _LOWEST_FRAME
    heights = []
    for cell in cells:
        if cell.problem or cell.image is None or why_not(cell.image):
            lowest = _LOWEST_FRAME_WITH_PROBLEM
        else:
            heights.append(fit(cell.image.shape[1], cell.image.shape[0], cell_px, cell_px)[1])
    return max(round(lowest * cell_px), *heights, 0)


def caption_block(lines: Sequence[str | Caption], theme: Theme) -> list[Line]:
    """Set the caption of one cell; what does not fit in 20 lines is counted on the last one."""
    most, width = _MOST_LINES_PER_STAGE, theme.cell_px
    entries = [
        wrap_caption(entry, theme, width, most)
        if isinstance(entry, Caption)
        else wrap_text(entry, theme.remark, width, most)
        for entry in lines
    ]
    if sum(map(len, entries)) <= _MOST_CAPTION_LINES:
        return [line for entry in entries for line in entry]
    block: list[Line] = []
    for number, entry in enumerate(entries):
        if len(block) + len(entry) >= _MOST_CAPTION_LINES:
            return block + wrap_text(f"and {len(entries) - number} more", theme.key, width, 1)
        block += entry
    return block


def _stack(lines: Sequence[Line], x: int, y: int) -> list[Text]:
    """Put lines below each other."""
    placed = []
    for line in lines:
        height = max(span.style.line_px for span in line)
        placed.append(Text(line, Box(x, y, -int(-line_width(line) // 1), height)))
        y += height
    return placed
