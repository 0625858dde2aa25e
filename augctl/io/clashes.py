"""Finds names that some disks take for one, for their case or Unicode form."""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from augctl.io.paths import folded


def clashes(names: Iterable[str]) -> NDArray[np.bool_]:
    """Say which names cannot stand side by side on every disk: shape (n,).

    They are compared by a hash of 8 bytes, because a folder may hold a million of them.
    """
    hashes = (blake2b(os.fsencode(folded(name)), digest_size=8).digest() for name in names)
    keys = np.frombuffer(b"".join(hashes), dtype=np.uint64)
    _, where, counts = np.unique(keys, return_inverse=True, return_counts=True)
    result: NDArray[np.bool_] = counts[where] > 1
    return result
