"""A run: phases of lanes of shards, from a plan to a committed dataset; stops and resumes."""

from __future__ import annotations

import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType

from augctl.engine import receipts
from augctl.engine.fit import fit_all
from augctl.engine.job import Job, Layout
from augctl.engine.local import Done, LocalEngine, Lost
from augctl.engine.progress import Progress
from augctl.engine.receipts import Head
from augctl.errors import Interrupted, RunError, UsageError, WorkerError
from augctl.io import atomic
from augctl.io.sinks.folder import FolderSink
from augctl.planning import partners
from augctl.planning.index import Index, Order
from augctl.planning.plan import Lane, Phase, Shard, forecast, lanes_of, phases
from augctl.recipe.compile import Recipe

# A unit that kills its worker twice is the culprit; other deaths may be anyone's fault.
_DEATHS_PER_UNIT = 2
_DEATHS_IN_ALL = 50

_TICK_S = 0.2


@dataclass
class Tally:
    """What a run made so far.

    Attributes:
        outputs: Files in all, those of earlier runs too.
        size: Their bytes.
        errors: Inputs and units that failed or were rejected.
        classes: Outputs by chain (None for originals) and label.
        resumed: How many of the outputs were there when this run began.
    """

    outputs: int = 0
    size: int = 0
    errors: int = 0
    classes: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    resumed: int = 0

    def add(self, head: Head) -> None:
        """Count a committed shard."""
        self.outputs += head.rows
        self.size += head.size
        self.errors += head.errors
        for chain, label, count in head.classes:
            self.classes[chain, label] += count


@dataclass(frozen=True)
class Options:
    """How to run; nothing here changes a byte of the output.

    Attributes:
        workers: Number of worker processes.
        unit_timeout_s: A unit that takes longer is given up.
        stop_on_error: Whether the first failed input or unit ends the run.
        lock: Descriptor of the lock, which forked workers must close.
        shuffle: For tests: puts the shards of a phase in another order.
    """

    workers: int
    unit_timeout_s: float
    stop_on_error: bool
    lock: int
    shuffle: Callable[[list[Shard]], None] | None = None


def check_plan(recipe: Recipe, index: Index, order: Order) -> None:
    """Make sure that every chain can be run on this data.

    Raises:
        UsageError: A quota or a mix cannot be met.
    """
    if not len(order):
        raise UsageError("There is no original to expand in the training split.")
    for chain in recipe.chains:
        per_class = chain.quota.kind == "balance" or isinstance(chain.quota.value, dict)
        if per_class and not index.labels:
            raise UsageError(
                f"The chain {chain.name!r} counts by class, and the data has no classes.",
                "Put the images into class folders, or use copies or total with a number.",
            )
    _, lanes = forecast(recipe.chains, order, index, recipe.seed)
    for lane in lanes:
        for i, plan in lane.plans:
            partners.check(recipe.chains[i], plan, order, index.labels)


def sink_for(recipe: Recipe, index: Index) -> FolderSink:
    """Return what names the outputs."""
    return FolderSink(
        by_split=index.own_split or recipe.input.split is not None,
        own_split=index.own_split,
        separator="_" * (index.longest_run + 1),
        plain_plus=index.plain_plus,
    )


