"""Finds where rules of rewriting apply to a text, and what edits they make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from augctl.text.alike import normalised
from augctl.text.case import is_title, with_capital
from augctl.text.edits import Edit, Span, between
from augctl.text.ends import BREAKS, STOPS
from augctl.text.masks import covers, must_stay, touches
from augctl.text.passage import Passage, every_word
from augctl.text.rewriting.rules import Never, Part, Rule, Slots, Variant, parts_of
from augctl.text.tokens import is_han, pieces_of

_SENTENCE = re.compile(f"[{STOPS}{BREAKS}]+")
_CLAUSE = re.compile(f"[{STOPS}{BREAKS},;:，；：、]+")
_AROUND = " \t\r\u00a0\u3000\"'“”‘’«»()（）「」『』《》-–—"
# What is longer is no sentence, and to try all ways to cut it into three slots would take long.
_LONGEST, _LONGEST_OF_THREE = 600, 200
# No slot begins with punctuation: its words would be those of the next clause.
_ANYTHING = r"(?![,;:，；：、\s]).+?"
_SPACE, _WORD = r"\s+", re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


class Option(NamedTuple):
    """A way to say a sentence, or a clause of it.

    Attributes:
        weight: How likely it is to be drawn, in proportion to others.
        edits: What it changes.
    """

    weight: float
    edits: list[Edit]


class _Pattern(NamedTuple):
    """A pattern, ready to be tried.

    Attributes:
        regex: It.
        longest: The longest sentence that it is tried on.
        variants: What may stand for it.
    """

    regex: re.Pattern[str]
    longest: int
    variants: tuple[Variant, ...]


class Wording(NamedTuple):
    """What a variant makes of a match.

    Attributes:
        text: It.
        slots: Those that are filled: name, start and stop each.
    """

    text: str
    slots: list[tuple[str, int, int]]


class Rewriter:
    """Rules, ready to be tried on texts."""

    def __init__(self, rules: Sequence[Rule], slots: Slots, never: Never) -> None:
        self._slots = {name: _values(given) for name, given in slots.items()}
        self._never = {name: _unless(words) for name, words in never.items()}
        self._patterns = [
            self._pattern(parts_of(pattern), rule.sides[1])
            for rule in rules
            for pattern in rule.sides[0]
        ]
        self._cut = {v.text: parts_of(v.text) for rule in rules for v in rule.sides[1]}

    def options(self, passage: Passage) -> list[list[Option]]:
        """List the ways to say each sentence that a rule applies to.

        Ways that differ by no more than case, spaces and punctuation count as one, and as none
        where that is all in which they differ from the sentence.

        >>> rule = Rule(patterns="where is {x}", variants="where's {x}")
        >>> Rewriter([rule], {}, {}).options(Passage("Where is my card? Hello."))
        [[Option(weight=1.0, edits=[(0, 5, "Where's"), (6, 9, '')])]]
        """
        text = passage.text
        kept = must_stay(passage)
        inside = {at for a, b in every_word(text) for at in range(a + 1, b)}
        found = []
        for sentence in _segments(text, (0, len(text)), _SENTENCE, kept):
            segments = {sentence, *_segments(text, sentence, _CLAUSE, kept)}
            ways: dict[tuple[Edit, ...], Option] = {}
            for segment in sorted(segments):
                if segment[1] - segment[0] <= _LONGEST:
                    for way in self._ways(text, segment, kept, inside):
                        ways.setdefault(tuple(way.edits), way)
            if ways:
                found.append(list(ways.values()))
        return found

    def _ways(
        self, text: str, segment: Span, kept: Sequence[Span], inside: set[int]
    ) -> Iterator[Option]:
        start, stop = segment
        said = text[start:stop]
        known: set[str] = set()
        for regex, longest, variants in self._patterns:
            match = regex.fullmatch(said) if len(said) <= longest else None
            if match is None:
                continue
            words = [(a + start, b + start, "") for a, b in _outside(match)]
            if touches(words, kept) or any(a in inside or b in inside for a, b, _ in words):
                continue
            known.add(normalised(said))
            for variant in variants:
                for weight, wording in self._said(variant, match):
                    plain = normalised(wording.text)
                    if plain in known:
                        continue
                    edits = [(a + start, b + start, new) for a, b, new in _edits(match, wording)]
                    if not touches(edits, kept):
                        known.add(plain)
                        yield Option(weight, edits)

    def _said(self, variant: Variant, match: re.Match[str]) -> Iterator[tuple[float, Wording]]:
        """Walk what a variant makes of a match, one for each synonym, and their weights."""
        parts = self._cut[variant.text]
        name = next((part.slot for part in parts if part.sign == ":synonym"), "")
        if not name:
            yield variant.weight, _filled(parts, match, {})
            return
        others = self._slots[name].get(match[name].lower(), ())
        for other in others:
            cased = with_capital(other) if is_title(match[name]) else other
            yield variant.weight / len(others), _filled(parts, match, {name: cased})

    def _pattern(self, parts: Sequence[Part], variants: tuple[Variant, ...]) -> _Pattern:
        free = sum(bool(part.slot) and part.slot not in self._slots for part in parts)
        regex = re.compile(self._regex(parts), re.IGNORECASE | re.DOTALL)
        return _Pattern(regex, _LONGEST if free < 3 else _LONGEST_OF_THREE, variants)

    def _regex(self, parts: Sequence[Part]) -> str:
        """Write a pattern as a regular expression, with a group for each slot."""
        found: list[str] = []
        behind = [part.words[:1].isspace() for part in parts[1:]]
        swallowed = False
        for part, spaced in zip(parts, [*behind, False], strict=True):
            if not part.slot:
                words = list(_spelled_apart(part.words))
                found += words[1:] if swallowed else words
                swallowed = False
                continue
            values = sorted(self._slots.get(part.slot, ()), key=lambda v: (-len(v), v))
            anything = f"{self._never.get(part.slot, '')}{_ANYTHING}"
            inner = "|".join(map(_spelled, values)) if values else anything
            group = f"(?P<{part.slot}>{inner})"
            if part.sign != "?":
                found.append(group)
            # A space goes with a slot that is empty.
            elif found and found[-1] == _SPACE:
                found[-1] = f"(?:{_SPACE}{group})?"
            elif spaced:
                found.append(f"(?:{group}{_SPACE})?")
                swallowed = True
            else:
                found.append(f"{group}?")
        return "".join(found)


def _values(given: object) -> dict[str, tuple[str, ...]]:
    """Return the values of a slot in small letters, and the synonyms of each."""
    if isinstance(given, Mapping):
        return {value.lower(): tuple(others) for value, others in given.items()}
    assert isinstance(given, list | tuple)
    return {value.lower(): () for value in given}


def _unless(words: Sequence[str]) -> str:
    """Write what does not begin with one of some words as the beginning of a regular expression."""
    ends = (
        _spelled(word) + ("" if is_han(word[-1]) else r"(?!\w|['’]\w)") for word in sorted(words)
    )
    return f"(?!{'|'.join(ends)})"


def _segments(
    text: str, within: Span, ends: re.Pattern[str], kept: Sequence[Span]
) -> Iterator[Span]:
    """Walk the parts between punctuation, that of numbers and URLs left out."""
    first, last = within
    cuts = [match.span() for match in ends.finditer(text, first, last)]
    cuts = [(a, b) for a, b in cuts if not covers(kept, a, b)]
    for start, stop in zip(
        [first, *(b for _, b in cuts)], [*(a for a, _ in cuts), last], strict=True
    ):
        while start < stop and text[start] in _AROUND:
            start += 1
        while start < stop and text[stop - 1] in _AROUND:
            stop -= 1
        if start < stop:
            yield start, stop


def _spelled_apart(words: str) -> Iterator[str]:
    """Walk the words of a pattern and the spaces between them as regular expressions."""
    for piece in re.findall(r"\s+|\S+", words):
        yield _SPACE if piece.isspace() else _spelled(piece)


def _spelled(words: str) -> str:
    return _SPACE.join(re.escape(word).replace("'", "['’]") for word in words.split())


def _outside(match: re.Match[str]) -> list[Span]:
    """Return where the words of the pattern are: all but its slots, and spaces around them."""
    groups = sorted(span for span in match.regs[1:] if span[0] >= 0)
    starts = [0, *(stop for _, stop in groups)]
    stops = [*(start for start, _ in groups), len(match.string)]
    found = []
    for start, stop in zip(starts, stops, strict=True):
        part = match.string[start:stop]
        if part.strip():
            found.append((start + len(part) - len(part.lstrip()), start + len(part.rstrip())))
    return found


def _filled(parts: Sequence[Part], match: re.Match[str], others: Mapping[str, str]) -> Wording:
    """Write a variant: slots as they were, its own words in the case of the text."""
    said = match.string
    words = [word for a, b in _outside(match) for word in _WORD.findall(said[a:b])]
    shouted = sum(map(len, words)) > 1 and all(word.isupper() for word in words)
    written = {w.lower(): w for w in words if not (said.startswith(w) and is_title(w))}
    curly = "’" in said and "'" not in said
    made, slots = "", []
    for part in parts:
        if part.slot:
            filler = others.get(part.slot, match[part.slot]) or ""
            if filler:
                slots.append((part.slot, len(made), len(made) + len(filler)))
            made += filler
            continue
        piece = _WORD.sub(lambda m: written.get(m[0].lower(), m[0]), part.words)
        piece = piece.upper() if shouted else piece
        piece = piece.replace("'", "’") if curly else piece
        made += piece.lstrip() if not made or made[-1].isspace() else piece
    made = made.rstrip()
    return Wording(with_capital(made) if said[0].isupper() else made, slots)


def _edits(match: re.Match[str], wording: Wording) -> list[Edit]:
    """Return the edits that make a wording of what was said; slots stay, if their order does."""
    said, (wanted, slots) = match.string, wording
    found = {name: match.span(name) for name in match.groupdict() if match[name]}
    order = sorted(found, key=found.__getitem__)
    if order != [name for name, _, _ in slots]:
        return between(said, wanted, pieces_of(said), pieces_of(wanted))
    cuts = [0, *(at for name in order for at in found[name]), len(said)]
    ends = [0, *(at for _, start, stop in slots for at in (start, stop)), len(wanted)]
    edits: list[Edit] = []
    for (a, b), (c, d) in zip(pairwise(cuts), pairwise(ends), strict=True):
        old, new = said[a:b], wanted[c:d]
        if old == new:
            continue
        changed = between(old, new, pieces_of(old), pieces_of(new))
        edits += [(start + a, stop + a, text) for start, stop, text in changed]
    return edits
