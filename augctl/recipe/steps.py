"""Entries of a list of stages to compiled steps and groups."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from augctl.errors import MissingPart
from augctl.params import Count, Probability, Range
from augctl.recipe.chain import Group, GroupKind, Node, Place, Step
from augctl.recipe.problems import report, shown
from augctl.recipe.text import Document
from augctl.registry import find, kind_of, nearest, nearest_stage
from augctl.stages.base import Gate, Mix, Stage, Transform

MODIFIERS = ("p", "only", "id", "on")
GROUPS: tuple[str, ...] = get_args(GroupKind)

_probability: TypeAdapter[float] = TypeAdapter(Probability)
_count: TypeAdapter[Range[int]] = TypeAdapter(Range[Count])


class StepCompiler:
    """Compiles the stages of one chain; ids are unique within it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._ids: dict[str, int] = {}
        self._given: set[str] = set()

    def nodes(self, path: Place, entries: list[Any]) -> tuple[Node, ...]:
        """Compile a list of stages and groups."""
        found = (self._node((*path, i), entry) for i, entry in enumerate(entries))
        return tuple(node for node in found if node is not None)

    def gates(self, path: Place, entries: list[Any]) -> tuple[Step, ...]:
        """Compile a list of gates."""
        found = (self._gate((*path, i), entry) for i, entry in enumerate(entries))
        return tuple(step for step in found if step is not None)

    def _gate(self, path: Place, entry: Any) -> Step | None:
        node = self._node(path, entry, gate=True)
        return node if isinstance(node, Step) else None

    def _node(self, path: Place, entry: Any, *, gate: bool = False) -> Node | None:
        if isinstance(entry, str):
            name, body, modifiers = entry, None, {}
        elif isinstance(entry, dict):
            modifiers = {key: entry[key] for key in entry if key in (*MODIFIERS, "count")}
            names = [key for key in entry if key not in modifiers]
            if len(names) != 1:
                at = (*path, names[1]) if len(names) > 1 else path
                found = " and ".join(map(repr, names)) or "none"
                allowed = f"(beside it may stand {', '.join(MODIFIERS)})"
                self.document.problem(at, f"one stage {allowed}", found, at_key=True)
                return None
            name, body = names[0], entry[names[0]]
        else:
            self.document.problem(path, "a stage: `name` or `name: {parameters}`", shown(entry))
            return None
        if name in GROUPS and not gate:
            return self._group(path, name, body, modifiers)
        return self._step(path, name, body, modifiers, gate=gate)

    def _step(
        self, path: Place, name: str, body: Any, modifiers: dict[str, Any], *, gate: bool
    ) -> Step | None:
        at = (*path, name)
        if "count" in modifiers:
            self.document.problem((*path, "count"), "count only beside some_of", repr(name))
            modifiers.pop("count")
        try:
            stage_type = find(name)
        except KeyError:
            self.document.problem(
                at, "a stage (see `augctl stages`)", repr(name), _near(name), at_key=True
            )
            return None
        except MissingPart as error:
            self.document.problem(at, error.hint, error.message, at_key=True)
            return None
        wanted: tuple[type[Stage], ...] = (Gate,) if gate else (Transform, Mix)
        if not issubclass(stage_type, wanted):
            expected = "a gate" if gate else "a transform or mix (gates stand under gates)"
            self.document.problem(at, expected, f"the {kind_of(stage_type)} {name}", at_key=True)
            return None
        if body is not None and not isinstance(body, dict):
            self.document.problem(at, "parameters as a mapping, or nothing", shown(body))
            return None
        inside = dict(body or {})
        p, only, id_ = self._modifiers(path, at, name, modifiers, inside, stage_type)
        try:
            stage = stage_type.model_validate(inside)
        except ValidationError as error:
            report(self.document, at, error, stage_type, inside, also=MODIFIERS[:3])
            return None
        return Step(id_, name, stage, p, only, path)

    def _modifiers(
        self,
        path: Place,
        at: Place,
        name: str,
        beside: dict[str, Any],
        inside: dict[str, Any],
        stage_type: type[Stage],
    ) -> tuple[float, frozenset[str] | None, str]:
        """Take p, only, id and on from beside a stage or from among its parameters."""
        places = {key: (*path, key) for key in beside}
        given = dict(beside)
        for key in MODIFIERS:
            if key not in inside or key in stage_type.model_fields:
                continue
            if key in beside:
                self.document.problem((*at, key), f"{key} once", "beside the stage and inside it")
            given[key], places[key] = inside.pop(key), (*at, key)
        slot = stage_type.slot
        if "on" in given and given["on"] != slot:
            self.document.problem(places["on"], f"the slot {slot!r}", shown(given["on"]))
        return self._p(given, places), self._only(given, places), self._id(given, places, name)

    def _group(self, path: Place, kind: str, body: Any, modifiers: dict[str, Any]) -> Group | None:
        at = (*path, kind)
        if not isinstance(body, list) or not body:
            self.document.problem(at, "a list of stages", shown(body) if body else "nothing")
            return None
        places = {key: (*path, key) for key in modifiers}
        count = None
        if kind == "some_of":
            count = self._count(path, modifiers.get("count"), len(body))
        elif "count" in modifiers:
            self.document.problem(places["count"], "count only beside some_of", kind)
        p, only = self._p(modifiers, places), self._only(modifiers, places)
        id_ = self._id(modifiers, places, kind)
        return Group(id_, kind, self.nodes(at, body), p, only, count, path)  # type: ignore[arg-type]

    def _count(self, path: Place, value: Any, members: int) -> Range[int] | None:
        at = (*path, "count")
        if value is None:
            self.document.problem(path, "count: how many of the stages apply", "none")
            return None
        try:
            count = _count.validate_python(value)
        except ValidationError:
            self.document.problem(at, "a whole number or [low, high]", shown(value))
            return None
        if max(count.values) > members:
            self.document.problem(at, f"at most {members}, the number of stages", shown(value))
        return count

    def _p(self, given: dict[str, Any], places: dict[str, Place]) -> float:
        if "p" not in given:
            return 1.0
        try:
            return _probability.validate_python(given["p"])
        except ValidationError:
            self.document.problem(places["p"], "a probability from 0 to 1", shown(given["p"]))
            return 1.0

    def _only(self, given: dict[str, Any], places: dict[str, Place]) -> frozenset[str] | None:
        if "only" not in given:
            return None
        labels = given["only"] if isinstance(given["only"], list) else [given["only"]]
        if not labels or not all(isinstance(label, str) for label in labels):
            self.document.problem(places["only"], "a list of labels", shown(given["only"]))
            return None
        return frozenset(labels)

    def _id(self, given: dict[str, Any], places: dict[str, Place], name: str) -> str:
        if "id" in given:
            id_ = given["id"]
            if not isinstance(id_, str) or not id_:
                self.document.problem(places["id"], "a name", shown(id_))
            elif id_ in self._given or id_ in self._ids:
                self.document.problem(places["id"], "each id once in a chain", f"{id_!r} again")
            else:
                self._given.add(id_)
                return id_
        while True:
            self._ids[name] = self._ids.get(name, 0) + 1
            id_ = name if self._ids[name] == 1 else f"{name}-{self._ids[name]}"
            if id_ not in self._given:
                return id_


def _near(name: str) -> str:
    return nearest_stage(name) or nearest(name, list(GROUPS))
