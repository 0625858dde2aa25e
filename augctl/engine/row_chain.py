"""Runs a chain on a block of rows: all units of a shard at once, each by draws of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augctl.engine.guard import guarded
from augctl.errors import BadInput
from augctl.recipe.chain import Chain, Group, Node, Step
from augctl.sample import Label
from augctl.stages.rows import Drawn, RowGate, RowStage, State
from augctl.tables.block import Block, Floats, Ints
from augctl.tables.draws import Draws
from augctl.tables.finish import finished
from augctl.tables.table import Training

States = Mapping[tuple[str, str], State]
"""What the stages of chains learned, by chain and step."""


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a stage by some rows of a block.

    Attributes:
        step: The stage.
        rows: Shape (k,): places in the block.
        drawn: What it drew for each of them.
    """

    step: Step
    rows: Ints
    drawn: Drawn

    def entries(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Walk the places in the block with what the manifest says of the stage there."""
        columns = {name: values.tolist() for name, values in self.drawn.items()}
        for i, row in enumerate(self.rows.tolist()):
            drawn = {name: v[i] for name, v in columns.items() if v[i] is not None}
            entry: dict[str, Any] = {"stage": self.step.name, "drawn": drawn}
            if self.step.on is not None:
                entry["on"] = self.step.on
            if self.step.id != self.step.name:
                entry["id"] = self.step.id
            yield row, entry


@dataclass(slots=True)
class Made:
    """What one attempt at the rows of a block came to.

    Attributes:
        block: The rows, as they can be written.
        uses: What was done to them, in order.
        gates: The scores of each gate: shape (m,).
        kept: Shape (m,): whether all gates keep a row.
    """

    block: Block
    uses: list[Use] = field(default_factory=list)
    gates: dict[str, Floats] = field(default_factory=dict)
    kept: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))


class RowChain:
    """Makes rows by one chain. The block's own anchors and copies are the addresses of draws."""

    def __init__(self, seed: int, chain: Chain, training: Training, states: States) -> None:
        self._seed = seed
        self._chain = chain
        self._training = training
        self._states = states
        self._classes = training.table.classes

    def make(self, begun: Block, units: Block, ordinals: Ints, attempt: int) -> Made:
        """Make rows once.

        Args:
            begun: The rows that the units begin as.
            units: Rows whose anchors and copies are the addresses of draws.
            ordinals: Shape (m,): their numbers among all units of the run.
            attempt: Which attempt it is, from 0.
        """
        made = Made(begun)
        every = np.arange(len(begun))
        self._nodes(self._chain.nodes, made, every, units, attempt)
        made.block = finished(made.block, self._training.schema, ordinals)
        made.kept = np.ones(len(begun), dtype=bool)
        for gate in self._chain.gates:
            assert isinstance(gate.stage, RowGate)
            training = self._training.on(gate.on)
            scores = guarded(gate, gate.stage.scores, made.block, training, self._state(gate))
            if not np.isfinite(scores).all():
                raise BadInput(
                    "stage_failed", f"{gate.name} gave a score that is no number", gate.id
                )
            made.gates[gate.id] = scores
            made.kept &= gate.stage.keep(scores)
        return made

    def _state(self, step: Step) -> State:
        return self._states.get((self._chain.name, step.id), {})

    def _nodes(
        self, nodes: Sequence[Node], made: Made, rows: Ints, units: Block, attempt: int
    ) -> None:
        for node in nodes:
            some = rows
            if node.only is not None:
                wanted = [i for i, name in enumerate(self._classes) if name in node.only]
                some = some[np.isin(made.block.labels[some], wanted)]
            path = (self._chain.name, attempt, node.id)
            draws = Draws(self._seed, path, units.anchors[some], units.copies[some])
            if node.p < 1:
                applied = draws.uniform(1)[:, 0] < node.p
                some, draws = some[applied], draws.take(applied)
            if not len(some):
                continue
            if isinstance(node, Group):
                for member, chosen in _members(node, draws):
                    self._nodes((member,), made, some[chosen], units, attempt)
            else:
                self._step(node, made, some, draws)

    def _step(self, step: Step, made: Made, rows: Ints, draws: Draws) -> None:
        assert isinstance(step.stage, RowStage)
        whole = len(rows) == len(made.block)
        block = made.block if whole else made.block.take(rows)
        state = self._state(step)
        training = self._training.on(step.on)
        drawn = guarded(step, step.stage.draw, block, draws, training, state)
        changed = guarded(step, step.stage.apply, block, drawn, training, state)
        made.block = changed if whole else made.block.put(rows, changed, len(self._classes))
        made.uses.append(Use(step, rows, drawn))


def _members(group: Group, draws: Draws) -> Iterator[tuple[Node, NDArray[np.bool_]]]:
    """Walk the members of a group, each with the rows that it is for."""
    count = len(group.steps)
    chosen: NDArray[np.bool_]
    if group.kind == "sequence":
        chosen = np.ones((len(draws), count), dtype=bool)
    elif group.kind == "one_of":
        chosen = draws.below(count)[:, None] == np.arange(count)
    else:
        assert group.count is not None
        counts = draws.sample(group.count)
        ranks = draws.uniform(count).argsort(axis=1, kind="stable").argsort(axis=1)
        chosen = ranks < counts[:, None]
    for i, member in enumerate(group.steps):
        if chosen[:, i].any():
            yield member, chosen[:, i]


def labels_of(block: Block, classes: Sequence[str]) -> list[Label]:
    """Return the label of each row of a block."""
    hard = [Label.of(name) for name in classes]
    found = [hard[i] if i >= 0 else Label() for i in block.labels.tolist()]
    if block.soft is not None:
        for row in np.flatnonzero((block.soft > 0).sum(axis=1) > 1).tolist():
            shares = block.soft[row]
            order = np.argsort(-shares, kind="stable")
            weights = tuple((classes[i], float(shares[i])) for i in order.tolist() if shares[i] > 0)
            found[row] = Label(weights)
    return found
