"""A text beside what became of it, as pieces to be set one after another; long texts in parts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Literal

from augctl.text.compare import changes
from augctl.text.spans import Marked

# A text that is no longer is shown whole; of others, so much of what stays and of what changes.
_WHOLE = 600
_AROUND = 60
_LONGEST_CHANGE = 240
_MOST_CHANGES = 16

GAP = "…"

Kind = Literal["same", "old", "new", "gap"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text that is set in one way.

    Attributes:
        kind: Whether it is in both texts, in the old one, or in the new one. A gap stands for text
            that is left out.
        text: The piece.
        opens: How many spans begin with it.
        ends: The labels of the spans that end with it.
    """

    kind: Kind
    text: str
    opens: int = 0
    ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece by its place: in the new text, but for what is in the old one only."""

    kind: Kind
    start: int
    stop: int


def whole(text: str, spans: Sequence[Marked] = ()) -> list[Piece]:
    """Return the pieces of a text by itself.

    >>> [piece.text for piece in whole("Bob sings", [Marked(0, 3, "PER")])]
    ['Bob', ' sings']
    """
    return list(_pieces("", text, list(_ends("same", 0, len(text), _WHOLE, 0)), spans))


def diff(old: str, new: str, spans: Sequence[Marked] = ()) -> list[Piece]:
    """Return the pieces of a text and of what became of it; none where that is the same.

    Args:
        old: The text as it was.
        new: The text as it is.
        spans: What is marked in the new one.

    >>> [(piece.kind, piece.text) for piece in diff("a red car", "a blue car")]
    [('same', 'a '), ('old', 'red'), ('new', 'blue'), ('same', ' car')]
    """
    cut = max(len(old), len(new)) > _WHOLE
    around, longest = (_AROUND, _LONGEST_CHANGE // 2) if cut else (_WHOLE, _WHOLE)
    found = list(islice(changes(old, new), _MOST_CHANGES + 1 if cut else None))
    if not found:
        return []
    more = cut and len(found) > _MOST_CHANGES
    parts: list[_Part] = []
    at = 0
    for change in found[:_MOST_CHANGES] if cut else found:
        parts += _ends("same", at, change.new_start, around if at else 0, around)
        parts += _ends("old", change.start, change.stop, longest, longest)
        parts += _ends("new", change.new_start, change.new_stop, longest, longest)
        at = change.new_stop
    stop = found[-1].new_start if more else len(new)
    parts += _ends("same", at, stop, around, 0)
    if more and parts[-1] != _GAP:
        parts.append(_GAP)
    return list(_pieces(old, new, parts, spans))


_GAP = _Part("gap", 0, 0)


def _ends(kind: Kind, start: int, stop: int, head: int, tail: int) -> Iterator[_Part]:
    """Walk what is shown of a part: all of it, or its ends."""
    if stop - start <= head + tail + len(GAP):
        if start < stop:
            yield _Part(kind, start, stop)
        return
    if head:
        yield _Part(kind, start, start + head)
    yield _GAP
    if tail:
        yield _Part(kind, stop - tail, stop)


def _pieces(old: str, new: str, parts: Sequence[_Part], spans: Sequence[Marked]) -> Iterator[Piece]:
    """Cut parts where spans begin and end, and say so."""
    cut = list(_cut(parts, spans))
    inside = [_covering(part, spans) for part in cut]
    for i, part in enumerate(cut):
        if part is _GAP:
            yield Piece("gap", GAP)
        elif part.kind == "old":
            yield Piece("old", old[part.start : part.stop])
        else:
            before, after = _beside(cut, inside, i, -1), _beside(cut, inside, i, 1)
            opens = sum(span not in before for span in inside[i])
            # The one that began last ends first.
            ends = [spans[span].label for span in reversed(inside[i]) if span not in after]
            yield Piece(part.kind, new[part.start : part.stop], opens, tuple(ends))


def _cut(parts: Sequence[_Part], spans: Sequence[Marked]) -> Iterator[_Part]:
    places = sorted({place for span in spans for place in (span.start, span.stop)})
    for part in parts:
        if part.kind in ("old", "gap"):
            yield part
            continue
        within = [place for place in places if part.start < place < part.stop]
        cuts = [part.start, *within, part.stop]
        for start, stop in pairwise(cuts):
            yield _Part(part.kind, start, stop)


def _covering(part: _Part, spans: Sequence[Marked]) -> list[int]:
    """Return which spans a part is in, those that began first before others."""
    if part.kind in ("old", "gap"):
        return []
    found = [i for i, s in enumerate(spans) if s.start <= part.start and part.stop <= s.stop]
    return sorted(found, key=lambda i: (spans[i].start, -spans[i].stop))


def _beside(
    cut: Sequence[_Part], inside: Sequence[Sequence[int]], at: int, way: int
) -> Sequence[int]:
    """Return the spans of the next part of the new text; across a gap, there is none."""
    at += way
    while 0 <= at < len(cut) and cut[at].kind == "old":
        at += way
    return inside[at] if 0 <= at < len(cut) else ()


_ODD = re.compile(r"[^\w !-~]")
LINE_BREAK = r"\n"
"""What `visible` makes of the end of a line."""

_JOINERS = frozenset("\u200c\u200d")


def visible(text: str) -> Iterator[tuple[str, bool]]:
    r"""Cut a text so that what nobody would see can be set apart, as its escape.

    Such are line breaks, control characters, and what turns the direction of text. The joiners that
    many scripts and emoji need stay.

    >>> list(visible("a\tb"))
    [('a', False), ('\\t', True), ('b', False)]
    """
    at = 0
    for match in _ODD.finditer(text):
        char = match.group()
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char not in _JOINERS:
            if at < match.start():
                yield text[at : match.start()], False
            yield char.encode("unicode_escape").decode("ascii"), True
            at = match.end()
    if at < len(text):
        yield text[at:], False
