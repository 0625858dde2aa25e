"""`augctl inspect`: what is there: layout, classes, sizes, oddities."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augctl.engine.annotated import dataset_of
from augctl.engine.progress import Progress, counting, silent
from augctl.engine.scan import Scan, check_input, list_input
from augctl.io.annotations.store import Store
from augctl.io.original import BROKEN, FORMATS, NO_CLASS, SPLITS
from augctl.io.paths import readable
from augctl.manifest import Row
from augctl.planning.index import Index
from augctl.recipe.compile import load
from augctl.sample import Kind


@dataclass(frozen=True)
class Inspected:
    """What an input folder holds.

    Attributes:
        input: The folder.
        layout: How the images are laid out, in words.
        images: How many images can be used.
        classes: How many usable images each class has, by split.
        marks: How many marks each class has in usable images, by split; empty without annotation.
            Classes that the annotation has and no mark are there, too.
        formats: How many of each file format.
        modes: How many of each kind of pixel: grey, RGB, RGBA, and 16-bit ones.
        widths: Least, middle and greatest width in pixels.
        heights: Least, middle and greatest height in pixels.
        ignored: Files of other kinds by ending.
        empty: Class folders without an image.
        duplicates: Groups of files with the same bytes.
        issues: Files and annotations that cannot be used: path, reason, message.
        annotated: Whether there is an annotation beside the images.
    """

    input: Path
    layout: str
    images: int
    classes: Mapping[str, Mapping[str, int]]
    marks: Mapping[str, Mapping[str, int]]
    formats: Mapping[str, int]
    modes: Mapping[str, int]
    widths: tuple[int, int, int]
    heights: tuple[int, int, int]
    ignored: Mapping[str, int]
    empty: list[str]
    duplicates: list[list[str]]
    issues: list[Row]
    annotated: bool


def inspect(input: str | Path, *, progress: Progress = silent) -> Inspected:
    """Look at an input folder: list it, read every file's head, and find equal files.

    Args:
        input: Folder of images or of class folders.
        progress: Called as files are read.

    Raises:
        InputError: There is no folder, or nothing in it can be used.
    """
    root = Path(input).absolute()
    with tempfile.TemporaryDirectory(prefix="augctl-") as scratch:
        index, listing = list_input(root, Path(scratch))
        tick = counting(progress, "reading", index.count)
        scan = check_input(index, listing, load({"version": 1}), tick)
        return _summary(scan, [readable(folder) for folder in listing.empty])


def _summary(scan: Scan, empty: list[str]) -> Inspected:
    index = scan.index
    records = index.records[(index.records["flags"] & BROKEN) == 0]
    kinds: Counter[str] = Counter()
    for channels, bits in zip(records["channels"].tolist(), records["bits"].tolist(), strict=True):
        kinds[str(Kind(channels, bits))] += 1
    return Inspected(
        input=scan.root,
        layout=_layout(scan),
        images=len(records),
        classes=_classes(index, records),
        marks=_marks(index),
        formats=_counts(FORMATS[n] for n in records["format"].tolist()),
        modes=dict(kinds.most_common()),
        widths=_spread(records["width"]),
        heights=_spread(records["height"]),
        ignored=dict(scan.ignored.most_common()),
        empty=empty,
        duplicates=_duplicates(scan),
        issues=scan.issues(),
        annotated=index.format != "folder",
    )


def _classes(index: Index, records: NDArray[Any]) -> dict[str, dict[str, int]]:
    """Count by class and split; splits that no class has are left out."""
    splits = np.maximum(records["split"], 0)
    used = [i for i in range(len(SPLITS)) if (splits == i).any()]
    names = {-1: NO_CLASS} | dict(enumerate(index.labels))
    present = np.unique(records["label"]).tolist()
    table = {
        names[label]: {
            SPLITS[i]: int(((records["label"] == label) & (splits == i)).sum()) for i in used
        }
        for label in present
    }
    return dict(sorted(table.items()))


def _marks(index: Index) -> dict[str, dict[str, int]]:
    """Count marks by class and split; splits without an image are left out."""
    if index.format == "folder" or not set(Store(index.folder).kinds) - {"class_map"}:
        return {}
    records = index.records
    splits = sorted(set(np.maximum(records["split"], 0).tolist()))
    names = [category.name for category in dataset_of(index).categories]
    table = {name: dict.fromkeys((SPLITS[split] for split in splits), 0) for name in names}
    for record, picture in zip(records, dataset_of(index).pictures, strict=True):
        if picture.marks is None or record["flags"] & BROKEN:
            continue
        for thing in picture.marks.things:
            table[thing.label][SPLITS[max(int(record["split"]), 0)]] += 1
    return table


_FORMATS = {
    "coco": "annotated as COCO",
    "yolo": "annotated as YOLO",
    "voc": "annotated as Pascal VOC",
    "masks": "with class maps",
    "csv": "labelled by a CSV table",
}


def _layout(scan: Scan) -> str:
    if scan.index.format in _FORMATS:
        words = _FORMATS[scan.index.format]
        return f"{words}, by split" if scan.index.own_split else words
    folders = "in class folders" if scan.index.labels else "without classes"
    return f"{folders}, by split" if scan.index.own_split else folders


def _counts(items: Iterable[str]) -> dict[str, int]:
    return dict(Counter(items).most_common())


def _spread(values: NDArray[Any]) -> tuple[int, int, int]:
    return int(values.min()), int(np.median(values)), int(values.max())


def _duplicates(scan: Scan) -> list[list[str]]:
    """Hash only files that can be used and share their size with another."""
    records = scan.index.records
    usable = np.flatnonzero((records["flags"] & BROKEN) == 0)
    sizes = records["size"][usable]
    values, counts = np.unique(sizes, return_counts=True)
    candidates = usable[np.isin(sizes, values[counts > 1])]
    groups: dict[bytes, list[str]] = {}
    for number in candidates.tolist():
        path = scan.index.path(number)
        try:
            digest = hashlib.sha256((scan.root / path).read_bytes()).digest()
        except OSError:
            continue  # it is among the issues
        groups.setdefault(digest, []).append(readable(path))
    return [group for group in groups.values() if len(group) > 1]
