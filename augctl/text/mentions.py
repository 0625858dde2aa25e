"""Where a text mentions what has a name: the longest name first, whole words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from augctl.text.case import opens_sentence
from augctl.text.edits import Span
from augctl.text.passage import Passage, every_word
from augctl.text.tokens import HAN, UNSPACED, fixed_of, is_han, trimmed

_OWNER = re.compile(r"['’]s$")
_UNSPACED = re.compile(f"[{HAN}{UNSPACED}]")
_START = re.compile(rf"(?<![^\W{HAN}{UNSPACED}])[^\W{HAN}{UNSPACED}]|[{HAN}{UNSPACED}]")
_BEFORE = re.compile(r"(\w+)(?: of| de| von)? $")
_HEADS = frozenset(
    "Lake Mount Mt Saint St San Santa Fort Port Cape King Queen Sir Lady Lord Mr Mrs Ms Miss Dr"
    " President University Bank Hotel North South East West New Old Great Grand Little".split()
)
_AFTER = re.compile(r" (\w+)")


class Mention(NamedTuple):
    """A mention.

    Attributes:
        start: Where it begins, in code points.
        stop: Behind its last.
        named: What has that name, by number; several where the name alone does not tell.
    """

    start: int
    stop: int
    named: tuple[int, ...]


class Linker:
    """Finds names in texts."""

    def __init__(self, names: Iterable[tuple[str, int]], *, match_case: bool) -> None:
        """Take names.

        Args:
            names: Names, and the number of what has each. Those of one character are left out.
            match_case: Whether a name must be written as it is here; in capitals, or with the
                first letter a capital, it may always be.
        """
        self._match_case = match_case
        self._named: dict[str, list[tuple[str, int]]] = {}
        lengths: dict[str, set[int]] = {}
        for name, number in names:
            if len(name) > 1 and any(sign.isalpha() for sign in name):
                key = folded(name)
                self._named.setdefault(key, []).append((name, number))
                lengths.setdefault(key[:2], set()).add(len(key))
        self._lengths = {key: sorted(each, reverse=True) for key, each in lengths.items()}

    def mentions(self, passage: Passage) -> list[Mention]:
        """Find mentions, in order and not overlapping.

        A name is passed over that is a part of a longer name, of a URL or the like, or of what is
        marked.
        """
        text = passage.text
        plain = folded(text)
        found: list[Mention] = []
        limits: _Limits | None = None
        at = 0
        for match in _START.finditer(plain):
            start = match.start()
            if start < at:
                continue
            for length in self._lengths.get(plain[start : start + 2], ()):
                stop = start + length
                named = self._named.get(plain[start:stop])
                if named is None:
                    continue
                numbers = self._meant(text[start:stop], named)
                if not numbers:
                    continue
                limits = limits or _Limits(passage)
                if limits.allow(start, stop):
                    found.append(Mention(start, stop, tuple(sorted(numbers))))
                    at = stop
                    break
        return found

    def _meant(self, said: str, named: Sequence[tuple[str, int]]) -> set[int]:
        exact = {number for name, number in named if name == said}
        if exact:
            return exact
        return {
            number
            for name, number in named
            if not self._match_case or said in (name.upper(), name[:1].upper() + name[1:])
        }


class _Limits:
    """Says whether a name may stand where it does in a text."""

    def __init__(self, passage: Passage) -> None:
        self._text, self._spans = passage.text, passage.spans
        self._kept = [_without_owner(self._text, *run) for run in fixed_of(self._text)]
        self._shouted = self._text.isupper()
        self._inside: set[int] | None = None

    def allow(self, start: int, stop: int) -> bool:
        """Say whether a mention may be from here to there."""
        text = self._text
        marked = (start, stop) in self._spans
        if not marked and any(a < stop and start < b for a, b in self._spans):
            return False
        if any(a < stop and start < b and not (start <= a and b <= stop) for a, b in self._kept):
            return False
        if not (self._ends(start, -1) and self._ends(stop, 1)):
            return False
        return marked or is_han(text[start]) or not self._in_longer_name(start, stop)

    def _ends(self, at: int, way: int) -> bool:
        """Say whether a word may end here, to the left or to the right."""
        text = self._text
        inner = text[at : at + 1] if way < 0 else text[at - 1 : at]
        outer = text[at - 1 : at] if way < 0 else text[at : at + 1]
        if is_han(inner) and is_han(outer):
            return at not in self._inside_words()
        if not outer or _UNSPACED.match(outer) or _UNSPACED.match(inner):
            return True
        if outer.isalnum() or outer == "_":
            return False
        if outer not in "-'’‐":
            return True
        next_ = text[at - 2 : at - 1] if way < 0 else text[at + 1 : at + 2]
        if way < 0:
            return not next_.isalnum()
        if outer in "-‐":
            return not next_.isupper() and not next_.isdigit()
        return re.match(r"s\b", text[at + 1 :]) is not None or (
            not next_.isalnum() and inner not in "sS"
        )

    def _inside_words(self) -> set[int]:
        """Return the places within Chinese words."""
        if self._inside is None:
            words = [(a, b) for a, b in every_word(self._text) if is_han(self._text[a])]
            self._inside = {at for a, b in words for at in range(a + 1, b)}
        return self._inside

    def _in_longer_name(self, start: int, stop: int) -> bool:
        """Say whether words with capitals beside a name make it seem a part of a longer one."""
        text = self._text
        if self._shouted or not text[start].isupper():
            return False
        before, after = _BEFORE.search(text, max(0, start - 40), start), _AFTER.match(text, stop)
        if after and after[1][0].isupper() and after[1] not in ("I", "A"):
            return True
        if before is None or not before[1][0].isupper() or before[1] == "I":
            return False
        # The first word of a sentence has a capital anyway.
        first = before[0] == f"{before[1]} " and opens_sentence(text, before.start())
        return not first or before[1] in _HEADS


def folded(text: str) -> str:
    """Return a text in lower case, of the same length.

    >>> folded("İzmir AND Straße")
    'İzmir and straße'
    """
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)


def _without_owner(text: str, start: int, stop: int) -> Span:
    """Leave out punctuation at the ends of a run, and the sign of an owner."""
    start, stop = trimmed(text, start, stop)
    return (start, stop - 2) if _OWNER.search(text[start:stop]) else (start, stop)
