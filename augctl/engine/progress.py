"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


def silent(what: str, done: int, total: int) -> None:
    """Tell nothing."""


def counting(progress: Progress, what: str, total: int) -> Callable[[], None]:
    """Return what to call once per item."""
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        progress(what, done, total)

    return tick
