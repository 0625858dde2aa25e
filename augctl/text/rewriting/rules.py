"""Rules of rewriting as a person writes them, and what can be wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from annotated_types import Gt, Le, MinLen
from pydantic import BeforeValidator, StringConstraints, ValidationError, WithJsonSchema

from augctl.documents.document import Document, Place
from augctl.documents.flow import shown
from augctl.documents.near import nearest
from augctl.documents.problems import report
from augctl.documents.section import Section
from augctl.documents.text import read
from augctl.errors import RecipeError
from augctl.forms import plain_number

OWN = Path(__file__).with_name("own.yaml")
"""The rules that come with augctl."""

_Wording = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
_Weight = Annotated[float, Gt(0), Le(1e6), BeforeValidator(plain_number)]
_SLOT = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"([A-Za-z_]\w*)(\?|:synonym)?\Z")
# Slots of a pattern that take anything. Each more makes it as many times as slow as a text is long.
_MOST_FREE = 3


class Variant(Section):
    """A way to say it."""

    text: _Wording
    """The words; `{name}` is what the slot of the pattern matched, `{name:synonym}` a synonym."""

    weight: _Weight = 1.0
    """How often it is drawn, in proportion to the others."""


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, (str, Mapping)) else value


def _variants(value: Any) -> Any:
    items = _listed(value)
    if not isinstance(items, (list, tuple)):
        return items
    return [{"text": item} if isinstance(item, str) else item for item in items]


_TEXT: dict[str, Any] = {"type": "string"}
_WEIGHED: dict[str, Any] = {
    "type": "object",
    "properties": {"text": _TEXT, "weight": {"type": "number", "exclusiveMinimum": 0}},
    "required": ["text"],
    "additionalProperties": False,
}


def _one_or_more(*forms: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [*forms, {"type": "array", "items": {"anyOf": [*forms]}}]})


_Patterns = Annotated[tuple[_Wording, ...], BeforeValidator(_listed), _one_or_more(_TEXT)]
_Variants = Annotated[
    tuple[Variant, ...], BeforeValidator(_variants), _one_or_more(_TEXT, _WEIGHED)
]


class Rule(Section):
    """What is said in other words, and how."""

    patterns: _Patterns = ()
    """Whole sentences or clauses; `{name}` is a slot, `{name?}` one that may be empty."""

    variants: _Variants = ()
    """What may stand for any of the patterns."""

    either: _Variants = ()
    """In place of both: ways to say the same, each of which may stand for any other."""

    @property
    def sides(self) -> tuple[tuple[str, ...], tuple[Variant, ...]]:
        """The patterns, and what may stand for them."""
        if self.either:
            return tuple(variant.text for variant in self.either), self.either
        return self.patterns, self.variants


Slots = dict[str, Any]
"""The values that a slot takes, by its name: a list, or synonyms by value."""


Never = dict[str, tuple[_Wording, ...]]
"""Words that a slot does not begin with, by its name."""


class Rules(Section):
    """Rules, the slots that take some values alone, and what others do not begin with."""

    rules: Annotated[tuple[Rule, ...], MinLen(1)]
    slots: Slots = {}
    never: Never = {}


class Fault(NamedTuple):
    """Something wrong with a rule, and where."""

    place: Place
    expected: str
    found: str
    nearest: str = ""


class Part(NamedTuple):
    """A piece of a pattern or of a variant: words, or a slot.

    Attributes:
        words: The words; empty for a slot.
        slot: The name of a slot.
        sign: What stands behind its name: nothing, `?` or `:synonym`.
    """

    words: str
    slot: str = ""
    sign: str = ""


def parts_of(wording: str) -> list[Part]:
    """Cut a wording at its slots.

    >>> parts_of("where is {thing}?")
    [Part(words='where is ', slot='', sign=''), Part(words='', slot='thing', sign=''), \
Part(words='?', slot='', sign='')]
    """
    found = []
    for i, piece in enumerate(_SLOT.split(wording)):
        if i % 2:
            match = _NAME.match(piece.strip())
            found.append(Part("", match[1], match[2] or "") if match else Part("", piece, "!"))
        elif piece:
            found.append(Part(piece))
    return found


def faults_of(rules: Sequence[Rule], slots: Slots, never: Never) -> Iterator[Fault]:
    """Walk what is wrong with rules beyond their form."""
    for name, values in slots.items():
        if not _NAME.match(name):
            yield Fault(("slots", name), "a name of letters and digits", repr(name))
        if not _are_values(values):
            expected = "a list of values, or a list of synonyms by value"
            yield Fault(("slots", name), expected, shown(values))
    patterns = (pattern for rule in rules for pattern in rule.sides[0])
    free = {part.slot for pattern in patterns for part in parts_of(pattern)} - set(slots)
    for name, words in never.items():
        if name not in free:
            expected = "a slot of a pattern that takes anything"
            yield Fault(("never", name), expected, repr(name), nearest(name, sorted(free)))
        elif not words:
            yield Fault(("never", name), "at least one word", "none")
    for i, rule in enumerate(rules):
        yield from _faults(rule, ("rules", i), slots)


def read_rules(file: Path) -> Rules:
    """Read a file of rules.

    Raises:
        RecipeError: All that is wrong with it, each with its line.
    """
    return _checked(read(file))


def _checked(document: Document) -> Rules:
    if not isinstance(document.data, dict):
        document.problem((), "a mapping with the key rules", shown(document.data))
        raise RecipeError(document.problems)
    try:
        found = Rules.model_validate(document.data)
    except ValidationError as error:
        report(document, (), error, Rules, document.data)
        raise RecipeError(document.problems) from None
    for fault in faults_of(found.rules, found.slots, found.never):
        document.problem(*fault)
    if document.problems:
        raise RecipeError(document.problems)
    return found


def _are_values(values: Any) -> bool:
    if isinstance(values, Mapping):
        lists = list(values.values())
        return bool(lists) and all(isinstance(v, list) and _are_values(v) for v in lists)
    return (
        isinstance(values, (list, tuple))
        and bool(values)
        and all(isinstance(value, str) and value.strip() for value in values)
    )


def _faults(rule: Rule, at: Place, slots: Slots) -> Iterator[Fault]:
    given = bool(rule.patterns) + bool(rule.variants)
    if given != (0 if rule.either else 2):
        yield Fault(at, "patterns and variants, or either alone", "something else")
        return
    patterns, variants = rule.sides
    keys = ("either", "either") if rule.either else ("patterns", "variants")
    common: set[str] | None = None
    for i, pattern in enumerate(patterns):
        place = (*at, keys[0], i)
        parts = parts_of(pattern)
        names = [part.slot for part in parts if part.slot]
        common = set(names) if common is None else common & set(names)
        yield from _faults_of_pattern(parts, place, slots, either=bool(rule.either))
    for i, variant in enumerate(variants):
        place = (*at, keys[1], i)
        for part in parts_of(variant.text):
            if part.slot and part.slot not in (common or ()):
                known = ", ".join(sorted(common or ())) or "none"
                expected = f"a slot that every pattern of the rule has ({known})"
                yield Fault(place, expected, repr(part.slot), nearest(part.slot, common or ()))
            elif part.sign == ":synonym" and not isinstance(slots.get(part.slot), Mapping):
                yield Fault(place, f"synonyms by value in slots.{part.slot}", "none")
            elif part.sign == "?" and not rule.either:
                yield Fault(place, "`{name}` or `{name:synonym}`", f"`{{{part.slot}?}}`")


def _faults_of_pattern(
    parts: Sequence[Part], place: Place, slots: Slots, *, either: bool
) -> Iterator[Fault]:
    names = [part.slot for part in parts if part.slot]
    for part in parts:
        if part.sign == "!" or (part.sign == ":synonym" and not either):
            yield Fault(place, "slots such as {name} or {name?}", repr(part.slot))
    if not any(part.words.strip() for part in parts):
        yield Fault(place, "at least one word beside the slots", "slots alone")
    free = [bool(part.slot) and part.slot not in slots for part in parts]
    if any(a and b for a, b in pairwise(free)):
        yield Fault(place, "words between two slots that take anything", "none")
    if sum(free) > _MOST_FREE:
        yield Fault(place, f"at most {_MOST_FREE} slots that take anything", str(sum(free)))
    if len(names) > len(set(names)):
        yield Fault(place, "each slot once", "one twice")
