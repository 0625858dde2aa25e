"""Writes COCO: one file per split, `annotations/instances_train.json`, images in `train/`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import Any

import numpy as np

from augctl.io.annotations import rle
from augctl.io.annotations.coco_categories import FLIPS
from augctl.io.annotations.coco_marks import KEYPOINT_SHIFT
from augctl.io.annotations.keypoints import mirrored
from augctl.io.annotations.losses import lost_facts
from augctl.io.annotations.model import Category, Dataset, Picture
from augctl.io.annotations.names import bare
from augctl.marks import Bitmap, Marks, Shape, Thing
from augctl.surfaces import drawn_areas

# A millionth of a pixel: what is finer comes from adding and taking away.
_DIGITS = 6
_IN_MEMORY = 1 << 23
_PART = 1 << 20


class CocoWriter:
    """Writes an annotation file of COCO for each split."""

    def image_name(self, file_name: str, split: str | None) -> str:
        """Return where a picture goes: into the folder of its split."""
        return f"{split or 'images'}/{bare(file_name)}"

    def losses(self, picture: Picture) -> tuple[str, ...]:
        """Say in words what of a picture's annotation COCO cannot hold."""
        lost = lost_facts(picture, holds=["extra"])
        shapes = [shape for shape in picture.marks.shapes if shape] if picture.marks else []
        if any(shape.corners is not None for shape in shapes):
            lost.append("rotated boxes, which become outlines")
        if any(shape.mask is not None and shape.rings for shape in shapes):
            lost.append("outlines of things that have a mask, too")
        return tuple(lost)

    def beside(
        self, picture: Picture, categories: tuple[Category, ...]
    ) -> Iterator[tuple[str, bytes]]:
        """Write nothing: all is in the files of the splits."""
        del picture, categories
        return iter(())

    def together(self, dataset: Dataset) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Walk the annotation files; the pictures are walked twice.

        Ids are kept where each is the first of its kind in its file; all others get numbers behind
        them.
        """
        categories = _category_rows(dataset.categories)
        numbers = {row["name"]: row["id"] for row in categories}
        splits: dict[str | None, _Split] = {}
        try:
            for picture in dataset.pictures:
                if picture.split not in splits:
                    splits[picture.split] = _Split()
                splits[picture.split].count(picture)
            for picture in dataset.pictures:
                splits[picture.split].add(picture, numbers)
            others = dataset.extra.get("splits", {})
            extra = {key: value for key, value in dataset.extra.items() if key != "splits"}
            for name, split in splits.items():
                end = f"_{name}" if name else ""
                head = {**extra, **others.get(name or "", {})}
                yield f"annotations/instances{end}.json", split.parts(head, categories)
        finally:
            for split in splits.values():
                split.close()


def _category_rows(categories: Iterable[Category]) -> list[dict[str, Any]]:
    taken = {category.id for category in categories if category.id is not None}
    following = max(taken, default=0)
    rows = []
    for category in categories:
        number = category.id
        if number is None:
            number = following = following + 1
        row = {"id": number, "name": category.name, **category.extra}
        if category.keypoints:
            row["keypoints"] = list(category.keypoints)
            # COCO has only the names to tell what a keypoint becomes in a mirror.
            if category.mirrored != mirrored(category.keypoints):
                row[FLIPS] = list(category.mirrored or range(len(category.keypoints)))
        rows.append(row)
    return rows


class _Ids:
    """Gives ids: that which a thing has, if it is the first with it, else a new one."""

    def __init__(self) -> None:
        self._given: set[Any] = set()
        self._highest = 0

    def count(self, number: Any) -> None:
        if isinstance(number, int):
            self._highest = max(self._highest, number)

    def give(self, number: Any) -> Any:
        if not isinstance(number, (int, str)) or isinstance(number, bool) or number in self._given:
            self._highest += 1
            number = self._highest
        self._given.add(number)
        return number


class _Rows:
    """JSON rows, one a line."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - `close` does it
        self._between = b""

    def add(self, row: Mapping[str, Any]) -> None:
        self._file.write(self._between + _json(row).encode("ascii"))
        self._between = b",\n"

    def parts(self) -> Iterator[bytes]:
        self._file.seek(0)
        while part := self._file.read(_PART):
            yield part

    def close(self) -> None:
        self._file.close()


