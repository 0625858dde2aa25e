"""YAML text to plain data, keeping the line and column of every value and key.

Plain safe YAML, and less of it than usual: no anchors, aliases, merges, tags or duplicate keys, at
most 1 MiB and 50 levels. Scalars mean what a person reads: `no` and `12:30:45` are strings, `010`
is ten, `1e-3` is a thousandth. The tree is built from parser events rather than by PyYAML's
constructor, because the constructor keeps no places, takes `no` for false, and recurses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from yaml.reader import ReaderError

from augctl.documents.document import MAX_DEPTH, Document, Place, half_characters
from augctl.errors import Problem, RecipeError

MAX_BYTES = 1 << 20

_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
# A list item of one word, such as a stage's name, or a line of which nothing is left.
_BARE = re.compile(r"( *)- +([\w.]+)\s*(?:#.*)?")
_BLANK = re.compile(r"\s*(?:#.*)?")
# Python refuses to read thousands of digits; so many are infinite, in effect.
_MAX_DIGITS = 300
_WORDS: dict[str, Any] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "false": False,
    ".inf": float("inf"),
    "+.inf": float("inf"),
    "-.inf": float("-inf"),
    ".nan": float("nan"),
}


def read(file: Path) -> Document:
    """Read a recipe file.

    Raises:
        RecipeError: The file cannot be read or is not YAML of the kind that we take.
    """
    name = str(file)
    try:
        if file.is_dir():
            raise _failure(name, "a recipe file", "a folder")
        with file.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _failure(name, "a recipe file", "nothing there") from None
    except OSError as error:
        raise _failure(name, "a readable file", error.strerror or str(error)) from None
    except ValueError as error:  # a NUL in the name
        raise _failure(ascii(name), "a recipe file", str(error)) from None
    if len(raw) > MAX_BYTES:
        raise _failure(name, "at most 1 MiB of YAML", "a larger file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", "replace")
        found = f"byte 0x{raw[error.start]:02x}"
        raise RecipeError([Problem(name, *_end(before), "", "UTF-8 text", found)]) from None
    return parse(text, name)


def parse(text: str, file: str = "<recipe>") -> Document:
    r"""Parse recipe text.

    >>> parse("p: no\nn: 010").data
    {'p': 'no', 'n': 10}

    Raises:
        RecipeError: The text is not YAML of the kind that we take.
    """
    document = Document(None, file)
    try:
        loader = yaml.SafeLoader(text)
    except ReaderError as error:
        found = f"the character {text[error.position]!a}"
        place = _end(text[: error.position])
        raise RecipeError([Problem(file, *place, "", "text that can be read", found)]) from None
    try:
        _Builder(document, loader).build()
    except yaml.YAMLError as error:
        raise RecipeError([*document.problems, _yaml_problem(error, text, file)]) from None
    # What PyYAML lets through where it reads numbers: "\UFFFFFFFF", a version of 5,000 digits.
    except (ValueError, OverflowError) as error:
        mark = loader.get_mark()
        problem = Problem(file, mark.line + 1, mark.column + 1, "", "valid YAML", str(error))
        raise RecipeError([*document.problems, problem]) from None
    if document.data is None and not document.problems:
        raise _failure(file, "a mapping that starts with `version: 1`", "an empty file")
    return document


def _failure(file: str, expected: str, found: str) -> RecipeError:
    return RecipeError([Problem(file, 0, 0, "", expected, found)])


def _end(text: str) -> tuple[int, int]:
    """Return line and column, from 1, of what comes after a text."""
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def _yaml_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    what = " ".join(
        part for part in (getattr(error, "context", ""), getattr(error, "problem", "")) if part
    )
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    if "\\t" in what:
        what = "a tab (YAML indents with spaces)"
    if "mapping values are not allowed" in what or "<block mapping start>" in what:
        what += _missing_colon(text.splitlines()[:line])
    return Problem(file, line, column, "", "valid YAML", what or str(error).splitlines()[0])


def _missing_colon(lines: Sequence[str]) -> str:
    """Say where a colon is missing, if the last of some lines belongs to a bare list item."""
    *before, last = lines
    indent = len(last) - len(last.lstrip())
    for number in range(len(before), 0, -1):
        if _BLANK.fullmatch(before[number - 1]):
            continue
        bare = _BARE.fullmatch(before[number - 1])
        if bare and len(bare[1]) < indent:
            return f"; a colon is missing behind {bare[2]} in line {number}"
        break
    return ""


class _Builder:
    """Builds the data of a document from events, without recursion."""

    def __init__(self, document: Document, loader: Any) -> None:
        self.document = document
        self.loader = loader
        # One frame per open collection: its path, itself, and the key that waits for a value.
        self.stack: list[tuple[Place, Any, list[str]]] = []

    def build(self) -> None:
        documents = 0
        while self.loader.check_event():
            event = self.loader.get_event()
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents == 2:
                    self._stop(event, "one document", "a second one")
            elif isinstance(event, yaml.AliasEvent):
                self._refuse(event, "no aliases (write the value out)", f"*{event.anchor}")
                marks = event.start_mark, event.end_mark
                self._node(yaml.ScalarEvent(None, None, (True, False), "", *marks))
            elif isinstance(event, yaml.NodeEvent):
                self._node(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self.stack.pop()

    def _node(self, event: Any) -> None:
        if event.anchor:
            self._refuse(event, "no anchors (write the value out)", f"&{event.anchor}")
        if event.tag:
            self._refuse(event, "no tags", event.tag)
        if isinstance(event, yaml.ScalarEvent) and half_characters(event.value):
            self._refuse(event, "Unicode text", ascii(event.value))
        if self._is_key():
            self._key(event)
            return
        path = self._next_path()
        self.document.values[path] = _place(event)
        if isinstance(event, yaml.ScalarEvent):
            value = _scalar(event)
            if not isinstance(value, str):
                self.document.written[path] = event.value
            self._put(value)
            return
        if len(self.stack) >= MAX_DEPTH:
            self._stop(event, f"at most {MAX_DEPTH} levels", "a deeper one")
        collection: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._put(collection)
        self.stack.append((path, collection, []))

    def _is_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1][1], dict) and not self.stack[-1][2]

    def _key(self, event: Any) -> None:
        path, collection, waiting = self.stack[-1]
        if not isinstance(event, yaml.ScalarEvent):
            self._stop(event, "a name as key", "a list or mapping")
        name = event.value
        if name == "<<":
            self._refuse(event, "no merge keys (write the values out)", "<<")
        full = (*path, name)
        first = self.document.keys[full][0] if name in collection else 0
        self.document.keys[full] = _place(event)
        if first:
            found = f"{name!r} again (first at line {first})"
            self.document.problem(full, "each key once", found, at_key=True)
        waiting.append(name)

    def _next_path(self) -> Place:
        if not self.stack:
            return ()
        path, collection, waiting = self.stack[-1]
        return (*path, waiting[0] if waiting else len(collection))

    def _put(self, value: Any) -> None:
        if not self.stack:
            self.document.data = value
            return
        _, collection, waiting = self.stack[-1]
        if isinstance(collection, dict):
            collection[waiting.pop()] = value
        else:
            collection.append(value)

    def _refuse(self, event: Any, expected: str, found: str) -> None:
        self.document.refuse(*_place(event), expected, found)

    def _stop(self, event: Any, expected: str, found: str) -> None:
        self._refuse(event, expected, found)
        raise RecipeError(self.document.problems)


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _scalar(event: Any) -> Any:
    text: str = event.value
    if event.style is not None:
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INT.match(text) and len(text) <= _MAX_DIGITS:
        return int(text)
    return float(text) if _FLOAT.match(text) else text
