"""Which letters are near each other: on a keyboard, or by sound, as Chinese is typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

from augctl.errors import MissingPart
from augctl.text.passage import cutter
from augctl.text.scripts import common_han

_ROWS = (("qwertyuiop", 0.0), ("asdfghjkl", 0.25), ("zxcvbnm", 0.75))
_REACH = 1.3  # key widths: the keys on both sides, and those that touch above and below

# An input method shows so many characters at first.
_SHOWN = 5


def _near() -> dict[str, str]:
    places = {
        key: (row, shift + i)
        for row, (keys, shift) in enumerate(_ROWS)
        for i, key in enumerate(keys)
    }
    return {
        key: "".join(
            other
            for other, (r, x) in places.items()
            if other != key and (r - row) ** 2 + (x - at) ** 2 <= _REACH**2
        )
        for key, (row, at) in places.items()
    }


NEAR = _near()
"""For each letter a to z, those on the keys around its own, on a QWERTY keyboard."""


@lru_cache(maxsize=1 << 14)
def homophones(word: str) -> tuple[str, ...]:
    """Return for each character of a Chinese word common ones of the same sound, in any tone.

    The commonest first, as an input method shows them; the character itself is left out.

    Raises:
        MissingPart: pypinyin or jieba is not installed.
    """
    sounds = _pinyin()(word, errors=list)
    shown = _characters()
    return tuple(
        "".join(other for other in shown.get(sound, "") if other != sign)[:_SHOWN]
        for sign, sound in zip(word, sounds, strict=True)
    )


@cache
def _characters() -> dict[str, str]:
    """Sort the 3,755 common characters by sound, those first that are words most often."""
    often = cutter().FREQ
    found: dict[str, list[str]] = {}
    for sign in sorted(common_han(), key=lambda each: (-often.get(each, 0), each)):
        found.setdefault(_pinyin()(sign)[0], []).append(sign)
    return {sound: "".join(signs) for sound, signs in found.items()}


@cache
def _pinyin() -> Callable[..., list[str]]:
    try:
        from pypinyin import lazy_pinyin
    except ImportError:
        raise MissingPart(
            "The sound of Chinese characters is told by pypinyin, which is not installed.",
            "Install it: pip install 'augctl[text]'",
        ) from None
    found: Callable[..., list[str]] = lazy_pinyin
    return found
