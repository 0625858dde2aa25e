"""`a` or `an`, before another word than there was."""

from __future__ import annotations

import re

# By sound, not by letter: an hour, a user, a European, a one-off.
_YOU = r"eu|ew|u(?:bi|k[eru]|nanim|ni(?:[cfloqstv]|$)|r[aeio]|s[aeiu]|t[eio])"
_AN = re.compile(
    rf"(?:hour|honest|honou?r|heir)|(?!{_YOU}|one(?:\b|self)|once\b)[aeiouà-æè-ïò-öø-ü]",
    re.IGNORECASE,
)


def article_for(article: str, word: str) -> str:
    """Return `a` or `an` before a word, with the capitals of the one there was.

    >>> [article_for("a", word) for word in ("car", "hour", "user", "uncle", "European", "unit")]
    ['a', 'an', 'a', 'an', 'a', 'a']
    >>> article_for("An", "car"), article_for("A", "error"), article_for("AN", "CAR")
    ('A', 'An', 'A')
    """
    right = "an" if _AN.match(word) else "a"
    if article.lower() == right:
        return article
    if article == "A" and len(word) > 1 and word.isupper():
        return "AN"
    return right.capitalize() if article[0] == "A" else right
