"""Writes YOLO: images in `images/train/`, rows in `labels/train/`, and `data.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import yaml

from augctl.io.annotations.losses import lost_facts, telling
from augctl.io.annotations.model import Category, Dataset, Picture
from augctl.io.annotations.names import bare
from augctl.io.annotations.outlines import smoothed, traced
from augctl.io.annotations.yolo_config import KINDS, OWN_KEYS, Kind
from augctl.marks import Marks, Points, Shape
from augctl.rings import joined, rectangle


@dataclass(frozen=True, slots=True)
class YoloWriter:
    """Writes YOLO of one kind.

    Attributes:
        kind: What each row holds: YOLO has one kind of rows in a dataset.
    """

    kind: Kind = "detect"

    @classmethod
    def fitting(cls, dataset: Dataset) -> YoloWriter:
        """Return the writer that keeps most of what is marked; it may walk all pictures."""
        if any(category.keypoints for category in dataset.categories):
            return cls("pose")
        turned = False
        for picture in dataset.pictures:
            for shape in _single(picture.marks).shapes if picture.marks else ():
                if shape is not None and (shape.rings or shape.mask is not None):
                    return cls("segment")
                turned = turned or (shape is not None and shape.corners is not None)
        return cls("obb" if turned else "detect")

    def alike(self, form: Mapping[str, Any]) -> YoloWriter:
        """Return a writer of the kind that a dataset was read as."""
        return YoloWriter(next((kind for kind in KINDS if kind == form.get("kind")), self.kind))

    def image_name(self, file_name: str, split: str | None) -> str:
        """Return where a picture goes: into the folder of its split."""
        return f"images/{split or 'train'}/{bare(file_name)}"

    def losses(self, picture: Picture) -> tuple[str, ...]:
        """Say in words what of a picture's annotation YOLO cannot hold."""
        lost = lost_facts(picture)
        if picture.marks is not None:
            single = _single(picture.marks)
            if len(single) < len(picture.marks):
                lost.append("crowds, which are left out")
            names = telling(thing.extra for thing in single.things)
            if names:
                lost.append(f"attributes of marks ({', '.join(names)})")
            lost += self._lost_shapes(single.shapes)
        return tuple(lost)

    def _lost_shapes(self, given: Iterable[Shape | None]) -> list[str]:
        lost = []
        shapes = [shape or Shape() for shape in given]
        outlined = any(shape.rings or shape.mask is not None for shape in shapes)
        if outlined and self.kind != "segment":
            becoming = ", which become rotated boxes" if self.kind == "obb" else ""
            lost.append(f"outlines and masks{becoming}")
        if self.kind == "segment":
            if any(shape.mask is not None for shape in shapes):
                lost.append("masks, which become outlines")
            if any(len(shape.rings) > 1 for shape in shapes):
                lost.append("several outlines of one thing, which are joined by lines")
            if any(not shape.rings and shape.mask is None for shape in shapes):
                lost.append("boxes without an outline, which become outlines")
        if self.kind != "obb" and any(shape.corners is not None for shape in shapes):
            lost.append("rotated boxes")
        if self.kind != "pose" and any(shape.keypoints is not None for shape in shapes):
            lost.append("keypoints")
        return lost

    def beside(
        self, picture: Picture, categories: tuple[Category, ...]
    ) -> Iterator[tuple[str, bytes]]:
        """Walk the one label file of a picture; it is empty where nothing is marked.

        Raises:
            ValueError: The picture has marks, and no size.
        """
        path = PurePosixPath(picture.file_name)
        name = PurePosixPath("labels", *path.parts[1:]).with_suffix(".txt").as_posix()
        rows: list[str] = []
        marks = None if picture.marks is None else _single(picture.marks)
        if marks is not None and len(marks):
            if picture.size is None:
                raise ValueError("numbers of YOLO are shares of the size of a picture")
            rows = self._rows(marks, picture.size, categories)
        yield name, "".join(f"{row}\n" for row in rows).encode("ascii")

    def _rows(
        self, marks: Marks, size: tuple[int, int], categories: tuple[Category, ...]
    ) -> list[str]:
        numbers = {category.name: number for number, category in enumerate(categories)}
        classes = [numbers[thing.label] for thing in marks.things]
        if self.kind in ("segment", "obb"):
            turned = self.kind == "obb"
            rings = [
                _corners(box, shape) if turned else _outline(box, shape)
                for box, shape in zip(marks.boxes, marks.shapes, strict=True)
            ]
            shares = [np.clip(ring / size, 0.0, 1.0).ravel().tolist() for ring in rings]
        else:
            edges = np.clip(marks.boxes / (size * 2), 0.0, 1.0)
            middle, sides = (edges[:, :2] + edges[:, 2:]) / 2, edges[:, 2:] - edges[:, :2]
            shares = np.concatenate([middle, sides], axis=1).tolist()
        rows = [f"{number} {_digits(row)}" for number, row in zip(classes, shares, strict=True)]
        if self.kind != "pose":
            return rows
        count = _most_keypoints(categories)
        return [
            row + _points(shape, count, size) for row, shape in zip(rows, marks.shapes, strict=True)
        ]

    def together(self, dataset: Dataset) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Walk the one file that describes the dataset, with the splits of its pictures."""
        found = {picture.split or "train" for picture in dataset.pictures}
        splits = [split for split in ("train", "val", "test") if split in found]
        data: dict[str, Any] = {split: f"images/{split}" for split in splits}
        notes = ""
        for needed in ("train", "val"):
            if needed not in data:
                data[needed] = f"images/{splits[0] if splits else 'train'}"
                notes += (
                    f"# There are no images for {needed}. Trainers refuse a dataset without it:\n"
                    f"# it is {data[needed]} again, and what they measure there proves nothing.\n"
                )
        data["names"] = {
            number: category.name for number, category in enumerate(dataset.categories)
        }
        data["task"] = self.kind
        if self.kind == "pose":
            data |= _pose(dataset.categories)
        data |= {key: value for key, value in dataset.extra.items() if key not in OWN_KEYS}
        text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
        yield "data.yaml", iter([(notes + text).encode("utf-8")])


def _single(marks: Marks) -> Marks:
    """Leave out what COCO calls crowds: YOLO would take one for a thing."""
    return marks.where(np.array([not thing.extra.get("iscrowd") for thing in marks.things], bool))


def _digits(shares: Iterable[float]) -> str:
    # A hundred-millionth of the widest image that there is, is far less than a pixel.
    return " ".join([f"{share:.8f}" for share in shares])


def _corners(box: Any, shape: Shape | None) -> Points:
    if shape is not None and shape.corners is not None:
        return shape.corners
    if shape is not None and shape.mask is not None and not shape.rings:
        return rectangle(np.concatenate(traced(shape.mask)))
    if shape is not None and shape.rings:
        return rectangle(np.concatenate(shape.rings))
    left, upper, right, lower = box
    return np.array([(left, upper), (right, upper), (right, lower), (left, lower)])


def _outline(box: Any, shape: Shape | None) -> Points:
    if shape is not None and shape.rings:
        return joined(shape.rings)
    if shape is not None and shape.mask is not None:
        return joined(smoothed(shape.mask))
    # A rotated box, or the box itself, is an outline, too.
    return _corners(box, shape)


def _most_keypoints(categories: Iterable[Category]) -> int:
    return max((len(category.keypoints) for category in categories), default=0)


def _points(shape: Shape | None, count: int, size: tuple[int, int]) -> str:
    points = np.zeros((count, 3))
    if shape is not None and shape.keypoints is not None:
        points[: len(shape.keypoints)] = shape.keypoints[:count]
        points[:, :2] = np.clip(points[:, :2] / size, 0.0, 1.0)
    return "".join(f" {x:.8f} {y:.8f} {seen:.0f}" for x, y, seen in points.tolist())


def _pose(categories: tuple[Category, ...]) -> dict[str, Any]:
    """Describe keypoints; those of the class that has most stand for all."""
    count = _most_keypoints(categories)
    most = next((category for category in categories if len(category.keypoints) == count), None)
    names = {number: list(c.keypoints) for number, c in enumerate(categories) if c.keypoints}
    flips = list(most.mirrored) if most and most.mirrored else list(range(count))
    return {"kpt_shape": [count, 3], "flip_idx": flips, "kpt_names": names}
