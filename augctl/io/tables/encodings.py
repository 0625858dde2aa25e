"""Tells in which encoding a text is: UTF-8, else the one whose letters make sense."""

from __future__ import annotations

import codecs
import re

WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

CHINESE = (("gb18030", "gb2312"), ("big5hkscs", "big5"))
"""Encodings of Chinese, each with the one that has its frequent characters alone."""

# Of what is beyond ASCII, so much must be frequent characters. Western text that is taken for
# Chinese gives rare ones.
_FREQUENT = 0.8

_ACCENTED = re.compile("[À-ÖØ-öø-ÿ]{4}")


def narrow_encoding(raw: bytes) -> str:
    """Tell the encoding of a text that is not UTF-8: `gb18030`, `big5hkscs` or `cp1252`.

    Args:
        raw: Its beginning; a letter that is cut at the end does no harm.

    >>> narrow_encoding("房间很干净。".encode("gbk")), narrow_encoding("caf\u00e9".encode("cp1252"))
    ('gb18030', 'cp1252')
    """
    shares = {name: _frequent(raw, name, usual) for name, usual in CHINESE}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= _FREQUENT else "cp1252"


def _frequent(raw: bytes, name: str, usual: str) -> float:
    """Return which share of what is beyond ASCII is frequent Chinese; 0 if it is no such text."""
    decoder = codecs.getincrementaldecoder(name)()
    try:
        text = decoder.decode(raw)
    except UnicodeDecodeError:
        return 0.0
    beyond = [letter for letter in text if letter > "\x7f"]
    if not beyond:
        return 0.0
    return sum(_is_frequent(letter, usual) for letter in beyond) / len(beyond)


def _is_frequent(letter: str, usual: str) -> bool:
    try:
        code = letter.encode(usual)
    except UnicodeEncodeError:
        return False
    # The first level of GB 2312 ends at D7F9, that of Big5 at C67E: what a newspaper needs.
    most = 0xD7F9 if usual == "gb2312" else 0xC67E
    return len(code) == 2 and int.from_bytes(code, "big") <= most


def decoded(raw: bytes) -> tuple[str, str] | None:
    """Return a whole text and its encoding; a byte order mark is no part of it.

    Returns:
        None where it is broken, or nothing that can be told.
    """
    for mark, name in WIDE:
        if raw.startswith(mark):
            return _strict(raw[len(mark) :], name)
    found = _strict(raw.removeprefix(codecs.BOM_UTF8), "utf-8")
    if found is not None:
        return found
    found = _strict(raw, narrow_encoding(raw))
    if found is not None and found[1] == "cp1252" and not _is_western(found[0]):
        return None
    return found


def _is_western(text: str) -> bool:
    """Say whether a text may be of Western Europe, where hardly two letters with accents meet.

    Texts of other scripts that are taken for it have whole words of them.

    >>> _is_western("déjà vu, où ça"), _is_western("Ïðèâåò, ìèð")
    (True, False)
    """
    return _ACCENTED.search(text) is None


def _strict(raw: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else (text, encoding)
