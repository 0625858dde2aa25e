"""What a page of charts shows, as plain data: sections of charts, and keys to their colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PIL import Image

from augctl.show.layout import Box
from augctl.show.palette import Colour
from augctl.show.theme import Theme


class Figure(Protocol):
    """What is drawn below the title of a chart."""

    def height(self, width: int, theme: Theme) -> int:
        """Return how high it is in pixels, for a width in pixels."""

    def draw(self, canvas: Image.Image, box: Box, theme: Theme) -> None:
        """Draw it into a box of that size."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure with its title.

    Attributes:
        title: Such as the name of a column.
        remarks: What is to be said of it, a line each.
        figure: What is drawn; None where there is nothing to draw.
    """

    title: str
    remarks: Sequence[str]
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a colour of the charts means."""

    name: str
    colour: Colour | str


@dataclass(frozen=True, slots=True)
class ChartSection:
    """Charts that belong together.

    Attributes:
        title: Its name.
        subtitle: What the charts show.
        charts: In the order of reading.
        across: How many columns of the page each chart is wide.
        key: What the colours mean.
    """

    title: str
    subtitle: str
    charts: Sequence[Chart]
    across: int = 1
    key: Sequence[Entry] = ()
