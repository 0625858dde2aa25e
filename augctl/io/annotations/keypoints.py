"""Keypoints that trade places in a mirror, by their names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

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


def flips_of(given: Any, count: int) -> tuple[int, ...]:
    """Read for each of `count` keypoints what it becomes in a mirror; empty if none changes.

    Raises:
        ValueError: It is no list with each number once; what was expected, in words.
    """
    numbers = list(range(count))
    if not isinstance(given, list) or sorted(map(str, given)) != sorted(map(str, numbers)):
        raise ValueError(f"expected the numbers 0 to {count - 1}, each once")
    flips = [int(number) for number in given]
    return () if flips == numbers else tuple(flips)


def _swap(match: re.Match[str]) -> str:
    word = match.group()
    other = _OTHER[word.lower()]
    if word.isupper():
        return other.upper()
    return other.capitalize() if word[0].isupper() else other
