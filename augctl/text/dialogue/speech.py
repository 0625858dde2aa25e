"""What is said in a dialogue: a template for each turn, with values for its slots."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from augctl.text.dialogue.model import Model, Persona, Slot
from augctl.text.dice import Dice

_PART = re.compile(r"\{\{|\}\}|\{(\w+)\}|[{}]")


def slots_of(template: str) -> list[str]:
    """Return the slots of a template, in order.

    Raises:
        ValueError: A brace stands alone.

    >>> slots_of("The {item}, please, not the {{other}}.")
    ['item']
    """
    found = []
    for part in _PART.finditer(template):
        if part[1]:
            found.append(part[1])
        elif part[0] in ("{", "}"):
            raise ValueError(f"{part[0]} alone")
    return found


def filled(template: str, values: Mapping[str, str]) -> str:
    """Return a template with values for its slots.

    >>> filled("{n} {{sic}}", {"n": "7"})
    '7 {sic}'
    """
    return _PART.sub(lambda part: values[part[1]] if part[1] else part[0][0], template)


def drawn_value(slot: Slot, dice: Dice) -> str:
    """Draw what stands for a slot."""
    if not slot.pattern:
        return dice.choose(slot.values)
    return "".join(str(dice.below(10)) if sign == "#" else sign for sign in slot.pattern)


def drawn_speech(
    model: Model, persona: Persona, path: Sequence[int], dice: Dice
) -> tuple[list[int], dict[str, str]]:
    """Draw what is said on a path: the number of a template for each turn, and values of slots.

    A slot has one value throughout a dialogue. A template does not come again before all others
    that the persona has for the intent did.
    """
    templates: list[int] = []
    values: dict[str, str] = {}
    left: dict[int, list[int]] = {}
    for at in path:
        intent = model.intents[at]
        if not left.get(at):
            left[at] = list(intent.options(persona.style))
        templates.append(left[at].pop(dice.below(len(left[at]))))
        for name in slots_of(intent.templates[templates[-1]][1]):
            if name not in values:
                values[name] = drawn_value(persona.slots[name], dice)
    return templates, values


def spoken(
    model: Model, path: Sequence[int], templates: Sequence[int], values: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    """Walk the turns of a dialogue: speaker, intent and text of each."""
    for at, template in zip(path, templates, strict=True):
        intent = model.intents[at]
        text = filled(intent.templates[template][1], values)
        yield {"speaker": intent.speaker, "intent": intent.name, "text": text}
