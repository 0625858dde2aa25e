"""Splits by the words that datasets have for them."""

from __future__ import annotations

import re

SPLIT_NAMES = {
    "train": "train",
    "training": "train",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "dev": "val",
    "test": "test",
    "testing": "test",
}
"""Lower-case words that mean a split."""

_BETWEEN = re.compile(r"[^A-Za-z]+")


def split_in(name: str) -> str | None:
    """Return the split that a name speaks of, by its last word that is one.

    >>> split_in("instances_train2017"), split_in("valid"), split_in("trainer")
    ('train', 'val', None)
    """
    found = [SPLIT_NAMES[word] for word in _BETWEEN.split(name.lower()) if word in SPLIT_NAMES]
    return found[-1] if found else None
