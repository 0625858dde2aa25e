"""Makes a split where the data has none: by class, by a hash of each path, in exact shares."""

from __future__ import annotations

import numpy as np

from augctl.io.original import BROKEN, SPLITS
from augctl.planning.index import Index
from augctl.recipe.schema import SplitShares
from augctl.seeds import digest


def assign(index: Index, shares: SplitShares, seed: int) -> None:
    """Write a split into the index, each class in the given shares.

    Within a class the originals are dealt in order of a hash of their paths: the first go to
    test, then to val, the rest to train. What rounding leaves over goes to train.
    """
    records = index.writable()
    usable = np.flatnonzero((records["flags"] & BROKEN) == 0)
    labels = records["label"][usable]
    for label in np.unique(labels):
        numbers = usable[labels == label]
        keys = b"".join(digest(seed, "split", index.path(int(n)), size=8) for n in numbers)
        dealt = numbers[np.argsort(np.frombuffer(keys, dtype=">u8"), kind="stable")]
        split = np.full(len(dealt), SPLITS.index("train"), dtype=np.int8)
        test = round(len(dealt) * shares.test)
        val = round(len(dealt) * shares.val)
        split[:test] = SPLITS.index("test")
        split[test : test + val] = SPLITS.index("val")
        records["split"][dealt] = split
