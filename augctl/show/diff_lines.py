"""Line breaking of compared texts: what differs keeps its look from line to line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from augctl.show.diff import LINE_BREAK, Kind, Piece, visible
from augctl.show.theme import Style, Theme
from augctl.show.typeface import readable, width_px
from augctl.show.wrap import PROSE_BREAKS

_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_STRONG = frozenset({"L", "R", "AL"})


@dataclass(frozen=True, slots=True)
class Bit:
    """Text in one look, `x` pixels from the start of its line; it may end a line of the text."""

    x: float
    text: str
    style: Style
    kind: Kind
    ends: bool = False

    @property
    def width(self) -> float:
        """Width in pixels."""
        return width_px(self.text, self.style)


def set_pieces(pieces: Sequence[Piece], theme: Theme, width: int) -> list[list[Bit]]:
    """Set pieces in lines of at most `width` pixels.

    A text that begins from right to left is set so, at the right.
    """
    lines: list[list[Bit]] = [[]]
    room = float(width)
    turned = _turned(piece.text for piece in pieces if piece.kind != "gap")
    for word in _words(list(_bits(pieces, theme, "][" if turned else "[]"))):
        needed = sum(bit.width for bit in word)
        # What hangs over at the end of a line is a space.
        last = word[-1].text.rstrip() or word[-1].text
        seen = needed - word[-1].width + width_px(last, word[-1].style)
        if seen > room and lines[-1]:
            lines.append([])
            room = float(width)
        for bit in [word] if seen <= width else [[part] for part in _letters(word)]:
            wide = sum(part.width for part in bit)
            if wide > room and lines[-1] and seen > width:
                lines.append([])
                room = float(width)
            lines[-1] += bit
            room -= wide
        if word[-1].ends:
            lines.append([])
            room = float(width)
    return [_placed(_joined(line), width, turned) for line in lines if line]


def _words(bits: Sequence[Bit]) -> Iterator[list[Bit]]:
    """Walk what is not broken: words, each as bits in one look."""
    text = "".join(bit.text for bit in bits)
    breaks = {match.start() for match in PROSE_BREAKS.finditer(text)}
    at = 0
    word: list[Bit] = []
    for bit in bits:
        cuts = [0, *(k for k in range(1, len(bit.text)) if at + k in breaks), len(bit.text)]
        for start, stop in pairwise(cuts):
            if word and (at + start in breaks or word[-1].ends):
                yield word
                word = []
            word.append(Bit(0, bit.text[start:stop], bit.style, bit.kind, bit.ends))
        at += len(bit.text)
    if word:
        yield word


def _bits(pieces: Sequence[Piece], theme: Theme, brackets: str) -> Iterator[Bit]:
    styles = {"same": theme.text, "old": theme.old, "new": theme.new, "gap": theme.key}
    for piece in pieces:
        if piece.opens:
            yield Bit(0, brackets[0] * piece.opens, theme.span, "gap")
        style = styles[piece.kind]
        for text, odd in visible(piece.text):
            shown = "".join(map(readable, re.split(r"(\s+)", text)))
            look = theme.escape if odd and piece.kind == "same" else style
            yield Bit(0, shown, look, piece.kind, odd and text == LINE_BREAK)
        for label in piece.ends:
            yield Bit(0, brackets[1], theme.span, "gap")
            if label:
                yield Bit(0, readable(label), theme.tag, "gap")


def _letters(word: Sequence[Bit]) -> Iterator[Bit]:
    """Cut a word that is longer than a line."""
    for bit in word:
        text = ""
        for char in bit.text:
            if text and unicodedata.category(char)[0] != "M":
                yield Bit(0, text, bit.style, bit.kind)
                text = ""
            text += char
        yield Bit(0, text, bit.style, bit.kind)


def _joined(line: Sequence[Bit]) -> list[Bit]:
    """Join words from right to left that follow each other in one look, which are set as one.

    Others stay apart: a letter that needs another font would change that of the whole line.
    """
    found: list[Bit] = []
    for bit in line:
        last = found[-1] if found else None
        alike = last is not None and (last.style, last.kind) == (bit.style, bit.kind)
        if last and alike and _turned(last.text) and _turned(bit.text):
            found[-1] = Bit(0, last.text + bit.text, bit.style, bit.kind)
        else:
            found.append(bit)
    return found


def _placed(line: Sequence[Bit], width: int, turned: bool) -> list[Bit]:
    x, found = 0.0, []
    for bit in line:
        at = width - x - bit.width if turned else x
        found.append(Bit(at, bit.text, bit.style, bit.kind))
        x += bit.width
    return found


def _turned(texts: Iterable[str]) -> bool:
    """Say whether the first letter that has a direction is of a script from right to left."""
    kinds = (unicodedata.bidirectional(char) for text in texts for char in text)
    return next((kind for kind in kinds if kind in _STRONG), "L") in _RIGHT_TO_LEFT
