"""Folders of pictures and of class maps: `images/7.jpg` and `masks/7.png`, or by split.

A map belongs to the picture of the same name. What its numbers mean stands in `classes.txt`, one
name per line from 0; without it, classes are called by their numbers. 255 is no class in a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from augctl.errors import BadInput, UsageError
from augctl.io.annotations.class_maps import MAX_PIXELS, VOID, read_map, read_palette
from augctl.io.annotations.class_names import BACKGROUND, ClassNames, read_names
from augctl.io.annotations.faults import class_unused
from augctl.io.annotations.masks_write import MaskWriter
from augctl.io.annotations.model import Category, Dataset, Oddity, Picture, Report
from augctl.io.annotations.places import (
    IMAGE_FOLDERS,
    content,
    files,
    glimpse,
    is_picture,
    key,
    splits_by_folder,
)
from augctl.io.codecs import EXTENSIONS, probe
from augctl.sample import Image

_MAP_FOLDERS = frozenset(["masks", "mask", "annotations", "labels"])
_FOLDERS = IMAGE_FOLDERS | _MAP_FOLDERS


@dataclass(frozen=True, slots=True)
class MaskReader:
    """Reads folders of pictures and class maps.

    Attributes:
        max_pixels: Larger maps are refused before they are decoded.
    """

    max_pixels: int = MAX_PIXELS

    def evidence(self, root: Path) -> str | None:
        """Return a class map that has the name of a picture."""
        folders: dict[str, set[str]] = {}
        maps = []
        for path in glimpse(root):
            if _is_map(path):
                maps.append(path)
            elif is_picture(path):
                above = _key(path).rpartition("/")[0]
                folders.setdefault(above, set()).add(path.rpartition("/")[0])
        for path in maps:
            above, _, stem = _key(path).rpartition("/")
            for folder in folders.get(above, ()):
                if any((root / folder / (stem + ending)).exists() for ending in EXTENSIONS):
                    return path
        return None

    def read(self, root: Path, report: Report) -> Dataset:
        """Read a dataset.

        Where no list names the classes, all maps are decoded once to see which there are. What is
        wrong with a map is reported while the pictures are walked.

        Raises:
            UsageError: There are no maps of pictures, or the list of classes is broken.
        """
        pairs = _pairs(root, report)
        if not pairs:
            raise UsageError(
                f"{root} has no class maps of its pictures.",
                "Expected folders images and masks, with files of the same names but for the "
                "ending; maps are PNG.",
            )
        names = read_names(root)
        categories = names.categories
        blank: set[str] = set()
        if names.file is None:
            numbers, blank = _numbers(root, pairs, self.max_pixels)
            categories = tuple(Category(str(number), number) for number in numbers)
        form = {"palette": names.palette or _palette(root, pairs)}
        pictures = _Pictures(root, report, pairs, names, self.max_pixels, blank)
        return Dataset(categories, pictures, form=form)


@dataclass(frozen=True, slots=True)
class _Pictures:
    """Checks one map after the other, each time that it is walked.

    Attributes:
        root: The folder of the dataset.
        report: Takes what is wrong.
        pairs: Maps by their pictures.
        names: Of the classes.
        max_pixels: Larger maps are refused.
        blank: The maps that show nothing but background, where no list names the classes.
        met: Numbers of classes that maps have, where a list names them.
    """

    root: Path
    report: Report
    pairs: dict[str, str]
    names: ClassNames
    max_pixels: int
    blank: set[str]
    met: set[int] = field(default_factory=set)

    def __iter__(self) -> Iterator[Picture]:
        splits = splits_by_folder(map(_key, self.pairs))
        for image, path in self.pairs.items():
            try:
                size = self._checked(image, path)
            except BadInput as error:
                message = f"{path}: {error.message}; {image} is left out"
                self.report(Oddity(path, error.reason, message, picture=image))
                continue
            if path in self.blank:
                message = f"{path} shows nothing but background"
                self.report(Oddity(path, "image_without_label", message, picture=image))
            yield Picture(image, splits.get(_key(image)), size, class_map=path)
        unused = [c.name for c in self.names.categories if c.id not in self.met | {VOID}]
        if self.names.file is not None and unused:
            self.report(class_unused(self.names.file, unused))

    def _checked(self, image: str, path: str) -> tuple[int, int]:
        """Return the size of a map that can be used."""
        found = probe(self.root / path, self.max_pixels)
        size = found.width, found.height
        try:
            told = probe(self.root / image, self.max_pixels)
        except BadInput:
            pass  # who reads the picture will say so
        else:
            # A map can be of the picture as it is stored, or as it is seen.
            if sorted(size) != sorted((told.width, told.height)):
                raise BadInput(
                    "mask_size",
                    f"it is {size[0]} x {size[1]} pixels large, and its picture "
                    f"{told.width} x {told.height}",
                )
        if self.names.file is None:
            return size
        known = {category.id: category.name for category in self.names.categories}
        classes = read_map(content(self.root / path), self.max_pixels, self.names.palette)
        used = _used(classes)
        self.met.update(used)
        nameless = sorted(used - known.keys() - {VOID})
        if nameless:
            numbers = ", ".join(map(str, nameless))
            message = f"{path}: no name in {self.names.file} for {numbers}; they stay numbers"
            self.report(Oddity(path, "class_without_name", message, mended=True, picture=image))
        if _is_blank(used) and known.get(0, BACKGROUND[0]) in BACKGROUND:
            self.blank.add(path)
        return size


def _pairs(root: Path, report: Report) -> dict[str, str]:
    """Return the class maps by their pictures; what has no other half is reported."""
    images: dict[str, str] = {}
    maps: dict[str, str] = {}
    for path in files(root):
        if _is_map(path):
            kind, found = "mask", maps
        elif is_picture(path) and _MAP_FOLDERS.isdisjoint(path.lower().split("/")[:-1]):
            kind, found = "image", images
        else:
            continue
        first = found.setdefault(_key(path), path)
        if first != path:
            message = f"{path} has the same name as {first}; it is left out"
            report(Oddity(path, f"two_{kind}s", message))
    for known in sorted(images.keys() - maps.keys()):
        path = images[known]
        report(Oddity(path, "image_without_mask", f"{path} has no mask; it is left out"))
    for known in sorted(maps.keys() - images.keys()):
        path = maps[known]
        report(Oddity(path, "mask_without_image", f"{path} belongs to no picture; it is left out"))
    return {path: maps[known] for known, path in images.items() if known in maps}


def _is_map(path: str) -> bool:
    *folders, name = path.lower().split("/")
    return name.endswith(".png") and not _MAP_FOLDERS.isdisjoint(folders)


def _key(path: str) -> str:
    return key(path, _FOLDERS)


def _numbers(root: Path, pairs: dict[str, str], max_pixels: int) -> tuple[list[int], set[str]]:
    """Return the numbers in all maps, and the maps that have none but that of background."""
    found: set[int] = set()
    blank: set[str] = set()
    for path in pairs.values():
        try:
            used = _used(read_map(content(root / path), max_pixels))
        except BadInput:
            continue  # its turn comes, and then it is said
        found |= used
        if _is_blank(used):
            blank.add(path)
    return sorted(found), blank


def _is_blank(used: set[int]) -> bool:
    return used <= {0, VOID}


def _used(classes: Image) -> set[int]:
    return set(np.flatnonzero(np.bincount(classes.reshape(-1))).tolist())


def _palette(root: Path, pairs: dict[str, str]) -> list[list[int]]:
    """Return the colours of the first map."""
    try:
        return read_palette(content(root / next(iter(pairs.values()))))
    except BadInput:
        return []  # its turn comes, and then it is said


READER = MaskReader()
WRITER = MaskWriter()
