"""Runs shards in worker processes of this machine.

The standard pools lose every task in flight when one worker dies, and cannot say which task killed
it. Here each worker has a pipe and a place in shared memory where it notes what it is about to
do, so a death or a hang is put down to one unit, and only that worker is replaced.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from typing import Any

from augctl.engine.job import Job
from augctl.engine.receipts import Head
from augctl.errors import AugctlError, WorkerError
from augctl.planning.plan import Shard

_IDLE = -1


@dataclass(frozen=True, slots=True)
class Done:
    """A shard was committed."""

    shard: Shard
    head: Head


@dataclass(frozen=True, slots=True)
class Lost:
    """The worker died or hung at one unit of a shard; `at` is None if it had not begun any."""

    shard: Shard
    at: tuple[int, int] | None
    reason: str


Outcome = Done | Lost


class LocalEngine:
    """Worker processes. `submit` while `free`, then `wait`; `close` at the end.

    Attributes:
        free: How many shards can be submitted now.
    """

    def __init__(self, job: Job, workers: int, unit_timeout_s: float, close_in_child: int) -> None:
        self._job = job
        self._timeout_s = unit_timeout_s
        self._context = _context()
        self._close_in_child = close_in_child
        self._workers = [_Worker(self._context, job, close_in_child, ()) for _ in range(workers)]

    @property
    def free(self) -> int:
        """How many shards can be submitted now."""
        return sum(worker.shard is None for worker in self._workers)

    def submit(self, shard: Shard) -> None:
        """Give a shard to a free worker."""
        worker = next(worker for worker in self._workers if worker.shard is None)
        worker.give(shard)

    def wait(self, seconds: float) -> list[Outcome]:
        """Wait for outcomes, at most so long.

        Raises:
            AugctlError: What a worker could not survive: an output that cannot be written.
        """
        busy = {worker.pipe: worker for worker in self._workers if worker.shard is not None}
        found: list[Outcome] = []
        for pipe in wait(list(busy), seconds):
            assert isinstance(pipe, Connection)
            found.append(self._take(busy[pipe]))
        for worker in busy.values():
            if worker.shard is not None and worker.stuck_s() > self._timeout_s:
                found.append(self._lose(worker, f"took longer than {self._timeout_s:g} s"))
        return found

    def units_done(self) -> int:
        """Count the units that shards in work have finished, for a progress bar."""
        return sum(worker.units_done() for worker in self._workers)

    def close(self) -> None:
        """End all workers, at once if they are busy."""
        for worker in self._workers:
            worker.end()
        for worker in self._workers:
            worker.join()

    def _take(self, worker: _Worker) -> Outcome:
        assert worker.shard is not None
        try:
            answer = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join()
            return self._lose(worker, _death(worker.process.exitcode))
        if isinstance(answer, AugctlError):
            raise answer
        if isinstance(answer, str):
            raise WorkerError("A worker failed unexpectedly.", answer)
        shard, worker.shard = worker.shard, None
        return Done(shard, answer)

    def _lose(self, worker: _Worker, reason: str) -> Lost:
        assert worker.shard is not None
        lost = Lost(worker.shard, worker.place(), reason)
        worker.end()
        worker.join()
        others = [other for other in self._workers if other is not worker]
        self._workers = [
            *others,
            _Worker(self._context, self._job, self._close_in_child, [o.pipe for o in others]),
        ]
        return lost


class _Worker:
    """One process, its pipe, and the shard that it works on."""

    def __init__(
        self, context: Any, job: Job, close_in_child: int, pipes: Sequence[Connection]
    ) -> None:
        self.shard: Shard | None = None
        self.pipe, theirs = context.Pipe()
        self._place = context.RawArray(ctypes.c_longlong, 3)
        forked = context.get_start_method() == "fork"
        # A forked child has copies of descriptors that must close when the parent dies.
        inherited = [close_in_child, self.pipe.fileno(), *(p.fileno() for p in pipes)]
        self.process = context.Process(
            target=_serve,
            args=(job, theirs, self._place, inherited if forked else [], os.getpid()),
            daemon=True,
        )
        self.process.start()
        theirs.close()

    def give(self, shard: Shard) -> None:
        self._place[:] = (_IDLE, _IDLE, 0)
        self._seen, self._since = (_IDLE, _IDLE), time.monotonic()
        self.shard = shard
        try:
            self.pipe.send(shard)
        except OSError:
            return  # it died; the end of its pipe says so at the next wait

    def place(self) -> tuple[int, int] | None:
        item, unit, _ = self._place
        return None if item == _IDLE else (item, unit)

    def units_done(self) -> int:
        return 0 if self.shard is None else self._place[2]

    def stuck_s(self) -> float:
        """Return for how long the worker has been at the same unit."""
        now, here = time.monotonic(), (self._place[0], self._place[1])
        if here != self._seen:
            self._seen, self._since = here, now
        return now - self._since

    def end(self) -> None:
        if self.shard is not None:
            self.process.kill()
        self.pipe.close()

    def join(self) -> None:
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.process.close()


def _serve(job: Job, pipe: Connection, place: Any, inherited: Sequence[int], parent: int) -> None:
    """Be a worker: take shards until the pipe closes."""
    # Ctrl-C reaches the whole group of processes; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for descriptor in inherited:
        os.close(descriptor)
    _die_with(parent)
    from augctl.engine.threads import one_thread

    one_thread()
    from augctl.engine.shard import ShardRunner

    runner = ShardRunner(job)

    def watch(item: int, unit: int) -> None:
        place[2] += place[0] != _IDLE
        place[0], place[1] = item, unit

    while True:
        try:
            shard = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: Any = runner.run(shard, watch)
        except AugctlError as error:
            answer = error
        # The parent must hear of a bug in augctl itself, or it would wait for ever.
        except Exception as error:  # noqa: BLE001
            import traceback

            answer = "".join(traceback.format_exception(error))
        try:
            pipe.send(answer)
        except OSError:
            return


def _die_with(parent: int) -> None:
    """Ask Linux to end this process with its parent; elsewhere the closing pipe does it later."""
    if sys.platform == "linux":
        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _death(code: int | None) -> str:
    if code is not None and code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        why = " (out of memory, or killed by someone)" if name == "SIGKILL" else ""
        return f"the process that worked on it died of {name}{why}"
    return f"the process that worked on it ended with status {code}"


def _context() -> BaseContext:
    """Fork where it is safe and quick, else spawn. AUGCTL_START_METHOD decides otherwise."""
    chosen = os.environ.get("AUGCTL_START_METHOD")
    if chosen:
        return multiprocessing.get_context(chosen)
    # A fork copies only the thread that forks: locks that others hold would stay locked.
    alone = threading.active_count() == 1
    return multiprocessing.get_context("fork" if sys.platform == "linux" and alone else "spawn")
