"""Finds originals that are the same file under several names."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from augctl.io.original import BROKEN
from augctl.planning.index import Index


def equal_files(root: Path, index: Index) -> list[list[int]]:
    """Group the numbers of usable originals that have the same bytes, each group by path.

    Only files that share their size with another are read.
    """
    records = index.records
    usable = np.flatnonzero((records["flags"] & BROKEN) == 0)
    sizes = records["size"][usable]
    values, counts = np.unique(sizes, return_counts=True)
    candidates = usable[np.isin(sizes, values[counts > 1])]
    groups: dict[bytes, list[int]] = {}
    for number in candidates.tolist():
        try:
            digest = hashlib.sha256((root / index.path(number)).read_bytes()).digest()
        except OSError:
            continue  # gone or unreadable since its head was read; it is told when its turn comes
        groups.setdefault(digest, []).append(number)
    return [group for group in groups.values() if len(group) > 1]
