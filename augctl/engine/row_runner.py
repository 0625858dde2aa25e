"""Runs the shards of a table: makes their rows, and commits them as text, with a receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from augctl.engine.garbage import no_cycles
from augctl.engine.job import Layout
from augctl.engine.journal import undo
from augctl.engine.receipts import Head, Receipt, write
from augctl.engine.row_chain import Made, RowChain
from augctl.engine.row_job import RowJob
from augctl.engine.row_units import Beginning, Units
from augctl.engine.worker import Task, Watch
from augctl.errors import BadInput
from augctl.io.tables.write import RowText
from augctl.manifest import Row
from augctl.planning.plan import Lane
from augctl.stages.rows import RowGate, RowStage, State
from augctl.tables.block import Ints
from augctl.tables.table import Table, Training

# Two to this power are made at once: enough that a call costs nothing, few enough for memory.
_LEVEL = 12


class RowRunner:
    """Runs the shards of a job on a table, one after another, in one process."""

    def __init__(self, job: RowJob) -> None:
        self.job = job
        self.layout = Layout(job.out)
        self.table = Table(job.index.folder)
        self.text = RowText(job.index.folder)
        self.training = Training(self.table, job.order.numbers, job.starts)

    @cached_property
    def _states(self) -> Mapping[tuple[str, str], State]:
        stages = {
            (chain.name, step.id): step.stage
            for chain in self.job.recipe.chains
            for step in [*chain.steps(), *chain.gates]
        }
        found = {}
        for key, folder in self.job.states.items():
            stage = stages[key]
            assert isinstance(stage, RowStage | RowGate)
            found[key] = stage.ready(load_state(folder))
        return found

    def run(self, task: Task, watch: Watch) -> Head:
        """Make a shard and commit it.

        Raises:
            OutputError: Something could not be written; the shard is not committed.
        """
        name = task.shard.name
        undo(self.layout, name)
        receipt = Receipt(shared=True)
        with no_cycles():
            for start in range(task.shard.start, task.shard.stop, 1 << _LEVEL):
                self._block(task, start, _LEVEL, receipt, watch)
        watch(None)
        return write(self.layout, name, self.job.mark, receipt)

    def _block(self, task: Task, start: int, level: int, receipt: Receipt, watch: Watch) -> None:
        """Make 2**level items, as far as the shard has them.

        The address of a block tells its size, too: one that takes workers with it is done in
        halves, until a single item is to blame.
        """
        lane, stop = self.job.lanes[task.shard.lane], min(start + (1 << level), task.shard.stop)
        culprit = task.skip.get((start, level))
        if start >= stop:
            return
        if culprit is None:
            watch((start, level))
            self._try(lane, np.arange(start, stop), receipt)
        elif level:
            for half in (start, start + (1 << (level - 1))):
                self._block(task, half, level - 1, receipt, watch)
        else:
            receipt.errors += Units(self, lane, np.array([start])).errors(
                np.zeros(1, np.int64), culprit.reason, culprit.message
            )

    def _try(self, lane: Lane, items: Ints, receipt: Receipt) -> None:
        """Make items; where a stage fails, in halves, until a single one is to blame.

        What else goes wrong ends this worker, and halves the block at the next try; see `_block`.
        """
        try:
            part = self.made(lane, items)
        except BadInput as error:
            if len(items) > 1:
                for half in np.array_split(items, 2):
                    self._try(lane, half, receipt)
                return
            units = Units(self, lane, items)
            one = np.zeros(1, np.int64)
            receipt.errors += units.errors(one, error.reason, error.message, stage=error.stage)
            return
        receipt.rows += part.rows
        receipt.errors += part.errors
        receipt.pictures += part.pictures

    def made(self, lane: Lane, items: Ints) -> Receipt:
        """Make the rows of some items of a lane."""
        receipt = Receipt(shared=True)
        units = Units(self, lane, items)
        rows: dict[int, tuple[Row, str]] = {}
        for attempt, (made, places) in enumerate(self.attempts(units)):
            done = np.flatnonzero(made.kept)
            rows |= units.rows(made, done, places[done], attempt)
            if attempt + 1 == units.chain.attempts and not made.kept.all():
                receipt.errors += units.rejected(made, places)
        for place in sorted(rows):
            row, text = rows[place]
            receipt.rows.append(row)
            receipt.pictures.append({"text": text})
        return receipt

    def attempts(self, units: Units) -> Iterator[tuple[Made, Ints]]:
        """Make units until their gates keep them; see `tried`."""
        return self.tried(self.beginning(units))

    def beginning(self, units: Units) -> Beginning:
        """Return units before anything is done to them."""
        return units.beginning(self._states)

    def tried(self, beginning: Beginning) -> Iterator[tuple[Made, Ints]]:
        """Make units until their gates keep them; yields what each attempt made, and of which."""
        chain, units = beginning.chain, beginning.units
        worker = RowChain(self.job.recipe.seed, chain, self.training, self._states)
        addresses = replace(units, anchors=self.job.sink.keys(units.anchors))
        waiting: Ints = np.arange(len(units))
        for attempt in range(chain.attempts):
            some = beginning.begun.take(waiting), addresses.take(waiting)
            made = worker.make(*some, beginning.ordinals[waiting], attempt)
            yield made, waiting
            waiting = waiting[~made.kept]
            if not len(waiting):
                return


def load_state(folder: Path) -> State:
    """Open what a stage learned."""
    found: dict[str, Any] = {}
    for file in sorted(folder.glob("*.npy")):
        try:
            found[file.stem] = np.load(file, mmap_mode="r")
        except ValueError:  # nothing of it to map
            found[file.stem] = np.load(file)
    return found
