"""What a process that renders sets: one thread, and memory that is kept."""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def one_thread() -> None:
    """Keep OpenCV and the linear algebra below numpy to one thread, to this process's end."""
    import cv2
    from threadpoolctl import threadpool_limits

    # Of libraries that are loaded later: they look there when they are.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    cv2.setNumThreads(1)
    threadpool_limits(1)


@contextmanager
def one_thread_meanwhile() -> Iterator[None]:
    """Keep them to one thread for a block: a process that is not ours wants its own back.

    The setting is the process's: of two blocks in two threads, the last one to end decides.
    """
    import cv2
    from threadpoolctl import threadpool_limits

    before = cv2.getNumThreads()
    with threadpool_limits(1):
        cv2.setNumThreads(1)
        try:
            yield
        finally:
            cv2.setNumThreads(before)


def keep_memory() -> None:
    """Let glibc keep the memory of freed images for the next ones, up to 128 MB.

    By default it gives every large block back at once, and taking it again costs more than many
    stages do: each page is cleared by the kernel and mapped anew.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # not glibc
        return
    trim_threshold, mmap_threshold = -1, -3
    mallopt(trim_threshold, 128 << 20)
    mallopt(mmap_threshold, 32 << 20)


def alone() -> bool:
    """Say whether this process has one thread, those of libraries counted where that is known."""
    try:
        return len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return threading.active_count() == 1


def available_cores() -> int:
    """Count the cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1
