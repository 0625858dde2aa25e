"""Does tasks in worker processes of this machine.

The standard pools lose every task in flight when one worker dies, and cannot say which task killed
it. Here each worker has a pipe and a place in shared memory where it notes what it is about to
do, so a death or a hang is put down to one unit, and only that worker is replaced.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from types import ModuleType
from typing import Any

from augctl.engine.threads import alone
from augctl.engine.worker import At, Crash, Culprit, Opening, Place, Task, serve
from augctl.errors import AugctlError, UsageError, WorkerError

# A process that was killed and does not end waits for a disk; it must not hold up the others.
_FAREWELL_S = 5


@dataclass(frozen=True, slots=True)
class Done:
    """A task was done, and this is what its runner returned."""

    task: Task
    answer: Any


@dataclass(frozen=True, slots=True)
class Lost:
    """The worker died, hung or failed at one unit; `at` is None if it was not at any."""

    task: Task
    at: At | None
    why: Culprit


Outcome = Done | Lost | AugctlError


class LocalEngine:
    """Worker processes. `submit` while `free`, then `wait`; `close` at the end."""

    def __init__(self, workers: int, unit_timeout_s: float, lock: int | None) -> None:
        self.workers = workers
        self._timeout_s = unit_timeout_s
        self.lock = lock
        self._context = _context()
        self._workers: list[_Worker] = []

    @property
    def busy(self) -> int:
        """How many tasks are being done."""
        return sum(worker.task is not None for worker in self._workers)

    @property
    def free(self) -> int:
        """How many tasks can be submitted now."""
        return self.workers - self.busy

    def submit(self, opening: Opening, task: Task) -> None:
        """Give a task to a worker that is free.

        Args:
            opening: Makes what does the task, and others that come with the very same opening.
            task: The task.

        Raises:
            WorkerError: No process can be started.
        """
        worker = next((worker for worker in self._workers if worker.task is None), None)
        if worker is None:
            worker = _Worker(self._context, self._workers, self.lock)
            self._workers.append(worker)
        worker.give(opening, task)

    def wait(self, seconds: float) -> list[Outcome]:
        """Wait for outcomes, at most so long.

        An `AugctlError` among them is what a worker could not go on after, such as an output that
        cannot be written.
        """
        busy = {worker.pipe: worker for worker in self._workers if worker.task is not None}
        found: list[Outcome] = []
        for pipe in wait(list(busy), seconds):
            assert isinstance(pipe, Connection)
            found.append(self._take(busy[pipe]))
        for worker in busy.values():
            if worker.task is not None and worker.stuck_s() > self._timeout_s:
                why = Culprit("timeout", f"took longer than {self._timeout_s:g} s")
                found.append(self._lose(worker, worker.task, why))
        return found

    def units_done(self) -> int:
        """Count the units that tasks in work have finished, for a progress bar."""
        return sum(worker.place.done for worker in self._workers if worker.task is not None)

    def close(self) -> None:
        """End all workers at once. What they had begun is as if it had not been."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def _take(self, worker: _Worker) -> Outcome:
        assert worker.task is not None
        try:
            answer = worker.pipe.recv()
        except (EOFError, OSError):
            return self._lose(worker, worker.task, None)
        if isinstance(answer, Crash):
            why = Culprit("unexpected", f"augctl or a plugin failed with {answer.message}")
            if answer.blameless:
                worker.place.clear()
            return self._lose(worker, worker.task, why)
        task, worker.task = worker.task, None
        return answer if isinstance(answer, AugctlError) else Done(task, answer)

    def _lose(self, worker: _Worker, task: Task, why: Culprit | None) -> Lost:
        """Do away with a worker; without a reason, its exit status says why."""
        at = worker.place.at
        self._workers.remove(worker)
        if why is not None:
            worker.process.kill()
        code = worker.end()
        return Lost(task, at, why or Culprit("worker_died", _death(code)))


class _Worker:
    """One process, its pipe, and the task that it works on."""

    def __init__(self, context: Any, others: Sequence[_Worker], lock: int | None) -> None:
        self.task: Task | None = None
        self._opening: Opening | None = None
        self._seen: At | None = None
        self._since = 0.0
        try:
            self.place = Place(context)
            self.pipe, theirs = context.Pipe()
            forked = context.get_start_method() == "fork"
            inherited = [self.pipe, *(other.pipe for other in others)] if forked else []
            self.process = context.Process(
                target=serve,
                args=(theirs, self.place, inherited, lock if forked else None, os.getpid()),
                daemon=True,
            )
            with _without_ctrl_c(), _without_main():
                self.process.start()
        except OSError as error:
            raise WorkerError(
                f"Cannot start a worker process: {error.strerror or error}.",
                "Try fewer --workers, or raise the limits on processes and open files.",
            ) from error
        theirs.close()

    def give(self, opening: Opening, task: Task) -> None:
        self.place.clear()
        self._seen = None
        self.task = task
        try:
            if opening is not self._opening:
                self.pipe.send(opening)
                self._opening = opening
            self.pipe.send(task)
        except OSError:
            return  # it died; the end of its pipe says so at the next wait

    def stuck_s(self) -> float:
        """Return for how long the worker has been at the same unit."""
        at, now = self.place.at, time.monotonic()
        if at is None or at != self._seen:
            self._seen, self._since = at, now
        return now - self._since

    def end(self) -> int | None:
        """Wait for the end of the process, and return its exit status if it is known."""
        self.pipe.close()
        self.process.join(_FAREWELL_S)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join(_FAREWELL_S)
        code: int | None = self.process.exitcode
        if code is not None:
            self.process.close()
        return code


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """Hold back Ctrl-C; a process that starts meanwhile never gets it."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the program's main module, or a process that is spawned would run it again.

    Workers need nothing of it, and a script that calls `expand` at its top would start another
    run in each of them.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _death(code: int | None) -> str:
    if code is not None and code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        why = " (out of memory, or killed by someone)" if name == "SIGKILL" else ""
        return f"the process that worked on it died of {name}{why}"
    return f"the process that worked on it ended with status {code}"


def _context() -> Any:
    """Fork where it is safe and quick, else spawn. AUGCTL_START_METHOD decides otherwise."""
    # A fork copies only the thread that forks: locks that others hold would stay locked.
    best = "fork" if sys.platform == "linux" and alone() else "spawn"
    chosen = os.environ.get("AUGCTL_START_METHOD") or best
    if chosen not in {"fork", "spawn"} & set(multiprocessing.get_all_start_methods()):
        raise UsageError(
            f"AUGCTL_START_METHOD is {chosen!r}, which is no way to start workers here.",
            "Set it to spawn, or leave it out.",
        )
    return multiprocessing.get_context(chosen)
