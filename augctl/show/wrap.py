"""Line breaking: texts and captions become lines that are no wider than their column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from augctl.show.captions import Caption
from augctl.show.theme import Style, Theme
from augctl.show.typeface import readable, width_px

_CJK = "\u2e80-\ua4cf\uac00-\ud7ff\uf900-\uffef"
_CLOSING = "\u3001\u3002\u300d\u300f\u3011\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3d"
PROSE_BREAKS = re.compile(rf"(?<=\s)(?=\S)|(?<=[{_CJK}])(?![\s{_CLOSING}])")
_NAME_BREAKS = re.compile(rf"{PROSE_BREAKS.pattern}|(?<=/)|(?<=\w[-_])(?=\w)")
_ELLIPSIS = "…"
_MOST_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text in one style, `x` pixels from the start of its line."""

    x: float
    text: str
    style: Style

    @property
    def width(self) -> float:
        """Width in pixels."""
        return width_px(self.text, self.style)


Line = tuple[Span, ...]


def wrap_text(text: str, style: Style, width: int, most: int, name: bool = False) -> list[Line]:
    """Set a text in at most `most` lines of at most `width` pixels.

    What is too long loses its end, or, where it is a `name`, its middle: the end of a file's name
    tells files apart. Names may break after a slash, a hyphen and an underscore too.
    """
    text = readable(_cut(text, _MOST_CHARACTERS, name)).strip()
    if not text:
        return []
    lines = _break(text, style, width, name)
    if len(lines) > most:
        low, high = 0, len(text)
        while low < high - 1:
            middle = (low + high) // 2
            if len(_break(_cut(text, middle, name), style, width, name)) <= most:
                low = middle
            else:
                high = middle
        lines = _break(_cut(text, low, name), style, width, name)
    return [(Span(0, line, style),) for line in lines[:most]]


def wrap_caption(caption: Caption, theme: Theme, width: int, most: int) -> list[Line]:
    """Set a stage and its values in lines of at most `width` pixels; follow-on lines are indented.

    A name and its value stay together. After `most` lines the rest is dropped, with an ellipsis.
    """
    pieces: list[list[tuple[str, Style]]] = [[(caption.stage, theme.stage)]]
    pieces += [[(key, theme.key), (value, theme.value)] for key, value in caption.values]
    for number, partner in enumerate(caption.partners):
        pieces.append([("and" if number else "with", theme.key), (partner, theme.value)])
    room = width - theme.indent
    lines: list[list[Span]] = [[]]
    x = 0.0
    for number, piece in enumerate(pieces):
        spans = _set_piece(piece, theme, width if number == 0 else room)
        piece_width = spans[-1].x + spans[-1].width
        if number and x + theme.piece_gap + piece_width > width:
            if len(lines) == most:
                lines[-1] = _with_ellipsis(lines[-1], theme, width)
                break
            lines.append([])
            x = theme.indent
        elif number:
            x += theme.piece_gap
        lines[-1] += [Span(x + span.x, span.text, span.style) for span in spans]
        x += piece_width
    return [tuple(line) for line in lines]


def line_width(line: Line) -> float:
    """Return the width of a line in pixels, its indent included."""
    return line[-1].x + line[-1].width


def _set_piece(piece: Sequence[tuple[str, Style]], theme: Theme, width: float) -> list[Span]:
    """Set a name and its value side by side, the longer one shortened where they do not fit."""
    texts = [(readable(_cut(text, _MOST_CHARACTERS, name=True)), style) for text, style in piece]
    room = width - theme.value_gap * (len(texts) - 1)
    widths = [width_px(text, style) for text, style in texts]
    fair = room / len(texts)
    spare = sum(max(0.0, fair - each) for each in widths)
    spans: list[Span] = []
    x = 0.0
    for (text, style), each in zip(texts, widths, strict=True):
        shown = text
        if sum(widths) > room and each > fair:
            shown = _shorten(text, style, fair + spare)
            spare = max(0.0, fair + spare - width_px(shown, style))
        spans.append(Span(x, shown, style))
        x += spans[-1].width + theme.value_gap
    return spans


def _with_ellipsis(line: list[Span], theme: Theme, width: int) -> list[Span]:
    x = line_width(tuple(line)) + theme.value_gap
    end = Span(x, readable(_ELLIPSIS), theme.key)
    return [*line, end] if x + end.width <= width else line


def _shorten(text: str, style: Style, width: float) -> str:
    """Take characters out of the middle until a text fits `width` pixels."""
    low, high = 0, len(text)
    while low < high - 1:
        middle = (low + high) // 2
        if width_px(_cut(text, middle, name=True), style) <= width:
            low = middle
        else:
            high = middle
    return _cut(text, low, name=True)


def _cut(text: str, kept: int, name: bool) -> str:
    if kept >= len(text):
        return text
    ellipsis = readable(_ELLIPSIS)
    if not name:
        return text[:kept].rstrip() + ellipsis
    tail = kept // 2
    return text[: kept - tail] + ellipsis + text[len(text) - tail :]


def _break(text: str, style: Style, width: int, name: bool) -> list[str]:
    lines: list[str] = []
    line = ""
    for chunk in (_NAME_BREAKS if name else PROSE_BREAKS).split(text):
        if width_px((line + chunk).rstrip(), style) <= width:
            line += chunk
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = chunk
        # Where there is no room at all, not even nothing fits.
        while line and width_px(line.rstrip(), style) > width:
            kept = _prefix(line, style, width)
            lines.append(line[:kept])
            line = line[kept:]
    if line.strip():
        lines.append(line.rstrip())
    return lines


def _prefix(text: str, style: Style, width: int) -> int:
    """Count the characters that fit; at least one, so that breaking always ends."""
    kept = 1
    while kept < len(text) and width_px(text[: kept + 1], style) <= width:
        kept += 1
    return kept
