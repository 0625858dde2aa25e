"""Punctuation marks that may be changed: not those of numbers, URLs, abbreviations, smileys."""

from __future__ import annotations

import re

from augctl.text.edits import Span
from augctl.text.tokens import fixed_of, is_han

_FULL = dict(zip(".,;:!?", "。，；：！？", strict=True))
_HALF = {full: half for half, full in _FULL.items()} | {"、": ",", "．": "."}
_RUN = re.compile(f"[…{''.join(_FULL)}{''.join(_HALF)}]+")

_CLOSING = frozenset(")]}\"'”’»）】」』》")
_ABBREVIATED = re.compile(
    r"(?:^|[^\w])(?:[^\W\d_]|[Mm]rs?|[Mm]s|[Dd]r|[Pp]rof|[Ss]t|[Jj]r|[Ss]r|[Nn]o|[Vv]s|[Ee]tc|[Ee]st"
    r"|[Ii]nc|[Ll]td|[Cc]o|[Cc]orp|[Dd]ept|[Aa]pprox|[Aa]cct|[Mm]in|[Mm]ax|[Jj]an|[Ff]eb|[Mm]ar"
    r"|[Aa]pr|[Aa]ug|[Ss]ept?|[Oo]ct|[Nn]ov|[Dd]ec)\.$"
)

_OTHERS = {
    ".": ("!", "...", ";"),
    ",": (";", " -"),
    ";": (",", "."),
    ":": (",", " -"),
    "!": (".", "!!"),
    "?": ("?!", "??"),
    "…": ("...", "."),
    "。": (".", "！", "；"),
    "，": (",", "、", "；"),
    "、": (",", "，"),
    "；": (";", "，"),
    "：": (":", "，"),
    "！": ("!", "。"),
    "？": ("?", "？！"),
    "．": (".", "。"),
}


def punctuation_of(text: str) -> list[Span]:
    """Find the marks of a text that end or part something said, runs of them as one.

    >>> text = "Mr. Li paid 3.5, then left!! Why: a.io/b? 很好，真的。 :)"
    >>> [text[a:b] for a, b in punctuation_of(text)]
    ['!!', ':', '，', '。']
    """
    fixed = fixed_of(text)
    found, at = [], 0
    for match in _RUN.finditer(text):
        start, stop = match.span()
        while at < len(fixed) and fixed[at][1] <= start:
            at += 1
        if not (at < len(fixed) and fixed[at][0] < stop) and _ends_something(text, start, stop):
            found.append((start, stop))
    return found


def _ends_something(text: str, start: int, stop: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[stop : stop + 1]
    if not (before.isalpha() or before in _CLOSING) or before == "":
        return False
    if not (after == "" or after.isspace() or after in _CLOSING or is_han(after)):
        return False
    # The longest of the abbreviations has six letters.
    is_point = text[start:stop] == "."
    return not (is_point and _ABBREVIATED.search(text[max(0, start - 8) : stop]))


def full_width(mark: str) -> str:
    """Return a mark as it stands among Chinese characters."""
    return _FULL.get(mark, mark)


def others_for(mark: str, among_han: bool) -> tuple[str, ...]:
    """Return what may stand in a mark's place: marks of much the same use, and of other width.

    >>> others_for("。", True), others_for(",", True), others_for(",", False)
    (('.', '！', '；'), ('，',), (';', ' -'))
    """
    if among_han and mark in _FULL:
        return (_FULL[mark],)
    return _OTHERS.get(mark, ())
