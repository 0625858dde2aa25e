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
    test, then to val, the rest to train. Where shares are no whole numbers, what is held out in
    all is rounded, and one original at least stays in train.
    """
    records = index.writable()
    usable = np.flatnonzero((records["flags"] & BROKEN) == 0)
    labels = records["label"][usable]
    for label in np.unique(labels):
        numbers = usable[labels == label]
        keys = b"".join(digest(seed, "split", index.path(int(n)), size=8) for n in numbers)
        dealt = numbers[np.argsort(np.frombuffer(keys, dtype=">u8"), kind="stable")]
        held_out = min(round(len(dealt) * (shares.test + shares.val)), len(dealt) - 1)
        test = min(round(len(dealt) * shares.test), held_out)
        split = np.full(len(dealt), SPLITS.index("train"), dtype=np.int8)
        split[:test] = SPLITS.index("test")
        split[test:held_out] = SPLITS.index("val")
        records["split"][dealt] = split
