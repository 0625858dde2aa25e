"""Folders of pictures and of class maps out: `images`, `masks` and `classes.txt`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from augctl.io.annotations import class_names
from augctl.io.annotations.class_maps import write_map
from augctl.io.annotations.losses import lost_facts
from augctl.io.annotations.model import Category, Dataset, Picture
from augctl.io.annotations.places import IMAGE_FOLDERS
from augctl.io.annotations.splits import SPLIT_NAMES
from augctl.io.annotations.thing_maps import class_map, has_masks
from augctl.io.paths import readable
from augctl.sample import Image

_IMAGES, _MASKS = "images/", "masks/"


@dataclass(frozen=True, slots=True)
class MaskWriter:
    """Writes folders of pictures and class maps.

    Attributes:
        form: What the reader found, if the input has the same format.
    """

    form: Mapping[str, Any] = field(default_factory=dict)

    def alike(self, form: Mapping[str, Any]) -> MaskWriter:
        """Return a writer for a dataset of this form."""
        return MaskWriter(form)

    def image_name(self, file_name: str, split: str | None) -> str:
        """Return where a picture goes: `images/train/cats/7.jpg`."""
        *above, name = file_name.split("/")
        folders = [part for part in above if part.lower() not in IMAGE_FOLDERS]
        if split is not None:
            if folders and SPLIT_NAMES.get(folders[0].lower()) == split:
                folders.pop(0)
            folders.insert(0, split)
        return _IMAGES + readable("/".join([*folders, name]))

    def map_name(self, image_name: str) -> str:
        """Return where the class map of a picture goes that goes to `image_name`."""
        stem = PurePosixPath(image_name).with_suffix("")
        return _MASKS + readable(str(stem)).removeprefix(_IMAGES) + ".png"

    def map_file(self, classes: Image) -> bytes:
        """Return a class map, shape (height, width, 1), with the colours of the input."""
        return write_map(classes, self.form.get("palette", ()))

    def losses(self, picture: Picture) -> tuple[str, ...]:
        """Say in words what of a picture's annotation folders of masks cannot hold."""
        lost = lost_facts(picture, holds=["class_map"])
        if picture.marks:
            lost.append("boxes")
            shapes = [shape for shape in picture.marks.shapes if shape is not None]
            if has_masks(picture.marks):
                lost.append("which thing a pixel belongs to")
            if any(shape.keypoints is not None for shape in shapes):
                lost.append("keypoints")
        return tuple(lost)

    def beside(
        self, picture: Picture, categories: tuple[Category, ...]
    ) -> Iterator[tuple[str, bytes]]:
        """Walk what masks of things give where the picture has no class map of its own.

        Where it is known that nothing is marked, all is background; of boxes no mask can be made.
        """
        if picture.class_map is None and picture.marks is not None and picture.size is not None:
            numbers = class_names.map_numbers(categories)
            classes = class_map(picture.marks, picture.size, numbers)
            if not len(picture.marks):
                classes = np.zeros(picture.size[::-1], np.uint8)
            if classes is not None:
                yield self.map_name(picture.file_name), self.map_file(classes)

    def together(self, dataset: Dataset) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Walk the list of classes."""
        mapped = any(picture.class_map is not None for picture in dataset.pictures)
        # A list that the input has is written as it is there.
        named = class_names.listed(dataset.categories, mapped, background=not self.form)
        yield class_names.FILE, iter([named])
