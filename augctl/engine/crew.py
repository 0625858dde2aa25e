"""Gets shards done by workers that may die, and finds out which unit is to blame."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Callable, Iterable
from typing import Any

from augctl.engine.local import LocalEngine, Lost
from augctl.engine.worker import At, Opening, Task
from augctl.errors import AugctlError, WorkerError
from augctl.planning.plan import Shard

# A unit that takes its worker with it twice is the culprit; a single death may be anyone's fault.
_DEATHS_PER_UNIT = 2

# Workers that die at one unit after another are no fault of the units.
_DEATHS_IN_ALL = 50

_TICK_S = 0.2


class Crew:
    """Workers, from one kind of work to the next; how many changes no byte of the output."""

    def __init__(
        self, workers: int, unit_timeout_s: float = 300.0, lock: int | None = None
    ) -> None:
        """Gather a crew. Processes start when there is work.

        Args:
            workers: Number of worker processes.
            unit_timeout_s: A unit that takes longer is given up.
            lock: Descriptor of the run's lock, which forked workers must close.
        """
        self._engine = LocalEngine(workers, unit_timeout_s, lock)

    def patient(self) -> Crew:
        """Gather another crew as large, for work of which no unit takes too long."""
        return Crew(self._engine.workers, math.inf, self._engine.lock)

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *error: object) -> None:
        self._engine.close()

    def work(
        self,
        opening: Opening,
        shards: Iterable[Shard],
        done: Callable[[Shard, Any], None],
        tick: Callable[[int], None],
    ) -> None:
        """Do all shards, in any order.

        Args:
            opening: Makes what does them in a worker; it is sent there.
            shards: What is to do.
            done: Called with each shard that was done, and the answer.
            tick: Called a few times per second with how many units are done of shards in work.

        Raises:
            AugctlError: What a worker could not go on after, or what `done` or `tick` raised. The
                crew is of no more use then.
        """
        engine, blame = self._engine, _Blame()
        todo = deque(Task(shard) for shard in shards)
        while todo or engine.busy:
            while todo and engine.free:
                engine.submit(opening, todo.popleft())
            for outcome in engine.wait(_TICK_S):
                if isinstance(outcome, AugctlError):
                    raise outcome
                if isinstance(outcome, Lost):
                    todo.appendleft(blame.again(outcome))
                else:
                    blame.praise()
                    done(outcome.task.shard, outcome.answer)
            tick(engine.units_done())


class _Blame:
    """Counts deaths: by the unit at which a worker died, and since the last shard was done."""

    def __init__(self) -> None:
        self._by_unit: Counter[tuple[int, At]] = Counter()
        self._nowhere = 0
        self._patience = _DEATHS_IN_ALL

    def praise(self) -> None:
        """Note that a shard was done: what is wrong, if anything, is not wrong with all."""
        self._nowhere = 0
        self._patience += 1

    def again(self, lost: Lost) -> Task:
        """Decide how to go on after a death: try again, or without the unit that is to blame.

        Raises:
            WorkerError: It has happened too often.
        """
        self._patience -= 1
        self._nowhere += lost.at is None
        if self._patience <= 0 or self._nowhere > _DEATHS_PER_UNIT:
            raise WorkerError(
                f"Worker processes fail again and again, the last time: {lost.why.message}.",
                "Try fewer --workers if memory is short; run the same command again to resume.",
            )
        if lost.at is None:
            return lost.task
        unit = lost.task.shard.lane, lost.at
        self._by_unit[unit] += 1
        if self._by_unit[unit] < _DEATHS_PER_UNIT:
            return lost.task
        return Task(lost.task.shard, {**lost.task.skip, lost.at: lost.why})
