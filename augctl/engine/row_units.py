"""Units of a table: the rows that they begin as, and what is told of those that were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from augctl.engine.guard import guarded
from augctl.engine.row_chain import Made, labels_of
from augctl.manifest import Row, error_row, output_row
from augctl.planning.plan import Lane
from augctl.recipe.chain import Chain
from augctl.stages.rows import RowStage, State
from augctl.tables.block import Block, Ints

if TYPE_CHECKING:
    from augctl.engine.row_runner import RowRunner


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
