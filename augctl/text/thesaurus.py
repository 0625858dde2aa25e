"""Files of synonyms that a user keeps.

One group a line, between commas, or one word and what may stand for it behind a colon:

    quick, fast, rapid        # each for each other
    card: debit card          # only this way round
    酒店，宾馆

What stands behind # is a remark. Lines of Cilin, such as `Aa01B01= 人 人物`, are groups, too.
A file that ends in .json, .yaml or .yml holds a mapping of a word to a word or a list of them, or a
list of groups.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from augctl.errors import UsageError

Thesaurus = dict[str, list[str]]
"""What may stand for a word, in the order of the file; keys in lower case."""

_CILIN = re.compile(r"[A-Z][a-z]\d\d[A-Z]\d\d([=#@])\s*(.*)")
_COMMA = re.compile(r"[,，、;；]")
_COLON = re.compile(r"[:：]")

_EXPECTED = "quick, fast, rapid or card: debit card"


def read_thesaurus(file: Path) -> Thesaurus:
    """Read a file of synonyms.

    Raises:
        UsageError: It is no such file, with the number of the line; or it has no synonyms.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: not UTF-8: {error.reason} at byte {error.start}.") from None
    mapped = file.suffix.lower() in (".json", ".yaml", ".yml")
    found = _joined(_entries(_loaded(file, text), file) if mapped else _lines(text, str(file)))
    if not found:
        raise UsageError(f"{file} has no synonyms.", "Write groups of words: quick, fast, rapid")
    return found


@cache
def chinese() -> Thesaurus:
    """Return our own list of Chinese words that may stand for each other.

    Words of one character mean too much to be looked up; they only stand for others.
    """
    text = files("augctl.text").joinpath("chinese.txt").read_text(encoding="utf-8")
    every = _joined(_lines(text, "chinese.txt"))
    return {word: others for word, others in every.items() if len(word) > 1}


def _lines(text: str, file: str) -> Iterator[tuple[list[str], list[str]]]:
    """Walk the lines: words, and what may stand for each."""
    for number, line in enumerate(text.splitlines(), 1):
        cilin = _CILIN.match(line)
        if cilin is not None:
            group = cilin[2].split()
            if cilin[1] == "=":  # the others are related, not alike
                yield group, group
            continue
        line = re.sub(r"(^|\s)#.*", "", line)
        if not line.strip():
            continue
        head, colon, rest = _parted(line)
        keys, others = [head], _split(rest)
        if not colon:
            keys = others = _split(line)
        if "" in keys or "" in others or len({*keys, *others}) < 2:
            raise UsageError(f"{file}:{number}: expected {_EXPECTED}, found {line.strip()[:60]!r}.")
        yield keys, others


def _parted(line: str) -> tuple[str, bool, str]:
    parts = _COLON.split(line, maxsplit=1)
    return parts[0].strip(), len(parts) > 1, parts[-1]


def _split(text: str) -> list[str]:
    return [" ".join(word.split()) for word in _COMMA.split(text)]


def _loaded(file: Path, text: str) -> Any:
    try:
        return json.loads(text) if file.suffix.lower() == ".json" else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        found = " ".join(str(error).split())[:200]
        raise UsageError(f"{file}: not valid {file.suffix[1:].upper()}: {found}.") from None


def _entries(data: Any, file: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Walk a mapping, or a list of groups."""
    items: Iterable[tuple[Any, Any]] = ()
    if isinstance(data, dict):
        items = [([word], [o] if isinstance(o, str) else o) for word, o in data.items()]
    elif isinstance(data, list):
        items = [(group, group) for group in data]
    if not items:
        raise UsageError(f"{file}: expected a mapping of words to words, or a list of groups.")
    for number, (keys, others) in enumerate(items, 1):
        for words in (keys, others):
            if not isinstance(words, list) or not all(isinstance(w, str) and w for w in words):
                shown = json.dumps(
                    data[number - 1] if keys is others else {keys[0]: others},
                    ensure_ascii=False,
                    default=str,
                )[:60]
                raise UsageError(f"{file}: entry {number}: expected words, found {shown}.")
        yield keys, others


def _joined(entries: Iterable[tuple[list[str], list[str]]]) -> Thesaurus:
    """Put entries together: a word's synonyms of all of them, without the word itself."""
    found: dict[str, dict[str, None]] = {}
    for keys, others in entries:
        for key in keys:
            known = found.setdefault(key.lower(), {})
            known.update((other, None) for other in others if other.lower() != key.lower())
    return {key: list(others) for key, others in found.items() if others}
