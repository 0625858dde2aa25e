"""Terms: words and pairs of neighbouring words of many texts at once, as hashes.

To compare texts, Chinese characters count as words, so that no cutting comes between; so do those
of other scripts without spaces. Case does not count, and punctuation and spaces are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from augctl.tables.block import Ints
from augctl.tables.hashes import Hashes, chained, of_words
from augctl.text.tokens import HAN, UNSPACED

_TERM = re.compile(rf"[^\W{HAN}{UNSPACED}]+(?:['’][^\W{HAN}{UNSPACED}]+)*|[{HAN}{UNSPACED}]")


class Terms(NamedTuple):
    """Terms of texts, sorted by text and hash, each pair once.

    Attributes:
        rows: Shape (n,): which text each is of.
        hashes: Shape (n,): the term.
        counts: Shape (n,): how often the text has it.
    """

    rows: Ints
    hashes: Hashes
    counts: Ints


def words_of(text: str) -> list[str]:
    """Return the words of a text, as they are compared.

    >>> words_of("It's 3 o'clock! 几点")
    ["it's", '3', "o'clock", '几', '点']
    """
    return _TERM.findall(text.casefold())


def terms_of(texts: Sequence[str]) -> Terms:
    """Return all words and pairs of neighbouring words of texts."""
    cut = [words_of(text) for text in texts]
    rows = np.repeat(np.arange(len(cut)), [len(words) for words in cut])
    single = of_words([word for words in cut for word in words])
    inside = rows[1:] == rows[:-1]
    pairs = chained([single[:-1][inside], single[1:][inside]])
    return _counted(
        np.concatenate([rows, rows[1:][inside]]), np.concatenate([chained([single]), pairs])
    )


def _counted(rows: Ints, hashes: Hashes) -> Terms:
    order = np.lexsort((hashes, rows))
    rows, hashes = rows[order], hashes[order]
    first = firsts(rows, hashes)
    counts = np.diff(np.append(first, len(rows)))
    return Terms(rows[first], hashes[first], counts)


def firsts(*columns: NDArray[np.generic]) -> Ints:
    """Return where each run of equal rows begins, of sorted columns.

    >>> firsts(np.array([1, 1, 1, 2]), np.array([5, 5, 6, 6])).tolist()
    [0, 2, 3]
    """
    if not len(columns[0]):
        return np.zeros(0, dtype=np.int64)
    change = np.ones(len(columns[0]), dtype=bool)
    change[1:] = False
    for column in columns:
        change[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(change)
