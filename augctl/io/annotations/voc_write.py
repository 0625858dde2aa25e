"""Pascal VOC out: `Annotations`, `JPEGImages`, `ImageSets` and, where there are masks, their maps.

Pixels are counted from 1 and both ends are included, whatever the input counted from. Boxes are
rounded to whole pixels, as most readers of VOC expect, unless the input has decimals itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from augctl.io.annotations import class_names
from augctl.io.annotations.class_maps import VOID, voc_palette, write_map
from augctl.io.annotations.losses import lost_facts
from augctl.io.annotations.model import Category, Dataset, Picture
from augctl.io.annotations.places import IMAGE_FOLDERS
from augctl.io.annotations.thing_maps import class_map, has_masks, object_map
from augctl.io.annotations.voc_things import SIDES
from augctl.io.annotations.voc_xml import lines, writable
from augctl.io.paths import readable
from augctl.marks import Boxes, Marks, Thing
from augctl.sample import Image

# Elements that readers look for; where the input is VOC itself, they are as they are there.
_USUAL: Mapping[str, Any] = {"pose": "Unspecified", "truncated": 0, "difficult": 0}
_OWN = frozenset(["name", "bndbox"])
_OWN_OF_PICTURES = frozenset(["filename", "size", "object", "segmented"])
_BEFORE_SIZE = ("path", "source", "owner")

# Elements of unknown meaning that hold any of these tell a place, and it moves with the picture.
_PLACES = frozenset(["bndbox", "x", "y", "cx", "cy", "xmin", "x1", "pt"])


@dataclass(frozen=True, slots=True)
class VocWriter:
    """Writes Pascal VOC.

    Attributes:
        form: What the reader found, if the input is VOC too.
    """

    form: Mapping[str, Any] = field(default_factory=dict)

    def alike(self, form: Mapping[str, Any]) -> VocWriter:
        """Return a writer for a dataset of this form."""
        return VocWriter(form)

    def image_name(self, file_name: str, split: str | None) -> str:
        """Return where a picture goes; splits are lists, not folders."""
        return f"JPEGImages/{readable(_name(file_name))}"

    def map_name(self, image_name: str) -> str:
        """Return where the class map of a picture goes that goes to `image_name`."""
        return f"SegmentationClass/{_stem(image_name)}.png"

    def map_file(self, classes: Image) -> bytes:
        """Return a class map, shape (height, width, 1), with the colours of the input."""
        return write_map(classes, self.form.get("palette") or voc_palette().tolist())

    def losses(self, picture: Picture) -> tuple[str, ...]:
        """Say in words what of a picture's annotation VOC cannot hold."""
        lost = lost_facts(picture, holds=["class_map", "extra"])
        if any(not writable(name) for name in picture.extra):
            lost.append("attributes whose names are no XML")
        marks = picture.marks
        if marks is None:
            return tuple(lost)
        shapes = [shape for shape in marks.shapes if shape is not None]
        if any(shape.keypoints is not None for shape in shapes):
            lost.append("keypoints")
        if any(shape.corners is not None for shape in shapes):
            lost.append("rotated boxes")
        if any(shape.rings and shape.mask is None for shape in shapes):
            lost.append("outlines, which become masks")
        if len(marks) >= VOID and any(shape.rings or shape.mask for shape in shapes):
            lost.append(f"masks of more than {VOID - 1} things")
        if any(not writable(name) for thing in marks.things for name in thing.extra):
            lost.append("attributes whose names are no XML")
        return tuple(dict.fromkeys(lost))

    def beside(
        self, picture: Picture, categories: tuple[Category, ...]
    ) -> Iterator[tuple[str, bytes]]:
        """Walk the annotation of a picture and its maps; the picture has its size."""
        if picture.marks is None or picture.size is None:
            return
        stem, marks = _stem(picture.file_name), picture.marks
        things = object_map(marks, picture.size)
        segmented = things is not None or picture.class_map is not None
        text = "".join(self._lines(picture, marks, segmented))
        yield f"Annotations/{stem}.xml", text.encode("utf-8", "replace")
        if things is None:
            return
        palette = voc_palette().tolist()
        yield f"SegmentationObject/{stem}.png", write_map(things, palette)
        if picture.class_map is None:
            classes = class_map(marks, picture.size, class_names.map_numbers(categories))
            if classes is not None:
                yield self.map_name(picture.file_name), self.map_file(classes)

    def together(self, dataset: Dataset) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Walk the lists of splits, and of classes where there are maps of them."""
        lists: dict[str, list[str]] = {}
        maps: dict[str, list[str]] = {}
        mapped = False
        for picture in dataset.pictures:
            line = f"{_stem(picture.file_name)}\n"
            mapped = mapped or picture.class_map is not None
            if picture.split is not None:
                lists.setdefault(picture.split, []).append(line)
            if picture.class_map is not None or has_masks(picture.marks):
                maps.setdefault(picture.split or "", []).append(line)
        for kind, found in (("Main", lists), ("Segmentation", maps)):
            for split, names in sorted(found.items()):
                if split:
                    yield f"ImageSets/{kind}/{split}.txt", (name.encode() for name in names)
        if maps:
            yield class_names.FILE, iter([class_names.listed(dataset.categories, mapped)])

    def _lines(self, picture: Picture, marks: Marks, segmented: bool) -> Iterator[str]:
        assert picture.size is not None
        path = PurePosixPath(picture.file_name)
        extra = dict(picture.extra)
        told = extra.get("size")
        depth = told if isinstance(told, Mapping) else {}
        if "folder" not in extra and not self.form:
            extra["folder"] = path.parent.name
        # A path of the place where it was annotated would lead to another picture.
        if PurePosixPath(str(extra.get("path", ""))).name != path.name:
            extra.pop("path", None)
        yield "<annotation>\n"
        yield from _those(extra, ["folder"])
        yield from lines("filename", readable(path.name), 1)
        yield from _those(extra, _BEFORE_SIZE)
        width, height = picture.size
        yield from lines("size", {"width": width, "height": height, **depth}, 1)
        if segmented or "segmented" in extra or not self.form:
            yield from lines("segmented", int(segmented) or extra.get("segmented", 0), 1)
        written = {"folder", *_BEFORE_SIZE, *_OWN_OF_PICTURES}
        yield from _those(extra, [name for name in extra if name not in written])
        stem = path.stem
        for thing, box in zip(marks.things, self._boxes(marks.boxes), strict=True):
            yield from lines("object", self._object(thing, box, stem), 1)
        yield "</annotation>\n"

    def _object(self, thing: Thing, box: Mapping[str, Any], stem: str) -> Mapping[str, Any]:
        known = thing.extra if self.form else {**_USUAL, **thing.extra}
        moved = PurePosixPath(thing.parent).stem != stem
        flat: dict[str, Any] = {}
        nested: dict[str, Any] = {}
        for name, value in known.items():
            if name in _OWN or (moved and _tells_place(value)):
                continue
            (nested if isinstance(value, (Mapping, list)) else flat)[name] = value
        return {"name": thing.label, **flat, "bndbox": box, **nested}

    def _boxes(self, boxes: Boxes) -> Iterator[Mapping[str, Any]]:
        first, last = boxes[:, :2] + 1, boxes[:, 2:]
        if not self.form.get("decimals"):
            last = np.maximum(np.rint(last), np.rint(boxes[:, :2]) + 1)
            first = np.rint(first)
        for numbers in np.concatenate([first, last], axis=1).tolist():
            yield dict(zip(SIDES, map(_short, numbers), strict=True))


def _those(extra: Mapping[str, Any], names: Any) -> Iterator[str]:
    for name in names:
        if name in extra and writable(name):
            yield from lines(name, extra[name], 1)


def _short(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def _tells_place(value: Any) -> bool:
    if isinstance(value, Mapping):
        return not _PLACES.isdisjoint(value) or any(map(_tells_place, value.values()))
    return isinstance(value, list) and any(map(_tells_place, value))


def _name(file_name: str) -> str:
    """Return a path without the folders that say that it is a picture."""
    *above, name = file_name.split("/")
    return "/".join([*(part for part in above if part.lower() not in IMAGE_FOLDERS), name])


def _stem(image_name: str) -> str:
    name = PurePosixPath(_name(image_name))
    return readable(str(name.with_suffix("")))
