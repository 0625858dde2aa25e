"""Reads a file once, and puts each column where its guess says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from augctl.io.tables.collect import (
    CodeFacts,
    Codes,
    NumberFacts,
    Numbers,
    WordFacts,
    Words,
)
from augctl.io.tables.guess import Guess
from augctl.io.tables.rows import Rows, Source
from augctl.tables.schema import Role

Facts = NumberFacts | CodeFacts | WordFacts

MANY = 4096
"""With more texts than this, a column is not categorical, unless the user says so."""

_MOST = 1 << 20


class Pass:
    """One reading of a file.

    Attributes:
        guesses: What each column is taken for.
        facts: What was seen, by column.
        numbers: The columns of numbers and dates, if there are any.
        codes: The columns of categories, likewise.
        words: The columns of text, likewise.
        count: How many rows there are.
        later: First cells of columns that came up on the way.
        readers: Of its files, for who puts the columns together.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        guesses: Mapping[str, Guess],
        rules: Mapping[str, Role],
        comma: bool,
    ) -> None:
        """Prepare.

        Args:
            folder: Takes the files of cells.
            name: What these are called; differs between readings.
            guesses: What each column is taken for.
            rules: What the user says that columns are.
            comma: Whether numbers have a decimal comma.
        """
        self.guesses = dict(guesses)
        numbers, codes, words = [], [], []
        for column, seems in guesses.items():
            if seems.held in ("number", "date"):
                only = rules.get(column) in ("numeric", "integer")
                numbers.append(NumberFacts(column, seems.form, only))
            elif seems.held == "code":
                limit = _MOST if rules.get(column) in ("categorical", "boolean") else MANY
                codes.append(CodeFacts(column, limit))
            else:
                words.append(WordFacts(column, seems.held == "unseen"))
        every: list[Facts] = [*numbers, *codes, *words]
        self.facts = {facts.name: facts for facts in every}
        self.numbers = Numbers(folder / f"{name}.f8", numbers, comma) if numbers else None
        self.codes = Codes(folder / f"{name}.i4", codes) if codes else None
        self.words = Words(folder / f"{name}.utf8", folder / f"{name}.i8", words) if words else None
        self.count = 0
        self.later: dict[str, list[str]] = {}
        self.readers: dict[Path, Any] = {}

    def run(
        self,
        blocks: Iterable[Rows],
        source: Source,
        known: set[str],
        each: Callable[[Rows], None],
    ) -> None:
        """Read the file.

        Args:
            blocks: All of its rows.
            source: The file.
            known: Columns that were collected before, or are now.
            each: Called with each block.
        """
        collectors = [c for c in (self.numbers, self.codes, self.words) if c is not None]
        for rows in blocks:
            if not len(rows.lines):
                continue
            each(rows)
            for collector in collectors:
                collector.add(rows, self.count)
            for name in source.names if len(source.names) > len(known) else ():
                if name not in known and name not in self.later:
                    self.later[name] = list(rows.cells(name))
            self.count += len(rows.lines)
        for collector in collectors:
            collector.close()

    def failed(self) -> list[str]:
        """List the columns that are to be read once more."""
        return [name for name, facts in self.facts.items() if facts.failed]

    def files(self) -> list[Path]:
        """List the files of what was collected."""
        found = [c.file for c in (self.numbers, self.codes, self.words) if c is not None]
        return found if self.words is None else [*found, self.words.starts]

    def texts(self, name: str) -> dict[str, int]:
        """Return the texts of a column of categories, and how often each was seen."""
        facts = self.facts[name]
        assert isinstance(facts, CodeFacts)
        return dict(zip(facts.codes, np.asarray(facts.counts).tolist(), strict=True))
