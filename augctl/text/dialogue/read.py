"""Reads the file of a dialogue model, and finds all that is wrong with it, each with its line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from augctl.documents.document import Document, Place
from augctl.documents.flow import shown
from augctl.documents.near import nearest
from augctl.documents.problems import report
from augctl.documents.text import read
from augctl.errors import Problem, RecipeError
from augctl.text.dialogue.markov import Row
from augctl.text.dialogue.model import ANY, Intent, Model, Persona, Slot
from augctl.text.dialogue.schema import ModelFile, PersonaSection
from augctl.text.dialogue.speech import slots_of
from augctl.text.dialogue.ways import check_ways

ANYONE = "anyone"

_MOST_OFF = 1e-6
"""A row may miss 1 by so much, as thirds do that are written with seven digits."""

_NAMED = 8


def read_model(file: Path) -> Model:
    """Read a model.

    Raises:
        RecipeError: All that is wrong with it.
    """
    name = str(file)
    if file.is_file() and not file.stat().st_size:
        raise RecipeError([Problem(name, 0, 0, "", "a dialogue model", "an empty file")])
    return model_of(read(file))


def model_of(document: Document) -> Model:
    """Make a model of a document that was read; see `read_model`."""
    data = document.data
    if not isinstance(data, dict) or "dialogue" not in data:
        expected = "a dialogue model, a mapping that begins with `dialogue: 1`"
        found = "a file without the key dialogue" if isinstance(data, dict) else shown(data)
        document.problem((), expected, found)
        raise RecipeError(document.problems)
    try:
        given = ModelFile.model_validate(data)
    except ValidationError as error:
        report(document, (), error, ModelFile, data)
        raise RecipeError(document.problems) from None
    model = _Checks(document, given).model()
    if not document.problems:
        check_ways(document, model)
    if document.problems:
        raise RecipeError(document.problems)
    return model


class _Checks:
    """Turns sections into a model, and notes what does not go together."""

    def __init__(self, document: Document, given: ModelFile) -> None:
        self.document, self.given = document, given
        self.intents = list(given.intents)
        self.outcomes = list(given.outcomes)
        self.states = {name: i for i, name in enumerate([*self.intents, *self.outcomes])}
        self.people: Mapping[str, PersonaSection] = given.personas or {ANYONE: PersonaSection()}

    def model(self) -> Model:
        """Return the model; of use only where no problem was noted."""
        self._outcomes()
        intents = tuple(self._intent(name) for name in self.intents)
        start = self._row(("start",), self.given.start, self.intents, "an intent")
        rows = self._rows()
        slots = self._slots(("slots",), self.given.slots)
        total = sum(persona.share for persona in self.people.values())
        personas = []
        for name, section in self.people.items():
            place = ("personas", name)
            own = slots | self._slots((*place, "slots"), section.slots)
            self._style(place, section, intents)
            weighted = self._weighted(place, section, rows)
            style = section.style or ANY
            about = name, section.share / total, style, own, start, weighted
            personas.append(Persona(*about))
        self._speech(intents, personas)
        given = self.given
        return Model(given.name, given.max_turns, tuple(self.outcomes), intents, tuple(personas))

    def _outcomes(self) -> None:
        for i, name in enumerate(self.outcomes):
            if name in self.intents or name in self.outcomes[:i]:
                expected = "a name that no intent and no other outcome has"
                self.document.problem(("outcomes", i), expected, repr(name))

    def _intent(self, name: str) -> Intent:
        section = self.given.intents[name]
        place = ("intents", name, "templates")
        listed = (
            section.templates if isinstance(section.templates, dict) else {ANY: section.templates}
        )
        if not listed:
            self.document.problem(place, "at least one template", "none")
        templates: list[tuple[str, str]] = []
        for style, items in listed.items():
            at = (*place, style) if isinstance(section.templates, dict) else place
            if not isinstance(items, list) or not items:
                expected = "a list of templates, or one for each style"
                self.document.problem(
                    at, expected, "an empty list" if items == [] else shown(items)
                )
                continue
            for i, item in enumerate(items):
                if isinstance(item, str) and item.strip():
                    templates.append((style, item))
                else:
                    self.document.problem((*at, i), "a text that is not empty", shown(item))
        return Intent(name, section.speaker, tuple(templates))

    def _rows(self) -> list[Row]:
        given, rows = self.given.transitions, list[Row]()
        for name in (name for name in given if name not in self.given.intents):
            close = nearest(name, self.intents)
            expected = f"an intent ({_listed(self.intents)})"
            if name in self.outcomes:
                expected, close = "no row for an outcome: a dialogue ends there", ""
            place = ("transitions", name)
            self.document.problem(place, expected, repr(name), close, at_key=True)
        for name in self.intents:
            place = ("transitions", name)
            if name not in given:
                expected = f"a row for the intent {name!r}: what may come next"
                self.document.problem(("transitions",), expected, "none", at_key=True)
                rows.append({})
                continue
            states = list(self.states)
            rows.append(self._row(place, given[name], states, "an intent or an outcome"))
        return rows

    def _row(
        self, place: Place, given: Mapping[str, float], known: Sequence[str], what: str
    ) -> Row:
        for name in given:
            if name not in known:
                expected = f"{what} ({_listed(known)})"
                close = nearest(name, known)
                self.document.problem((*place, name), expected, repr(name), close, at_key=True)
        total = sum(given.values())
        if abs(total - 1) > _MOST_OFF:
            self.document.problem(
                place, "probabilities that sum to 1", f"{total:.10g}", at_key=True
            )
        return {
            self.states[name]: p / total for name, p in given.items() if name in known and p > 0
        }

    def _slots(self, place: Place, given: Mapping[str, Any]) -> dict[str, Slot]:
        return {name: self._slot((*place, name), values) for name, values in given.items()}

    def _slot(self, place: Place, given: Any) -> Slot:
        pattern = given.get("pattern") if isinstance(given, dict) and len(given) == 1 else None
        if isinstance(pattern, str) and pattern:
            return Slot(pattern=pattern)
        if not isinstance(given, list) or not given:
            expected = 'a list of values, or {pattern: "KX-####"} with # for digits'
            found = "an empty list" if given == [] else shown(given)
            self.document.problem(place, expected, found)
            return Slot(("",))
        # As the file has them: 007 is no seven here.
        values = [self.document.label((*place, i), item) for i, item in enumerate(given)]
        for i, value in enumerate(values):
            if value is None:
                self.document.problem((*place, i), "a text or a number", shown(given[i]))
        return Slot(tuple(value or "" for value in values))

    def _style(self, place: Place, section: PersonaSection, intents: Sequence[Intent]) -> None:
        known = {style: None for intent in intents for style, _ in intent.templates}
        if section.style is not None and section.style not in known:
            expected = f"a style that templates have ({_listed(list(known))})"
            close = nearest(section.style, known)
            self.document.problem((*place, "style"), expected, repr(section.style), close)

    def _weighted(
        self, place: Place, section: PersonaSection, rows: Sequence[Row]
    ) -> tuple[Row, ...]:
        """Multiply rows by a persona's weights."""
        found = list(rows)
        for name, factors in section.weights.items():
            at = (*place, "weights", name)
            if name not in self.given.intents:
                expected = f"an intent ({_listed(self.intents)})"
                self.document.problem(
                    at, expected, repr(name), nearest(name, self.intents), at_key=True
                )
                continue
            row = rows[self.intents.index(name)]
            there = [state for state, number in self.states.items() if number in row]
            for state in factors:
                if state not in there:
                    expected = f"what may come after {name} ({_listed(there)})"
                    close = nearest(state, there)
                    self.document.problem((*at, state), expected, repr(state), close, at_key=True)
            by_number = {self.states.get(state): factor for state, factor in factors.items()}
            scaled = {j: p * by_number.get(j, 1.0) for j, p in row.items()}
            total = sum(scaled.values())
            if not total:
                self.document.problem(at, "a factor above 0", "none in the row", at_key=True)
                continue
            found[self.intents.index(name)] = {j: p / total for j, p in scaled.items() if p > 0}
        return tuple(found)

    def _speech(self, intents: Sequence[Intent], personas: Sequence[Persona]) -> None:
        """Check that each persona has a template for each intent, and values for its slots."""
        for intent in intents:
            place = ("intents", intent.name, "templates")
            for persona in personas:
                if intent.templates and not intent.options(persona.style):
                    styles = dict.fromkeys([ANY, persona.style])
                    expected = f"templates of the style {' or '.join(styles)}"
                    found = f"none for the persona {persona.name!r}"
                    self.document.problem(place, expected, found)
        for at, template in self._templates():
            try:
                names = slots_of(template)
            except ValueError as error:
                self.document.problem(at, "a slot as {name}, or {{ and }} for braces", str(error))
                continue
            for name in names:
                if missing := [p.name for p in personas if name not in p.slots]:
                    known = list({n: None for p in personas for n in p.slots})
                    expected = f"a slot with values ({_listed(known) or 'there are none'})"
                    found = f"{{{name}}}"
                    if len(missing) < len(personas):
                        found += f", which {_listed(missing)} has no values for"
                    self.document.problem(at, expected, found, nearest(name, known))

    def _templates(self) -> Iterator[tuple[Place, str]]:
        """Walk the templates with their places."""
        for name, section in self.given.intents.items():
            place: Place = ("intents", name, "templates")
            listed: Any = section.templates
            parts = listed.items() if isinstance(listed, dict) else [(None, listed)]
            for style, items in parts:
                at = place if style is None else (*place, style)
                for i, item in enumerate(items if isinstance(items, list) else []):
                    if isinstance(item, str):
                        yield (*at, i), item


def _listed(names: Collection[str]) -> str:
    """List names for a message; of many, the first."""
    more = ", …" if len(names) > _NAMED else ""
    return ", ".join(list(names)[:_NAMED]) + more
