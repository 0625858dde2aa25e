"""Files that are whole or not there: written under another name, then renamed."""

from __future__ import annotations

import ctypes
import ctypes.util
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from augctl.errors import OutputError
from augctl.io.paths import near

_HINTS = {
    errno.ENOSPC: "The disk is full: free some space",
    errno.EDQUOT: "The disk quota is used up: free some space",
    errno.EFBIG: "The file system or a limit of the process allows no larger file: raise it",
    errno.EROFS: "The disk is read-only: choose another output folder, or make it writable",
    errno.EACCES: "Permission is missing: choose another output folder, or change its permissions",
    errno.EPERM: "Permission is missing: choose another output folder, or change its permissions",
}


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn an `OSError` into the error that stops the run and says how to resume."""
    try:
        yield
    except OSError as error:
        hint = _HINTS.get(error.errno or 0, "Mend the cause")
        reason = error.strerror or str(error)
        raise OutputError(
            f"Cannot write {near(path)}: {reason}.",
            f"{hint}, then run the same command again to resume.",
        ) from error


def write(path: Path, data: bytes | memoryview, temporary: Path, *, sync: bool = False) -> None:
    """Write a file whole, by way of `temporary`, which lies on the same disk.

    Raises:
        OutputError: It could not be written; nothing stands under the final name.
    """
    with writing(path):
        try:
            descriptor = _create(temporary)
            try:
                view = memoryview(data)
                while view:
                    view = view[os.write(descriptor, view) :]
                if sync:
                    os.fsync(descriptor)
            finally:
                os.close(descriptor)
            _rename(temporary, path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def _create(temporary: Path) -> int:
    """Open a new file. What a killed run left there may be a second name of another file."""
    try:
        return os.open(temporary, _NEW, 0o666)
    except FileExistsError:
        temporary.unlink()
        return os.open(temporary, _NEW, 0o666)


def _rename(temporary: Path, path: Path) -> None:
    try:
        os.replace(temporary, path)  # noqa: PTH105 - the hot path; a Path method costs more
    except FileNotFoundError:
        if not temporary.exists():  # the whole output folder went away: do not make another
            raise
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(path)


def sync_disk(folder: Path) -> None:
    """Bring what was written to the disk that holds `folder` onto it, in one call for all files.

    Raises:
        OutputError: The disk reports that something could not be written.
    """
    if sys.platform == "win32":  # NTFS keeps renames and data in order by its journal
        return
    with writing(folder):
        syncfs = getattr(_libc(), "syncfs", None)
        if syncfs is None:
            os.sync()
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            if syncfs(descriptor) != 0:
                code = ctypes.get_errno()
                raise OSError(code, os.strerror(code))
        finally:
            os.close(descriptor)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
