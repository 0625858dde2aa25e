"""Work on an image a few rows at a time.

What is made on the way then stays in the cache, and takes no memory in proportion to the image.
A whole photo at once can take four times as long: most of that goes to fetching fresh memory.
"""

from __future__ import annotations

from collections.abc import Iterator

from augctl.sample import Image

# In floats, 128 KiB: the memory allocator hands larger pieces back to the system each time.
_VALUES = 1 << 15


def bands(image: Image) -> Iterator[slice]:
    """Cut the rows of an image (HWC) into bands; at least one row each."""
    height, width, channels = image.shape
    rows = max(1, _VALUES // (width * channels))
    for start in range(0, height, rows):
        yield slice(start, start + rows)
