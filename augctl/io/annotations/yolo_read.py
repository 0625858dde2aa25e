"""Reads YOLO: an image's rows from its label file, as the pictures are walked."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from augctl.errors import UsageError
from augctl.io.annotations.faults import Faults, size_on_disk
from augctl.io.annotations.model import Dataset, Oddity, Picture, Report
from augctl.io.annotations.yolo_config import Config, Kind, read_config
from augctl.io.annotations.yolo_files import Places, described
from augctl.io.annotations.yolo_rows import kind_of_row, marks_of, rows_of
from augctl.io.codecs.probing import unreadable
from augctl.marks import Marks

# Rows of 9 values may be outlines of four points, or rotated boxes. So many label files that have
# nothing else make them rotated boxes.
_TELLING = 1000


class YoloReader:
    """Reads folders with images, labels, and what describes them."""

    def evidence(self, root: Path) -> str | None:
        """Return the `data.yaml`, or the `classes.txt` that has labels beside it; None without."""
        return described(root)

    def read(self, root: Path, report: Report) -> Dataset:
        """Read a folder with images, labels, and what describes them.

        An image without a label file has no marks, as one with an empty label file. What is wrong
        with labels is reported as the pictures are walked.

        Raises:
            UsageError: Nothing describes the dataset, or it cannot be read, or no image is to be
                found.
        """
        path = described(root)
        if path is None:
            raise UsageError(
                f"{root} has no data.yaml with names, and no classes.txt beside labels.",
                "Add a data.yaml with `train: images/train` and `names: {0: cat, 1: dog}`.",
            )
        config = read_config(root, path)
        known = len(config.categories)
        if config.count not in (None, known):
            what = f"{path}: nc is {config.count}, and there are {known} names; the names count"
            report(Oddity(path, "class_count", what, mended=True))
        places = Places.of(root, config)
        splits: dict[str, str | None] = {}
        again: Counter[tuple[str | None, str | None]] = Counter()
        for image, split in places.split_images(report):
            first = splits.setdefault(image, split)
            if first != split:
                again[first, split] += 1
        for (first, split), count in again.items():
            what = f"{count} images of {split} are in {first}, too; they stay there alone"
            report(Oddity(path, "split_repeated", f"{path}: {what}", mended=True))
        for label in places.without_image():
            report(
                Oddity(label, "label_without_image", f"{label}: no image belongs to it; left out")
            )
        labels = {image: places.label_of(image) for image in sorted(splits, key=os.fsencode)}
        _report_shared(labels, report)
        kind = config.kind or _kind(root, config, [label for label in labels.values() if label])
        pictures = _Pictures(root, config, kind, splits, labels, report)
        # Trainers turn pictures before they look at the shares.
        return Dataset(config.categories, pictures, config.extra, {"kind": kind}, upright=True)


def _report_shared(labels: dict[str, str | None], report: Report) -> None:
    """Report the label files that several images have, as `1.jpg` and `1.png` beside each other."""
    first: dict[str, str] = {}
    for image, label in labels.items():
        if label is not None and first.setdefault(label, image) != image:
            what = f"{label}: it is that of {first[label]}, and of {image}; both have its rows"
            report(Oddity(label, "label_shared", what, mended=True))


def _kind(root: Path, config: Config, labels: list[str]) -> Kind:
    """Tell from the rows what the dataset is."""
    found: Kind = "detect"
    for label in labels[:_TELLING]:
        faults = Faults(label, _ignore)
        for row in rows_of(_text(root, faults) or "", faults):
            kind = kind_of_row(len(row.values), config, "obb")
            if kind == "segment":
                return kind
            if kind == "obb":
                found = kind
    return found


def _ignore(oddity: Oddity) -> None:
    """Nothing is reported by a first look."""


def _text(root: Path, faults: Faults) -> str | None:
    """Read a label file; None if it cannot be read, and its picture is left out."""
    gone = f"{faults.picture} is left out"
    try:
        data = (root / faults.path).read_bytes()
    except OSError as error:
        faults.at(0, "unreadable", f"{unreadable(error).args[0]}; {gone}")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.at(line, "not_text", f"it is not UTF-8 text; {gone}")
        return None


@dataclass(frozen=True, slots=True)
class _Pictures:
    """Reads pictures as they are walked."""

    root: Path
    config: Config
    kind: Kind
    splits: dict[str, str | None]
    labels: dict[str, str | None]
    report: Report = field(repr=False)

    def __iter__(self) -> Iterator[Picture]:
        for path, label in self.labels.items():
            size = size_on_disk(self.root / path)
            if size is None:
                # Its numbers are shares of a size that nobody knows.
                what = f"{path}: its size cannot be read from it; it is left out"
                self.report(Oddity(path, "size_unknown", what))
                continue
            marks = self._marks(path, label, size)
            if marks is None:
                continue
            yield Picture(path, self.splits[path], size, (), marks)

    def _marks(self, path: str, label: str | None, size: tuple[int, int]) -> Marks | None:
        """Read the marks of a picture; None if nobody knows what they are."""
        if label is None:
            return Marks.of([], [])
        faults = Faults(label, self.report, path)
        text = _text(self.root, faults)
        if text is None:
            return None
        return marks_of(rows_of(text, faults), self.config, self.kind, size, path, faults)
