"""Collects columns of a file into files of cells, block by block, and what is to know of each.

Each collector takes the columns that are held in one way. Its file has the cells row by row. A
column that turns out to be something else is marked as failed: it is read once more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from augctl.io.tables.cells import NO_CLASS, NOTHING, Parsed, decimals_of, numbers_of
from augctl.io.tables.dates import digits_of, seconds_of
from augctl.io.tables.guess import MIXED_SHARE
from augctl.io.tables.id_shape import IdFacts
from augctl.io.tables.rows import Rows
from augctl.tables.block import Floats, Ints
from augctl.tables.table import NO_WORD

NO_DECIMALS = -1
_SHOWN = 3
_FREE_BAD = 1000
_SOME = 100

_STEPS_S = (86400.0, 3600.0, 60.0, 1.0, 1e-3)
"""Units of times in seconds, the coarsest first; each is whole multiples of the next."""

COARSEST_S = _STEPS_S[0]
"""The coarsest unit of times: a day."""


@dataclass(slots=True)
class NumberFacts:
    """What was seen in a column of numbers, or of dates.

    Attributes:
        name: Of the column.
        form: Of dates; empty for numbers.
        only: Whether the user says that it holds numbers, whatever else is in it.
        low: The least.
        high: The greatest.
        decimals: The most digits behind the point; `NO_DECIMALS` where there are too many.
        whole: Whether all are whole numbers.
        filled: How many cells are numbers.
        empties: How missing cells are written, and how often.
        infinite: How many cells are infinite, and so missing.
        first_infinite: The lines of the first of these.
        step_s: Of dates: the unit that all share, in seconds.
        bad: The first cells that are something else: line and text.
        bad_rows: The rows of all such cells.
        failed: Whether it is no column of numbers.
    """

    name: str
    form: str = ""
    only: bool = False
    low: float = np.inf
    high: float = -np.inf
    decimals: int = 0
    whole: bool = True
    filled: int = 0
    empties: Counter[str] = field(default_factory=Counter)
    infinite: int = 0
    first_infinite: list[int] = field(default_factory=list)
    step_s: float = COARSEST_S
    bad: list[tuple[int, str]] = field(default_factory=list)
    bad_rows: list[int] = field(default_factory=list)
    failed: bool = False


class Numbers:
    """Collects columns of numbers: float64."""

    def __init__(self, file: Path, facts: Sequence[NumberFacts], comma: bool) -> None:
        self.file, self.facts, self.comma = file, facts, comma
        self._plain = [facts.name for facts in facts if not facts.form]
        self._stream = file.open("wb")

    def add(self, rows: Rows, first: int) -> None:
        """Take the next rows, of which the first has this number."""
        fast = rows.floats(self._plain)
        found = np.empty((len(rows.lines), len(self.facts)))
        for j, facts in enumerate(self.facts):
            if fast is None or facts.form:
                found[:, j] = self._column(rows, first, facts)
            else:
                found[:, j] = fast[:, self._plain.index(facts.name)]
                facts.filled += len(found)
        self._bounds(found)
        self._decimals(rows, found)
        found.tofile(self._stream)

    def close(self) -> None:
        """Finish the file, and say which columns failed."""
        self._stream.close()
        for facts in self.facts:
            share = len(facts.bad_rows) > MIXED_SHARE * (len(facts.bad_rows) + facts.filled)
            facts.failed = facts.failed or (share and not facts.only)

    def _column(self, rows: Rows, first: int, facts: NumberFacts) -> NDArray[np.float64]:
        if facts.failed:
            return np.full(len(rows.lines), np.nan)
        cells = rows.cells(facts.name)
        values, bad, coded, infinite = (
            self._dates(cells, facts) if facts.form else numbers_of(cells, self.comma)
        )
        missing = np.isnan(values)
        missing[bad] = False
        facts.filled += len(values) - len(bad) - int(missing.sum())
        missing[list(infinite)] = False
        facts.empties.update(cells[i] for i in np.flatnonzero(missing).tolist())
        facts.infinite += len(infinite)
        room = _SHOWN - len(facts.first_infinite)
        facts.first_infinite += [int(rows.lines[i]) for i in infinite[:room]]
        facts.bad_rows += [first + i for i in bad]
        facts.bad += [(int(rows.lines[i]), cells[i]) for i in bad[: _SHOWN - len(facts.bad)]]
        if bad and facts.form:
            facts.failed = True
        many = len(facts.bad_rows) > _FREE_BAD + MIXED_SHARE * facts.filled
        facts.failed = facts.failed or ((coded or many) and not facts.only)
        return values

    def _dates(self, cells: Sequence[str], facts: NumberFacts) -> Parsed:
        stripped = [cell.strip() for cell in cells]
        filled = [i for i, cell in enumerate(stripped) if cell not in NOTHING]
        texts = [stripped[i] for i in filled]
        values = np.full(len(cells), np.nan)
        values[filled], bad = seconds_of(texts, facts.form)
        facts.decimals = max(facts.decimals, digits_of(texts, facts.form))
        facts.step_s = shared_step(values[~np.isnan(values)], facts.step_s)
        return Parsed(values, [filled[i] for i in bad], False)

    def _bounds(self, found: NDArray[np.float64]) -> None:
        lows, highs = np.fmin.reduce(found, axis=0), np.fmax.reduce(found, axis=0)
        for facts, low, high in zip(self.facts, lows.tolist(), highs.tolist(), strict=True):
            facts.low, facts.high = min(facts.low, low), max(facts.high, high)

    def _decimals(self, rows: Rows, found: NDArray[np.float64]) -> None:
        """Count digits in text only where numbers have more of them than were seen so far."""
        for j, facts in enumerate(self.facts):
            if facts.form or facts.failed:
                continue
            values = found[:, j]
            known = values[~np.isnan(values)]
            facts.whole = facts.whole and np.array_equal(np.rint(known), known)
            if facts.decimals == NO_DECIMALS:
                continue
            scale = 10.0**facts.decimals
            begins = facts.filled == len(known)
            if begins or not np.array_equal(np.rint(known * scale) / scale, known):
                digits = decimals_of(rows.cells(facts.name), self.comma)
                facts.decimals = NO_DECIMALS if digits is None else max(digits, facts.decimals)


def shared_step(seconds: Floats, coarsest: float) -> float:
    """Return the coarsest unit of which all times are multiples; 0 where there is none.

    Args:
        seconds: Shape (m,), without NaN.
        coarsest: No coarser one than this, in seconds.
    """
    for step in _STEPS_S:
        # Whole numbers per second, as 1e-3 itself is no float64 number.
        per = round(1 / step) if step < 1 else 1 / step
        shared = np.array_equal(np.rint(seconds * per) / per, seconds)
        if step <= coarsest and shared:
            return step
    return 0.0


@dataclass(slots=True)
class CodeFacts:
    """What was seen in a column of categories.

    Attributes:
        name: Of the column.
        limit: With more categories than this, it is none.
        codes: Each text that was seen, and its number.
        counts: How often each was seen.
        failed: Whether it has too many.
    """

    name: str
    limit: int
    codes: dict[str, int] = field(default_factory=dict)
    counts: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    failed: bool = False


class Codes:
    """Collects columns of categories: int32, in order of appearance; missing cells have a code."""

    def __init__(self, file: Path, facts: Sequence[CodeFacts]) -> None:
        self.file, self.facts = file, facts
        self._stream = file.open("wb")

    def add(self, rows: Rows, first: int) -> None:
        """Take the next rows."""
        found = np.zeros((len(rows.lines), len(self.facts)), np.int32)
        for j, facts in enumerate(self.facts):
            if facts.failed:
                continue
            cells = rows.cells(facts.name)
            for cell in dict.fromkeys(cells):
                facts.codes.setdefault(cell, len(facts.codes))
            found[:, j] = list(map(facts.codes.__getitem__, cells))
            counts = np.bincount(found[:, j], minlength=len(facts.codes))
            counts[: len(facts.counts)] += facts.counts
            facts.counts = counts
            facts.failed = len(facts.codes) > facts.limit
        found.tofile(self._stream)

    def close(self) -> None:
        """Finish the file."""
        self._stream.close()


@dataclass(slots=True)
class WordFacts:
    """What was seen in a column of text.

    Attributes:
        name: Of the column.
        unseen: Whether it is only watched for a first cell.
        missing: How many cells are missing.
        ids: What its cells have in common, should they be ids.
        sample: Some of its first cells.
        failed: Whether it is to be looked at once more: cells came up.
    """

    name: str
    unseen: bool = False
    missing: int = 0
    ids: IdFacts = field(default_factory=IdFacts)
    sample: list[str] = field(default_factory=list)
    failed: bool = False


class Words:
    """Collects columns of text: UTF-8, and where each cell begins and ends, (m, w, 2) int64."""

    def __init__(self, file: Path, starts: Path, facts: Sequence[WordFacts]) -> None:
        self.file, self.starts, self.facts = file, starts, facts
        self._stream, self._places = file.open("wb"), starts.open("wb")
        self._at = 0

    def add(self, rows: Rows, first: int) -> None:
        """Take the next rows."""
        found = np.full((len(rows.lines), len(self.facts), 2), NO_WORD, np.int64)
        for j, facts in enumerate(self.facts):
            cells = rows.cells(facts.name)
            blobs = [cell.encode("utf-8", "surrogatepass") for cell in cells]
            lengths = np.fromiter(map(len, blobs), np.int64, len(blobs))
            ends = self._at + np.cumsum(lengths)
            found[:, j, 0], found[:, j, 1] = ends - lengths, ends
            found[lengths == 0, j] = NO_WORD
            facts.missing += int((lengths == 0).sum())
            self._look(facts, cells, blobs)
            self._stream.writelines(blobs)
            self._at = int(ends[-1]) if len(ends) else self._at
        found.tofile(self._places)

    def close(self) -> None:
        """Finish the files."""
        self._stream.close()
        self._places.close()

    def _look(self, facts: WordFacts, cells: Sequence[str], blobs: Sequence[bytes]) -> None:
        if facts.unseen and not facts.failed:
            facts.failed = any(cell.strip() not in NO_CLASS for cell in cells)
            facts.sample = list(cells) if facts.failed else []
        filled = [cell for cell in cells if cell]
        facts.sample += filled[: max(0, _SOME - len(facts.sample))]
        facts.ids.add(filled, blobs)
