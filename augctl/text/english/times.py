"""Phrases of time: `yesterday`, `last week`, `two days ago`, `on Monday morning`, `in 2019`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from augctl.text.english import lists
from augctl.text.english.lists import listed
from augctl.text.english.sentences import Word, low_at

SINGLE = listed("yesterday today tomorrow tonight recently lately nowadays")
_POINTING = listed("last next this every")
_NUMBERS = listed(
    "a an one two three four five six seven eight nine ten twelve twenty several few many"
)
_IN = listed("morning afternoon evening summer winter spring autumn")
_AT = listed("night noon midnight dawn dusk lunchtime christmas easter")
_DURING = listed("day week weekend night summer winter holidays holiday night war season")
_CLOCK = re.compile(r"\d{1,2}([:.]\d\d)?(am|pm)?|\d{1,2}:\d\d")
_YEAR = re.compile(r"(1[5-9]|20)\d\d")
_DAY = re.compile(r"\d{1,2}(st|nd|rd|th)?")


def time_at(words: Sequence[Word], at: int) -> int:
    """Return behind which word a phrase of time ends that begins at a word; 0 where none does."""
    stop = _stop(words, at)
    # "Last week's weather" is no time.
    return 0 if stop and low_at(words, stop) == "'s" else stop


def _stop(words: Sequence[Word], at: int) -> int:
    low, after = low_at(words, at), low_at(words, at + 1)
    if low in SINGLE:
        is_part = after in ("morning", "afternoon", "evening", "night")
        return at + 2 if is_part else at + 1
    if low in _POINTING and after in lists.TIMES - {"may", "march"}:
        both = after in lists.DAYS and low_at(words, at + 2) in _IN | {"night"}
        return at + 3 if both else at + 2
    if low == "the" and after == "other" and low_at(words, at + 2) in ("day", "night", "week"):
        return at + 3
    if low == "the" and after in ("day", "night") and low_at(words, at + 2) in ("before", "after"):
        return at + 4 if low_at(words, at + 3) in SINGLE else 0
    if low in ("earlier", "later") and (inner := time_at(words, at + 1)):
        return inner if after in SINGLE | _POINTING else 0
    return _ago(words, at) or _with_preposition(words, at)


def _ago(words: Sequence[Word], at: int) -> int:
    """Read `two days ago`, `a couple of weeks ago`."""
    low = low_at(words, at)
    if low not in _NUMBERS and not low.isdigit():
        return 0
    stop = at + 1
    if low == "a" and low_at(words, stop) == "few":
        stop += 1
    elif low == "a" and low_at(words, stop) == "couple":
        stop += 2 if low_at(words, stop + 1) == "of" else 1
    if low_at(words, stop) in lists.SPANS_OF_TIME and low_at(words, stop + 1) == "ago":
        return stop + 2
    return 0


def _with_preposition(words: Sequence[Word], at: int) -> int:
    low, after = low_at(words, at), low_at(words, at + 1)
    if low == "on":
        if after in lists.DAYS:
            return at + 3 if low_at(words, at + 2) in _IN | {"night"} else at + 2
        return _date(words, at + 1)
    if low == "in":
        if _YEAR.fullmatch(after):
            return at + 2
        if after in lists.MONTHS:
            return at + 3 if _YEAR.fullmatch(low_at(words, at + 2)) else at + 2
        return at + 3 if after == "the" and low_at(words, at + 2) in _IN else 0
    if low == "at":
        if after in _AT or (_CLOCK.fullmatch(after) and len(after) > 2):
            return at + 2
        ends = after == "the" and low_at(words, at + 2) in ("moment", "weekend")
        return at + 3 if ends else 0
    if low == "during":
        return at + 3 if after == "the" and low_at(words, at + 2) in _DURING else 0
    return 0


def _date(words: Sequence[Word], at: int) -> int:
    """Read `3 May`, `May 3rd, 2019` without its year."""
    first, second = low_at(words, at), low_at(words, at + 1)
    if first in lists.MONTHS and _DAY.fullmatch(second):
        return at + 2
    return at + 2 if second in lists.MONTHS and _DAY.fullmatch(first) else 0
