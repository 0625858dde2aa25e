"""Capitals: which belong to a place, such as a sentence's beginning, and which to a word."""

from __future__ import annotations

from augctl.text.ends import ENDS

_QUOTES = frozenset(" \t\u00a0\u3000\"'“”‘’«»„‚()[]（）【】「」『』《》¿¡-–—*")


def opens_sentence(text: str, at: int) -> bool:
    """Say whether a sentence begins where a word does.

    >>> text = "It is. (We know) that"
    >>> [text[at:at + 2] for at in (0, 3, 8, 11, 17) if opens_sentence(text, at)]
    ['It', 'We']
    """
    while at:
        at -= 1
        if text[at] in ENDS:
            return True
        if text[at] not in _QUOTES:
            return False
    return True


def is_title(word: str) -> bool:
    """Say whether a word has a capital first and none after, and is not `I` in any form.

    >>> [is_title(word) for word in ("My", "A", "I", "I'm", "NASA", "my")]
    [True, True, False, False, False, False]
    """
    if not word[:1].isupper() or word == "I" or word.startswith(("I'", "I’")):
        return False
    rest = word[1:]
    return not rest or rest == rest.lower()


def with_capital(word: str) -> str:
    """Return a word with a capital first, its other letters as they are.

    >>> with_capital("my"), with_capital("ǆep"), with_capital("iOS")
    ('My', 'ǅep', 'IOS')
    """
    return word[:1].title() + word[1:]
