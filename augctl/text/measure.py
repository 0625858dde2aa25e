"""How long a text is."""

from __future__ import annotations

import re

from augctl.text.passage import every_word
from augctl.text.tokens import HAN, has_han, is_han

_CHUNK = re.compile(rf"[^\s{HAN}]+")
_LETTER = re.compile(r"[^\W_]")


def count_words(text: str) -> int:
    """Count words: what stands between spaces and has a letter or digit; Chinese by jieba.

    >>> count_words("Pay $40 at http://a.b/c - now!"), count_words("我爱 New York"), count_words("")
    (5, 4, 0)
    """
    count = sum(1 for chunk in _CHUNK.findall(text) if _LETTER.search(chunk))
    if not has_han(text):
        return count
    return count + sum(1 for start, _ in every_word(text) if is_han(text[start]))


def count_letters(text: str) -> int:
    """Count letters and digits, of whatever script.

    >>> count_letters("No. 12!"), count_letters("我爱 NY"), count_letters("")
    (4, 4, 0)
    """
    return len(_LETTER.findall(text))
