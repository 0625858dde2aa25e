"""Runs the shards of a table: makes their rows, and commits them as text, with a receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from augctl.engine.garbage import no_cycles
from augctl.engine.guard import guarded
from augctl.engine.job import Layout
from augctl.engine.journal import undo
from augctl.engine.receipts import Head, Receipt, write
from augctl.engine.row_chain import Made, RowChain, labels_of
from augctl.engine.row_job import RowJob
from augctl.engine.worker import Task, Watch
from augctl.errors import BadInput
from augctl.io.tables.write import RowText
from augctl.manifest import Row, error_row, output_row
from augctl.planning.plan import Lane
from augctl.recipe.chain import Chain
from augctl.stages.rows import RowGate, RowStage, State
from augctl.tables.block import Block, Ints
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


@dataclass(frozen=True, slots=True)
class Beginning:
    """Units to which nothing was done yet.

    Attributes:
        chain: Their chain.
        units: Shape (m,): their anchors and copies, as the plan has them.
        begun: Shape (m,): the rows that they begin as; others where a stage chooses them.
        ordinals: Shape (m,): their numbers among all units of the run.
    """

    chain: Chain
    units: Block
    begun: Block
    ordinals: Ints


class Units:
    """Some units of one lane.

    Attributes:
        chain: Their chain.
        block: Their rows as the plan has them.
        ordinals: Shape (m,): their numbers among all units of the run.
    """

    def __init__(self, runner: RowRunner, lane: Lane, items: Ints) -> None:
        self._runner = runner
        ((number, plan),) = lane.plans
        self.chain: Chain = runner.job.recipe.chains[number]
        self._plan = plan
        self._numbers = plan.numbers(items)
        self.ordinals = runner.job.ordinals[number] + self._numbers
        self._positions, copies = plan.units(self._numbers)
        block = runner.table.block(runner.training.rows[self._positions], copies)
        if self.chain.draws_classes:
            block = replace(block, labels=np.full_like(block.labels, -1))
        self.block = block

    def beginning(self, states: Mapping[tuple[str, str], State]) -> Beginning:
        """Return the units before anything is done to them."""
        return Beginning(self.chain, self.block, self._begun(states), self.ordinals)

    def _begun(self, states: Mapping[tuple[str, str], State]) -> Block:
        """Return the rows that the units begin as: their anchors, or those that a stage chooses."""
        chooser = next(
            (
                step
                for step in self.chain.steps()
                if isinstance(step.stage, RowStage) and step.stage.chooses_anchors
            ),
            None,
        )
        if chooser is None:
            return self.block
        assert isinstance(chooser.stage, RowStage)
        state = states.get((self.chain.name, chooser.id), {})
        anchors = self.block.anchors.copy()
        starts = self._runner.training.starts
        labels = np.searchsorted(starts, self._positions, side="right") - 1
        for label in np.unique(labels).tolist():
            mine = np.flatnonzero(labels == label)
            ranks, total = self._plan.ranks(self._numbers[mine])
            call = chooser.stage.anchors
            anchors[mine] = guarded(chooser, call, state, label, ranks, total)
        return self._runner.table.block(anchors, self.block.copies)

    def rows(
        self, made: Made, done: Ints, places: Ints, attempt: int
    ) -> dict[int, tuple[Row, str]]:
        """Write finished rows: what the manifest says of each, and its text, by place.

        Args:
            made: What was made.
            done: Which of its rows are finished.
            places: Where these stand among the units.
            attempt: Which attempt it was, from 0.
        """
        runner = self._runner
        stages: dict[int, list[Row]] = {i: [] for i in done.tolist()}
        for use in made.uses:
            for i, entry in use.entries():
                if i in stages:
                    stages[i].append(entry)
        block = made.block.take(done)
        parents = np.concatenate([block.anchors[:, None], block.partners], axis=1).tolist()
        sink = runner.job.sink
        labels = labels_of(block, runner.table.classes)
        texts = runner.text.text(block)
        found = {}
        for k, (i, place) in enumerate(zip(done.tolist(), places.tolist(), strict=True)):
            text = texts[k]
            known = dict.fromkeys(row for row in parents[k] if row >= 0)
            row = output_row(
                file_name=sink.made(
                    int(block.anchors[k]), labels[k].heaviest, self.chain.name, int(block.copies[k])
                ),
                split="train",
                label=labels[k],
                chain=self.chain.name,
                unit=int(self._numbers[place]),
                copy=int(self.block.copies[place]) + 1,
                attempt=attempt + 1,
                parents=[sink.parent(parent) for parent in known],
                stages=stages[i],
                gates={gate: float(scores[i]) for gate, scores in made.gates.items()},
                sha256=sha256(text).hexdigest(),
                size=len(text),
            )
            found[place] = row, text.decode("latin-1")
        return found

    def rejected(self, made: Made, places: Ints) -> list[Row]:
        """Make rows of the units that the gates reject in the last attempt."""
        lost = np.flatnonzero(~made.kept)
        last = [
            ", ".join(f"{gate} {scores[i]:.4g}" for gate, scores in made.gates.items())
            for i in lost.tolist()
        ]
        text = f"rejected in {self.chain.attempts} attempts, last with "
        return self.errors(places[lost], "rejected", *(text + each for each in last))

    def errors(
        self, places: Ints, reason: str, *messages: str, stage: str | None = None
    ) -> list[Row]:
        """Make rows of units of which nothing came; one message is for all."""
        every = messages if len(messages) == len(places) else messages * len(places)
        return [
            error_row(
                self._runner.job.sink.parent(int(self.block.anchors[place])),
                reason,
                message,
                stage=stage or None,
                chain=self.chain.name,
                unit=int(self._numbers[place]),
                copy=int(self.block.copies[place]) + 1,
            )
            for place, message in zip(places.tolist(), every, strict=True)
        ]


def load_state(folder: Path) -> State:
    """Open what a stage learned."""
    found: dict[str, Any] = {}
    for file in sorted(folder.glob("*.npy")):
        try:
            found[file.stem] = np.load(file, mmap_mode="r")
        except ValueError:  # nothing of it to map
            found[file.stem] = np.load(file)
    return found
