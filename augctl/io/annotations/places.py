"""Where the files of a dataset are: pictures and what belongs to them, found by their paths."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path, PurePosixPath

from augctl.errors import BadInput, UsageError
from augctl.io.annotations.splits import SPLIT_NAMES
from augctl.io.codecs import EXTENSIONS, unreadable
from augctl.io.paths import near, readable

IMAGE_FOLDERS = frozenset(["jpegimages", "images", "image", "imgs", "img"])
"""Lower-case names of folders of pictures."""

# So much of a folder is looked at to see what it is about.
_GLIMPSE_FOLDERS, _GLIMPSE_NAMES = 100, 2000


def is_picture(path: str) -> bool:
    """Say whether a name promises a picture."""
    return PurePosixPath(path).suffix.lower() in EXTENSIONS


def key(path: str, folders: Collection[str]) -> str:
    """Return what the path of a picture has in common with those of files that belong to it.

    That is the path without its ending, and without folders that say what kind of file it is.

    Args:
        path: Relative, with `/`.
        folders: Lower-case names of such folders.

    >>> key("train/Annotations/7.xml", ["annotations"]), key("images/train/7.jpg", ["images"])
    ('train/7', 'train/7')
    """
    *above, name = path.split("/")
    stem = PurePosixPath(name).stem
    return "/".join([*(part for part in above if part.lower() not in folders), stem])


def files(root: Path) -> list[str]:
    """List all files below a folder, with `/`, in order of path; hidden ones are left out.

    Links to folders are followed, but no folder is listed twice.
    """
    found: list[str] = []
    seen = set()
    for folder, names, inside in os.walk(root, followlinks=True):
        status = Path(folder).stat()
        if (status.st_dev, status.st_ino) in seen:
            names.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        names[:] = sorted(name for name in names if not name.startswith("."))
        above = Path(folder).relative_to(root).as_posix()
        prefix = "" if above == "." else f"{above}/"
        found += [prefix + name for name in inside if not name.startswith(".")]
    return sorted(found, key=os.fsencode)


def glimpse(root: Path) -> Iterator[str]:
    """Walk some of the files below a folder, with `/`: enough to see what it holds, soon done."""
    waiting = [""]
    seen = 0
    while waiting and seen < _GLIMPSE_FOLDERS:
        prefix = waiting.pop(0)
        seen += 1
        try:
            with os.scandir(root / prefix) as items:
                some = sorted(islice(items, _GLIMPSE_NAMES), key=lambda item: item.name)
        except OSError:
            continue  # who lists the folder will say so
        for item in some:
            if item.name.startswith("."):
                continue
            if _is_folder(item):
                waiting.append(f"{prefix}{item.name}/")
            else:
                yield prefix + item.name


def _is_folder(item: os.DirEntry[str]) -> bool:
    """Say whether it is a folder, or a link to one; a link to itself is none."""
    try:
        return item.is_dir()
    except OSError:
        return False


def split_of(place: str) -> str | None:
    """Return the split that the first folder of a path names, if it does.

    >>> split_of("valid/7"), split_of("valid"), split_of("cats/7")
    ('val', None, None)
    """
    first, slash, _ = place.partition("/")
    return SPLIT_NAMES.get(first.lower()) if slash else None


def splits_by_folder(places: Iterable[str]) -> dict[str, str]:
    """Return the splits of places whose first folders all name one, else none."""
    found = {place: split_of(place) for place in places}
    named = {place: split for place, split in found.items() if split is not None}
    return named if len(named) == len(found) else {}


def content(file: Path, most: int = -1) -> bytes:
    """Read a file, or so many of its bytes.

    Raises:
        BadInput: `unreadable`.
        OSError: The machine is out of open files or memory, for which no input is to blame.
    """
    try:
        with file.open("rb") as opened:
            return opened.read(most)
    except OSError as error:
        raise unreadable(error) from None


def is_there(file: Path) -> bool:
    """Say whether there is a file of a name from an annotation, which may be no name at all."""
    try:
        return file.is_file()
    except (OSError, ValueError):
        return False


def text_lines(file: Path) -> list[str]:
    """Read the lines of a small text file.

    Raises:
        UsageError: It is not UTF-8, or cannot be read.
    """
    try:
        data = content(file)
    except BadInput as error:
        raise UsageError(f"{near(file)}: {error.message}.", "Check its permissions.") from None
    return decoded(data, near(file)).splitlines()


def decoded(data: bytes, name: str) -> str:
    """Read text as UTF-8, or as UTF-16 where it begins with that one's mark.

    Args:
        data: The whole file.
        name: What to call it.

    Raises:
        UsageError: It is neither; the message names the line.
    """
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{readable(name)}:{line}: expected UTF-8 text, found byte 0x{data[error.start]:02X}.",
            "Save the file as UTF-8.",
        ) from None
