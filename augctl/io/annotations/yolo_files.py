"""Where the files of a YOLO dataset are: what describes it, its images and their labels."""

from __future__ import annotations

import math
import os
import posixpath
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath

from augctl.errors import UsageError
from augctl.io.annotations.faults import Faults
from augctl.io.annotations.model import Report
from augctl.io.annotations.places import IMAGE_FOLDERS, files, glimpse, is_picture, text_lines
from augctl.io.annotations.splits import split_in
from augctl.io.annotations.tops import at_top
from augctl.io.annotations.yolo_config import Config
from augctl.io.annotations.yolo_paths import Finder

CLASSES = ("classes.txt", "obj.names")

_HEAD = 1 << 16
# So many text files tell whether they are labels; some of these may be empty.
_TELLING = 50
_LIKE_YOLO = re.compile(rb"^(names|nc|kpt_shape)[ \t]*:", re.MULTILINE)


def described(root: Path) -> str | None:
    """Return what describes a dataset, in the folder or right below it; None if nothing does.

    A `classes.txt` alone does not: labels must be there, too.
    """
    found = at_top(root, (".yaml", ".yml"))
    # The usual name comes first where several could be it.
    for path in sorted(found, key=lambda path: PurePosixPath(path).stem != "data"):
        if _like_yolo(root / path):
            return path
    for path in at_top(root, CLASSES):
        if PurePosixPath(path).name in CLASSES and _has_labels(root, path):
            return path
    return None


def _like_yolo(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return _LIKE_YOLO.search(stream.read(_HEAD)) is not None
    except OSError:
        return False


def _has_labels(root: Path, path: str) -> bool:
    """Say whether files of rows are beside a list of names, or in folders below."""
    folder = (root / path).parent
    texts = (name for name in glimpse(folder) if name.endswith(".txt"))
    return any(_like_rows(folder / name) for name in islice(texts, _TELLING))


def _like_rows(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            words = stream.readline(_HEAD).split()
        return len(words) >= 5 and all(map(math.isfinite, map(float, words)))
    except (OSError, ValueError):
        return False


@dataclass(frozen=True, slots=True)
class Places:
    """Finds images and labels of a dataset.

    Attributes:
        root: The folder of the dataset.
        config: What describes it.
        images: All images below the folder, in order of path.
        texts: All text files below the folder.
    """

    root: Path
    config: Config
    images: list[str]
    texts: frozenset[str]

    @classmethod
    def of(cls, root: Path, config: Config) -> Places:
        """List a folder."""
        found = files(root)
        texts = frozenset(path for path in found if path.endswith(".txt"))
        return cls(root, config, [path for path in found if is_picture(path)], texts)

    def split_images(self, report: Report) -> Iterator[tuple[str, str | None]]:
        """Walk the images with their splits, split by split; one may come again.

        Raises:
            UsageError: None of the folders and lists of images is there.
        """
        if not self.config.splits:
            for path in self.images:
                yield path, _split_of(path)
            return
        faults = Faults(self.config.path, report)
        finder = Finder(self.root, self.config, faults)
        seen = False
        for split, entries in self.config.splits.items():
            for entry in entries:
                place = finder.entry(entry)
                if place is None:
                    faults.at(0, "split_missing", f"{split}: {entry!r} is not there; left out")
                    continue
                seen = True
                if place in self.texts:
                    inside = self._listed(place, finder, Faults(place, report))
                else:
                    inside = iter(self._in(place))
                yield from ((path, split) for path in inside)
        if not seen:
            given = ", ".join(entry for found in self.config.splits.values() for entry in found)
            raise UsageError(
                f"{self.config.path}: none of its folders of images is there: {given}.",
                "Write them relative to the file, or to `path`.",
            )

    def label_of(self, image: str) -> str | None:
        """Return the label file of an image; None if it has none."""
        return next((path for path in self._candidates(image) if path in self.texts), None)

    def without_image(self) -> list[str]:
        """List the label files, beside others, that no image has."""
        taken = {label for label in map(self.label_of, self.images) if label}
        folders = {posixpath.dirname(label) for label in taken}
        folders |= {posixpath.dirname(next(self._candidates(image))) for image in self.images}
        lists = {posixpath.normpath(e) for given in self.config.splits.values() for e in given}
        return sorted(
            path
            for path in self.texts - taken
            if posixpath.dirname(path) in folders
            and posixpath.basename(path) not in CLASSES
            and path not in lists
            and "labels" in path.split("/")[:-1]
        )

    def _candidates(self, image: str) -> Iterator[str]:
        """Walk where the labels of an image may be: most usual first."""
        *folders, name = image.split("/")
        text = f"{posixpath.splitext(name)[0]}.txt"
        last = max((i for i, f in enumerate(folders) if f == "images"), default=None)
        if last is not None:
            yield "/".join([*folders[:last], "labels", *folders[last + 1 :], text])
        inside = folders if last is None else folders[last + 1 :]
        yield f"{self.config.folder}{'/'.join(['labels', *inside, text])}"
        yield "/".join([*folders, text])
        yield f"{self.config.folder}{text}"

    def _in(self, folder: str) -> list[str]:
        if not folder:
            return self.images
        first = os.fsencode(f"{folder}/")
        # `0` comes right behind `/`.
        start = bisect_left(self.images, first, key=os.fsencode)
        stop = bisect_left(self.images, first[:-1] + b"0", key=os.fsencode)
        return self.images[start:stop]

    def _listed(self, path: str, finder: Finder, faults: Faults) -> Iterator[str]:
        """Walk the images that a list names, a line each."""
        known = frozenset(self.images)
        folder, slash, _ = path.rpartition("/")
        for number, line in enumerate(text_lines(self.root / path), 1):
            if not line.strip():
                continue
            image = finder.line(line.strip(), folder + slash)
            if image in known:
                yield image
            else:
                what = f"{line.strip()[:200]!r} is no image of the dataset; left out"
                faults.at(number, "image_missing", what)


def _split_of(path: str) -> str | None:
    """Return the split that a folder at the beginning of a path names."""
    folders = path.split("/")[:-1]
    for folder in folders[:2]:
        if folder.lower() not in IMAGE_FOLDERS:
            return split_in(folder) if folder.rstrip("0123456789").isalpha() else None
    return None
