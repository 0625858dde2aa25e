"""Compiled chains: trees of steps, with every stage built and every random stream named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from augctl.documents.document import Place
from augctl.params import Range
from augctl.stages.base import Gate, Mix, Stage, Transform
from augctl.stages.rows import RowGenerator

# Stands for the place of a folder where that says nothing.
_ANYWHERE = "(a folder)"

GroupKind = Literal["one_of", "some_of", "sequence"]


@dataclass(frozen=True, slots=True)
class Step:
    """One use of a stage.

    Attributes:
        id: Names its random stream; unique within the chain.
        name: What the recipe calls the stage.
        stage: The stage with its parameters.
        p: Chance to apply.
        only: Labels that it applies to; None for all.
        on: The column of text that it works on; None for the first, and for stages of other slots.
        place: Where it stands in the recipe's document.
        only_at: Where the labels of `only` stand there.
    """

    id: str
    name: str
    stage: Stage
    p: float
    only: frozenset[str] | None
    on: str | None = None
    place: Place = field(default=(), compare=False)
    only_at: Mapping[str, Place] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """Steps of which one, some or all apply.

    Attributes:
        id: Names its random stream; unique within the chain.
        kind: `one_of`, `some_of` or `sequence`.
        steps: The members.
        p: Chance to apply.
        only: Labels that it applies to; None for all.
        count: For `some_of`: how many members, drawn.
        place: Where it stands in the recipe's document.
        only_at: Where the labels of `only` stand there.
    """

    id: str
    kind: GroupKind
    steps: tuple[Node, ...]
    p: float
    only: frozenset[str] | None
    count: Range[int] | None = None
    place: Place = field(default=(), compare=False)
    only_at: Mapping[str, Place] = field(default_factory=dict, compare=False)


Node = Step | Group


@dataclass(frozen=True, slots=True)
class Quota:
    """How many samples a chain adds: kind is `copies`, `total` or `balance`."""

    kind: Literal["copies", "total", "balance"]
    value: int | str | dict[str, int]

    @property
    def by_class(self) -> bool:
        """Whether it treats classes apart."""
        return self.kind == "balance" or isinstance(self.value, dict)


@dataclass(frozen=True)
class Chain:
    """A compiled chain."""

    name: str
    quota: Quota
    nodes: tuple[Node, ...]
    gates: tuple[Step, ...]
    attempts: int

    @property
    def generator(self) -> RowGenerator | None:
        """The stage that makes rows from nothing, where the chain begins with one."""
        first = next(iter(self.nodes), None)
        found = first.stage if isinstance(first, Step) else None
        return found if isinstance(found, RowGenerator) else None

    @cached_property
    def on_text(self) -> bool:
        """Whether some of its stages work on text."""
        return any(step.stage.slot == "text" for step in self.steps())

    @property
    def draws_classes(self) -> bool:
        """Whether its generator draws the classes, too, because the quota asks for none."""
        return self.generator is not None and self.quota.kind == "total"

    @cached_property
    def before(self) -> dict[str, tuple[Node, ...]]:
        """Map the id of each step to what stands before it: what a mix brings partners through.

        Alternatives in a group do not stand before each other; members of a sequence do.
        """
        found: dict[str, tuple[Node, ...]] = {}
        _note_before(self.nodes, (), True, found)
        return found

    def steps(self) -> Iterator[Step]:
        """Walk every step, those in groups too, in order."""
        return (node for node in self.all_nodes() if isinstance(node, Step))

    def all_nodes(self) -> Iterator[Node]:
        """Walk every step and every group, a group before its members."""
        yield from _walk(self.nodes)

    def mixes(self) -> Iterator[tuple[Step, Mix]]:
        """Walk the steps that need partners."""
        for step in self.steps():
            if isinstance(step.stage, Mix):
                yield step, step.stage

    def reach(self) -> Iterator[tuple[Step, frozenset[str] | None]]:
        """Walk every step and gate, each with the labels that it and the groups around it are for.

        None stands for all labels.
        """
        yield from _reach((*self.nodes, *self.gates), None)

    @cached_property
    def first(self) -> Transform | None:
        """The stage that stands first, if every original goes through it as it was read."""
        first = self.nodes[0] if self.nodes else None
        always = isinstance(first, Step) and first.p == 1 and first.only is None
        if not always or self.gates:  # gates compare with the original
            return None
        assert isinstance(first, Step)
        return first.stage if isinstance(first.stage, Transform) else None

    @cached_property
    def first_key(self) -> str:
        """Tells chains apart that need different things of an original; empty for all of it."""
        if self.first is None or type(self.first).needs is Transform.needs:
            return ""
        return f"{self.first.name} {self.first.model_dump_json()}"

    def needs(self, size: tuple[int, int]) -> tuple[int, int]:
        """Return what width and height of an original, in pixels, are enough; see the stages'."""
        if self.first is None:
            return size
        try:
            width, height = self.first.needs(size)
            return int(width), int(height)
        # It may be a plugin's, and can raise anything. What it gets then is the whole original.
        except Exception:  # noqa: BLE001
            return size

    def gate_of(self, step: Step) -> Gate:
        """Return the gate of one of `gates`."""
        assert isinstance(step.stage, Gate)
        return step.stage


def _walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if isinstance(node, Group):
            yield from _walk(node.steps)


def _reach(
    nodes: tuple[Node, ...], above: frozenset[str] | None
) -> Iterator[tuple[Step, frozenset[str] | None]]:
    for node in nodes:
        limits = [only for only in (above, node.only) if only is not None]
        only = frozenset.intersection(*limits) if limits else None
        if isinstance(node, Group):
            yield from _reach(node.steps, only)
        else:
            yield node, only


def _note_before(
    nodes: tuple[Node, ...],
    before: tuple[Node, ...],
    in_order: bool,
    found: dict[str, tuple[Node, ...]],
) -> None:
    for node in nodes:
        if isinstance(node, Group):
            _note_before(node.steps, before, node.kind == "sequence", found)
        else:
            found[node.id] = before
        if in_order:
            before = (*before, node)


def to_recipe(node: Node, *, folders: bool = True) -> dict[str, Any]:
    """Write a node out in full, as `run.json` keeps it.

    Args:
        node: A step, or a group.
        folders: Whether to say where the folders are that stages read.
    """
    if isinstance(node, Group):
        steps = [to_recipe(step, folders=folders) for step in node.steps]
        body: dict[str, Any] = {node.kind: steps}
        if node.count is not None:
            body["count"] = node.count.to_recipe()
    else:
        fields = node.stage.model_dump(mode="json")
        if not folders:
            fields |= {name: _ANYWHERE for name, value in node.stage if isinstance(value, Path)}
        body = {node.name: fields}
    body["id"] = node.id
    if isinstance(node, Step) and node.on is not None:
        body["on"] = node.on
    if node.p != 1:
        body["p"] = node.p
    if node.only is not None:
        body["only"] = sorted(node.only)
    return body
