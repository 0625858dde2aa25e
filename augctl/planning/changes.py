"""How two listings differ, without holding either in memory."""

from __future__ import annotations

import os
from collections.abc import Iterator

from augctl.planning.index import Index

GONE, NEW, CHANGED = "is gone", "is new", "changed (size or time)"
"""How a file differs between two listings."""


def changes(old: Index, new: Index) -> Iterator[tuple[str, str]]:
    """Walk the paths that two indexes differ in, and how, without holding either in memory."""
    left, right = old.entries(), new.entries()
    a, b = next(left, None), next(right, None)
    while a is not None or b is not None:
        if b is None or (a is not None and _before(a[0], b[0])):
            assert a is not None
            yield a[0], GONE
            a = next(left, None)
        elif a is None or _before(b[0], a[0]):
            yield b[0], NEW
            b = next(right, None)
        else:
            if a != b:
                yield a[0], CHANGED
            a, b = next(left, None), next(right, None)


def _before(a: str, b: str) -> bool:
    """Compare paths the way a listing is ordered."""
    return os.fsencode(a).split(b"/") < os.fsencode(b).split(b"/")
