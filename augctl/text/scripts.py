"""Letters of the script of a letter."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from augctl.text.tokens import is_han

# Of the characters of traditional text, a third are such; a name in simplified text may have one.
_SHARE = 0.1


def _run(first: str, last: str, without: str = "") -> str:
    letters = map(chr, range(ord(first), ord(last) + 1))
    return "".join(letter for letter in letters if letter not in without)


# By the first word of a letter's name in Unicode. Small letters alone, where there are two kinds.
_ALPHABETS = {
    "LATIN": _run("a", "z"),
    "GREEK": _run("α", "ω", without="ς"),
    "CYRILLIC": _run("а", "я"),
    "ARMENIAN": _run("ա", "ֆ"),
    "GEORGIAN": _run("ა", "ჰ"),
    "HEBREW": _run("א", "ת", without="ךםןףץ"),
    "ARABIC": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "DEVANAGARI": _run("क", "ह", without="ऩऱऴ"),
    "BENGALI": "কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহ",
    "TAMIL": "கஙசஞடணதநபமயரலவழளறன",
    "HANGUL": "가나다라마바사아자차카타파하고노도로모보소오조코토포호구누두루무부수우주쿠투푸후",
}


@cache
def letters_like(letter: str) -> str:
    """Return the letters of the script of a letter, in its case; empty where they are not known.

    >>> letters_like("É")[:4], letters_like("д")[:4], letters_like("ア")
    ('ABCD', 'абвг', '')
    """
    if is_han(letter):
        return common_han()
    script = unicodedata.name(letter, "").partition(" ")[0]
    found = _ALPHABETS.get(script, "")
    return found.upper() if letter.isupper() else found


@cache
def common_han() -> str:
    """Return the 3,755 common Chinese characters: the first level of GB 2312."""
    return "".join(
        bytes((high, low)).decode("gb2312")
        for high in range(0xB0, 0xD8)
        for low in range(0xA1, 0xFF)
        if (high, low) <= (0xD7, 0xF9)
    )


@cache
def _traditional() -> re.Pattern[str]:
    """Match the frequent characters of Big5, its first level, that GB 2312 has not at all."""
    found = []
    for high in range(0xA4, 0xC7):
        for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            if (high, low) <= (0xC6, 0x7E):
                sign = bytes((high, low)).decode("big5", "ignore")
                if sign and not sign.encode("gb2312", "ignore"):
                    found.append(sign)
    return re.compile(f"[{''.join(found)}]")


def is_traditional(text: str) -> bool:
    """Say whether a text is in traditional Chinese characters: some are such, and enough of all.

    >>> is_traditional("這個房間非常乾淨。"), is_traditional("这个房间非常干净。")
    (True, False)
    """
    if text.isascii():
        return False
    found = len(_traditional().findall(text))
    return found > 0 and found >= _SHARE * sum(map(is_han, text))
