"""Entries of a list of stages to compiled steps and groups."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any, get_args

from annotated_types import Le
from pydantic import TypeAdapter, ValidationError

from augctl.documents.document import Document, Place
from augctl.documents.flow import shown
from augctl.documents.near import nearest
from augctl.documents.problems import report
from augctl.errors import MissingPart
from augctl.packages import install_line, version_of
from augctl.params import Count, Probability, Range
from augctl.recipe.chain import Group, GroupKind, Node, Step
from augctl.registry import find, kind_of, nearest_stage
from augctl.stages.base import Gate, Mix, Stage, Transform
from augctl.stages.rows import RowStage

STAGE_MODIFIERS = ("p", "only", "id", "on")
GROUP_MODIFIERS = ("p", "only", "id")
GATE_MODIFIERS = ("id", "on")
COUNT = "count"

GROUPS: tuple[GroupKind, ...] = get_args(GroupKind)

_BESIDE = {*STAGE_MODIFIERS, COUNT}

_probability: TypeAdapter[float] = TypeAdapter(Probability)


class StepCompiler:
    """Compiles the stages of one chain; ids are unique within it."""

    def __init__(self, document: Document, folder: Path) -> None:
        self.document = document
        self._folder = folder
        self._uses: dict[str, int] = {}
        self._ids: set[str] = set()

    def nodes(self, path: Place, entries: list[Any]) -> tuple[Node, ...]:
        """Compile a list of stages and groups."""
        found = (self._node((*path, i), entry) for i, entry in enumerate(entries))
        return tuple(node for node in found if node is not None)

    def gates(self, path: Place, entries: list[Any]) -> tuple[Step, ...]:
        """Compile a list of gates."""
        found = (self._node((*path, i), entry, gate=True) for i, entry in enumerate(entries))
        return tuple(step for step in found if isinstance(step, Step))

    def _node(self, path: Place, entry: Any, *, gate: bool = False) -> Node | None:
        if isinstance(entry, str):
            name, body, beside = entry, None, {}
        elif isinstance(entry, dict):
            beside = {key: entry[key] for key in entry if key in _BESIDE}
            names = [key for key in entry if key not in beside]
            if len(names) != 1:
                at = (*path, names[1]) if len(names) > 1 else path
                allowed = ", ".join(GATE_MODIFIERS if gate else STAGE_MODIFIERS)
                expected = f"one {'gate' if gate else 'stage'} (beside it may stand {allowed})"
                found = " and ".join(map(shown, names[:3])) or "none"
                self.document.problem(at, expected, found, at_key=True)
                return None
            name, body = names[0], entry[names[0]]
        else:
            self.document.problem(path, "a stage: `name` or `name: {parameters}`", shown(entry))
            return None
        for kind in GROUPS:
            if name == kind and not gate:
                return self._group(path, kind, body, beside)
        return self._step(path, name, body, beside, gate=gate)

    def _step(
        self, path: Place, name: str, body: Any, beside: dict[str, Any], *, gate: bool
    ) -> Step | None:
        at = (*path, name)
        allowed = GATE_MODIFIERS if gate else STAGE_MODIFIERS
        self._allow(path, name, beside, allowed)
        stage_type = self._find(at, name, gate=gate)
        if stage_type is None:
            return None
        if body is not None and not isinstance(body, dict):
            self.document.problem(at, "parameters as a mapping, or nothing", shown(body))
            return None
        inside = dict(body or {})
        given, places = dict(beside), {key: (*path, key) for key in beside}
        for key in allowed:
            if key not in inside or key in stage_type.model_fields:
                continue
            if key in beside:
                self.document.problem((*at, key), f"{key} once", "beside the stage and inside it")
            given[key], places[key] = inside.pop(key), (*at, key)
        on = self._on(given, places, name, stage_type.slot)
        only, only_at = self._only(given, places)
        p, id_ = self._p(given, places), self._id(given, places, name)
        try:
            stage = stage_type.model_validate(inside, context={"folder": self._folder})
        except ValidationError as error:
            report(self.document, at, error, stage_type, inside, also=allowed)
            return None
        self.document.problems += stage.faults()
        for package in stage.packages():
            if version_of(package) is None:
                expected = f"{package}, which {name} needs: {install_line(package)}"
                self.document.problem(at, expected, "it is not installed", at_key=True)
        return Step(id_, name, stage, p, only, on, path, only_at)

    def _on(
        self, given: dict[str, Any], places: dict[str, Place], name: str, slot: str | None
    ) -> str | None:
        """Return the column that a stage for text works on; of other stages, the slot is known."""
        on = given.get("on", slot)
        if "on" in given and slot == "text" and isinstance(on, str) and on:
            return on
        if on != slot:
            expected = f"the slot {slot!r}" if slot else f"no slot: {name} works on any"
            expected = "the name of a column of text" if slot == "text" else expected
            self.document.problem(places["on"], expected, shown(on))
        return None

    def _find(self, at: Place, name: str, *, gate: bool) -> type[Stage] | None:
        wanted: tuple[type[Stage], ...] = (Gate,) if gate else (Transform, Mix, RowStage)
        what = "a gate" if gate else "a stage that is no gate (gates stand under gates)"
        try:
            found = find(name)
        except KeyError:
            near = nearest(name, GROUPS) if not gate and name not in GROUPS else ""
            near = near or nearest_stage(name)
            expected = f"{'a gate' if gate else 'a stage'} (see `augctl stages`)"
            self.document.problem(at, expected, shown(name), near, at_key=True)
            return None
        except MissingPart as error:
            self.document.problem(at, error.hint, error.message, at_key=True)
            return None
        if not issubclass(found, wanted):
            self.document.problem(at, what, f"the {kind_of(found)} {name}", at_key=True)
            return None
        return found

    def _group(
        self, path: Place, kind: GroupKind, body: Any, beside: dict[str, Any]
    ) -> Group | None:
        at = (*path, kind)
        if not isinstance(body, list) or not body:
            found = "an empty list" if body == [] else shown(body)
            self.document.problem(at, "a list of stages", found)
            return None
        extra = (COUNT,) if kind == "some_of" else ()
        self._allow(path, kind, beside, (*GROUP_MODIFIERS, *extra))
        places = {key: (*path, key) for key in beside}
        count = self._count(path, beside, len(body)) if kind == "some_of" else None
        only, only_at = self._only(beside, places)
        p, id_ = self._p(beside, places), self._id(beside, places, kind)
        return Group(id_, kind, self.nodes(at, body), p, only, count, path, only_at)

    def _allow(
        self, path: Place, name: str, beside: dict[str, Any], allowed: Collection[str]
    ) -> None:
        """Refuse what may not stand beside a stage, and drop it."""
        for key in [key for key in beside if key not in allowed]:
            expected = f"beside {name} only {', '.join(allowed)}"
            self.document.problem((*path, key), expected, shown(key), at_key=True)
            del beside[key]

    def _count(self, path: Place, beside: dict[str, Any], members: int) -> Range[int] | None:
        if COUNT not in beside:
            self.document.problem(path, "count: how many of the stages apply", "none")
            return None
        kind: Any = Range[Annotated[Count, Le(members)]]
        try:
            count: Range[int] = TypeAdapter(kind).validate_python(beside[COUNT])
        except ValidationError:
            expected = f"a whole number from 1 to {members}, or [low, high]"
            self.document.problem((*path, COUNT), expected, shown(beside[COUNT]))
            return None
        return count

    def _p(self, given: dict[str, Any], places: dict[str, Place]) -> float:
        if "p" not in given:
            return 1.0
        try:
            return _probability.validate_python(given["p"])
        except ValidationError:
            self.document.problem(places["p"], "a probability from 0 to 1", shown(given["p"]))
            return 1.0

    def _only(
        self, given: dict[str, Any], places: dict[str, Place]
    ) -> tuple[frozenset[str] | None, dict[str, Place]]:
        """Return the labels, and where each stands."""
        if "only" not in given:
            return None, {}
        only, at = given["only"], places["only"]
        items = {(*at, i): v for i, v in enumerate(only)} if isinstance(only, list) else {at: only}
        if not items:
            self.document.problem(at, "a list of labels", "an empty list")
        labels: dict[str, Place] = {}
        for place, item in items.items():
            label = self.document.label(place, item)
            if label is None:
                self.document.problem(place, "a label", shown(item))
            else:
                labels[label] = place
        return frozenset(labels), labels

    def _id(self, given: dict[str, Any], places: dict[str, Place], name: str) -> str:
        """Return the id that is given, or the name with its position among equals."""
        self._uses[name] = self._uses.get(name, 0) + 1
        if "id" in given:
            id_ = given["id"]
            if isinstance(id_, str) and id_ and id_ not in self._ids:
                self._ids.add(id_)
                return id_
            once = isinstance(id_, str) and id_
            expected = "each id once in a chain" if once else "a name"
            self.document.problem(places["id"], expected, shown(id_))
        position = self._uses[name]
        own = name if position == 1 else f"{name}-{position}"
        while own in self._ids:
            position += 1
            own = f"{name}-{position}"
        self._ids.add(own)
        return own
