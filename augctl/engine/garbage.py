"""Work that makes many objects, and no cycles of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_cycles() -> Iterator[None]:
    """Leave Python's search for cycles off for a block.

    It looks at all objects again and again while they become more: for rows of tables it takes a
    quarter of the time, and finds nothing.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
