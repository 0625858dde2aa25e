"""COCO's panoptic files: a picture whose colours are numbers of segments, and what each is."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from augctl.errors import BadInput
from augctl.io.annotations.coco_rows import Row
from augctl.io.annotations.faults import Faults, inner_path
from augctl.io.annotations.rle import MAX_PIXELS
from augctl.io.codecs.decoding import decode
from augctl.io.codecs.probing import unreadable
from augctl.marks import Bitmap
from augctl.sample import Image


class Segments(NamedTuple):
    """What is said of the segments of one image.

    Attributes:
        line: Where it stands.
        file_name: Of the picture of segments, as the file has it.
        listed: The segments, as the file has them.
    """

    line: int
    file_name: Any
    listed: Any


def rows_of(
    segments: Segments, root: Path, size: tuple[int, int] | None, path: str, faults: Faults
) -> Iterator[Row]:
    """Walk the segments of an image as annotations that have a mask.

    Args:
        segments: Of the image.
        root: The folder of the dataset.
        size: Width and height of the image.
        path: Of the image, below the folder of the dataset.
        faults: Of the annotation file.
    """
    line, file_name, listed = segments
    if not isinstance(listed, list):
        faults.at(line, "segments_malformed", f"the segments of {path} are no list; left out")
        return
    try:
        picture = _picture(root, file_name, faults.path)
    except BadInput as error:
        what = f"the segments of {path}: {error.message}; they are left out"
        faults.at(line, f"segments_{error.reason}", what)
        return
    height, width, channels = picture.shape
    if channels < 3 or picture.dtype != np.uint8 or (size and (width, height) != size):
        what = f"the segments of {path} are not RGB of its size; they are left out"
        faults.at(line, "segments_malformed", what)
        return
    numbers = picture[..., :3].astype(np.int32) @ np.array((1, 256, 65536), np.int32)
    for item in listed:
        if not isinstance(item, dict):
            what = f"a segment of {path} is not an object; it is left out"
            faults.at(line, "segments_malformed", what)
            continue
        mask = _mask(numbers, item.get("id"))
        if mask is None:
            what = f"the segment {item.get('id')!r} of {path} has no pixel; it is left out"
            faults.at(line, "segment_empty", what)
            continue
        used = ("id", "category_id", "bbox", "area")
        extra = {key: value for key, value in item.items() if key not in used}
        if not extra.get("iscrowd", True):
            del extra["iscrowd"]
        extra["segment_id"] = item["id"]
        yield Row(line, item.get("category_id"), None, mask, None, None, extra)


def _picture(root: Path, file_name: object, annotation: str) -> Image:
    """Read a picture of segments: in a folder named as the annotation file, or beside that.

    Raises:
        BadInput: It is not there, or cannot be read.
    """
    name = inner_path(file_name)
    folder, stem = posixpath.dirname(annotation), Path(annotation).stem
    for above in (posixpath.join(folder, stem), stem, folder):
        try:
            data = (root / above / name).read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise unreadable(error) from None
        return decode(data, MAX_PIXELS).image
    raise BadInput("missing", f"{name} is neither in a folder {stem} nor beside the annotation")


def _mask(numbers: Any, wanted: object) -> Bitmap | None:
    if type(wanted) is not int or not 0 <= wanted < 1 << 24:
        return None
    inside = numbers == wanted
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if len(rows) == 0:
        return None
    cut = inside[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Bitmap(int(columns[0]), int(rows[0]), cut.astype(np.uint8))
