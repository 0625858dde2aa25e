"""Capitals of words that come to stand first in a sentence, or no longer do."""

from __future__ import annotations

from collections.abc import Sequence

from augctl.text.english import lists
from augctl.text.english.sentences import Word
from augctl.text.inflect import forms_of

_NAMES = ("NNP", "NNPS")
_SMALL = ("RB", "CD", "WP", "WRB", "WDT", "DT")
_COMMON = ("NNS", "JJ", "VB", "VBP", "VBG")
_CLOSED = (
    lists.DETERMINERS
    | lists.SUBJECTS
    | lists.SOMEONE
    | lists.PREPOSITIONS
    | lists.AUXILIARIES
    | lists.SUBORDINATORS
    | lists.ADVERBS
)


def opens(words: Sequence[Word], at: int) -> bool:
    """Say whether a word is the first of its sentence, but for quotes and brackets."""
    return all(not word.text[0].isalnum() for word in words[:at])


def is_capital(words: Sequence[Word], at: int) -> bool:
    """Say whether a word has its sentence's capital, or would have it if it began with a letter."""
    return opens(words, at) and not words[at].text[0].islower()


def lowered(words: Sequence[Word], at: int) -> str | None:
    """Return the letter that a word begins with where it is not the first; None if unsure.

    Args:
        words: Its sentence.
        at: The word.
    """
    word = words[at]
    first = word.text[0]
    if not opens(words, at) or word.text == "I" or word.fixed or not first.isupper():
        return first
    if word.text[1:] != word.text[1:].lower():
        return first
    named = at + 1 < len(words) and words[at + 1].tag in _NAMES
    if word.low in _CLOSED - lists.MONTHS or word.tag in _SMALL:
        return first.lower()
    forms = forms_of(word.low)
    # A dictionary of forms has few names in it: British, Ann and Netflix keep their capital.
    if not forms or (word.tag in _NAMES and named):
        return first
    if all("NNS" in form.tags and form.base != word.low for form in forms):
        return first.lower()
    return first.lower() if word.tag in _COMMON else None