class Run:
    """One run into one output folder, from the first shard to the manifest."""

    def __init__(
        self,
        recipe: Recipe,
        root: Path,
        index: Index,
        layout: Layout,
        limit: int | None,
        options: Options,
        progress: Progress,
    ) -> None:
        self.recipe = recipe
        self.root = root
        self.index = index
        self.layout = layout
        self.limit = limit
        self.options = options
        self.progress = progress
        self.tally = Tally()
        self.files: list[Path] = []
        self._broken: set[int] = set()
        self._deaths: Counter[tuple[int, int, int] | None] = Counter()
        self._expected = 0

    def work(self) -> None:
        """Do what is not done yet.

        Raises:
            RunError: An output cannot be written, or workers die without end.
            Interrupted: A signal came.
        """
        for folder in (self.layout.data, self.layout.receipts, self.layout.begun):
            with atomic.writing(folder):
                folder.mkdir(parents=True, exist_ok=True)
        order = self._order(0)
        _, lanes = forecast(self.recipe.chains, order, self.index, self.recipe.seed, self.limit)
        self._expected = sum(lane.outputs for lane in lanes)
        for number, phase in enumerate(phases(self.recipe.chains)):
            if number:
                order = self._order(number)
            self._phase(phase, order)

    def _order(self, number: int) -> Order:
        """Sort the originals; after the first phase, without those that turned out broken."""
        folder = self.layout.state / "orders" / str(number)
        with atomic.writing(folder):
            return Order.make(self.index, folder, sorted(self._broken))

    def _phase(self, phase: Phase, order: Order) -> None:
        before = {i: self._counts_before(i, order) for i in phase.chains}
        lanes = lanes_of(
            phase, self.recipe.chains, order, self.index, self.recipe.seed, self.limit, before
        )
        todo: list[Shard] = []
        for lane in lanes:
            for shard in lane.shards():
                file = receipts.path(self.layout, shard)
                self.files.append(file)
                if file.exists() and receipts.sound(self.layout, file):
                    head = receipts.head(file)
                    self._count(head)
                    self.tally.resumed += head.rows
                else:
                    file.unlink(missing_ok=True)
                    todo.append(shard)
        if todo:
            if self.options.shuffle is not None:
                self.options.shuffle(todo)
            self._render(lanes, order, deque(todo))

    def _counts_before(self, chain: int, order: Order) -> list[int]:
        """Count the samples of each class before a chain: originals, and what chains made."""
        names = [c.name for c in self.recipe.chains[:chain]]
        counts = []
        for number, label in enumerate(self.index.labels):
            start, stop = order.span(number)
            counts.append(stop - start + sum(self.tally.classes[name, label] for name in names))
        return counts

    def _render(self, lanes: Sequence[Lane], order: Order, todo: deque[Shard]) -> None:
        job = self._job(lanes, order)
        engine = LocalEngine(
            job,
            min(self.options.workers, len(todo)),
            self.options.unit_timeout_s,
            self.options.lock,
        )
        try:
            running = 0
            while todo or running:
                while todo and engine.free:
                    engine.submit(todo.popleft())
                    running += 1
                for outcome in engine.wait(_TICK_S):
                    running -= 1
                    if isinstance(outcome, Done):
                        self._count(outcome.head)
                        self._stop_on_error(outcome)
                    else:
                        todo.appendleft(self._again(outcome))
                done = self.tally.outputs + self.tally.errors + engine.units_done()
                self.progress("expanding", min(done, self._expected), self._expected)
        finally:
            engine.close()

    def _job(self, lanes: Sequence[Lane], order: Order) -> Job:
        job = Job(
            root=self.root,
            out=self.layout.out,
            recipe_data=self.recipe.resolved(),
            index_folder=self.index.folder,
            order_folder=order.folder,
            starts=order.starts,
            lanes={lane.number: lane for lane in lanes},
            sink=sink_for(self.recipe, self.index),
            neighbours={},
        )
        chains = [self.recipe.chains[i] for lane in lanes for i, plan in lane.plans if len(plan)]
        return replace(job, neighbours=fit_all(job, chains, self.progress))

    def _count(self, head: Head) -> None:
        self.tally.add(head)
        self._broken.update(head.broken)

    def _stop_on_error(self, outcome: Done) -> None:
        if self.options.stop_on_error and outcome.head.errors:
            file = receipts.path(self.layout, outcome.shard)
            first = receipts.first_error(file)
            raise RunError(
                f"{first['path']}: {first['message']}.",
                "Mend it, or run with --on-error skip to go on without it.",
            )

    def _again(self, lost: Lost) -> Shard:
        """Decide how to go on after a death: try again, or without the unit that is to blame.

        Raises:
            WorkerError: It has happened too often.
        """
        key = None if lost.at is None else (lost.shard.lane, *lost.at)
        self._deaths[key] += 1
        if self._deaths.total() > _DEATHS_IN_ALL or self._deaths[None] > _DEATHS_PER_UNIT:
            raise WorkerError(
                f"Worker processes keep dying: {lost.reason}.",
                "Try fewer --workers if memory is short; run the same command again to resume.",
            )
        if lost.at is None or self._deaths[key] < _DEATHS_PER_UNIT:
            return lost.shard
        return replace(lost.shard, skip={**lost.shard.skip, lost.at: lost.reason})


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Turn Ctrl-C and SIGTERM into `Interrupted`, in the main thread of a program.

    Raises:
        Interrupted: A signal came.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        raise Interrupted(number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, stop) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
