"""A recipe's data, where each part of it stands in the file, and what is wrong with it."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from augctl.errors import Problem, RecipeError

Place = tuple[str | int, ...]
"""Keys and positions from the top of a document to a value."""

MAX_DEPTH = 50
# A resolved recipe is deeper than its text by the defaults that are written out in it.
_RESOLVED_DEPTH = MAX_DEPTH + 20

# More than a person reads. Without an end, a hostile file could keep the search for nearest names
# busy for hours.
MAX_PROBLEMS = 200

_PLAIN_KEY = re.compile(r"[\w.-]{1,60}\Z")
_HALF = re.compile("[\ud800-\udfff]")
_LARGEST = sys.float_info.max


@dataclass(slots=True)
class Document:
    """A recipe's data and where each part of it stands.

    Attributes:
        data: Mappings, lists and scalars.
        file: What to call the file in messages.
        values: Line and column, from 1, of each value by its path.
        keys: The same for the keys of mappings.
        written: How the file has scalars that were read as something else than text.
        problems: What is wrong, so far.
    """

    data: Any
    file: str
    values: dict[Place, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Place, tuple[int, int]] = field(default_factory=dict)
    written: dict[Place, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _refused: set[tuple[int, int]] = field(default_factory=set)

    @classmethod
    def of(cls, source: Mapping[str, Any]) -> Document:
        """Make a document of data that has no file; what is not plain data is a problem."""
        document = cls(None, "<recipe>")
        document.data = document._plain((), source)
        return document

    def problem(
        self, path: Place, expected: str, found: str, nearest: str = "", *, at_key: bool = False
    ) -> None:
        """Note a problem at a value, or at the nearest enclosing value that has a place.

        Raises:
            RecipeError: There are so many by now that looking for more helps no one.
        """
        line, column = self._place(path, at_key)
        # What could not be read is not what was meant, so there is nothing more to say of it.
        if (line, column) not in self._refused:
            self._note(Problem(self.file, line, column, where(path), expected, found, nearest))

    def refuse(self, line: int, column: int, expected: str, found: str) -> None:
        """Note that what stands at a place cannot be read.

        Raises:
            RecipeError: There are so many by now that looking for more helps no one.
        """
        self._refused.add((line, column))
        self._note(Problem(self.file, line, column, "", expected, found))

    def _note(self, problem: Problem) -> None:
        if problem not in self.problems:
            self.problems.append(problem)
        if len(self.problems) >= MAX_PROBLEMS:
            raise RecipeError(self.problems)

    def label(self, path: Place, value: Any) -> str | None:
        """Return the name of a class as the file has it: `010` is no ten here; None if it is none.

        >>> from augctl.documents.text import parse
        >>> [parse(text).label((), parse(text).data) for text in ("cat", "010", "true")]
        ['cat', '010', 'true']
        """
        if value is None or isinstance(value, (list, dict)):
            return None
        if isinstance(value, str):
            return value or None
        return self.written.get(path) or str(value)

    def address(self, path: Place) -> str:
        """Say where a key stands: file, line and column; the file alone if it has no lines."""
        line, column = self._place(path, at_key=True)
        return f"{self.file}:{line}:{column}" if line else self.file

    def _place(self, path: Place, at_key: bool) -> tuple[int, int]:
        if at_key and path in self.keys:
            return self.keys[path]
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, (0, 0))

    def _plain(self, path: Place, value: Any) -> Any:
        if len(path) > _RESOLVED_DEPTH:
            self.problem(path, f"at most {_RESOLVED_DEPTH} levels", "a deeper one")
            return None
        if isinstance(value, Path):
            value = str(value)
        if value is None or isinstance(value, (bool, float)):
            return value
        if isinstance(value, int):
            return bounded(value)
        if isinstance(value, str):
            if half_characters(value):
                self.problem(path, "Unicode text", ascii(value))
            return value
        if isinstance(value, Mapping):
            return {str(key): self._plain((*path, str(key)), value[key]) for key in value}
        if isinstance(value, (list, tuple)):
            return [self._plain((*path, i), item) for i, item in enumerate(value)]
        expected = "plain data: mappings, lists, text, numbers, true, false or None"
        self.problem(path, expected, f"an object of type {type(value).__name__}")
        return None


def bounded(number: int) -> int | float:
    """Return an integer, or infinity for one that no float can hold: a mistake anyway."""
    if abs(number) <= _LARGEST:
        return number
    return float("inf") if number > 0 else float("-inf")


def half_characters(text: str) -> bool:
    """Say whether a text holds surrogates, which no file can."""
    return not text.isascii() and _HALF.search(text) is not None


def where(path: Place) -> str:
    """Write a path the way people count.

    >>> where(("chains", 0, "stages", 1))
    'chains[1].stages[2]'
    """
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            # Quoted and cut, because a key can hold anything: a line break, an escape sequence.
            shown = part if _PLAIN_KEY.match(part) else ascii(part[:60])
            text += f".{shown}" if text else shown
    return text
