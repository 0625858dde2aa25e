"""Texts that are the same or nearly: in another spelling, or with most of their letters in common.

Nearly is told by shingles: runs of letters of a text. The share of them that two texts have in
common, of all that either has, is their likeness (Jaccard). Broder, 1997: On the resemblance and
containment of documents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from augctl.tables.block import Ints
from augctl.tables.hashes import Hashes, chained
from augctl.text.terms import firsts
from augctl.text.tokens import count_han

# Letters in a shingle; a Chinese character says more than a letter.
LONG, SHORT = 5, 3


class Shingles(NamedTuple):
    """Different shingles of texts, sorted by text and hash.

    Attributes:
        rows: Shape (n,): which text each is of.
        hashes: Shape (n,): the shingle.
    """

    rows: Ints
    hashes: Hashes


def normalised(text: str) -> str:
    """Return a text without what is mere spelling: width, case, punctuation, spaces.

    Of a text of punctuation alone, that stays.

    >>> normalised("\uff29  can't pay -- WHY?!"), normalised(" ?! ")
    ('i can t pay why', '?!')
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    plain = plain.casefold()
    patterns = _patterns()
    if not plain.isascii():
        plain = patterns.unseen.sub("", plain)
    return patterns.folded.sub(" ", plain).strip() or plain.strip()


class _Patterns(NamedTuple):
    """What is mere spelling.

    Attributes:
        folded: Runs of punctuation, spaces and controls; not other signs, such as emoji or $.
        unseen: Runs of what is not seen, such as a soft hyphen.
    """

    folded: re.Pattern[str]
    unseen: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    folded, unseen = [], []
    for sign in map(chr, range(0x20000)):
        kind = unicodedata.category(sign)
        if kind == "Cf":
            unseen.append(sign)
        elif kind[0] in "PZ" or kind == "Cc":
            folded.append(re.escape(sign))
    return _Patterns(re.compile(f"[{''.join(folded)}]+"), re.compile(f"[{''.join(unseen)}]+"))


def shingles_of(texts: Sequence[str]) -> Shingles:
    """Return the shingles of texts, as they are normalised; of short ones, the whole text."""
    plain = [normalised(text).replace(" ", "") for text in texts]
    widths = np.array([SHORT if _mostly_chinese(text) else LONG for text in plain], dtype=np.int64)
    lengths = np.array([len(text) for text in plain], dtype=np.int64)
    joined = "".join(plain).encode("utf-32-le", "surrogatepass") + b"\0" * 4 * (LONG - 1)
    signs = np.frombuffer(joined, "<u4").astype(np.uint64)
    rows = np.repeat(np.arange(len(plain)), lengths)
    places = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    left = lengths[rows] - places
    whole = (left >= widths[rows]) | (places == 0)
    rows, left = rows[whole], left[whole]
    at = np.flatnonzero(whole)
    # What lies behind the text, or the shingle, counts as nothing.
    reach = np.minimum(left, widths[rows])
    hashes = chained(np.where(k < reach, signs[at + k], np.uint64(0)) for k in range(LONG))
    order = np.lexsort((hashes, rows))
    rows, hashes = rows[order], hashes[order]
    first = firsts(rows, hashes)
    return Shingles(rows[first], hashes[first])


def _mostly_chinese(text: str) -> bool:
    """Say whether at least half of a text without spaces is Chinese.

    >>> _mostly_chinese("我的card"), _mostly_chinese("我的卡被card"), _mostly_chinese("")
    (False, True, False)
    """
    return 0 < len(text) <= 2 * count_han(text)
