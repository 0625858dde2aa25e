"""Nearest neighbours of words in a file of word vectors, as GloVe, word2vec and fastText write it.

A word and its numbers a line, between spaces; a first line of two whole numbers, how many words and
how many numbers each, may stand above.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from augctl.errors import UsageError

MOST = 200_000
"""Words that are read, unless some are asked for: such files have the most used first, and the rest
is mostly noise."""

_PART = 64  # words that are compared with all at once

Neighbors = dict[str, list[str]]
"""What is near a word, the nearest first; keys in lower case."""


def neighbors_of(
    wanted: Collection[str], file: Path, count: int, min_similarity: float
) -> Neighbors:
    """Find the words nearest to some, by cosine.

    Args:
        wanted: The words, in lower case.
        file: A file of vectors.
        count: How many neighbours a word has at most.
        min_similarity: The least cosine.

    Raises:
        UsageError: The file is broken; with the number of the line.
    """
    words, vectors = read_vectors(file)
    places = {word: i for i, word in reversed(list(enumerate(words)))}
    some = sorted(word for word in wanted if word in places)
    found: Neighbors = {}
    for start in range(0, len(some), _PART):
        part = some[start : start + _PART]
        cosines = vectors[[places[word] for word in part]] @ vectors.T
        for word, row in zip(part, cosines, strict=True):
            near = _nearest(row, count + 1, min_similarity)
            others = [words[i] for i in near if words[i] != word][:count]
            if others:
                found[word] = others
    return found


def _nearest(cosines: NDArray[np.float32], count: int, least: float) -> list[int]:
    """Return the places of the greatest, the greatest first, and of equals the first."""
    count = min(count, len(cosines))
    cut = np.partition(cosines, -count)[-count]
    places = np.flatnonzero(cosines >= max(cut, least))
    order = np.lexsort((places, -np.round(cosines[places], 6)))
    return [int(i) for i in places[order]][:count]


def read_vectors(
    file: Path, wanted: Collection[str] | None = None
) -> tuple[list[str], NDArray[np.float32]]:
    """Read words in lower case, each once, and their vectors: shape (n, width), of length 1.

    Args:
        file: A file of vectors.
        wanted: The words that are read, in lower case; by default the first of all, `MOST` of them.

    Returns:
        The words and the vectors; those wanted that the file has, there may be none.

    Raises:
        UsageError: A line has another width than the first, or holds what is no number; or none of
            the words is there.
    """
    words: dict[str, None] = {}
    rows: list[NDArray[np.float32]] = []
    for low, row in _rows(file, wanted):
        length = float(np.linalg.norm(row))
        # Some files have a word twice, in two cases; the first is the more used.
        if low not in words and length > 0:
            words[low] = None
            rows.append(row / np.float32(length))
        if len(words) == MOST and wanted is None:
            break
    if not rows:
        which = "no word vectors" if wanted is None else "no vector of any word that is looked for"
        raise UsageError(f"{file}: {which} in it.", f"Expected lines such as {_SHAPE}.")
    return list(words), np.stack(rows)


_SHAPE = "`word 0.1 -0.2 0.3`"


def _rows(file: Path, wanted: Collection[str] | None) -> Iterator[tuple[str, NDArray[np.float32]]]:
    width = 0
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            parts = line.split()
            if number == 1 and len(parts) == 2 and all(part.isdigit() for part in parts):
                width = int(parts[1])
                continue
            if not parts:
                continue
            width = width or len(parts) - 1
            # Some words have spaces in them.
            word = b" ".join(parts[:-width])
            low = word.decode("utf-8", "replace").lower()
            # A word of several parts that ends in a number is a line with a number too many.
            extra = len(parts) > width + 1 and _numbers(parts[-width - 1 : -width]) is not None
            if word and not extra and wanted is not None and low not in wanted:
                continue
            numbers = _numbers(parts[-width:])
            if not word or extra or numbers is None or len(numbers) != width:
                raise UsageError(
                    f"{file}:{number}: expected a word and {width} numbers, found {_seen(parts)}.",
                    f"Each line is like {_SHAPE}, as many numbers in each.",
                )
            yield low, numbers


def _numbers(parts: Sequence[bytes]) -> NDArray[np.float32] | None:
    try:
        found = np.array(parts, dtype="S").astype(np.float32)
    except ValueError:
        return None
    return found if np.isfinite(found).all() else None


def _seen(parts: Sequence[bytes]) -> str:
    shown = parts[0].decode("utf-8", "replace")[:20]
    odd = next((part for part in parts[1:] if _numbers([part]) is None), None)
    if odd is None:
        return f"{shown!r} and {len(parts) - 1} numbers"
    return f"{odd.decode('utf-8', 'replace')[:20]!r} behind {shown!r}"
