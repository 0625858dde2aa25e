"""COCO's run lengths: a mask as counts of pixels, column by column, first 0, then 1, and so on.

Packed, the counts are text: each as its difference from the one two before, in groups of five bits,
lowest first, as characters from `0` on; bit 5 says that more groups follow. The first three counts
are themselves.

References:
    cocodataset/cocoapi, common/maskApi.c (rleToString, rleFrString).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from augctl.marks import Bitmap

Counts = NDArray[np.int64]

# Masks larger than this are a mistake, or meant to fill the memory.
MAX_PIXELS = 1 << 28
_MAX_GROUPS = 12


def unpack(text: str) -> Counts:
    """Return the counts in packed text.

    >>> unpack("61X1").tolist()
    [6, 1, 40]

    Raises:
        ValueError: It is not packed counts.
    """
    try:
        codes = np.frombuffer(text.encode("ascii"), dtype=np.uint8).astype(np.int64) - 48
    except UnicodeEncodeError:
        raise ValueError("its counts are not packed as COCO does") from None
    if len(codes) == 0:
        return codes
    last = codes & 0x20 == 0
    if codes.min() < 0 or codes.max() > 63 or not last[-1]:
        raise ValueError("its counts are not packed as COCO does")
    stops = np.flatnonzero(last)
    starts = np.concatenate([[0], stops[:-1] + 1])
    lengths = stops - starts + 1
    if lengths.max() > _MAX_GROUPS:
        raise ValueError("its counts are too large")
    shifts = 5 * (np.arange(len(codes)) - np.repeat(starts, lengths))
    values = np.add.reduceat((codes & 0x1F) << shifts, starts)
    # The highest bit of the last group is the sign.
    values -= np.where(codes[stops] & 0x10, np.int64(1) << (5 * lengths), 0)
    values[1::2] = np.cumsum(values[1::2])
    values[2::2] = np.cumsum(values[2::2])
    return values


def pack(counts: Counts) -> str:
    """Return counts as text.

    >>> pack(np.array([6, 1, 40]))
    '61X1'
    """
    values = counts.astype(np.int64)
    values[3:] -= counts[1:-2]
    groups = np.ones(len(values), dtype=np.int64)
    for number in range(1, _MAX_GROUPS):
        limit = np.int64(1) << (5 * number - 1)
        groups[(values < -limit) | (values >= limit)] = number + 1
    starts = np.cumsum(groups) - groups
    place = np.arange(int(groups.sum())) - np.repeat(starts, groups)
    codes = (np.repeat(values, groups) >> (5 * place)) & 0x1F
    codes[place < np.repeat(groups, groups) - 1] |= 0x20
    return (codes + 48).astype(np.uint8).tobytes().decode("ascii")


def decode(counts: str | Sequence[int], width: int, height: int) -> Bitmap | None:
    """Return the mask that counts describe, cut to where it is; None if it is empty.

    Args:
        counts: Packed, or as numbers.
        width: Of the image, in pixels.
        height: Of the image, in pixels.

    Raises:
        ValueError: The counts are broken, or are not for an image of this size.
    """
    if width * height > MAX_PIXELS:
        raise ValueError(f"a mask of {width} x {height} pixels is too large")
    runs = unpack(counts) if isinstance(counts, str) else _numbers(counts)
    stops = np.cumsum(runs)
    total = int(stops[-1]) if len(stops) else 0
    if len(runs) and (runs.min() < 0 or runs.max() > MAX_PIXELS):
        raise ValueError("it has a run of a length that cannot be")
    if total != width * height:
        raise ValueError(f"its runs are {total} pixels long, the image is {width} x {height}")
    ones = np.flatnonzero(runs[1::2]) * 2 + 1
    if len(ones) == 0:
        return None
    # Only columns that the thing is in are drawn.
    first = int(stops[ones[0] - 1]) // height
    last = (int(stops[ones[-1]]) - 1) // height + 1
    inner = np.diff(np.clip(stops, first * height, last * height), prepend=first * height)
    flat = np.repeat(np.arange(len(runs), dtype=np.uint8) & 1, inner)
    columns = flat.reshape(last - first, height)
    rows = np.flatnonzero(columns.any(axis=0))
    upper, lower = int(rows[0]), int(rows[-1]) + 1
    return Bitmap(first, upper, np.ascontiguousarray(columns[:, upper:lower].T))


def _numbers(counts: Sequence[int]) -> Counts:
    try:
        runs = np.array(counts)
    except (ValueError, OverflowError):
        runs = np.zeros((0, 0))
    if len(counts) == 0:
        return np.zeros(0, np.int64)
    if runs.ndim != 1 or runs.dtype.kind not in "iu":
        raise ValueError("its counts are not whole numbers")
    return runs.astype(np.int64)


def encode(mask: Bitmap, width: int, height: int) -> Counts:
    """Return the counts of a mask in an image of this size: shape (n,), beginning with zeros."""
    columns, (tall, wide) = mask.values.T, mask.values.shape
    canvas = np.zeros((wide, height), np.uint8)
    canvas[:, mask.y : mask.y + tall] = columns
    changes = np.flatnonzero(np.diff(canvas.reshape(-1), prepend=np.uint8(0)))
    # Behind the last column of the thing it ends, even if it reaches the lower edge.
    end = np.full(int(canvas[-1, -1]), wide * height)
    edges = np.concatenate([changes, end]) + mask.x * height
    edges = edges[edges < width * height]
    return np.diff(edges, prepend=0, append=width * height)
