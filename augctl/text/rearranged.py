"""Edits that put parts of a text into another order.

Edits do not move anything. So the parts that stay in order stay where they are, as much of the text
as can; the others are cut out and written anew. What is marked must be in a part that stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from augctl.text.edits import Edit, Span


class Kept(NamedTuple):
    """A part of the text as it was.

    Attributes:
        start: Where it begins.
        stop: Behind its last.
        first: The letter that it begins with now; empty where that stays.
    """

    start: int
    stop: int
    first: str = ""


Piece = str | Kept


class Turned(NamedTuple):
    """What takes the place of a stretch of a text.

    Attributes:
        start: Where the stretch begins.
        stop: Behind its last.
        pieces: What stands there then.
    """

    start: int
    stop: int
    pieces: list[Piece]


def rearranged(
    text: str, start: int, stop: int, pieces: Sequence[Piece], spans: Sequence[Span] = ()
) -> list[Edit] | None:
    """Return edits that put pieces in the place of a stretch of a text.

    Args:
        text: The text.
        start: Where the stretch begins.
        stop: Behind its last.
        pieces: What stands there then, in order. No two have a part of the text in common.
        spans: What is marked, and must be neither moved nor cut.

    Returns:
        The edits; None where what is marked would have to move past what stays.

    >>> pieces = [Kept(13, 20, "M"), " was paid by ", Kept(0, 3, "a"), "."]
    >>> rearranged("Ann has paid my bill.", 0, 21, [Kept(13, 20, "M"), " was paid by Ann."])
    [(0, 13, ''), (13, 14, 'M'), (20, 21, ' was paid by Ann.')]
    >>> rearranged("ab cd", 0, 5, [Kept(3, 5), " ", Kept(0, 2)], [(0, 2)])
    [(0, 0, 'cd '), (2, 5, '')]
    >>> rearranged("ab cd", 0, 5, [Kept(3, 5), " ", Kept(0, 2)], [(0, 2), (3, 5)]) is None
    True
    """
    inside = [span for span in spans if span[0] < stop and start < span[1]]
    staying = _staying(pieces, inside)
    held = [pieces[i] for i in staying]
    if any(not any(_holds(piece, span) for piece in held) for span in inside):
        return None
    edits: list[Edit] = []
    at, written = start, ""
    for i, piece in enumerate(pieces):
        if i not in staying or isinstance(piece, str):
            written += piece if isinstance(piece, str) else _copied(text, piece)
            continue
        _put(edits, text, at, piece.start, written)
        if piece.first not in ("", text[piece.start]):
            edits.append((piece.start, piece.start + 1, piece.first))
        at, written = piece.stop, ""
    _put(edits, text, at, stop, written)
    return edits


def _put(edits: list[Edit], text: str, start: int, stop: int, new: str) -> None:
    if text[start:stop] != new:
        edits.append((start, stop, new))


def _copied(text: str, piece: Kept) -> str:
    return (piece.first or text[piece.start]) + text[piece.start + 1 : piece.stop]


def _holds(piece: Piece, span: Span) -> bool:
    return not isinstance(piece, str) and piece.start <= span[0] and span[1] <= piece.stop


def _staying(pieces: Sequence[Piece], spans: Sequence[Span]) -> set[int]:
    """Choose the pieces that stay: those in order that hold most, what is marked above all."""
    best: dict[int, tuple[int, int, tuple[int, ...]]] = {}
    for i, piece in enumerate(pieces):
        if isinstance(piece, str):
            continue
        before = [
            best[j]
            for j in best
            if (other := pieces[j]) and other.stop <= piece.start  # type: ignore[union-attr]
        ]
        marks, letters, chosen = max(before, default=(0, 0, ()))
        marks += sum(_holds(piece, span) for span in spans)
        best[i] = marks, letters + piece.stop - piece.start, (*chosen, i)
    return set(max(best.values(), default=(0, 0, ()))[2])
