"""Finds what a wrong name may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

ALIKE = 0.6
"""Share of equal letters from which on a name may be what was meant."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name most like a wrong one, or an empty string.

    >>> nearest("Quallity", ["quality", "codec"])
    'quality'
    """
    folded = {k.lower(): k for k in known}
    found = get_close_matches(name.lower(), list(folded), n=1, cutoff=ALIKE)
    return folded[found[0]] if found else ""
