"""Histograms: numbers before and after as outlines over each other, categories as pairs of bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from augctl.show.ink import Fine, Point, write
from augctl.show.layout import Box
from augctl.show.theme import BLUE, BLUE_TINT, MATTE, PAPER, RULE, VERMILION, Theme
from augctl.tables.block import Floats

_ASPECT = 0.46
_TOP = 0.94


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """A histogram of numbers.

    Attributes:
        before: Shape (bins,): share of each bin before.
        after: Likewise after.
        low: What stands at the left end of the axis.
        high: At its right end; empty where all bins stand for what `low` says.
    """

    before: Floats
    after: Floats
    low: str
    high: str

    def height(self, width: int, theme: Theme) -> int:
        """Return how high it is, the ends of its axis included."""
        return round(_ASPECT * width) + theme.axis_gap + theme.tick.line_px

    def draw(self, canvas: Image.Image, box: Box, theme: Theme) -> None:
        """Draw it."""
        height = box.height - theme.axis_gap - theme.tick.line_px
        fine = Fine(box.width, height, PAPER)
        base = height - theme.hairline
        most = max(self.before.max(initial=0), self.after.max(initial=0)) or 1.0
        before, after = (
            _steps(shares / most * _TOP, box.width, base) for shares in (self.before, self.after)
        )
        if self.before.any():
            fine.area(before, BLUE_TINT)
        fine.box(0, base, box.width, height, RULE)
        if self.before.any():
            fine.line(before, BLUE, theme.mark_line)
        if self.after.any():
            fine.line(after, VERMILION, theme.mark_line)
        canvas.paste(fine.picture(), (box.x, box.y))
        below = Box(box.x, box.y + height + theme.axis_gap, box.width, theme.tick.line_px)
        used = write(canvas, self.low, theme.tick, below, "left" if self.high else "middle")
        rest = round(box.width - used - theme.axis_gap)
        right = Box(below.right - rest, below.y, rest, below.height)
        write(canvas, self.high, theme.tick, right, "right")


def _steps(heights: Floats, width: int, base: int) -> list[Point]:
    """Return the outline of bars beside each other, from the axis to the axis."""
    step = width / len(heights)
    points: list[Point] = [(0, base)]
    for i, height in enumerate(heights.tolist()):
        top = base - height * base
        points += [(i * step, top), ((i + 1) * step, top)]
    return [*points, (width, base)]


@dataclass(frozen=True, slots=True)
class Bar:
    """A category: its name, and its share before and after."""

    name: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Pairs of bars, one pair for each category."""

    bars: Sequence[Bar]

    def height(self, width: int, theme: Theme) -> int:
        """Return how high they are."""
        return len(self.bars) * _pair_height(theme) - theme.pair_gap

    def draw(self, canvas: Image.Image, box: Box, theme: Theme) -> None:
        """Draw them, each pair below its name and its shares."""
        most = max(max(bar.before, bar.after) for bar in self.bars) or 1.0
        thick, y = theme.bar, box.y
        for bar in self.bars:
            rest = box.width
            for share, style in ((bar.after, theme.tick_after), (bar.before, theme.tick_before)):
                used = write(canvas, percent(share), style, Box(box.x, y, rest, 1), "right")
                rest = round(rest - used - theme.piece_gap)
            write(canvas, bar.name, theme.tick_name, Box(box.x, y, rest, 1))
            fine = Fine(box.width, 2 * thick, PAPER)
            fine.box(0, 0, box.width, 2 * thick, MATTE)
            fine.box(0, 0, bar.before / most * box.width, thick, BLUE)
            fine.box(0, thick, bar.after / most * box.width, 2 * thick, VERMILION)
            canvas.paste(fine.picture(), (box.x, y + theme.tick.line_px))
            y += _pair_height(theme)


def _pair_height(theme: Theme) -> int:
    return theme.tick.line_px + 2 * theme.bar + theme.pair_gap


def percent(share: float) -> str:
    """Write a share of one in percent.

    >>> percent(0.5), percent(0.0123), percent(0.0004), percent(0.0), percent(0.9996)
    ('50 %', '1.2 %', '<0.1 %', '0 %', '>99.9 %')
    """
    if 0 < share < 0.001:
        return "<0.1 %"
    if 0.999 < share < 1:
        return ">99.9 %"
    number = 100 * share
    return f"{number:.0f} %" if number >= 9.95 or number == 0 else f"{number:.1f} %"
