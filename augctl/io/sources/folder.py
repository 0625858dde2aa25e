"""Class folders: `ROOT/cat/1.jpg`, `ROOT/train/cat/1.jpg`, or images right in `ROOT`."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from augctl.errors import InputError
from augctl.io.annotations.model import Oddity
from augctl.io.clashes import clashes
from augctl.io.codecs.probing import unreadable
from augctl.io.original import NAME_CLASH, SPLITS, STEM_CLASH, Entry
from augctl.io.paths import readable

_SPLIT_NAMES = {
    "train": 0,
    "training": 0,
    "val": 1,
    "valid": 1,
    "validation": 1,
    "test": 2,
    "testing": 2,
}

# So many endings are told apart; a folder of backups can have a new one per file.
_MOST_ENDINGS = 1000

Above = tuple[tuple[int, int], ...]
"""Device and inode of the folders that lead to a folder."""


@dataclass(slots=True)
class Listing:
    """Lists a folder in order of path, without opening a file.

    Attributes:
        root: The input folder.
        suffixes: Lower-case endings of the files that count, with the dot.
        ignored: How many other files were seen so far, by ending.
        loose: Images seen so far that lie beside the class folders and belong to none.
        empty: Class folders seen so far that hold no image.
        unreadable: Folders seen so far that could not be opened.
        oddities: None, as there is no annotation that they could be in.
    """

    root: Path
    suffixes: Collection[str]
    ignored: Counter[str] = field(default_factory=Counter)
    loose: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    oddities: Sequence[Oddity] = ()

    def entries(self) -> Iterator[Entry]:
        """Walk the images; class and split come from the folders that they lie in.

        Raises:
            InputError: The folder is missing, is a file, or cannot be read; or its folders can be
                understood in two ways.
            OSError: The machine is out of open files or memory.
        """
        top = self._top()
        above = (_identity(self.root),)
        splits = self._splits([item.name for item in top if _is_folder(item)], above)
        if not splits:
            yield from self._classes("", top, -1, above)
            return
        labelled: dict[int, bool] = {}
        for name, split in splits.items():
            inside = (*above, _identity(self.root / name))
            for entry in self._classes(f"{name}/", self._scanned(name), split, inside):
                labelled[split] = entry.label is not None
                yield entry
        self.loose += [entry.path for entry in self._files("", top, None, -1)]
        if not labelled.get(0, True) and any(labelled.values()):
            raise InputError(
                f"The training split of {self.root} has no class folders, and another split has.",
                "Give all splits the same class folders.",
            )

    def _top(self) -> list[os.DirEntry[str]]:
        if not self.root.is_dir():
            what = "is a file" if self.root.exists() else "does not exist"
            raise InputError(
                f"The input {self.root} {what}.", "Name a folder of images, or of class folders."
            )
        try:
            return _scan(self.root)
        except OSError as error:
            raise InputError(
                f"The input {self.root} cannot be read: {error.strerror}.",
                "Check its permissions.",
            ) from None

    def _splits(self, folders: Sequence[str], above: Above) -> dict[str, int]:
        """Map top folders to splits where those with images all are splits, train among them."""
        found = {name: _SPLIT_NAMES[name.lower()] for name in folders if _names_split(name)}
        if 0 not in found.values():
            if len(set(found.values())) > 1 and len(found) == len(folders):
                raise InputError(
                    f"{self.root} has {' and '.join(found)}, and no folder for training.",
                    "Add a folder named train, or rename them if they are classes.",
                )
            return {}
        look = Listing(self.root, self.suffixes)
        for name in (name for name in folders if name not in found):
            if next(look._walk(name, None, -1, above, 0), None) is None:
                continue
            if set(found.values()) == {0}:
                return {}
            raise InputError(
                f"In {self.root}, {' and '.join(found)} look like a split, and {readable(name)!r} "
                "beside them does not.",
                "Move it away if they are a split; rename them if they are classes.",
            )
        for split, count in Counter(found.values()).items():
            if count > 1:
                same = [name for name in found if found[name] == split]
                raise InputError(
                    f"In {self.root}, {' and '.join(same)} mean the same split, {SPLITS[split]}.",
                    "Put their images into one folder.",
                )
        self.ignored.update(look.ignored)
        self.unreadable += look.unreadable
        return found

    def _classes(
        self, prefix: str, items: list[os.DirEntry[str]], split: int, above: Above
    ) -> Iterator[Entry]:
        """Walk class folders, or the images beside them where no folder holds any."""
        found = False
        labels: dict[str, str] = {}
        for item in items:
            if not _is_folder(item):
                continue
            path, label = prefix + item.name, readable(item.name)
            held = False
            for entry in self._walk(path, label, split, above, 0):
                held = True
                yield entry
            if held and labels.setdefault(label, item.name) != item.name:
                raise InputError(
                    f"In {self.root}, two class folders would both be written as {label!r}.",
                    "One has a name that is not UTF-8: rename it.",
                )
            if not held:
                self.empty.append(path)
            found = found or held
        if found:
            self.loose += [entry.path for entry in self._files(prefix, items, None, split)]
        else:
            yield from self._files(prefix, items, None, split)

    def _walk(
        self, folder: str, label: str | None, split: int, above: Above, flags: int
    ) -> Iterator[Entry]:
        try:
            here = _identity(self.root / folder)
        except OSError:
            self.unreadable.append(folder)
            return
        if here in above:  # a link that leads back up
            return
        items = self._scanned(folder)
        folders = [item.name for item in items if _is_folder(item)]
        clashing = {
            name for name, doubled in zip(folders, clashes(folders), strict=True) if doubled
        }
        files = self._files(f"{folder}/", items, label, split, flags)
        for item in items:
            if _is_folder(item):
                below = flags | (NAME_CLASH | STEM_CLASH if item.name in clashing else 0)
                path = f"{folder}/{item.name}"
                yield from self._walk(path, label, split, (*above, here), below)
            elif _ending(item.name) in self.suffixes:
                yield next(files)
        yield from files  # none are left: this only counts what is ignored

    def _scanned(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            return _scan(self.root / folder)
        except OSError as error:
            unreadable(error)  # raises where the machine, not the folder, is to blame
            self.unreadable.append(folder)
            return []

    def _files(
        self,
        prefix: str,
        items: list[os.DirEntry[str]],
        label: str | None,
        split: int,
        flags: int = 0,
    ) -> Iterator[Entry]:
        images = []
        for item in items:
            if _is_folder(item):
                continue
            suffix = _ending(item.name)
            if suffix in self.suffixes:
                images.append(item)
            else:
                self._ignore(suffix)
        names = clashes(item.name for item in images)
        stems = clashes(_split(item.name)[0] for item in images)
        for item, name_clashes, stem_clashes in zip(images, names, stems, strict=True):
            own = flags
            if name_clashes:
                own |= NAME_CLASH
            if stem_clashes:
                own |= STEM_CLASH
            try:
                # An entry's own `stat` would keep what it found, for every file of the folder.
                status = os.stat(item.path)  # noqa: PTH116
            except OSError:  # a link to nowhere; the probe will say so
                yield Entry(prefix + item.name, label, split, 0, 0, own)
            else:
                yield Entry(
                    prefix + item.name, label, split, status.st_size, status.st_mtime_ns, own
                )

    def _ignore(self, suffix: str) -> None:
        ending = readable(suffix) or "without ending"
        known = ending in self.ignored or len(self.ignored) < _MOST_ENDINGS
        self.ignored[ending if known else "others"] += 1


def _names_split(name: str) -> bool:
    return name.lower() in _SPLIT_NAMES


def _split(name: str) -> tuple[str, str]:
    """Split a name into stem and ending; a Path would cost much for a million names."""
    return os.path.splitext(name)  # noqa: PTH122


def _ending(name: str) -> str:
    return _split(name)[1].lower()


def _scan(folder: Path) -> list[os.DirEntry[str]]:
    """List a folder by name as bytes, without hidden files."""
    with os.scandir(folder) as items:
        visible = [item for item in items if not item.name.startswith(".")]
    return sorted(visible, key=lambda item: os.fsencode(item.name))


def _is_folder(item: os.DirEntry[str]) -> bool:
    """Say whether it is a folder, or a link to one; a link to itself is none."""
    try:
        return item.is_dir()
    except OSError:
        return False


def _identity(folder: Path) -> tuple[int, int]:
    status = folder.stat()
    return status.st_dev, status.st_ino
