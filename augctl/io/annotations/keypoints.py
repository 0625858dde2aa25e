"""Keypoints that trade places in a mirror, by their names."""

from __future__ import annotations

import re
from collections.abc import Sequence

# A side as a word of its own, or a letter set off from the rest: left_eye, eyeLeft, l_eye, eye.R
_SIDE = re.compile(
    r"(?<![a-z])(left|right)(?![a-z])|(?<=[a-z])(Left|Right)(?![a-z])|"
    r"(?<![a-z])(left|right|Left|Right|LEFT|RIGHT)(?=[A-Z_.\- \d]|$)|"
    r"(?:^|(?<=[_.\- ]))([lrLR])(?=[_.\- ]|$)"
)
_OTHER = {"left": "right", "right": "left", "l": "r", "r": "l"}


def mirrored(names: Sequence[str]) -> tuple[int, ...]:
    """Return for each keypoint the number of the one that it becomes in a mirror; empty if none.

    >>> mirrored(["nose", "left_eye", "right_eye"])
    (0, 2, 1)
    >>> mirrored(["nose", "left_ear"])
    ()
    """
    numbers = {name: i for i, name in enumerate(names)}
    found = tuple(numbers.get(_SIDE.sub(_swap, name), i) for i, name in enumerate(names))
    return () if found == tuple(range(len(names))) else found


def _swap(match: re.Match[str]) -> str:
    word = match.group()
    other = _OTHER[word.lower()]
    if word.isupper():
        return other.upper()
    return other.capitalize() if word[0].isupper() else other
