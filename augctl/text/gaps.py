"""What stands between a text and a sentence behind it."""

from __future__ import annotations

import re

from augctl.text.tokens import HAN

_CHINESE = re.compile(rf"[{HAN}]\W*$")


def gap_behind(text: str) -> str:
    """Return what stands between a text and a sentence behind it: a stop if it has none, a space.

    >>> gap_behind("A good one"), gap_behind("A good one!"), gap_behind("很好"), gap_behind("Yes ")
    ('. ', ' ', '。', '.')
    """
    plain = text.rstrip()
    chinese = _CHINESE.search(plain) is not None
    stop = "" if not plain[-1:].isalnum() else "。" if chinese else "."
    return stop if chinese or plain != text else f"{stop} "
