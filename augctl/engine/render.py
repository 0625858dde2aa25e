"""Renders one unit: reads originals, runs a chain on them, and notes all that was drawn.

Rendering is lineage: a partner is made again from its original, never read from an output. So a
unit depends on nothing but the originals, and no lossy file is decoded twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from numpy.random import Generator

from augctl.engine.guard import drawn_by, made_by, score_of
from augctl.engine.line import Line
from augctl.engine.originals import Originals
from augctl.errors import BadInput, Rejected
from augctl.planning.index import Order
from augctl.planning.partners import Neighbours, choose
from augctl.recipe.chain import Chain, Group, Node, Step
from augctl.sample import Sample
from augctl.seeds import Part, Streams
from augctl.stages.base import Mix, Transform

Trace = list[dict[str, Any]]
"""What was done to a sample: stage, id, drawn values and partners, as the manifest keeps it."""

_PARTNER_TRIES = 20


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished unit."""

    sample: Sample
    stages: Trace
    gates: dict[str, float]
    attempt: int
    parents: tuple[str, ...]


class Renderer:
    """Renders the units of a recipe. Holds a cache and one generator; for one thread."""

    def __init__(
        self,
        seed: int,
        originals: Originals,
        order: Order,
        neighbours: Mapping[tuple[str, str], Neighbours],
    ) -> None:
        self.originals = originals
        self.order = order
        self._neighbours = neighbours
        self._streams = Streams(seed)

    def render(self, chain: Chain, position: int, copy: int) -> Rendered:
        """Make one output.

        Args:
            chain: The chain.
            position: The anchor's position in the order.
            copy: Which use of the anchor in this chain it is, from 0.

        Raises:
            BadInput: An original cannot be used, or a stage cannot take it.
            Rejected: The gates rejected every attempt.
        """
        number = int(self.order.numbers[position])
        anchor = self.originals.read(number, chain)
        scores: dict[str, float] = {}
        for attempt in range(chain.attempts):
            run = _Run(self, chain)
            key = (anchor.id, chain.name, copy, attempt)
            trace: Trace = []
            sample = run.nodes(chain.nodes, anchor, position, key, trace)
            scores = run.scores(sample, anchor) if chain.gates else {}
            if not scores or run.passes(scores):
                parents = tuple(dict.fromkeys([anchor.id, *run.partners]))
                return Rendered(sample, trace, scores, attempt, parents)
        raise Rejected(chain.attempts, scores)

    def generator(self, key: Sequence[Part]) -> Generator:
        """Return the generator at an address; good until the next call."""
        return self._streams.at(*key)

    def partner(
        self, chain: Chain, step: Step, mix: Mix, position: int, rng: Generator
    ) -> tuple[int, Sample]:
        """Draw a partner that can be read; returns its position and itself.

        Raises:
            BadInput: So many in a row are broken that something else must be wrong.
        """
        near = self._neighbours.get((chain.name, step.id))
        for _ in range(_PARTNER_TRIES):
            other = choose(mix.partner, self.order, position, rng, near)
            try:
                return other, self.originals.read(int(self.order.numbers[other]), chain)
            except BadInput:
                continue  # reported where its own turn comes
        raise BadInput(
            "no_partner", f"{_PARTNER_TRIES} partners in a row could not be read", step.id
        )


