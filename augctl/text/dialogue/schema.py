"""The file of a dialogue model as a person writes it: its sections and keys."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from annotated_types import Ge, Gt, Le, MinLen
from pydantic import BeforeValidator, StringConstraints

from augctl.documents.section import Section
from augctl.forms import plain_number
from augctl.params import Factor, Probability

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
RowSection = Annotated[dict[str, Probability], MinLen(1)]


class IntentSection(Section):
    """What a turn is for."""

    speaker: Name
    """Who says it."""

    templates: Any
    """Ways to say it: a list, or a list for each style; `any` is for who has no style of these."""


class PersonaSection(Section):
    """Somebody who has such dialogues."""

    share: Annotated[float, Gt(0), Le(1e6), BeforeValidator(plain_number)] = 1.0
    """How many of the dialogues, in proportion to those of the others."""

    style: str | None = None
    """Which templates are taken, where an intent has some of that style."""

    slots: dict[str, Any] = {}
    """Values of slots in place of those that others have."""

    weights: dict[str, dict[str, Factor]] = {}
    """By intent, factors of what may come next; the row is scaled to sum to 1 again."""


class ModelFile(Section):
    """The whole file."""

    dialogue: Annotated[Literal[1], BeforeValidator(plain_number)]
    """Version of this format."""

    name: Name
    """What to call the model."""

    max_turns: Annotated[int, Ge(1), Le(1000), BeforeValidator(plain_number)] = 50
    """At most so many turns stand in a dialogue; longer ones are left out of what is drawn."""

    outcomes: Annotated[list[Name], MinLen(1)]
    """The absorbing states: how dialogues end, and their classes."""

    start: RowSection
    """How likely each intent is the first."""

    intents: Annotated[dict[str, IntentSection], MinLen(1)]
    """What turns are for."""

    transitions: dict[str, RowSection]
    """By intent, how likely each intent or outcome is the next; each row sums to 1."""

    slots: dict[str, Any] = {}
    """Values of `{slots}` in templates: a list, or `{pattern: "KX-####"}` with # for digits."""

    personas: dict[str, PersonaSection] = {}
    """Who has dialogues; without any, there is one who is called anyone."""
