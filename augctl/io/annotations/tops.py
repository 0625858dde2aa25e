"""Files that describe a whole dataset: at its top, or right below."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

# A folder with more files of an ending than this has one per image.
_MOST_FILES = 64


def at_top(root: Path, endings: tuple[str, ...]) -> list[str]:
    """List files in a folder and in the folders right below it, in that order, by path.

    Args:
        root: The folder.
        endings: Lower-case ends of the names that count.
    """
    folders = [""] + [f"{item.name}/" for item in _visible(root) if item.is_dir()]
    result = []
    for folder in folders:
        names = [
            item.name
            for item in _visible(root / folder)
            if item.name.lower().endswith(endings) and item.is_file()
        ]
        if len(names) <= _MOST_FILES:
            result += [folder + name for name in names]
    return result


def _visible(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as items:
            found = [item for item in items if not item.name.startswith(".")]
    except OSError:
        return iter(())  # who lists the folder will say so
    return iter(sorted(found, key=lambda item: os.fsencode(item.name)))
