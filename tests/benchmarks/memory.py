"""What a process and its children take of the machine, and what others do, from Linux's /proc."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_EVERY_S = 0.05
_KB = 1024


@dataclass
class Peaks:
    """The most that was seen, in bytes.

    Attributes:
        parent: Resident memory of the process itself.
        workers: Resident memory of each child that lived for two looks or more, largest first.
            Pages that it shares with its parent count too.
        together: Memory of all processes, with shared pages counted once, at the worst moment.
        seconds: How long it took.
    """

    parent: int = 0
    workers: list[int] = field(default_factory=list)
    together: int = 0
    seconds: float = 0.0

    @property
    def worker(self) -> int:
        """The largest worker."""
        return self.workers[0] if self.workers else 0


def measure(command: Sequence[str]) -> Peaks:
    """Run a command and watch it; its output goes nowhere.

    Raises:
        subprocess.CalledProcessError: It failed.
    """
    peaks = Peaks()
    seen: dict[int, tuple[int, int]] = {}
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        children = _children(process.pid)
        peaks.parent = max(peaks.parent, _high_water(process.pid))
        for child in children:
            looks, most = seen.get(child, (0, 0))
            seen[child] = (looks + 1, max(most, _high_water(child)))
        peaks.together = max(peaks.together, sum(map(_own_share, (process.pid, *children))))
        time.sleep(_EVERY_S)
    peaks.seconds = time.perf_counter() - began
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    peaks.workers = sorted((most for looks, most in seen.values() if looks > 1), reverse=True)
    return peaks


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:  # it has just ended
        return []
    return [int(word) for word in text.split()]


def _high_water(pid: int) -> int:
    return _sum(f"/proc/{pid}/status", "VmHWM:")


def _own_share(pid: int) -> int:
    return _sum(f"/proc/{pid}/smaps_rollup", "Pss:")


def _sum(file: str, key: str) -> int:
    try:
        lines = Path(file).read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * _KB for line in lines if line.startswith(key))


@contextmanager
def others() -> Iterator[list[float]]:
    """Measure how many cores all but this process's children keep busy; the list gets it."""
    found: list[float] = []
    began, busy, own = time.perf_counter(), _busy_s(), _children_s()
    yield found
    foreign = (_busy_s() - busy) - (_children_s() - own)
    found.append(max(foreign, 0.0) / (time.perf_counter() - began))


def wait_until_quiet(at_most_s: float) -> None:
    """Wait until others keep less than a fifth of a core busy, for four looks in a row."""
    end, quiet = time.perf_counter() + at_most_s, 0
    while quiet < 4 and time.perf_counter() < end:
        with others() as found:
            time.sleep(0.5)
        quiet = quiet + 1 if found[0] < 0.2 else 0


def _busy_s() -> float:
    ticks = [int(word) for word in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    idle, waiting = 3, 4
    return (sum(ticks) - ticks[idle] - ticks[waiting]) / os.sysconf("SC_CLK_TCK")


def _children_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
