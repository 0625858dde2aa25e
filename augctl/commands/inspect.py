"""`augctl inspect`: what is there: layout, classes, sizes, oddities."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augctl.commands.inspect_model import InspectedModel, model_summary
from augctl.commands.inspect_table import InspectedTable, table_summary
from augctl.engine.equal_files import equal_files
from augctl.engine.places import input_root
from augctl.engine.progress import Progress, counting, silent
from augctl.engine.scan import Scan, check_input, list_input
from augctl.io.original import BROKEN, FORMATS, NO_CLASS, SPLITS
from augctl.io.paths import readable
from augctl.manifest import Row
from augctl.planning.index import Index
from augctl.planning.suits import classes_of
from augctl.recipe.compile import load
from augctl.sample import Kind
from augctl.stages.text.dialogue import TEMPERATURE
from augctl.text.dialogue.model import Model


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
        issues: Files and annotations that cannot be used, have to be mended, or are odd and kept as
            they are: path, outcome, reason, message.
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


def inspect(
    input: str | Path,
    *,
    format: str = "auto",
    target: str | None = None,
    progress: Progress = silent,
) -> Inspected | InspectedTable | InspectedModel:
    """Look at an input: list a folder, read every file's head, find equal files; or read a table.

    Of a dialogue model, compute what is to be expected of its dialogues.

    Args:
        input: Folder of images or of class folders, or the file of a table or of a dialogue model.
        format: How the data is annotated, as `input.format` of a recipe says it.
        target: The column to predict, as `input.target` of a recipe says it.
        progress: Called as files are read.

    Raises:
        InputError: There is no folder, or nothing in it can be used.
        RecipeError: There is no such format.
        UsageError: The data could have several formats, its annotation cannot be read, or there is
            no such target.
    """
    known = {"format": format} | ({"target": target} if target is not None else {})
    recipe = load({"version": 1, "input": known})
    root = input_root(recipe, input)
    with tempfile.TemporaryDirectory(prefix="augctl-") as scratch:
        index, listing = list_input(root, Path(scratch), recipe)
        tick = counting(progress, "reading", index.count)
        scan = check_input(index, listing, recipe, tick)
        if index.is_model:
            return model_summary(root, Model.load(index.folder), TEMPERATURE)
        if index.is_table:
            usable = index.records[(index.records["flags"] & BROKEN) == 0]
            return table_summary(scan, _classes(index, usable), progress)
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
        duplicates=[
            [readable(index.path(number)) for number in group]
            for group in equal_files(scan.root, index)
        ],
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
    if index.marked is None or not index.marked.labels:
        return {}
    records = index.records
    splits = np.maximum(records["split"], 0)
    usable = (records["flags"] & BROKEN) == 0
    by_split = {
        SPLITS[split]: dict(zip(index.marked.labels, totals.tolist(), strict=True))
        for split in np.unique(splits).tolist()
        for totals in [index.marked.totals(np.flatnonzero(usable & (splits == split)))]
    }
    return {
        name: {split: counts.get(name, 0) for split, counts in by_split.items()}
        for name in classes_of(index)
        if name in index.marked.labels or name not in index.labels
    }


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
