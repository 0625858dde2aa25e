"""What in a text must come through a translator or a model as it is, and how it does.

Neither can be trusted with a URL, a number or a name that is marked. So each stands behind a word
that nobody writes, which both take for a name, and is put back after. Where such a word is lost,
doubled or spelled another way, nothing of the answer can be used.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import count, product
from typing import NamedTuple

from augctl.text.edits import Span, applied
from augctl.text.passage import Passage, every_word
from augctl.text.tokens import trimmed

# Signs that a translator takes for what they are.
_PLAIN = re.compile(r"""[^\s.,;:!?'"()\-–—…‘’“”。，、；：！？（）《》「」『』【】·]+""")
_LETTERS = "abcdefghklmnprstuvz"


class Masked(NamedTuple):
    """A text whose parts that must stay are hidden.

    Attributes:
        text: The text, a made-up word in the place of each part.
        parts: The parts, by made-up word.
        kept: Where they are in the text as it was.
    """

    text: str
    parts: dict[str, str]
    kept: list[Span]


def must_stay(passage: Passage) -> list[Span]:
    """Return what must stay: what is marked, and all that is neither word nor plain punctuation.

    >>> text = "Ask ann@a.io about $40, 10:30."
    >>> [text[a:b] for a, b in must_stay(Passage(text, [(0, 3)]))]
    ['Ask', 'ann@a.io', '$40', '10:30']
    """
    text, at = passage.text, 0
    found: list[Span] = [(a, b) for a, b in passage.spans if a < min(b, len(text))]
    for start, stop in [*every_word(text), (len(text), len(text))]:
        for run in re.finditer(r"\S+", text[at:start]):
            if _PLAIN.search(run[0]):
                found.append(trimmed(text, at + run.start(), at + run.end()))
        at = stop
    return _joined(found)


def masked(passage: Passage) -> Masked:
    """Hide what must stay behind words that the text does not have.

    >>> masked(Passage("I asked for $40 at 10:30.")).text
    'I asked for Xqaz at Xqbz.'
    """
    text = passage.text
    known = text.lower()
    names = (name for name in _names() if name.lower() not in known)
    kept = must_stay(passage)
    edits = [(start, stop, next(names)) for start, stop in kept]
    parts = {name: text[start:stop] for start, stop, name in edits}
    return Masked(applied(text, edits), parts, kept)


def unmasked(answer: str, parts: dict[str, str]) -> str | None:
    """Put back what was hidden; None where one of the words is not there once.

    >>> unmasked("at xqbz I asked for Xqaz.", {"Xqaz": "$40", "Xqbz": "10:30"})
    'at 10:30 I asked for $40.'
    >>> unmasked("I asked.", {"Xqaz": "$40"}) is None
    True
    """
    if not parts:
        return answer
    lowered = {name.lower(): part for name, part in parts.items()}
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, lowered))})(?!\w)", re.IGNORECASE)
    found = [match[0].lower() for match in pattern.finditer(answer)]
    if sorted(found) != sorted(lowered):
        return None
    return pattern.sub(lambda match: lowered[match[0].lower()], answer)


def touches(edits: Sequence[tuple[int, int, str]], kept: Sequence[Span]) -> bool:
    """Say whether edits change what must stay: spans in order, none over another.

    >>> touches([(0, 3, "an")], [(4, 7)]), touches([(0, 5, "an")], [(4, 7)])
    (False, True)
    """
    return any(covers(kept, a, b) for a, b, _ in edits)


def covers(kept: Sequence[Span], start: int, stop: int) -> bool:
    """Say whether some of what must stay lies between two places, or around both.

    >>> covers([(4, 7)], 0, 4), covers([(4, 7)], 5, 5), covers([(4, 7)], 7, 9)
    (False, True, False)
    """
    first = bisect_right(kept, start, key=lambda span: span[1])
    return first < len(kept) and kept[first][0] < stop


def _names() -> Iterator[str]:
    """Walk made-up words without end: Xqaz, Xqbz, and so on."""
    for width in count(1):
        for letters in product(_LETTERS, repeat=width):
            yield f"Xq{''.join(letters)}z"


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Sort spans, and make one of those that overlap or touch."""
    found: list[Span] = []
    for start, stop in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(stop, found[-1][1])
        else:
            found.append((start, stop))
    return found
