"""Reads what imgaug's docstrings say about augmenters and their parameters (numpydoc)."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import imgaug.augmenters as iaa

from augctl.stages.adapters._imgaug_words import PARAMETERS, SUMMARIES

_SECTION = re.compile(
    r"^(?:Parameters|Attributes)\n-{3,}\n(.*?)(?=^\w[\w ]*\n-{3,}\n|\Z)", re.M | re.S
)
_ENTRY = re.compile(r"^(\w+) *: *(.*(?:\n\S.*)*)\n((?:[ \t]+.*\n?|\n)*)", re.M)
_REFERENCE = re.compile(
    r"(?:See|Same as) (?:(?:parameter )?`+(?P<parameter>\w+)`+ )?(?:in )?"
    r"(?::\w+:)?`+~?(?P<owner>[\w.]+?)(?:\.__init__)?`"
)
_ROLE = re.compile(r":\w+:`~?(?:[\w]+\.)*(\w+)`")
_SENTENCE_END = re.compile(r"(?<!e\.g)(?<!i\.e)(?<!etc)\.(?=\s+[A-Z`(])")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is written about a parameter: its types, and one sentence."""

    types: str
    text: str


def description(name: str, target: Callable[..., Any]) -> str:
    """Say in one sentence what an augmenter does, and below where imgaug says more."""
    summary = SUMMARIES.get(name) or _sentence(inspect.getdoc(target) or "")
    place = f"{target.__module__}.{target.__name__}"
    return f"{summary}\n\nReference: {place}, https://imgaug.readthedocs.io"


@cache
def entries(target: Callable[..., Any]) -> dict[str, Entry]:
    """Map the parameters of an augmenter to what is written about them.

    What a class does not write may stand with its base.
    """
    written: dict[str, Entry] = {}
    for owner in reversed(inspect.getmro(target) if inspect.isclass(target) else (target,)):
        match = _SECTION.search(inspect.getdoc(owner) or "")
        for name, types, body in _ENTRY.findall(match[1] if match else ""):
            written[name] = Entry(" ".join(types.split()), _text(name, inspect.cleandoc(body)))
    for name in inspect.signature(target).parameters:
        better = PARAMETERS.get(f"{target.__name__}.{name}") or PARAMETERS.get(name)
        if better:
            written[name] = Entry(written[name].types if name in written else "", better)
    return written


def _text(parameter: str, body: str) -> str:
    reference = _REFERENCE.match(body)
    if reference is None:
        return _sentence(body)
    # By the last name alone: imgaug misspells some of its own modules.
    other = getattr(iaa, reference["owner"].rpartition(".")[2], None)
    wanted = reference["parameter"] or parameter
    found = entries(other).get(wanted) if callable(other) else None
    return found.text if found else _sentence(body)


def _sentence(text: str) -> str:
    paragraph = " ".join(text.split("\n\n")[0].split())
    sentence = _SENTENCE_END.split(paragraph)[0].replace("``", "`")
    return _ROLE.sub(r"`\1`", sentence).rstrip(".") + "."
