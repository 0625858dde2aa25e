"""Datasets with annotations: what these name is listed, and what they say is kept in a store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from augctl.io.annotations.model import Oddity, Picture, Reader
from augctl.io.annotations.store import StoreWriter, write_header
from augctl.io.original import SPLITS, Entry


@dataclass(slots=True)
class AnnotatedListing:
    """Lists what an annotation names, in order of path; its store is written on the way.

    Attributes:
        root: The input folder.
        reader: Reads the annotation.
        folder: Takes the store; it exists when `entries` is walked.
        oddities: What is wrong with the annotation, as far as it was walked.
        ignored: Always empty, like the others below: what no annotation names is not looked at.
    """

    root: Path
    reader: Reader
    folder: Path
    oddities: list[Oddity] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    loose: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    def entries(self) -> Iterator[Entry]:
        """Walk the pictures.

        Raises:
            UsageError: The annotation as a whole cannot be read.
        """
        dataset = self.reader.read(self.root, self.oddities.append)
        write_header(self.folder, dataset)
        with StoreWriter(self.folder) as store:
            for picture in dataset.pictures:
                try:
                    status = (self.root / picture.file_name).stat()
                except OSError as error:
                    self._miss(picture, error)
                    continue
                store.add(picture)
                split = -1 if picture.split is None else SPLITS.index(picture.split)
                size, changed = status.st_size, status.st_mtime_ns
                yield Entry(picture.file_name, _label(picture), split, size, changed)

    def _miss(self, picture: Picture, error: OSError) -> None:
        text = f"it is named in the annotation, and cannot be read: {error.strerror or error}"
        self.oddities.append(Oddity(picture.file_name, "no_image", text))


def _label(picture: Picture) -> str | None:
    """Return the class of a whole picture, where it has one."""
    return picture.labels[0] if len(picture.labels) == 1 else None
