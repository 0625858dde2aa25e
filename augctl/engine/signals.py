"""Ctrl-C and SIGTERM: noted when they come, obeyed where nothing is half done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from augctl.engine.progress import Progress
from augctl.errors import Interrupted


@dataclass
class Stop:
    """Whether a signal asked this program to end, and which.

    An exception raised by a signal handler could strike anywhere: between the start of a process
    and the note of its id, or inside a `finally`. So the handler only takes a note, and all long
    work asks for it wherever it tells its progress.
    """

    signal_number: int | None = None
    _at_once: bool = False

    def note(self, number: int) -> None:
        """Note a signal; for its handler."""
        self.signal_number = number
        if self._at_once:
            self.check()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Let signals raise `Interrupted` wherever they strike: for work that leaves nothing."""
        self.check()
        self._at_once = True
        try:
            yield
        finally:
            self._at_once = False

    def check(self) -> None:
        """End here if a signal came.

        Raises:
            Interrupted: A signal came.
        """
        if self.signal_number is not None:
            raise Interrupted(self.signal_number)

    def checking(self, progress: Progress) -> Progress:
        """Return a progress that also checks."""

        def tell(what: str, done: int, total: int) -> None:
            self.check()
            progress(what, done, total)

        return tell


@contextmanager
def stopping_on_signals() -> Iterator[Stop]:
    """Note Ctrl-C and SIGTERM, in the main thread of a program; elsewhere they are not ours."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    # What the surroundings chose to ignore stays ignored, as SIGINT in the background of a shell.
    ours = [number for number, handler in before.items() if handler is not signal.SIG_IGN]

    def restore() -> None:
        for number in ours:
            signal.signal(number, before[number] or signal.SIG_DFL)

    def handle(number: int, frame: FrameType | None) -> None:
        restore()  # a second signal ends the program at once, as if we were not here
        stop.note(number)

    for number in ours:
        signal.signal(number, handle)
    try:
        yield stop
    finally:
        restore()
