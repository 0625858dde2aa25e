"""Runs in processes of their own, to be killed."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import runs

from augctl.errors import AugctlError

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["__main__", "children", "augctl.commands.expand", "cv2"])


class Child:
    """`expand` in a process with a session of its own, whose members are found by its id."""

    def __init__(self, **arguments: Any) -> None:
        ready = _SERVER.Event()
        self.process: BaseProcess = _SERVER.Process(target=_expand, args=(ready, arguments))
        self.process.start()
        # Before that it is no run yet, but a part of multiprocessing, with exit codes of its own.
        assert ready.wait(60)
        assert self.process.pid is not None
        self.pid = self.process.pid

    def wait(self, seconds: float = 60) -> int | None:
        """Wait for the end; returns the exit status, negative for a signal, None if it runs."""
        self.process.join(seconds)
        return self.process.exitcode

    def wait_until(self, come: Callable[[], bool]) -> None:
        """Wait until something has come of the run."""
        until = time.monotonic() + 60
        while not come():
            assert self.process.is_alive(), "it ended before"
            assert time.monotonic() < until, "it never came"
            time.sleep(0.001)

    def kill(self, *, group: bool) -> None:
        """Kill -9 the parent, or all of the session; return when nothing of it is left."""
        # It may have ended, or not have come to `setsid` and have no group of its own.
        for kill in (os.killpg, os.kill) if group else (os.kill,):
            with contextlib.suppress(ProcessLookupError):
                kill(self.pid, signal.SIGKILL)
        self.process.join(10)
        wait_for_no(self.pid)


def _expand(ready: Any, arguments: dict[str, Any]) -> None:
    os.setsid()
    # A write takes as many calls as for a large file, so that a kill can come between two.
    write = os.write
    os.write = lambda descriptor, data: write(descriptor, data[:100])
    try:
        ready.set()
        runs.expand(**arguments)
    except AugctlError as error:
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)


def members(session: int) -> list[int]:
    """List the living processes of a session."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            _, _, rest = (folder / "stat").read_text().rpartition(")")
            state, _, _, its_session = rest.split()[:4]
            if int(its_session) == session and state != "Z":
                found.append(int(folder.name))
    return found


def wait_for_no(session: int, seconds: float = 5) -> None:
    """Wait until a session has no members; those that are left are orphans."""
    until = time.monotonic() + seconds
    while orphans := members(session):
        assert time.monotonic() < until, f"orphans: {orphans}"
        time.sleep(0.01)


def command(*arguments: str | Path) -> list[str]:
    """Return the command line of the real program."""
    return [sys.executable, "-m", "augctl", *map(str, arguments)]


@contextlib.contextmanager
def timing() -> Iterator[list[float]]:
    """Measure how long a block takes; the list gets the seconds."""
    found: list[float] = []
    began = time.monotonic()
    yield found
    found.append(time.monotonic() - began)
