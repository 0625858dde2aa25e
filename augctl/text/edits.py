"""Edits: the one way in which a stage changes a text, and how what is marked in it moves along.

An edit replaces what stands from `start` to `stop`, in code points of the text as it was, by other
text. The edits of a text are sorted and do not overlap. So nothing but what they name can change,
the manifest says what was done to the letter, and spans follow by arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

Edit = tuple[int, int, str]
"""Start, stop, and the text that takes the place of what stands there."""

Span = tuple[int, int]
"""Start and stop of something in a text, in code points."""


def applied(text: str, edits: Iterable[Sequence[Any]]) -> str:
    """Return a text after edits, which are sorted and do not overlap.

    >>> applied("a red car", [(2, 5, "blue"), (9, 9, "!")])
    'a blue car!'
    """
    parts: list[str] = []
    at = 0
    for start, stop, new in edits:
        parts += (text[at:start], new)
        at = stop
    parts.append(text[at:])
    return "".join(parts)


def moved(span: Span, edits: Iterable[Sequence[Any]]) -> Span | None:
    """Return where a span is after edits; None where nothing is left of it.

    What is inserted right before a span or right behind it is no part of it; what takes the place
    of a part of it belongs to it, whole.

    >>> moved((2, 5), [(0, 1, "the"), (5, 5, "ly")])
    (4, 7)
    >>> moved((2, 5), [(2, 5, "blue")])
    (2, 6)
    >>> moved((2, 5), [(1, 6, "")]) is None
    True
    """
    first, last = span
    if first == last:
        return None
    start, stop, grown = first, last, 0
    for begin, end, new in edits:
        if begin >= last:
            break
        growth = len(new) - (end - begin)
        if end <= first:
            start += growth
        elif begin < first:
            start = begin + grown
        stop = stop + growth if end <= last else begin + grown + len(new)
        grown += growth
    return (start, stop) if start < stop else None


def between(old: str, new: str, tokens: Sequence[Span], others: Sequence[Span]) -> list[Edit]:
    """Return edits that make one text of another, whole tokens at a time.

    Args:
        old: The text as it was.
        new: The text that is wanted.
        tokens: Where the tokens of the old text are; what lies between them counts as one each.
        others: Likewise of the new text.

    >>> between("a red car", "a blue car", [(0, 1), (2, 5), (6, 9)], [(0, 1), (2, 6), (7, 10)])
    [(2, 5, 'blue')]
    """
    pieces, places = _pieces(old, tokens)
    wanted, _ = _pieces(new, others)
    matcher = SequenceMatcher(None, pieces, wanted, autojunk=False)
    return [
        (places[i1], places[i2], "".join(wanted[j1:j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


def _pieces(text: str, tokens: Sequence[Span]) -> tuple[list[str], list[int]]:
    """Cut a text at its tokens; returns the pieces, and where each begins, and the end."""
    cuts = sorted({0, len(text), *(at for token in tokens for at in token)})
    return [text[a:b] for a, b in pairwise(cuts)], cuts
