"""One run at a time per output folder: a lock that the kernel frees when the process dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from augctl.errors import ConflictError
from augctl.io.atomic import writing
from augctl.io.paths import near

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def lock(file: Path) -> Iterator[int]:
    """Hold the lock at `file`; yields its descriptor, which forked workers must close.

    Raises:
        ConflictError: Another process holds it.
        OutputError: The file cannot be made, or the disk knows no locks.
    """
    descriptor = _locked(file)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _locked(file: Path) -> int:
    # One who had the lock and nothing to keep may have removed the file since it was opened. But
    # a disk on which no two looks at a file agree must not keep us here for ever.
    for _ in range(10):
        descriptor = _open_locked(file)
        if file.exists() and os.path.samestat(os.fstat(descriptor), file.stat()):
            return descriptor
        os.close(descriptor)
    return _open_locked(file)


def _open_locked(file: Path) -> int:
    with writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _try_lock(descriptor)
        except (BlockingIOError, PermissionError):
            os.close(descriptor)
            raise ConflictError(
                f"Another run is writing to {near(file.parent.parent)}.",
                "Wait for it, or choose another output folder.",
            ) from None
        except OSError:
            os.close(descriptor)
            raise
        return descriptor
