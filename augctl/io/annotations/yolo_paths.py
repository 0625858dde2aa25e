"""Finds what a `data.yaml` names, without a look outside of the dataset.

Users move datasets, and leave the paths in them as they were. What is in the dataset under the path
that is given, is taken; else what is there counted from the folder of the `data.yaml`.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from augctl.io.annotations.faults import Faults
from augctl.io.annotations.yolo_config import Config


@dataclass(slots=True)
class Finder:
    """Finds folders, lists and images; all paths that it returns are below the dataset, with `/`.

    Attributes:
        root: The folder of the dataset.
        config: What describes it.
        faults: Of the file that does.
    """

    root: Path
    config: Config
    faults: Faults
    _told: bool = False

    def entry(self, given: str) -> str | None:
        """Return the folder or list that `data.yaml` names for a split; None if it is not there."""
        path = given.replace("\\", "/")
        found = self._as_given(self.config.base.replace("\\", "/"), path)
        if found is not None:
            return found
        found = self._counted_from((self.config.folder, ""), path)
        if found is not None and self.config.base and not self._told:
            self._told = True
            what = f"path: {self.config.base!r} does not lead to {given!r} in the input; "
            self.faults.mended(0, "path_elsewhere", f"{what}counted from the folder of this file")
        if found is None and _is_absolute(path):
            found = self._end_of(path)
            if found is not None:
                what = f"{given!r} is not in the input; {found or '.'!r} is taken for it"
                self.faults.mended(0, "path_elsewhere", what)
        return found

    def line(self, given: str, above: str) -> str | None:
        """Return the image that a line of a list names; None if it is not there.

        Args:
            given: The line.
            above: The folder of the list; empty, or with `/` behind.
        """
        path = given.replace("\\", "/")
        if _is_absolute(path):
            return self._as_given(path)
        return self._counted_from((above, self._base(), ""), path)

    def _base(self) -> str:
        base = self._as_given(self.config.base.replace("\\", "/")) if self.config.base else None
        return self.config.folder if base is None else f"{base}/" if base else ""

    def _as_given(self, *parts: str) -> str | None:
        top = self.root.absolute()
        full = Path(os.path.normpath(top.joinpath(self.config.folder, *parts)))
        # People write the path of the folder that a link leads to, too.
        for outer in (Path(os.path.normpath(top)), top.resolve()):
            if full.is_relative_to(outer):
                return self._there(full.relative_to(outer).as_posix())
        return None

    def _counted_from(self, bases: Iterable[str], path: str) -> str | None:
        if _is_absolute(path):
            return None
        for base in bases:
            inner = posixpath.normpath(base + path)
            # Many tools write ../train/images for a folder beside the file.
            while inner == ".." or inner.startswith("../"):
                inner = inner[3:] or "."
            found = self._there(inner)
            if found is not None:
                return found
        return None

    def _end_of(self, path: str) -> str | None:
        """Return the longest end of an absolute path that is there."""
        parts = [part for part in posixpath.normpath(path).split("/") if part]
        ends = ("/".join(parts[start:]) for start in range(1, len(parts)))
        return next((end for end in ends if self._there(end) is not None), None)

    def _there(self, inner: str) -> str | None:
        # Unlike Path's own, it takes names that no file can have.
        if not os.path.exists(self.root / inner):  # noqa: PTH110
            return None
        return "" if inner == "." else inner


def _is_absolute(path: str) -> bool:
    return PurePosixPath(path).is_absolute() or bool(PureWindowsPath(path).drive)
