"""Annotations of the originals on disk: one line each, reached by number, in no memory to speak of.

Lines are JSON; floats come back as they were, to the last bit. A hash of all lines says whether two
stores hold the same.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augctl.io.annotations.marks_json import dump_marks, load_marks
from augctl.io.annotations.model import Category, Dataset, Picture
from augctl.mark_kinds import MARK_KINDS, mark_kinds

_HEADER = "dataset.json"
_LINES, _STARTS, _HASH = "annotations.jsonl", "annotations.idx", "annotations.hash"
_KINDS = "annotations.kinds"


def write_header(folder: Path, dataset: Dataset) -> None:
    """Write what a dataset says of itself; not its pictures."""
    categories = [_without_nothing(asdict(category)) for category in dataset.categories]
    data = {
        "categories": categories,
        "extra": dict(dataset.extra),
        "form": dict(dataset.form),
        "upright": dataset.upright,
    }
    (folder / _HEADER).write_text(json.dumps(data, indent=1), encoding="ascii")


def read_header(folder: Path, pictures: Iterable[Picture] = ()) -> Dataset:
    """Return a dataset as its header describes it, with other pictures."""
    data = json.loads((folder / _HEADER).read_text(encoding="ascii"))
    categories = tuple(
        Category(
            row["name"],
            row.get("id"),
            tuple(row.get("keypoints", ())),
            tuple(row.get("mirrored", ())),
            row.get("extra", {}),
        )
        for row in data["categories"]
    )
    return Dataset(categories, pictures, data["extra"], data["form"], data.get("upright"))


def _without_nothing(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in (None, (), {})}


class StoreWriter:
    """Writes a store into a folder, picture by picture, in the order of the index."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hash = blake2b(digest_size=16)
        self._starts = array("Q", [0])
        self._kinds: set[str] = set()
        self._lines = (folder / _LINES).open("wb")

    def __enter__(self) -> StoreWriter:
        return self

    def __exit__(self, *error: object) -> None:
        with self._lines:
            (self._folder / _STARTS).write_bytes(np.array(self._starts, "<u8").tobytes())
            (self._folder / _HASH).write_text(self._hash.hexdigest(), encoding="ascii")
            (self._folder / _KINDS).write_text(" ".join(sorted(self._kinds)), encoding="ascii")

    def add(self, picture: Picture) -> None:
        """Write the annotation of the next original."""
        self._kinds |= mark_kinds(picture.marks, mapped=picture.class_map is not None)
        line = (json.dumps(plain(picture), separators=(",", ":")) + "\n").encode("ascii")
        self._lines.write(line)
        self._hash.update(line)
        self._starts.append(self._starts[-1] + len(line))


class Store:
    """Reads a store.

    Attributes:
        hash: Of all that it holds.
        kinds: The kinds of marks that its pictures have.
    """

    def __init__(self, folder: Path) -> None:
        self.hash = (folder / _HASH).read_text(encoding="ascii")
        kinds = (folder / _KINDS).read_text(encoding="ascii").split()
        self.kinds = tuple(kind for kind in MARK_KINDS if kind in kinds)
        self._starts: NDArray[np.uint64] = np.fromfile(folder / _STARTS, dtype="<u8")
        self._file = folder / _LINES
        self._last: tuple[int, Picture] | None = None
        self._lines: NDArray[np.uint8] = (
            np.memmap(self._file, dtype=np.uint8, mode="r")
            if self._file.stat().st_size
            else np.zeros(0, np.uint8)
        )

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> Picture:
        # The copies of an original follow one another.
        if self._last is None or self._last[0] != number:
            self._last = number, picture_of(self.row(number))
        return self._last[1]

    def row(self, number: int) -> dict[str, Any]:
        """Return a picture as JSON values: `picture_of` takes far longer where marks are many."""
        start, stop = int(self._starts[number]), int(self._starts[number + 1])
        data: dict[str, Any] = json.loads(self._lines[start:stop].tobytes())
        return data


def plain(picture: Picture) -> dict[str, Any]:
    """Write a picture as JSON values, without what is not there."""
    data: dict[str, Any] = {"file_name": picture.file_name}
    if picture.split is not None:
        data["split"] = picture.split
    if picture.size is not None:
        data["size"] = list(picture.size)
    if picture.labels:
        data["labels"] = list(picture.labels)
    if picture.marks is not None:
        data["marks"] = dump_marks(picture.marks)
    if picture.class_map is not None:
        data["class_map"] = picture.class_map
    if picture.extra:
        data["extra"] = dict(picture.extra)
    return data


def picture_of(data: Mapping[str, Any]) -> Picture:
    """Read a picture back; see `plain`."""
    width_height = data.get("size")
    marks = data.get("marks")
    return Picture(
        data["file_name"],
        data.get("split"),
        None if width_height is None else (width_height[0], width_height[1]),
        tuple(data.get("labels", ())),
        None if marks is None else load_marks(marks, data["file_name"]),
        data.get("class_map"),
        data.get("extra", {}),
    )


class Pictures:
    """All pictures of a store; can be walked more than once."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __iter__(self) -> Iterator[Picture]:
        return (self._store[number] for number in range(len(self._store)))
