"""Words, and what may stand for them where they stand: same part of speech, same form, same case.

A source says what a word may be and what is like it. This module looks at the place: the words
beside it, its capitals, the article before it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple, Protocol

from augctl.text.articles import article_edit
from augctl.text.case import is_title, opens_sentence, with_capital
from augctl.text.dice import Dice
from augctl.text.edits import Edit, Span
from augctl.text.inflect import family_of
from augctl.text.mentions import folded
from augctl.text.passage import Passage
from augctl.text.syntax import may_be, stands_alone
from augctl.text.tokens import is_han

SURE = 0.75
"""Share of a word's uses that its likeliest part of speech must have, of those that fit a place."""

_MOST = 1 << 16  # words that are kept in memory

_NOTHING: tuple[Option, ...] = ()


class Option(NamedTuple):
    """What a form of a word may be.

    Attributes:
        part: n noun, v verb, a adjective, r adverb; empty where the source does not say.
        tags: Its tags of the Penn Treebank as such.
        weight: How much the form is used so, beside other options.
        others: What may stand for it, in its form, the best first.
        base: The word that it is a form of.
    """

    part: str
    tags: tuple[str, ...]
    weight: float
    others: tuple[str, ...]
    base: str


class Source(Protocol):
    """Knows synonyms."""

    def options(self, word: str) -> tuple[Option, ...]:
        """Return what a word in lower case may be, synonyms or not; may take long."""
        ...

    def tied(self, first: str, second: str) -> bool:
        """Say whether two words mean something together."""
        ...


class Lexicon:
    """Looks up words where they stand; remembers those that it met."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known: dict[str, tuple[Option, ...]] = {}
        self._nouns: dict[str, bool] = {}
        self._families: dict[str, tuple[str, frozenset[str]]] = {}

    def known(self, passage: Passage) -> list[int]:
        """Return the numbers of the words that have synonyms."""
        text, known = passage.text, self._known
        found = []
        for i, (start, stop) in enumerate(passage.words):
            word = text[start:stop]
            options = known.get(word)
            if options is None:
                options = self._learn(word)
            if options:
                found.append(i)
        return found

    def _learn(self, word: str) -> tuple[Option, ...]:
        if len(self._known) >= _MOST:
            self._known.clear()
        low = word.lower()
        options = self._source.options(low)
        # What has capitals of its own is a name.
        plain = word in (low, low.upper()) or is_title(word)
        some = plain and any(option.others for option in options)
        self._known[word] = found = options if some else _NOTHING
        return found

    def find(self, passage: Passage, at: int, dice: Dice) -> str | None:
        """Draw a synonym of a word of a text, in its form and case; None where none fits.

        What the text says elsewhere, in this form or another, is none.
        """
        start, stop = passage.words[at]
        text = passage.text
        word = text[start:stop]
        option = self._option(word.lower(), _left(passage, at), _right(passage, at))
        if option is None:
            return None
        title = is_title(word)
        # English words with a capital within a sentence are names; so are those amid Chinese.
        if option.part and (
            (title and not opens_sentence(text, start))
            or any(map(is_han, text[max(0, start - 1) : start] + text[stop : stop + 1]))
        ):
            return None
        others = [o for o in option.others if not self._is_elsewhere(o.lower(), passage, at)]
        if not others:
            return None
        other = others[0] if len(others) == 1 else dice.choose(others)
        if title:
            other = with_capital(other)
        elif word.isupper() and len(word) > 1:
            other = other.upper()
        return other

    def _is_elsewhere(self, low: str, passage: Passage, at: int) -> bool:
        """Say whether a word is in a text, in any form, beside the one that it may stand for."""
        start, stop = passage.words[at]
        if is_han(low[0]) or " " in low:  # no word of those that a text is cut into
            text = folded(passage.text)
            found = text.find(low)
            while start <= found and found + len(low) <= stop:
                found = text.find(low, found + 1)
            return found >= 0
        known = self._families.get(low)
        if known is None:
            if len(self._families) >= _MOST:
                self._families.clear()
            family = family_of(low) if low.isascii() else frozenset([low])
            self._families[low] = known = _stem_of(family), family
        stem, family = known
        if stem not in passage.text.lower():  # this takes far less time
            return False
        again = family & passage.said
        return bool(again) and again != {passage.word((start, stop)).lower()}

    def _option(self, low: str, left: str, right: str) -> Option | None:
        options = self._known.get(low)
        if options is None:
            options = self._learn(low)
        fit = [o for o in options if not o.part or may_be(o.part, o.tags, left)]
        if not fit:
            return None
        best = max(fit, key=lambda option: option.weight)
        if not best.others or best.weight < SURE * sum(option.weight for option in fit):
            return None
        if not stands_alone(best.part, left, right):
            return None
        if best.part == "n" and self._is_noun(right):
            return None
        tied = self._source.tied
        for word in {low, best.base}:
            if (left and tied(left, word)) or (right and tied(word, right)):
                return None
        return best

    def _is_noun(self, word: str) -> bool:
        """Say whether a word is mostly a noun: the one before it then belongs to it."""
        found = self._nouns.get(word)
        if found is None:
            if len(self._nouns) >= _MOST:
                self._nouns.clear()
            options = self._source.options(word) if word else ()
            nouns = sum(option.weight for option in options if option.part == "n")
            found = nouns > sum(option.weight for option in options) / 2
            self._nouns[word] = found
        return found


def replaced(passage: Passage, at: int, new: str) -> list[Edit] | None:
    """Return the edits that put another word in the place of one; None where they cannot be made.

    An article before it follows, which cannot be where it is marked.
    """
    start, stop = passage.words[at]
    edit = start, stop, new
    article = article_edit(passage.text, start, new)
    if article is None:
        return [edit]
    if at == 0 or passage.words[at - 1] != article[:2]:
        return None
    return [article, edit]


def _stem_of(words: Collection[str]) -> str:
    """Return the letters with which all of some words begin.

    >>> _stem_of({"pays", "paid", "paying"})
    'pa'
    """
    first, last = min(words), max(words)
    same = next((i for i, sign in enumerate(first) if sign != last[i]), len(first))
    return first[:same]


def _beside(text: str, word: Span, gap: Span) -> str:
    """Return a word in lower case; empty where more than a space parts it from another."""
    between = text[gap[0] : gap[1]]
    return text[word[0] : word[1]].lower().replace("’", "'") if between == " " else ""


def _left(passage: Passage, at: int) -> str:
    words = passage.words
    if at == 0:
        return ""
    return _beside(passage.text, words[at - 1], (words[at - 1][1], words[at][0]))


def _right(passage: Passage, at: int) -> str:
    words = passage.words
    if at + 1 == len(words):
        return ""
    return _beside(passage.text, words[at + 1], (words[at][1], words[at + 1][0]))
