"""A scatter of rows: dots in the colours of their classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from augctl.show.ink import Fine, write
from augctl.show.layout import Box
from augctl.show.palette import Colour
from augctl.show.theme import PAPER, PLOT, RULE, SHADOW, Theme
from augctl.tables.block import Floats, Ints

_ASPECT = 0.72
_FLAT_ASPECT = 0.15
_GOLDEN_ANGLE = np.pi * (3 - 5**0.5)
_RIM = 0.62

# Where so small a part of the rows at an end of an axis takes more room than so much of what the
# rest takes, it is cut off.
_TAIL = 0.005
_LONGEST = 0.4

# Dots that lie on each other are set so far apart, in radii; to spread n of them takes a circle of
# the root of n times as much.
_APART = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """What the axes of a scatter span; the same for panels that are to be compared."""

    low: tuple[float, float]
    high: tuple[float, float]

    @classmethod
    def of(cls, points: Floats) -> Limits:
        """Span all points; but where few lie far out, those, and they are drawn on the edge."""
        if not len(points):
            return cls((-1.0, -1.0), (1.0, 1.0))
        low, high = points.min(axis=0), points.max(axis=0)
        near_low, near_high = np.quantile(points, [_TAIL, 1 - _TAIL], axis=0)
        span = near_high - near_low
        longest = np.where(span > 0, _LONGEST * span, np.inf)
        low = np.where(near_low - low > longest, near_low, low)
        high = np.where(high - near_high > longest, near_high, high)
        margin = np.where(high > low, 0.06 * (high - low), 1.0)
        low, high = (low - margin).tolist(), (high + margin).tolist()
        return cls((low[0], low[1]), (high[0], high[1]))

    def outside(self, points: Floats) -> int:
        """Count the points that are drawn on the edge."""
        return int(((points < self.low) | (points > self.high)).any(axis=1).sum())


@dataclass(frozen=True, slots=True, eq=False)
class Scatter:
    """A panel.

    Attributes:
        points: Shape (m, 2).
        colours: Shape (m,): number of each dot's colour; those of higher numbers lie on top.
        palette: The colours.
        behind: Shape (n, 2): points that are drawn pale behind, to compare with.
        limits: What the axes span.
        names: What the axes are: across, and up; empty for rows that differ along one alone.
    """

    points: Floats
    colours: Ints
    palette: tuple[Colour, ...]
    behind: Floats
    limits: Limits
    names: tuple[str, str]

    def height(self, width: int, theme: Theme) -> int:
        """Return how high the panel is, axis names included."""
        aspect = _ASPECT if self.names[1] else _FLAT_ASPECT
        return round(aspect * width) + theme.axis_gap + theme.tick.line_px

    def draw(self, canvas: Image.Image, box: Box, theme: Theme) -> None:
        """Draw the panel."""
        side = theme.tick.line_px + theme.axis_gap
        plot = Box(box.x + side, box.y, box.width - side, box.height - side)
        fine = Fine(plot.width, plot.height, RULE)
        line = theme.hairline
        fine.box(line, line, plot.width - line, plot.height - line, PLOT)
        for x, y in self._places(self.behind, plot, theme):
            fine.dot(x, y, 0.8 * theme.dot, SHADOW)
        order = np.argsort(self.colours, kind="stable")
        places = self._places(self.points, plot, theme)[order].tolist()
        rims = [tuple(int(_RIM * c) for c in colour) for colour in self.palette]
        for (x, y), colour in zip(places, self.colours[order].tolist(), strict=True):
            red, green, blue = rims[colour]
            fine.dot(x, y, theme.dot, (red, green, blue))
            fine.dot(x, y, 0.72 * theme.dot, self.palette[colour])
        canvas.paste(fine.picture(), (plot.x, plot.y))
        below = Box(plot.x, plot.bottom + theme.axis_gap, plot.width, theme.tick.line_px)
        write(canvas, self.names[0], theme.tick, below, "middle")
        upright = Image.new("RGB", (plot.height, theme.tick.line_px), PAPER)
        write(upright, self.names[1], theme.tick, Box(0, 0, *upright.size), "middle")
        turned = upright.transpose(Image.Transpose.ROTATE_90)
        canvas.paste(turned, (box.x, box.y))

    def _places(self, points: Floats, plot: Box, theme: Theme) -> Floats:
        """Return where points go in the plot, in pixels: shape (m, 2)."""
        low, high = np.array(self.limits.low), np.array(self.limits.high)
        share = np.clip((points - low) / (high - low), 0, 1)
        room = np.array([plot.width, plot.height]) - 2 * theme.dot - 2 * theme.hairline
        places = theme.dot + theme.hairline + share * room
        places[:, 1] = plot.height - places[:, 1]
        return apart(places, _APART * theme.dot)


def apart(places: Floats, distance: float) -> Floats:
    """Spread points that lie on each other like the seeds of a sunflower, so that all are seen.

    Args:
        places: Shape (m, 2), in pixels.
        distance: About how far from each other.

    References:
        Vogel 1979, A better way to construct the sunflower head.
    """
    if not len(places):
        return places
    cells = np.round(places * 2).astype(np.int64)
    _, groups = np.unique(cells, axis=0, return_inverse=True)
    groups = groups.reshape(-1)
    order = np.argsort(groups, kind="stable")
    starts = np.searchsorted(groups[order], np.arange(groups.max() + 1))
    ranks = np.empty(len(places), dtype=np.int64)
    ranks[order] = np.arange(len(places)) - starts[groups[order]]
    radius = distance * 0.5 * np.sqrt(ranks)
    angle = ranks * _GOLDEN_ANGLE
    spread: Floats = places + radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return spread
