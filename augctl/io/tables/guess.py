"""Guesses what a column means by its first cells, about a megabyte of the file.

In this order, whatever the user does not say:

- a column called `split` is text: its words tell where rows belong;
- a column without any cell is text that stays empty;
- true/false, yes/no, t/f, y/n in any case: boolean. 0 and 1 are whole numbers;
- numbers, if nine of ten cells that are not missing are numbers. But `007` is a category or an id,
  as are whole numbers beyond 2**53. Whole numbers are an id if the name says so (`id`, `user_id`,
  `uuid`, `key`, `index`; `no`, `nr`) and no value comes twice, or more than 20 do; or if it is the
  first column, each is one more than the one before, there are at least 50, and the name is not
  that of a measure (`year`, `day`, `t`). Whole numbers of few values stay integers: only the user
  knows that they are codes;
- dates and times that all have one form;
- an id, if no text comes twice, and the name says so, or their shape: UUIDs, hashes of hexadecimal
  digits, whole numbers of 16 digits and more, or one word with a number behind it, as C100000;
- text, if its name is that of one (`text`, `sentence`, `review`, …);
- categorical, if texts have no more than 50 letters and 4 words on average, and there are at most
  20 of them, or each comes twice on average;
- else text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from augctl.io.tables.cells import INFINITE, NO_CLASS, NOTHING, is_coded, is_number
from augctl.io.tables.dates import form_of
from augctl.io.tables.id_shape import is_id_shape
from augctl.tables.schema import Role

Held = Literal["number", "date", "code", "word", "unseen"]
"""How a column is collected. `unseen`: no cell was seen that is not missing."""

MIXED_SHARE = 0.1
"""Of a column of numbers, so many cells may be something else, and their rows are left out."""

FEW = 20
"""So many values are few."""

_STEPS = 50
_LONG_LETTERS, _LONG_WORDS = 50, 4
_ID = re.compile(r"(?i:(^|[_\W])(id|uuid|guid|key|index)$)|^Unnamed: 0$|[a-z0-9](Id|ID)$", re.ASCII)
_NUMBERED = re.compile(r"(^|[_\W])(no|nr)\.?$|^#$", re.ASCII | re.IGNORECASE)
_MEASURE = re.compile(
    r"(^|_)(year|date|time|day|month|week|hour|minute|second|age|step|t|x)s?$", re.IGNORECASE
)
_WORDS = [{"true", "false"}, {"yes", "no"}, {"t", "f"}, {"y", "n"}]


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column seems to be.

    Attributes:
        held: How its cells are collected.
        role: What it means; of numbers, `numeric`, until all were seen.
        form: Of dates.
    """

    held: Held
    role: Role
    form: str = ""


TEXT = Guess("word", "text")
SPANS = Guess("word", "spans")

TEXT_NAMES = frozenset(
    "text sentence utterance content review comment message query question".split()
)
"""What columns of text are called, in lower case."""


def guess(name: str, cells: Sequence[str], comma: bool, *, first: bool = False) -> Guess:
    """Guess what a column is, perhaps the first of the file; see the module."""
    if name.lower() == "split":
        return TEXT
    filled = [cell.strip() for cell in cells if cell.strip() not in NO_CLASS]
    if not filled:
        return Guess("unseen", "text")
    if is_boolean(filled):
        return Guess("code", "boolean")
    numbers = [cell for cell in filled if cell not in NOTHING and cell.lower() not in INFINITE]
    good = [cell for cell in numbers if is_number(cell, comma)]
    if numbers and len(good) >= (1 - MIXED_SHARE) * len(numbers):
        coded = any(is_coded(cell) for cell in good)
        if not coded:
            return _of_numbers(name, good, first=first)
    form = form_of(filled)
    if form is not None:
        return Guess("date", "datetime", form)
    return of_texts(name, filled)


def is_boolean(filled: Sequence[str]) -> bool:
    """Say whether cells are the two words of a boolean, or one of them that is no single letter."""
    seen = {cell.lower() for cell in filled[:FEW]}
    if not any(seen <= words for words in _WORDS):
        return False
    seen |= {cell.lower() for cell in filled}
    return any(seen <= words and (seen == words or len(max(seen)) > 1) for words in _WORDS)


def of_texts(name: str, filled: Sequence[str]) -> Guess:
    """Guess what a column of texts is."""
    seen = set(filled)
    named = _ID.search(name) or _NUMBERED.search(name)
    if len(seen) == len(filled) > 1 and (named or is_id_shape(filled)):
        return Guess("word", "id")
    letters = sum(map(len, filled)) / len(filled)
    words = sum(len(cell.split()) for cell in filled) / len(filled)
    if name.lower() in TEXT_NAMES:
        return TEXT
    short = letters <= _LONG_LETTERS and words <= _LONG_WORDS
    if short and (len(seen) <= FEW or 2 * len(seen) <= len(filled)):
        return Guess("code", "categorical")
    return Guess("word", "id") if _ID.search(name) else TEXT


def _of_numbers(name: str, good: Sequence[str], *, first: bool) -> Guess:
    if all(cell.lstrip("+-").isdigit() for cell in good):
        whole = list(map(int, good))
        rising = len(whole) >= _STEPS and all(b - a == 1 for a, b in pairwise(whole))
        if first and rising and not _MEASURE.search(name):
            return Guess("word", "id")
        seen = len(set(whole))
        once = seen == len(whole) > 1
        if (_ID.search(name) and (once or seen > FEW)) or (_NUMBERED.search(name) and once):
            return Guess("word", "id")
    return Guess("number", "numeric")
