"""Cuts what stands between words into signs and what must stay together: URLs, numbers, code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from augctl.text.edits import Span
from augctl.text.ends import STOPS

_RUN = re.compile(r"\S+")
_OPENING = "\"'“‘([«¿¡–—-"
_CLOSING = STOPS + ",;:)]\"'”’»–—-"

# Their last sign is theirs, whatever it is.
_CLOSED = re.compile(
    r"`.*`|<.*>|&[\#\w]+;|\{.*\}|\[\[.*\]\]|%\(.*\)[a-z]|(?:[A-Za-z]\.){2,}"
    r"|[:;：；xX][-o']?[()）DdPpOoSsXxcb]+(?!\w)|:[\w+-]+:",
    re.DOTALL,
)


def loose_of(text: str, start: int, stop: int, kept: Sequence[Span]) -> Iterator[tuple[Span, bool]]:
    """Walk what stands between two words: signs one by one, all else in one piece up to a space.

    Args:
        text: The text.
        start: Where the first word ends.
        stop: Where the second begins.
        kept: What of it must stay as it is; see `augctl.text.tokens.fixed_of`.

    Yields:
        Where each piece stands, and whether it must stay as it is.

    >>> text = "($20, &amp; f(x), e.g.)."
    >>> found = loose_of(text, 0, 24, [(1, 5), (6, 11), (12, 17), (18, 24)])
    >>> [text[a:b] for (a, b), _ in found]
    ['(', '$20', ',', '&amp;', 'f(x)', ',', 'e.g.', ')', '.']
    """
    at = 0
    for first, last in _runs(text, start, stop, kept):
        inner = text[first:last]
        a = last - len(inner.lstrip(_OPENING))
        b = max(a, first + len(inner.rstrip(_CLOSING)))
        while at < len(kept) and kept[at][0] < last:
            whole = _whole(text, *kept[at])
            a, b, at = min(a, whole[0]), max(b, whole[1]), at + 1
        yield from (((i, i + 1), False) for i in range(first, a))
        if a < b:
            yield (a, b), True
        yield from (((i, i + 1), False) for i in range(b, last))


def _runs(text: str, start: int, stop: int, kept: Sequence[Span]) -> Iterator[Span]:
    """Walk what spaces part, but for spaces of what must stay."""
    runs = (match.span() for match in _RUN.finditer(text, start, stop))
    if not kept:
        yield from runs
        return
    first = last = start
    for a, b in sorted([*runs, *kept]):
        if a >= last:
            if first < last:
                yield first, last
            first = a
        last = max(last, b)
    if first < last:
        yield first, last


def _whole(text: str, start: int, stop: int) -> Span:
    """Return what is left of a kept part without quotes, brackets and punctuation around it."""
    closed = _CLOSED.match(text, start, stop)
    if closed is None:
        while start < stop and text[start] in _OPENING:
            start += 1
        closed = _CLOSED.match(text, start, stop)
    return start, _end(text, start if closed is None else closed.end(), stop)


def _end(text: str, start: int, stop: int) -> int:
    opened = {")": 0, "]": 0}
    for sign, pair in (("(", ")"), ("[", "]")):
        opened[pair] = text.count(sign, start, stop) - text.count(pair, start, stop)
    last = stop
    while last > start and text[last - 1] in _CLOSING:
        sign = text[last - 1]
        if sign in opened:
            if opened[sign] >= 0:
                # A statement of code ends in its semicolon.
                return last + 1 if text[last : last + 1] == ";" and last < stop else last
            opened[sign] += 1
        last -= 1
    return last
