"""Class folders: `ROOT/cat/1.jpg`, `ROOT/train/cat/1.jpg`, or images right in `ROOT`."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from augctl.errors import InputError
from augctl.io.original import NAME_CLASH, STEM_CLASH, Entry
from augctl.io.paths import folded

_SPLIT_NAMES = {
    "train": 0,
    "training": 0,
    "val": 1,
    "valid": 1,
    "validation": 1,
    "test": 2,
    "testing": 2,
}


@dataclass(slots=True)
class Listing:
    """Lists a folder in order of path, without opening a file.

    Attributes:
        root: The input folder.
        suffixes: Lower-case endings of the files that count, with the dot.
        ignored: How many other files were seen so far, by ending.
        loose: Images seen so far that lie beside the class folders and belong to none.
        unreadable: Folders seen so far that could not be opened.
    """

    root: Path
    suffixes: Collection[str]
    ignored: Counter[str] = field(default_factory=Counter)
    loose: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    def entries(self) -> Iterator[Entry]:
        """Walk the images; class and split come from the folders that they lie in.

        Raises:
            InputError: The folder is missing, is a file, or cannot be read.
        """
        if not self.root.is_dir():
            what = "is a file" if self.root.exists() else "does not exist"
            raise InputError(
                f"The input {self.root} {what}.", "Name a folder of images, or of class folders."
            )
        try:
            top = _scan(self.root)
        except OSError as error:
            raise InputError(
                f"The input {self.root} cannot be read: {error.strerror}.",
                "Check its permissions.",
            ) from None
        folders = [item.name for item in top if item.is_dir()]
        splits = self._splits(folders)
        for item in top:
            if not item.is_dir():
                continue
            if splits:
                yield from self._split_folder(item.name, splits[item.name])
            else:
                yield from self._walk(item.name, item.name, -1, ())
        for entry in self._files("", top, None, -1):
            if folders:
                self.loose.append(entry.path)
            else:
                yield entry

    def _splits(self, folders: list[str]) -> dict[str, int]:
        """Map top folders to splits where all of them are splits, train among them."""
        splits = {name: _SPLIT_NAMES.get(name.lower(), -1) for name in folders}
        whole = 0 in splits.values() and -1 not in splits.values()
        return splits if whole else {}

    def _split_folder(self, folder: str, split: int) -> Iterator[Entry]:
        items = self._scanned(folder)
        files = {entry.path: entry for entry in self._files(f"{folder}/", items, None, split)}
        for item in items:
            path = f"{folder}/{item.name}"
            if item.is_dir():
                yield from self._walk(path, item.name, split, ())
            elif path in files:
                yield files[path]

    def _walk(
        self, folder: str, label: str, split: int, above: tuple[tuple[int, int], ...]
    ) -> Iterator[Entry]:
        try:
            status = (self.root / folder).stat()
        except OSError:
            self.unreadable.append(folder)
            return
        here = (status.st_dev, status.st_ino)
        if here in above:  # a link that leads back up
            return
        items = self._scanned(folder)
        files = {entry.path: entry for entry in self._files(f"{folder}/", items, label, split)}
        for item in items:
            path = f"{folder}/{item.name}"
            if item.is_dir():
                yield from self._walk(path, label, split, (*above, here))
            elif path in files:
                yield files[path]

    def _scanned(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            return _scan(self.root / folder)
        except OSError:
            self.unreadable.append(folder)
            return []

    def _files(
        self, prefix: str, items: list[os.DirEntry[str]], label: str | None, split: int
    ) -> Iterator[Entry]:
        images = []
        for item in items:
            if item.is_dir():
                continue
            suffix = os.path.splitext(item.name)[1].lower()  # noqa: PTH122 - a million names
            if suffix in self.suffixes:
                images.append(item)
            else:
                self.ignored[suffix or item.name] += 1
        names = Counter(folded(item.name) for item in images)
        stems = Counter(folded(Path(item.name).stem) for item in images)
        for item in images:
            flags = 0
            if names[folded(item.name)] > 1:
                flags |= NAME_CLASH
            if stems[folded(Path(item.name).stem)] > 1:
                flags |= STEM_CLASH
            try:
                status = item.stat()
            except OSError:  # a link to nowhere; the probe will say so
                yield Entry(prefix + item.name, label, split, 0, 0, flags)
            else:
                yield Entry(
                    prefix + item.name, label, split, status.st_size, status.st_mtime_ns, flags
                )


def _scan(folder: Path) -> list[os.DirEntry[str]]:
    """List a folder by name as bytes, without hidden files."""
    with os.scandir(folder) as items:
        visible = [item for item in items if not item.name.startswith(".")]
    return sorted(visible, key=lambda item: os.fsencode(item.name))
