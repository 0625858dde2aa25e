"""What the cells of a table say: numbers, or nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from augctl.tables.block import Floats

NO_CLASS = frozenset(["", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "<NA>", "#N/A", "?"])
"""What stands for a missing category: None is one that people write."""

NOTHING = NO_CLASS | {"None", "none", "Null", "NAN", "-nan", "-NaN", "na"}
"""What stands for a missing number."""

INFINITE = frozenset(sign + word for sign in ("", "+", "-") for word in ("inf", "infinity"))
"""What stands for a number beyond all others, in lower case; nothing is learned from it."""

EXACT = 2.0**53
"""From here on, not every whole number is a float64."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_CODE = re.compile(r"[+-]?0\d")
# Not any space: in a run of empty cells, each line end would be tried from each other.
_CODE_BELOW = re.compile(r"\n[ \t]*[+-]?0\d")
_DIGITS = 15


class Parsed(NamedTuple):
    """A column of numbers.

    Attributes:
        values: Shape (m,); NaN where missing or bad.
        bad: Which cells are neither a number nor missing.
        coded: Whether a cell looks like a number and is more: `007`, or digits beyond 2**53.
        infinite: Which cells are infinite: missing among the values.
    """

    values: Floats
    bad: list[int]
    coded: bool
    infinite: Sequence[int] = ()


def is_number(cell: str, comma: bool = False) -> bool:
    """Say whether a cell holds a number.

    >>> is_number("-1.5e3"), is_number("1_000"), is_number("inf"), is_number("1,5", comma=True)
    (True, False, False, True)
    """
    text = cell.strip()
    if not text.isascii():
        return False
    number = _NUMBER.fullmatch(text.replace(",", ".") if comma else text)
    return number is not None and math.isfinite(float(number[0]))


def is_coded(cell: str) -> bool:
    """Say whether a cell looks like a number and must not become one.

    >>> is_coded("007"), is_coded("0.5"), is_coded("12345678901234567890")
    (True, False, True)
    """
    text = cell.strip()
    if _CODE.match(text):
        return True
    return text.lstrip("+-").isdigit() and abs(int(text)) >= EXACT


def numbers_of(cells: Sequence[str], comma: bool) -> Parsed:
    """Read a column of numbers."""
    if comma:
        cells = [cell.replace(",", ".") for cell in cells]
    text = "\n" + "\n".join(cells)
    # What float() takes and a table does not mean: 1_000, digits of other scripts, 007.
    if text.isascii() and "_" not in text and not _CODE_BELOW.search(text):
        try:
            values = np.array([math.nan if c in NOTHING else float(c) for c in cells])
        except ValueError:
            pass
        else:
            largest = np.fmax.reduce(np.abs(values), initial=0.0)
            if largest < EXACT and _all_named(values, cells):
                return Parsed(values, [], False)
    return _one_by_one(cells)


def _all_named(values: Floats, cells: Sequence[str]) -> bool:
    """Say whether all that is not a number is one of the words for nothing."""
    return all(cells[i] in NOTHING for i in np.flatnonzero(np.isnan(values)).tolist())


def _one_by_one(cells: Sequence[str]) -> Parsed:
    values = np.full(len(cells), math.nan)
    bad, infinite, coded = [], [], False
    for i, cell in enumerate(cells):
        text = cell.strip()
        if text in NOTHING:
            continue
        if is_number(text):
            coded = coded or is_coded(text)
            values[i] = float(text)
        elif text.lower() in INFINITE:
            infinite.append(i)
        else:
            bad.append(i)
    return Parsed(values, bad, coded, infinite)


class Notation(NamedTuple):
    """How numbers are written; see `Column`."""

    flags: str = ""
    significant: int | None = None


def notation_of(cells: Sequence[str], comma: bool) -> Notation:
    """Return how the numbers among cells are written, where that is not with plain decimals.

    >>> notation_of(["1.478e+00", "-2.500e-03"], comma=False), notation_of(["+0.5", "-1"], False)
    (Notation(flags='e', significant=4), Notation(flags='+', significant=None))
    """
    if {"+", "e", "E"}.isdisjoint("".join(cells)):
        return Notation()
    texts = [cell.strip() for cell in cells if is_number(cell, comma)]
    above = [text for text in texts if text[0] != "-" and text.strip("+0.,")]
    plus = "+" if above and all(text[0] == "+" for text in above) else ""
    powers = [sign for text in texts for sign in "eE" if sign in text]
    if not powers:
        return Notation(plus)
    digits = max(_significant(text) for text in texts)
    if digits > _DIGITS:
        return Notation(plus)
    return Notation(plus + (powers[0] if len(powers) == len(texts) else "g"), digits)


def _significant(number: str) -> int:
    """Count the digits of a number from the first that is not 0."""
    digits = re.sub("[eE].*|[^0-9]", "", number)
    return len(digits.lstrip("0")) or len(digits)


def decimals_of(cells: Sequence[str], comma: bool) -> int | None:
    """Count the most digits behind the decimal point; None where numbers are not written so.

    That is with exponents, or with more than the 15 digits that every float64 holds: as many as
    the number needs to come back, and not as many as were measured.

    >>> decimals_of(["1", "2.50", ""], comma=False), decimals_of(["1e-3"], comma=False)
    (2, None)
    """
    most = 0
    sign = "," if comma else "."
    for cell in cells:
        whole, _, digits = cell.strip().partition(sign)
        if not (digits.isdigit() or not digits) or "e" in whole.lower():
            if is_number(cell, comma):
                return None
            continue
        if is_number(cell, comma):
            if len(whole.lstrip("+-0")) + len(digits) > _DIGITS and digits:
                return None
            most = max(most, len(digits))
    return most
