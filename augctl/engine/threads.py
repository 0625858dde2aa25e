"""One thread per process: workers are the parallelism, and thread counts change bits."""

from __future__ import annotations


def one_thread() -> None:
    """Keep OpenCV and the linear algebra below numpy to one thread in this process."""
    import cv2
    from threadpoolctl import threadpool_limits

    cv2.setNumThreads(1)
    threadpool_limits(1)