class _Run:
    """One attempt at one unit."""

    def __init__(self, renderer: Renderer, chain: Chain) -> None:
        self.renderer = renderer
        self.chain = chain
        self.partners: list[str] = []

    def nodes(
        self,
        nodes: Sequence[Node],
        sample: Sample,
        position: int,
        key: tuple[Part, ...],
        trace: Trace,
    ) -> Sample:
        line = Line(sample)
        self._nodes(nodes, line, position, key, trace)
        return line.done()

    def _nodes(
        self,
        nodes: Sequence[Node],
        line: Line,
        position: int,
        key: tuple[Part, ...],
        trace: Trace,
    ) -> None:
        for node in nodes:
            if node.only is not None and line.classes.isdisjoint(node.only):
                continue
            if isinstance(node, Step) and isinstance(node.stage, Transform) and _is_fixed(node):
                line.before(node.stage)
                line.add(node, node.stage, {})
                trace.append(_entry(node, {}))
                continue
            rng = self.renderer.generator((*key, node.id))
            if node.p < 1 and rng.random() >= node.p:
                continue
            if isinstance(node, Group):
                self._nodes(_members(node, rng), line, position, key, trace)
            elif isinstance(node.stage, Transform):
                drawn = drawn_by(node, node.stage.draw, line.before(node.stage), rng)
                line.add(node, node.stage, drawn)
                trace.append(_entry(node, drawn))
            elif isinstance(node.stage, Mix):
                anchor = line.done()
                line.restart(self._mix(node, node.stage, anchor, position, rng, key, trace))

    def _mix(
        self,
        step: Step,
        mix: Mix,
        anchor: Sample,
        position: int,
        rng: Generator,
        key: tuple[Part, ...],
        trace: Trace,
    ) -> Sample:
        drawn = drawn_by(step, mix.draw, anchor, rng)
        # All draws from this generator come before the partners' own chains re-key it.
        chosen = [
            self.renderer.partner(self.chain, step, mix, position, rng) for _ in range(mix.arity)
        ]
        brought = [
            self._brought(step, mix, position, i, first, key) for i, first in enumerate(chosen)
        ]
        entry = _entry(step, drawn)
        entry["partners"] = [about for _, about in brought]
        trace.append(entry)
        try:
            return made_by(step, mix.apply, anchor, [partner for partner, _ in brought], drawn)
        except BadInput as error:
            names = ", ".join(repr(about["file"]) for _, about in brought)
            text = f"with {names} as partner: {error.message}"
            raise BadInput(error.reason, text, error.stage) from error

    def _brought(
        self,
        step: Step,
        mix: Mix,
        position: int,
        i: int,
        first: tuple[int, Sample],
        key: tuple[Part, ...],
    ) -> tuple[Sample, dict[str, Any]]:
        """Bring a partner through what stands before the mix; where that refuses it, another one.

        Returns:
            The partner, and what the manifest says of it.

        Raises:
            BadInput: So many in a row were refused that something else must be wrong.
        """
        other, partner = first
        for again in range(_PARTNER_TRIES):
            if again:
                rng = self.renderer.generator((*key, step.id, i, again))
                other, partner = self.renderer.partner(self.chain, step, mix, position, rng)
            known = len(self.partners)
            self.partners.append(partner.id)
            own: Trace = []
            below = (*key, step.id, i, partner.id)
            try:
                brought = self.nodes(self.chain.before[step.id], partner, other, below, own)
                return brought, {"file": partner.id, "stages": own}
            except BadInput as error:
                del self.partners[known:]
                text = f"partner {partner.id!r}: {error.message}"
                refused = BadInput(error.reason, text, error.stage)
        raise refused

    def scores(self, sample: Sample, anchor: Sample) -> dict[str, float]:
        return {
            gate.id: score_of(gate, self.chain.gate_of(gate).score, sample, anchor)
            for gate in self.chain.gates
        }

    def passes(self, scores: dict[str, float]) -> bool:
        return all(self.chain.gate_of(gate).keeps(scores[gate.id]) for gate in self.chain.gates)


def _is_fixed(step: Step) -> bool:
    """Say whether a transform needs no generator, which costs as much as a simple stage does."""
    return step.p == 1 and getattr(type(step.stage), "draw", None) is Transform.draw


def _members(group: Group, rng: Generator) -> Sequence[Node]:
    if group.kind == "sequence":
        return group.steps
    if group.kind == "one_of":
        return (group.steps[int(rng.integers(len(group.steps)))],)
    assert group.count is not None
    count = group.count.sample(rng)
    chosen = sorted(rng.permutation(len(group.steps))[:count].tolist())
    return [group.steps[i] for i in chosen]


def _entry(step: Step, drawn: dict[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {"stage": step.name, "drawn": drawn}
    if step.id != step.name:
        entry["id"] = step.id
    return entry
