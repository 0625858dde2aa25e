"""Indexes and orders of made-up listings; none of the files exists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from augctl.io.annotations.model import Dataset
from augctl.io.annotations.store import write_header
from augctl.io.original import Entry
from augctl.planning.index import Index, Order
from augctl.planning.index_writer import build
from augctl.recipe.chain import Quota
from augctl.recipe.compile import load


def index_of(folder: Path, paths: Iterable[str], *, own_split: bool = False) -> Index:
    """Index paths such as `cat/1.jpg`; with `own_split`, such as `train/cat/1.jpg`."""
    entries = []
    for path in paths:
        parts = path.split("/")
        split = ("train", "val", "test").index(parts.pop(0)) if own_split else -1
        entries.append(Entry(path, parts[0] if len(parts) > 1 else None, split, 1, 1))
    return build(entries, Path(mkdtemp(dir=folder)))


def classes(**sizes: int) -> list[str]:
    """List paths: so many of each class."""
    return [f"{label}/{i:04d}.jpg" for label, count in sizes.items() for i in range(count)]


def marked_of(folder: Path, marks: Sequence[Mapping[str, int] | None]) -> Index:
    """Index pictures without a class of their own, with so many marks of each class."""
    entries = (Entry(f"{i:06d}.jpg", None, -1, 1, 1, 0, each) for i, each in enumerate(marks))
    index = build(entries, Path(mkdtemp(dir=folder)), "coco")
    write_header(index.folder, Dataset((), ()))
    return index


def order_of(folder: Path, sizes: Sequence[int]) -> Order:
    """Make an order with classes of these sizes, empty ones too."""
    inside = Path(mkdtemp(dir=folder))
    np.arange(sum(sizes), dtype="<i8").tofile(inside / "order.bin")
    np.zeros(0, dtype="<i8").tofile(inside / "held_out.bin")
    return Order(inside, [0, *accumulate(sizes)])


def quota(**given: object) -> Quota:
    """Compile a quota as a recipe has it: `copies=2`."""
    chain = {"name": "a", "stages": ["image.hue"], **given}
    return load({"version": 1, "chains": [chain]}).chains[0].quota
