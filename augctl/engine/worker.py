"""A worker: the inside of one process that does tasks, until the pipe to its parent closes."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, Protocol

from augctl.errors import AugctlError, RunError
from augctl.planning.plan import Shard

At = tuple[int, int]
"""A unit: its item, and which of the item's units it is."""

Watch = Callable[[At | None], None]
"""Called with each unit before it is begun, and with None after the last."""

_MOST_UNITS = 1 << 20
_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Culprit:
    """Why a unit is not to be tried again: a code for machines, and words for people."""

    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Task:
    """A shard to do, without the units that took a worker with them each time."""

    shard: Shard
    skip: Mapping[At, Culprit] = field(default_factory=dict)


class Runner(Protocol):
    """What does tasks in a worker."""

    def run(self, task: Task, watch: Watch) -> Any:
        """Do a task; the answer goes to the parent.

        Raises:
            AugctlError: Nothing more can be done, as when an output cannot be written.
        """


Opening = Callable[[], Runner]
"""Makes a runner in a worker; sent there, so it can be pickled."""


@dataclass(frozen=True, slots=True)
class Crash:
    """The answer of a worker that met an exception which nobody expected.

    Attributes:
        message: The exception.
        blameless: Whether the machine is out of something, for which no unit is to blame.
    """

    message: str
    blameless: bool


class Place:
    """Where a worker is: two numbers in memory that its parent reads.

    The unit is one number, so that no death can leave half of it. The other counts the units
    that are done.
    """

    def __init__(self, context: Any) -> None:
        self._numbers = context.RawArray(ctypes.c_longlong, 2)
        self.clear()

    def clear(self) -> None:
        """Forget the last task."""
        self._numbers[:] = (_NOWHERE, 0)

    def move(self, at: At | None) -> None:
        """Note that a unit begins, or that there is none."""
        self._numbers[1] += self._numbers[0] != _NOWHERE
        self._numbers[0] = _NOWHERE if at is None else at[0] * _MOST_UNITS + at[1]

    @property
    def at(self) -> At | None:
        """The unit that is being made, if any."""
        number = self._numbers[0]
        return None if number == _NOWHERE else divmod(number, _MOST_UNITS)

    @property
    def done(self) -> int:
        """How many units of the task are done."""
        return int(self._numbers[1])


def serve(
    pipe: Connection,
    place: Place,
    inherited: Sequence[Connection],
    lock: int | None,
    parent: int,
) -> None:
    """Be a worker.

    Args:
        pipe: Where tasks come from and answers go. Before its first task, and whenever another
            kind of work begins, comes what makes the runner.
        place: Tells the parent what is being done.
        inherited: Ends of other workers' pipes, of which a fork made copies. They must close, or
            those workers would not learn of their parent's death.
        lock: Descriptor of the run's lock, if a fork made a copy of it.
        parent: Id of the parent.
    """
    # Ctrl-C reaches the whole group of processes; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in inherited:
        other.close()
    if lock is not None:
        os.close(lock)
    _die_with(parent)
    from augctl.engine.threads import keep_memory, one_thread

    one_thread()
    keep_memory()
    opening: Opening | None = None
    runner: Runner | None = None

    def watch(at: At | None) -> None:
        place.move(at)
        if os.getppid() != parent:
            os._exit(1)

    while True:
        try:
            message = pipe.recv()
        except (EOFError, OSError):
            return
        if not isinstance(message, Task):
            opening, runner = message, None
            continue
        answer: Any
        try:
            assert opening is not None
            runner = runner or opening()
            answer = runner.run(message, watch)
        except AugctlError as error:
            # All others have arguments of their own, and would not come through the pipe.
            answer = error if type(error).__init__ is AugctlError.__init__ else _plain(error)
        # One unit must not end the run, and the parent must hear of it, or it would wait for ever.
        except Exception as error:  # noqa: BLE001
            answer = Crash(_where(error), isinstance(error, OSError | MemoryError))
        try:
            pipe.send(answer)
        except OSError:
            return


def _plain(error: AugctlError) -> RunError:
    return RunError(error.message, error.hint)


def _where(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({os.path.basename(last.filename)}:{last.lineno})"  # noqa: PTH119


def _die_with(parent: int) -> None:
    """Ask Linux to end this process with its parent. Elsewhere it ends before its next unit."""
    if sys.platform == "linux":
        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
