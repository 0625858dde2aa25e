"""Reads COCO's annotation files: instances, keypoints and panoptic segments."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from augctl.errors import BadInput, UsageError
from augctl.io.annotations import coco_files, coco_panoptic
from augctl.io.annotations.coco_categories import Categories
from augctl.io.annotations.coco_json import JsonFile
from augctl.io.annotations.coco_marks import Size, marks_of
from augctl.io.annotations.coco_rows import Row, row_of
from augctl.io.annotations.faults import Faults, inner_path, size_either_way
from augctl.io.annotations.model import Dataset, Picture, Report

# No image is wider or higher, in pixels.
_WIDEST = 1 << 24

_LISTED = ("images", "annotations", "categories")


class CocoReader:
    """Reads folders with annotation files of COCO."""

    def evidence(self, root: Path) -> str | None:
        """Return the first annotation file, below the folder; None if there is none."""
        return next(iter(coco_files.found(root)), None)

    def read(self, root: Path, report: Report) -> Dataset:
        """Read a folder with annotation files, each of a split.

        Marks are checked, and what is wrong with them reported, as the pictures are walked.

        Raises:
            UsageError: There is no annotation file, or one cannot be read, or none of its images is
                to be found.
        """
        files = [_File.read(root, path, report) for path in coco_files.chosen(root, report)]
        pictures = _pictures(root, files)
        known = {path for path, _, _ in pictures.listed}
        segmented = [file.faults.path for file in files if file.segments]
        coco_files.report_unlisted(root, known, segmented, report)
        categories = Categories.merged([file.categories for file in files])
        return Dataset(categories, pictures, _extra(files))


@dataclass(slots=True)
class _File:
    """What an annotation file says.

    Attributes:
        faults: Of it.
        split: The split that its name, or that of its folder, speaks of.
        images: Line and description by id.
        rows: Annotations by id of their image.
        segments: Of panoptic files, by id of their image.
        categories: Of it; their ids are its own.
        extra: All else.
    """

    faults: Faults
    split: str | None
    images: dict[Any, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    rows: dict[Any, list[Row]] = field(default_factory=dict)
    segments: dict[Any, coco_panoptic.Segments] = field(default_factory=dict)
    categories: Categories = field(default_factory=Categories)
    extra: dict[str, Any] = field(default_factory=dict)
    _ids: set[Any] = field(default_factory=set)

    @classmethod
    def read(cls, root: Path, path: str, report: Report) -> _File:
        file = cls(Faults(path, report), coco_files.split_of(path))
        text = JsonFile(root / path, path)
        for key, line, value in text.members(_LISTED):
            if key not in _LISTED:
                file.extra[key] = value
            elif key not in text.lists:
                raise UsageError(f"{path}:{line}: {key}: expected a list.")
            elif not isinstance(value, dict):
                file.faults.at(line, "not_an_object", f"{key}: expected an object; left out")
            elif key == "images":
                file._image(line, value)
            elif key == "annotations":
                file._annotation(line, value)
            else:
                file.categories.add(line, value, file.faults)
        needed = ["images", "categories"] if file.rows or file.segments else ["images"]
        for key in needed:
            if key not in text.lists:
                raise UsageError(
                    f"{path}: it has no list {key!r}, as COCO's annotation files have.",
                    "Move it away if it is something else.",
                )
        for number in file.rows.keys() - file.images.keys():
            for row in file.rows.pop(number):
                what = f"its image_id {number!r} is no image; the annotation is left out"
                file.faults.at(row.line, "image_unknown", what)
        for number in file.segments.keys() - file.images.keys():
            what = f"the image_id {number!r} is no image; its segments are left out"
            file.faults.at(file.segments.pop(number).line, "image_unknown", what)
        file.categories.name_keypoints(chain.from_iterable(file.rows.values()))
        return file

    def _image(self, line: int, item: dict[str, Any]) -> None:
        number = item.get("id")
        if not isinstance(number, (int, str)) or "file_name" not in item:
            missing = "file_name" if "file_name" not in item else "id"
            self.faults.at(line, "image_malformed", f"an image has no {missing}; it is left out")
        elif number in self.images:
            first = self.images[number][0]
            what = f"the image id {number!r} is taken (line {first}); the image is left out"
            self.faults.at(line, "image_id_repeated", what)
        else:
            self.images[number] = line, item

    def _annotation(self, line: int, item: dict[str, Any]) -> None:
        image = item.get("image_id")
        if not isinstance(image, (int, str)):
            what = "an annotation has no image_id; it is left out"
            self.faults.at(line, "annotation_malformed", what)
            return
        if "segments_info" in item:
            given = item.get("file_name"), item["segments_info"]
            self.segments[image] = coco_panoptic.Segments(line, *given)
            return
        number = item.get("id")
        if not isinstance(number, (int, str)):
            item.pop("id", None)
        elif number in self._ids:
            what = f"the annotation id {number!r} is taken; this one gets another"
            self.faults.mended(line, "annotation_id_repeated", what)
            del item["id"]
        self._ids.add(number if isinstance(number, (int, str)) else None)
        self.rows.setdefault(image, []).append(row_of(line, item))


@dataclass(frozen=True, slots=True)
class _Pictures:
    """Makes pictures as they are walked, from what their files say."""

    root: Path
    listed: list[tuple[str, _File, Any]]

    def __iter__(self) -> Iterator[Picture]:
        for path, file, number in self.listed:
            line, image = file.images[number]
            told = self._size(path, line, image, file.faults)
            size = told or size_either_way(self.root / path)
            rows = [*file.rows.get(number, ())]
            if number in file.segments:
                segments = file.segments[number]
                faults = replace(file.faults, picture=path)
                rows += coco_panoptic.rows_of(segments, self.root, size, path, faults)
            marks = marks_of(rows, file.categories.classes, size, path, file.faults)
            used = ("file_name", "width", "height")
            extra = {key: value for key, value in image.items() if key not in used}
            yield Picture(path, file.split, told, (), marks, None, extra)

    def _size(self, path: str, line: int, image: Mapping[str, Any], faults: Faults) -> Size | None:
        width, height = image.get("width"), image.get("height")
        if type(width) is type(height) is int and 0 < width <= _WIDEST and 0 < height <= _WIDEST:
            return width, height
        if width is not None or height is not None:
            given = f"{str(width)[:20]} x {str(height)[:20]}"
            what = f"{path}: its size {given} is none; that of its file is taken"
            faults.mended(line, "size_malformed", what)
        return None


def _pictures(root: Path, files: list[_File]) -> _Pictures:
    """Find the images of all files, in order of path; those that are not there are reported."""
    listed: dict[str, tuple[str, _File, Any]] = {}
    for file in files:
        names = _names(file)
        folder = coco_files.image_folder(root, file.faults.path, list(names.values()))
        for number, name in names.items():
            path, line = folder + name, file.images[number][0]
            if path in listed:
                what = f"{path} is described before; this description is left out"
                file.faults.at(line, "image_repeated", what)
            # Unlike Path's own, it takes names that no file can have.
            elif not os.path.isfile(root / path):  # noqa: PTH113
                file.faults.at(line, "image_missing", f"{path} is not there; it is left out")
            else:
                listed[path] = path, file, number
    return _Pictures(root, [listed[path] for path in sorted(listed, key=os.fsencode)])


def _names(file: _File) -> dict[Any, str]:
    """Return the path of each image as its file has it, by id."""
    names = {}
    for number, (line, image) in file.images.items():
        given = image["file_name"]
        try:
            names[number] = inner_path(given)
        except BadInput as error:
            file.faults.at(line, error.reason, f"file_name: {error.message}; it is left out")
            continue
        if "\\" in given:
            what = f"file_name: {given!r} has backslashes; they are taken as '/'"
            file.faults.mended(line, "path_backslash", what)
    return names


def _extra(files: list[_File]) -> dict[str, Any]:
    """Return what the files say of the dataset; what a split says otherwise stands under `splits`.

    Splits without a name have the empty one.
    """
    first = files[0].extra
    others = {}
    for file in files[1:]:
        own = {k: v for k, v in file.extra.items() if k not in first or first[k] != v}
        if own and file.split != files[0].split:
            others[file.split or ""] = own
    return {**first, "splits": others} if others else first
