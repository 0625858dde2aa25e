"""Datasets with annotations: what these name is listed, and what they say is kept in a store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from augctl.io import atomic
from augctl.io.annotations.faults import class_unused
from augctl.io.annotations.model import Dataset, Oddity, Picture, Reader
from augctl.io.annotations.oddities import Oddities
from augctl.io.annotations.store import StoreWriter, write_header
from augctl.io.original import SPLITS, Entry


@dataclass(slots=True)
class AnnotatedListing:
    """Lists what an annotation names, in order of path; its store is written on the way.

    Attributes:
        root: The input folder.
        reader: Reads the annotation.
        folder: Takes the store; it exists when `entries` is walked.
        oddities: What is wrong with the annotation; it can be walked once `entries` was.
        ignored: Always empty, like the others below: pictures that no annotation names are among
            the oddities, and other files are no part of the dataset.
    """

    root: Path
    reader: Reader
    folder: Path
    oddities: Oddities = field(init=False)
    ignored: Counter[str] = field(default_factory=Counter)
    loose: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.oddities = Oddities(self.folder / "oddities.jsonl")

    def entries(self) -> Iterator[Entry]:
        """Walk the pictures.

        Raises:
            UsageError: The annotation as a whole cannot be read.
            OutputError: What it says cannot be kept.
        """
        with self.oddities:
            yield from self._entries(self.reader.read(self.root, self.oddities.add))

    def _entries(self, dataset: Dataset) -> Iterator[Entry]:
        with atomic.writing(self.folder):
            write_header(self.folder, dataset)
        unused = dict.fromkeys(category.name for category in dataset.categories)
        with StoreWriter(self.folder) as store:
            for picture in dataset.pictures:
                try:
                    status = (self.root / picture.file_name).stat()
                except OSError as error:
                    self._miss(picture, error)
                    continue
                with atomic.writing(self.folder):
                    store.add(picture)
                split = -1 if picture.split is None else SPLITS.index(picture.split)
                size, changed = status.st_size, status.st_mtime_ns
                marked = None
                if picture.marks is not None:
                    marked = Counter(thing.label for thing in picture.marks.things)
                if not (picture.labels or marked or picture.class_map):
                    self.oddities.add(_without_label(picture))
                for label in (*picture.labels, *(marked or ())):
                    unused.pop(label, None)
                if picture.class_map:
                    unused.clear()  # what is in it, only its reader knows
                yield Entry(picture.file_name, _label(picture), split, size, changed, marked=marked)
        if unused:
            self.oddities.add(class_unused(".", [*unused]))

    def _miss(self, picture: Picture, error: OSError) -> None:
        text = f"it is named in the annotation, and cannot be read: {error.strerror or error}"
        self.oddities.add(Oddity(picture.file_name, "no_image", text))


def _without_label(picture: Picture) -> Oddity:
    name = picture.file_name
    text = "its dataset has no class and no mark of it that can be used"
    return Oddity(name, "image_without_label", text, picture=name)


def _label(picture: Picture) -> str | None:
    """Return the class of a whole picture, where it has one."""
    return picture.labels[0] if len(picture.labels) == 1 else None
