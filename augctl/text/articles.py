"""`a` or `an`, before another word than there was."""

from __future__ import annotations

import re

from augctl.text.edits import Edit

_ARTICLE = re.compile(r"(?<![\w'’-])(an?) \Z", re.IGNORECASE)
# By sound, not by letter: an hour, a user, a European, a one-off.
_YOU = r"eu|ew|u(?:bi|k[eru]|nanim|ni(?:[cfloqstv]|$)|r[aeio]|s[aeiu]|t[eio])"
_AN = re.compile(
    rf"(?:hour|honest|honou?r|heir)|(?!{_YOU}|one(?:\b|self)|once\b)[aeiouà-æè-ïò-öø-ü]",
    re.IGNORECASE,
)
# Said letter by letter: an SMS, a UFO.
_SPELT = re.compile(r"[A-Z](?=[A-Z]{1,2}\b|[B-DF-HJ-NP-TV-XZ0-9]+\b)")


def article_for(article: str, word: str) -> str:
    """Return `a` or `an` before a word, with the capitals of the one there was.

    >>> [article_for("a", word) for word in ("car", "hour", "user", "uncle", "European", "unit")]
    ['a', 'an', 'a', 'an', 'a', 'a']
    >>> article_for("An", "car"), article_for("A", "error"), article_for("AN", "CAR")
    ('A', 'An', 'A')
    >>> [article_for("a", word) for word in ("US card", "SMS", "NATO", "UFO", "NHS")]
    ['a', 'an', 'a', 'a', 'an']
    """
    right = "an" if _AN.match(word) else "a"
    # In a text of capitals alone, a word is no abbreviation.
    if article.islower() and (spelt := _SPELT.match(word)):
        right = "an" if spelt[0] in "AEFHILMNORSX" else "a"
    if article.lower() == right:
        return article
    if article == "A" and len(word) > 1 and word.isupper():
        return "AN"
    return right.capitalize() if article[0] == "A" else right


def article_edit(text: str, start: int, new: str) -> Edit | None:
    """Return the edit that makes an article right before a place fit what will stand there.

    None where there is no article, or it fits.

    >>> article_edit("I have a car", 9, "automobile"), article_edit("I have a car", 9, "bike")
    ((7, 8, 'an'), None)
    """
    found = _ARTICLE.search(text, max(0, start - 4), start)
    if found is None:
        return None
    right = article_for(found[1], new)
    return None if right == found[1] else (found.start(1), found.end(1), right)
