"""Originals with what is marked in them, brought to the pixels as they come from the decoder.

An annotation counts pixels as the file stores them, or as they are seen once the picture is turned
the way that EXIF says. The size that it gives tells which; where that is the same both ways, the
picture is taken for one like the others of its dataset. Marks of stored pixels turn with the
picture. Where a JPEG is decoded smaller, the marks shrink with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from augctl.errors import BadInput
from augctl.io.annotations.class_maps import read_map
from augctl.io.annotations.model import Category, Dataset
from augctl.io.annotations.store import Pictures, Store, read_header
from augctl.io.codecs.decoding import Needs
from augctl.io.codecs.exif import turns
from augctl.io.original import Original
from augctl.io.sources.images import ImageReader
from augctl.marks import Marks
from augctl.planning.index import Index
from augctl.sample import Image, Sample
from augctl.stages.image._affine import Affine, Size, shift, size_of, stretch
from augctl.stages.image._marks import moved, moved_map


def dataset_of(index: Index) -> Dataset:
    """Return what is known of the originals of an index: of class folders, their classes."""
    if index.format == "folder":
        return Dataset(tuple(Category(label) for label in index.labels), ())
    return read_header(index.folder, Pictures(Store(index.folder)))


@dataclass(frozen=True)
class AnnotatedReader:
    """Reads originals of a dataset that has annotations.

    Attributes:
        images: Reads the pixels.
        store: The annotations, by number of original.
        palette: The colours of classes in class maps, where these are pictures in colour.
        upright: Whether pictures whose size does not tell are annotated as they are seen.
    """

    images: ImageReader
    store: Store
    palette: Sequence[Any] = ()
    upright: bool = False

    def read(self, original: Original, needs: Needs | None = None) -> Sample:
        """Decode an original, and bring what is marked in it to its pixels; see `ImageReader.read`.

        Raises:
            BadInput: It cannot be used, or its annotation is of a picture of another size.
            RunError: The whole input folder is gone.
        """
        picture = self.store[original.number]
        decoded = self.images.decoded(original, needs)
        sample = self.images.sample(original, decoded)
        upright = original.width, original.height
        seen = annotated_upright(picture.size, upright, decoded.orientation)
        orientation = 1 if (self.upright if seen is None else seen) else decoded.orientation
        annotated = _stored(upright, orientation)
        mapping = stretch(upright, size_of(sample.image)).after(turned(annotated, orientation))
        if picture.marks is not None:
            marks = picture.marks
            if picture.size is None:
                # Readers could not cut them, as they did not know which way around the sides are.
                marks = whole(moved(marks, shift(annotated, 0, 0)))
            sample = sample.with_marks(moved(marks, mapping))
        if picture.class_map is not None:
            classes = self._class_map(picture.class_map, annotated)
            sample = sample.with_class_map(moved_map(classes, mapping, "edge"))
        return sample

    def turns(self, original: Original) -> bool:
        """Say whether EXIF turns an original that has something marked in it.

        Raises:
            BadInput: It cannot be used.
        """
        picture = self.store[original.number]
        if not picture.marks and picture.class_map is None:
            return False
        return self.images.probe(original.path).orientation != 1

    def raw(self, path: str) -> bytes:
        """Return the bytes of a file; see `ImageReader.raw`."""
        return self.images.raw(path)

    def stored_map(self, path: str) -> Image:
        """Decode a class map as it is stored: shape (height, width, 1), uint8 or uint16.

        Raises:
            BadInput: It cannot be used.
        """
        return read_map(self.images.raw(path), self.images.max_pixels, self.palette)

    def _class_map(self, path: str, annotated: Size) -> Image:
        classes = self.stored_map(path)
        if size_of(classes) != annotated:
            raise BadInput(
                "class_map", f"{path} is {_words(size_of(classes))}, not {_words(annotated)}"
            )
        return classes


def whole(marks: Marks) -> Marks:
    """Return marks of which everything is to be seen, as of those of an original."""
    return replace(marks, visible=np.ones(len(marks)))


def annotated_upright(annotated: Size | None, upright: Size, orientation: int) -> bool | None:
    """Say whether a picture is annotated as it is seen; None where its size does not tell.

    Args:
        annotated: Width and height as the annotation has them, if it has.
        upright: Those of the picture as it is seen.
        orientation: Of the picture, as EXIF says it: 1 to 8.

    Raises:
        BadInput: `size_differs`: the annotation is of a picture of another size.
    """
    stored = _stored(upright, orientation)
    if annotated not in (None, stored, upright):
        assert annotated is not None
        raise BadInput(
            "size_differs",
            f"its annotation is of {_words(annotated)} pixels, and it has {_words(stored)}",
        )
    return None if annotated is None or stored == upright else annotated == upright


def _stored(upright: Size, orientation: int) -> Size:
    return (upright[1], upright[0]) if turns(orientation) else upright


def _words(size: Size) -> str:
    return f"{size[0]} x {size[1]}"


def turned(size: Size, orientation: int) -> Affine:
    """Return where the pixels of a stored picture of this size go when it is brought upright."""
    right, below = size[0] - 1, size[1] - 1
    across, down = (1, 0, 0), (0, 1, 0)
    back, up = (-1, 0, right), (0, -1, below)
    x, y = {
        1: (across, down),
        2: (back, down),
        3: (back, up),
        4: (across, up),
        5: (down, across),
        6: (up, across),
        7: (up, back),
        8: (down, back),
    }[orientation]
    return Affine.of(_stored(size, orientation), *x, *y)
