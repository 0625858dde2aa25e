"""Where the names of marked things go: inside the picture, apart from each other, near the thing.

Colours say the class too. So each class is named once in a picture, and more often where there is
room: a name that would cover others, or much of what it names, is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from augctl.show.layout import Box
from augctl.show.theme import Style
from augctl.show.wrap import Line, line_width, wrap_text

_MOST_COVERED = 0.2

# The widest that a name may be: a share of the picture, and in any case so many lines' heights.
_WIDEST = 0.6
_SHORT = 8

# Fewer characters than this of a longer name say nothing.
_FEWEST = 5


@dataclass(frozen=True, slots=True)
class Named:
    """A thing to name: its class, and the box around it in pixels of the picture."""

    name: str
    left: float
    upper: float
    right: float
    lower: float

    @property
    def area(self) -> float:
        """Width by height."""
        return (self.right - self.left) * (self.lower - self.upper)


@dataclass(frozen=True, slots=True)
class Label:
    """A name that was placed: its text, and the box that it fills."""

    name: str
    line: Line
    box: Box


def place_labels(
    things: Sequence[Named], width: int, height: int, style: Style, pad: int
) -> list[Label]:
    """Place names in a picture of `width` by `height` pixels, with `pad` pixels beside the text.

    Long names lose their middle; what does not fit into the picture even so is not named.
    """
    room = min(width - 2 * pad, max(round(_WIDEST * width), _SHORT * style.line_px))
    if room < style.line_px:
        return []
    labels: list[Label] = []
    named: set[str] = set()
    largest_first = sorted(things, key=lambda thing: -thing.area)
    firsts = list({thing.name: thing for thing in reversed(largest_first)}.values())
    firsts.sort(key=lambda thing: -thing.area)
    for thing in [*firsts, *(other for other in largest_first if other not in firsts)]:
        lines = wrap_text(thing.name, style, room, 1, name=True)
        if not lines:
            continue
        across, down = -int(-line_width(lines[0]) // 1) + 2 * pad, style.line_px
        if across > width or down > height or _is_stub(lines[0], thing.name):
            continue
        places = list(_places(thing, across, down, width, height))
        free = [box for box in places if not any(box.overlaps(other.box) for other in labels)]
        if thing.name in named and (not free or across * down > _MOST_COVERED * thing.area):
            continue
        box = free[0] if free else min(places, key=lambda place: _covered(place, labels))
        labels.append(Label(thing.name, lines[0], box))
        named.add(thing.name)
    return labels


def _places(thing: Named, across: int, down: int, width: int, height: int) -> Iterator[Box]:
    """Walk places from the best: on the box, under it, then within; always inside the picture."""
    left, right = round(thing.left), round(thing.right) - across
    above, below = round(thing.upper) - down, round(thing.lower)
    rows = (above, below, above + down, below - down)
    for y in rows:
        for x in (left, right):
            if 0 <= y <= height - down:
                yield Box(min(max(x, 0), width - across), y, across, down)
    # Of a thing as high as the picture, none may be left.
    yield Box(min(max(left, 0), width - across), min(max(above, 0), height - down), across, down)


def _is_stub(line: Line, name: str) -> bool:
    return len(line[0].text) < min(_FEWEST, len(name))


def _covered(place: Box, labels: Sequence[Label]) -> int:
    return sum(_shared(place, label.box) for label in labels)


def _shared(one: Box, other: Box) -> int:
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return max(across, 0) * max(down, 0)
