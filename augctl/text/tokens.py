"""Tells the words of a text from what must stay as it is, whatever a stage does to words.

Words are runs of letters of scripts that put spaces between words, with apostrophes and hyphens
within; and runs of Chinese characters, which `augctl.text.passage` cuts into words. All else stays:
numbers, punctuation, emoji, smileys, and whatever looks like it was not written for a reader alone:
URLs, e-mail addresses, mentions, tags, paths, identifiers, placeholders, markup, code between
backticks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

_LAST = 0x1FFFF  # beyond, there are Chinese characters, tags and these marks:
_VARIATIONS = "\U000e0100-\U000e01ef"

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〇"

# Kana, Thai, Lao, Tibetan, Myanmar, Khmer: no spaces tell where a word ends.
UNSPACED = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"

# Bounded, so that a megabyte without a space takes no longer by the letter than a sentence does.
_KEPT = r"""
    [A-Za-z][A-Za-z0-9+.-]{1,30}://[^\s<>"'，。；、）」』】]+      # a URL
  | ```.*?```
  | `[^`\n]{1,500}`
  | <[A-Za-z/!][^<>\n]{0,500}>                                   # a tag
  | &(?:[A-Za-z]{2,10}|\#[0-9]{1,7}|\#x[0-9A-Fa-f]{1,6});        # an entity
  | \{\{?[^{}\n]{0,100}\}\}? | \[\[[^\[\]\n]{1,100}\]\] | %\([^()\n]{1,50}\)[a-z]
  | [A-Za-z_][\w.+-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63})+         # an e-mail address
  | [@\#＠＃][\w.\-/]*[\w]                                        # a mention, a hashtag
  | :[A-Za-z0-9_+-]{1,40}:                                       # an emoji's name
  | [:;][-o']?(?:[()]+|D+|P+|p+|O+|o+|[SsXxcb])(?![0-9A-Za-zÀ-ɏ])   # a smiley
  | (?<![0-9A-Za-zÀ-ɏ])[xX]-?(?:[()]+|[DdPp]+)(?![0-9A-Za-zÀ-ɏ]) | [：；][)）]
"""
# Where something of all that begins that need not be ASCII, or may have spaces.
_BEGINS = r"""
    `[^`\n]{1,500}` | ``` | \{\{ | \[\[ | %\( | <[A-Za-z/!]
  | (?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,30}://
"""
# Few signs begin something, so that most need no look at what follows.
_STEP = rf"(?:[!-$&-;=-@\\\]^_|}}~]|(?!{_BEGINS})[%<A-Z\[`a-z{{])"
# A run of ASCII with a sign or a digit in it that words do not have. What was sought from the first
# of some marks is not sought again from the others.
_ODD = rf"""
    (?:(?<![!-/:-@\[-`{{-~])|(?![!-"&-.:;?]))
    {_STEP}{{0,80}}?(?!{_BEGINS})(?:
        [0-9_\\/=@\#<>{{}}|~^$%*+\[\]`&] | [A-Za-z][.:(][A-Za-z] | [a-z][A-Z]
    ){_STEP}*
"""


# Without one of these, a text has nothing of all that; most texts have none, and are told fast.
# A set comes first, at which a search can jump; what is around a sign of it is looked at after.
_SIGN = re.compile(
    r"[0-9_\\/=@#<>{}|~^$%*+\[\]`&＠＃.:;：；(A-Zx]"
    r"(?:(?<=[^.:;：；(A-Zx])|(?<=[A-Za-z][.:(])[A-Za-z]|(?<=[a-z][A-Z])"
    r"|(?<=[:;：；])\S|(?<=[xX])[-()DdPp](?<![A-Za-z]..)(?![a-ce-oq-zA-CE-OQ-Z]))"
)
_HAN = re.compile(f"[{HAN}]")
_EDGE = frozenset(".,;:!?'\"()…，。；：！？、（）“”‘’")
_ASCII_WORD = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*")


class _Patterns(NamedTuple):
    token: re.Pattern[str]
    plain: re.Pattern[str]
    piece: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    marks = (
        "\u200c\u200d" + _VARIATIONS + _ranges(lambda sign: unicodedata.category(sign)[0] == "M")
    )
    numerals = _ranges(lambda sign: sign.isalnum() and not sign.isalpha())
    letter = f"(?:[^\\W0-9_{numerals}{HAN}{UNSPACED}][{marks}]*)"
    inner = r"['’\-‐·ʼ]"
    slow = f"{letter}+(?:{inner}{letter}+)*"
    # Latin letters alone, as most words are, are told fast.
    latin = "[A-Za-zÀ-ÖØ-öø-ɏ]+"
    more = f"[^\\W_{HAN}]|[{marks}_]|{inner}{letter}"
    word = f"{latin}(?:['’-]{latin})*(?!{more})|{slow}"
    either = f"({word})|([{HAN}]+)"
    token = re.compile(f"(?:{_KEPT}|{_ODD})|{either}", re.VERBOSE | re.DOTALL)
    piece = re.compile(f"{word}|[{HAN}]|\\d+|\\s+|.", re.DOTALL)
    return _Patterns(token, re.compile(either), piece)


def _ranges(of: Callable[[str], bool]) -> str:
    """Write the signs of a kind, but for ASCII, as the inside of a set of a regular expression."""
    codes = [code for code in range(0x80, _LAST + 1) if of(chr(code))]
    firsts = [code for code, last in zip(codes, [-1, *codes], strict=False) if code != last + 1]
    lasts = [code for code, after in zip(codes, [*codes[1:], -1], strict=True) if code + 1 != after]
    return "".join(f"{chr(a)}-{chr(b)}" for a, b in zip(firsts, lasts, strict=True))


class Tokens(NamedTuple):
    """Where the words of a text are, in order: start and stop each.

    Attributes:
        words: Of scripts with spaces between words.
        han: Runs of Chinese characters, not yet cut into words.
    """

    words: list[tuple[int, int]]
    han: list[tuple[int, int]]


def tokens_of(text: str) -> Tokens:
    """Find the words of a text that a stage may touch.

    >>> text = "Don't mail bob@a.io, see http://a.b/c or run f(x) on 192.168.1.1 一下"
    >>> found = tokens_of(text)
    >>> [text[a:b] for a, b in found.words], [text[a:b] for a, b in found.han]
    (["Don't", 'mail', 'see', 'or', 'run', 'on'], ['一下'])
    """
    kept = _SIGN.search(text) is not None
    if not kept and text.isascii():
        return Tokens([match.span() for match in _ASCII_WORD.finditer(text)], [])
    patterns = _patterns()
    words, han = [], []
    for match in (patterns.token if kept else patterns.plain).finditer(text):
        kind = match.lastindex
        if kind == 1:
            words.append(match.span())
        elif kind == 2:
            han.append(match.span())
    return Tokens(words, han)


def fixed_of(text: str) -> list[tuple[int, int]]:
    """Find what of a text no stage may touch within: URLs, numbers, code and so on.

    >>> text = "Pay $20, by 10:30 (not 11!), see a.io/b."
    >>> [text[a:b] for a, b in fixed_of(text)]
    ['$20,', '10:30', '11!),', 'a.io/b.']
    """
    if _SIGN.search(text) is None:
        return []
    found = _patterns().token.finditer(text)
    return [match.span() for match in found if match.lastindex is None]


def trimmed(text: str, start: int, stop: int) -> tuple[int, int]:
    """Leave out punctuation at the ends of a run, which may be a part of the sentence.

    >>> trimmed("pay ($20)!", 4, 10)
    (5, 8)
    """
    while start < stop and text[stop - 1] in _EDGE:
        stop -= 1
    while start < stop and text[start] in _EDGE:
        start += 1
    return start, stop


def is_han(sign: str) -> bool:
    """Say whether a sign, of a word, is a Chinese character.

    >>> [is_han(sign) for sign in ("中", "々", "a", "가", "あ", "Ａ", "")]
    [True, True, False, False, False, False, False]
    """
    return sign >= "\u3005" and _HAN.match(sign) is not None


def has_han(text: str) -> bool:
    """Say whether there is a Chinese character in a text.

    >>> has_han("my 卡"), has_han("my card")
    (True, False)
    """
    return not text.isascii() and _HAN.search(text) is not None


def count_han(text: str) -> int:
    """Count the Chinese characters of a text.

    >>> count_han("my 银行 card")
    2
    """
    return 0 if text.isascii() else len(_HAN.findall(text))


def pieces_of(text: str) -> list[tuple[int, int]]:
    """Cut all of a text into words, numbers, runs of spaces and single signs, to compare it.

    >>> [text[a:b] for text in ["我 ate 12 eggs."] for a, b in pieces_of(text)]
    ['我', ' ', 'ate', ' ', '12', ' ', 'eggs', '.']
    """
    return [match.span() for match in _patterns().piece.finditer(text)]
