"""Verbs that can be turned, and their forms."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from augctl.text.english.lists import listed
from augctl.text.inflect import Form, forms_of, inflected

_ENTRY = re.compile(r"(?P<lemma>[a-z]+)(?P<double>\+?)(?P<marks>.*)")

# Where lemminflect's first is not what people write.
_FORMS = {
    ("wake", "VBN"): "woken",
    ("light", "VBN"): "lit",
    ("program", "VBD"): "programmed",
    ("program", "VBN"): "programmed",
    ("program", "VBG"): "programming",
}


class Frame(NamedTuple):
    """What may stand beside a verb.

    Attributes:
        beside: Prepositions that, behind the object, belong to the verb.
        particles: Of phrasal verbs: `off` for `turn off the light`.
        before: Prepositions that stand before the object: `after` for `look after the child`.
        double: Whether it may have two objects.
    """

    beside: frozenset[str]
    particles: frozenset[str]
    before: frozenset[str]
    double: bool


@cache
def idioms() -> dict[str, frozenset[str]]:
    """Return the nouns with which each verb makes an idiom that is not turned."""
    found: dict[str, frozenset[str]] = {}
    for entry in re.findall(r"(\w+):([^:]*)(?=\n\w+:|$)", _text_of("idioms.txt")):
        found[entry[0]] = listed(entry[1])
    return found


def _text_of(name: str) -> str:
    """Read a list, without its comments."""
    text = files("augctl.text.english").joinpath(name).read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))


@cache
def frames() -> dict[str, Frame]:
    """Return what may stand beside each verb that can be turned."""
    found = {}
    for entry in _text_of("verbs.txt").split():
        match = _ENTRY.fullmatch(entry)
        assert match is not None
        marks = {":": frozenset[str](), "/": frozenset[str](), "~": frozenset[str]()}
        for mark, words in re.findall(r"([:/~])([a-z,]+)", match["marks"]):
            marks[mark] |= frozenset(words.split(","))
        found[match["lemma"]] = Frame(marks[":"], marks["/"], marks["~"], bool(match["double"]))
    return found


@lru_cache(8192)
def readings(word: str) -> tuple[tuple[str, str], ...]:
    """Return which forms of verbs that can be turned a word may be, as lemma and tag.

    >>> readings("paid"), readings("table")
    ((('pay', 'VBD'), ('pay', 'VBN')), ())
    """
    return tuple(
        (form.base, tag)
        for form in forms_of(word)
        if form.part == "v" and form.base in frames()
        for tag in _with_participle(form)
    )


def _with_participle(form: Form) -> tuple[str, ...]:
    """Return the tags of a form; a verb without a participle of its own has its past for one."""
    regular = "VBD" in form.tags and not inflected(form.base, ["VBN"])
    return (*form.tags, "VBN") if regular else form.tags


@lru_cache(8192)
def form_of(lemma: str, tag: str, seen: str = "") -> str:
    """Return a form of a verb.

    Args:
        lemma: The verb.
        tag: The form.
        seen: Another form of it, whose spelling is kept where it will do: `cancelled`.

    >>> form_of("steal", "VBN"), form_of("cancel", "VBN", "cancelled")
    ('stolen', 'cancelled')
    """
    if (lemma, tag) in readings(seen) and (lemma, tag) not in _FORMS:
        return seen
    found = _FORMS.get((lemma, tag)) or inflected(lemma, [tag])
    return inflected(lemma, ["VBD"]) if tag == "VBN" and not found else found
