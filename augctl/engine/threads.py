"""One thread per process: workers are the parallelism, and thread counts change bits."""

from __future__ import annotations

import os
import threading
from pathlib import Path


def one_thread() -> None:
    """Keep OpenCV and the linear algebra below numpy to one thread in this process."""
    import cv2
    from threadpoolctl import threadpool_limits

    cv2.setNumThreads(1)
    threadpool_limits(1)


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