@dataclass(slots=True)
class _Split:
    """Collects the rows of one annotation file, on disk once they are many."""

    images: _Rows = field(default_factory=_Rows)
    annotations: _Rows = field(default_factory=_Rows)
    image_ids: _Ids = field(default_factory=_Ids)
    annotation_ids: _Ids = field(default_factory=_Ids)

    def close(self) -> None:
        """Give its room back."""
        self.images.close()
        self.annotations.close()

    def count(self, picture: Picture) -> None:
        self.image_ids.count(picture.extra.get("id"))
        for thing in picture.marks.things if picture.marks else ():
            self.annotation_ids.count(thing.extra.get("id"))

    def add(self, picture: Picture, numbers: Mapping[str, int]) -> None:
        image = self.image_ids.give(picture.extra.get("id"))
        # Below the folder of the split, as torchvision and others join them.
        row = {**picture.extra, "id": image, "file_name": picture.file_name.partition("/")[2]}
        if picture.size is not None:
            row["width"], row["height"] = picture.size
        self.images.add(row)
        if picture.marks is None:
            return
        for row in _rows(picture.marks, picture.size, numbers):
            given = self.annotation_ids.give(row.get("id"))
            self.annotations.add({**row, "id": given, "image_id": image})

    def parts(self, head: Mapping[str, Any], categories: list[dict[str, Any]]) -> Iterator[bytes]:
        """Walk the content of the file."""
        yield b"{\n"
        for key, value in {**head, "categories": categories}.items():
            yield f"{_json(key)}: {_json(value)},\n".encode("ascii")
        yield b'"images": [\n'
        yield from self.images.parts()
        yield b'\n],\n"annotations": [\n'
        yield from self.annotations.parts()
        yield b"\n]\n}\n"


_json = json.JSONEncoder(separators=(",", ":")).encode


def _rows(
    marks: Marks, size: tuple[int, int] | None, numbers: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    boxes = marks.boxes.copy()
    boxes[:, 2:] -= boxes[:, :2]
    things = zip(marks.things, boxes.round(_DIGITS).tolist(), marks.shapes, strict=True)
    for thing, box, shape in things:
        yield _row(thing, box, shape, size, numbers)


def _row(
    thing: Thing,
    box: list[float],
    shape: Shape | None,
    size: tuple[int, int] | None,
    numbers: Mapping[str, int],
) -> dict[str, Any]:
    row = {"iscrowd": 0, **thing.extra, "category_id": numbers[thing.label], "bbox": box}
    share = row.pop("area_share", 1.0)
    area = box[2] * box[3] * share
    segmentation: Any = []
    if shape is not None:
        rings = shape.rings
        if not rings and shape.corners is not None:
            rings = (shape.corners,)
        if shape.mask is not None:
            segmentation, area = _runs(shape.mask, size), float(shape.mask.values.sum())
        elif rings:
            segmentation = [ring.round(_DIGITS).ravel().tolist() for ring in rings]
            owner = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
            area = float(drawn_areas(np.concatenate(rings), owner, len(rings)).sum())
        if shape.keypoints is not None:
            points = shape.keypoints.copy()
            points[points[:, 2] > 0, :2] -= KEYPOINT_SHIFT
            row["keypoints"] = points.round(_DIGITS).ravel().tolist()
            row["num_keypoints"] = int((points[:, 2] > 0).sum())
    return {**row, "area": round(area, _DIGITS), "segmentation": segmentation}


def _runs(mask: Bitmap, size: tuple[int, int] | None) -> dict[str, Any]:
    height, width = mask.values.shape
    # Without a size of the image, the smallest that holds the mask.
    whole = size or (mask.x + width, mask.y + height)
    return {"size": [whole[1], whole[0]], "counts": rle.pack(rle.encode(mask, *whole))}
