"""Reads a large JSON object part by part, so that only what is made of each part is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Generator, Iterator
from pathlib import Path
from typing import Any, NoReturn

from augctl.errors import UsageError

_SPACE = re.compile(r"[ \t\n\r]*")


class JsonFile:
    """A file with one JSON object on top.

    Attributes:
        name: What to call it in messages.
        lists: Keys of the lists that were met so far, of those that come item by item.
    """

    def __init__(self, file: Path, name: str) -> None:
        """Read the text.

        Raises:
            UsageError: It cannot be read, or is not UTF-8.
        """
        self.name = name
        try:
            self._text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise UsageError(
                f"{name}: byte {error.start} is not UTF-8.", "Save the file as UTF-8."
            ) from None
        except OSError as error:
            raise UsageError(
                f"{name} cannot be read: {error.strerror}.", "Check its permissions."
            ) from None
        self.lists: set[str] = set()
        self._decode = json.JSONDecoder().raw_decode
        self._counted_to, self._lines = 0, 1

    def members(self, listed: Collection[str]) -> Iterator[tuple[str, int, Any]]:
        """Walk the object: key, line of the value, value.

        Of a list whose key is in `listed`, each item comes by itself, under the key of the list.

        Raises:
            UsageError: The file is not JSON, or not an object: line and column.
        """
        at = self._skip(0)
        if not self._text.startswith("{", at):
            self._stop(at, "expected a JSON object")
        at = self._skip(at + 1)
        while not self._text.startswith("}", at):
            if not self._text.startswith('"', at):
                self._stop(at, "expected a key in double quotes")
            key, at = self._value(at)
            at = self._skip(at)
            if not self._text.startswith(":", at):
                self._stop(at, "expected ':'")
            at = self._skip(at + 1)
            if key in listed and self._text.startswith("[", at):
                self.lists.add(key)
                at = yield from self._items(key, at)
            else:
                start = at
                value, at = self._value(at)
                yield key, self._line(start), value
            at = self._next(at, "}")
        if self._skip(at + 1) < len(self._text):
            self._stop(self._skip(at + 1), "expected the end of the file")

    def _items(self, key: str, at: int) -> Generator[tuple[str, int, Any], None, int]:
        """Walk the items of a list as members; returns where it ends."""
        at = self._skip(at + 1)
        while not self._text.startswith("]", at):
            item, end = self._value(at)
            yield key, self._line(at), item
            at = self._next(end, "]")
        return at + 1

    def _next(self, at: int, closing: str) -> int:
        """Return where the next part begins, or where the object or list closes."""
        at = self._skip(at)
        if self._text.startswith(",", at):
            following = self._skip(at + 1)
            if self._text.startswith(closing, following):
                self._stop(at, f"expected no comma before '{closing}'")
            return following
        if not self._text.startswith(closing, at):
            self._stop(at, f"expected ',' or '{closing}'")
        return at

    def _value(self, at: int) -> tuple[Any, int]:
        try:
            return self._decode(self._text, at)
        except json.JSONDecodeError as error:
            self._stop(error.pos, error.msg)
        except RecursionError:
            self._stop(at, "it is nested too deeply")
        except ValueError:  # Python refuses to read thousands of digits
            self._stop(at, "a number has too many digits")

    def _skip(self, at: int) -> int:
        if self._text[at : at + 1] > " ":
            return at
        # It matches nothing at all, too, so there always is a match.
        return _SPACE.match(self._text, at).end()  # type: ignore[union-attr]

    def _line(self, at: int) -> int:
        """Return the line of a place behind all those asked for before."""
        self._lines += self._text.count("\n", self._counted_to, at)
        self._counted_to = at
        return self._lines

    def _stop(self, at: int, what: str) -> NoReturn:
        line = self._text.count("\n", 0, at) + 1
        column = at - self._text.rfind("\n", 0, at)
        cut = " (the file ends here: is it whole?)" if at >= len(self._text) else ""
        raise UsageError(f"{self.name}:{line}:{column}: not a JSON object: {what}{cut}.")
