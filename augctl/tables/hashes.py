"""Hashes of 64 bits: the same on every machine and in every process.

The mixing is that of SplitMix64: Steele, Lea, Flood 2014, Fast splittable pseudorandom number
generators. Of a million different things, two have one hash by a chance of one in 10**7.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

_GOLDEN, _M1, _M2 = (
    np.uint64(number) for number in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)
_S1, _S2, _S3 = np.uint64(30), np.uint64(27), np.uint64(31)


def mixed(words: Hashes) -> Hashes:
    """Mix the bits of words; different words stay different."""
    words = words + _GOLDEN
    words = (words ^ (words >> _S1)) * _M1
    words = (words ^ (words >> _S2)) * _M2
    found: Hashes = words ^ (words >> _S3)
    return found


def chained(columns: Iterable[Hashes]) -> Hashes:
    """Return a hash of sequences, given by columns; their order counts."""
    found: Hashes = np.zeros(1, dtype=np.uint64)
    for column in columns:
        found = mixed(found ^ column)
    return found


def of_words(words: Sequence[str]) -> Hashes:
    """Return a hash of each word: shape (m,)."""
    known = {
        word: blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for word in set(words)
    }
    joined = b"".join(known[word] for word in words)
    return np.frombuffer(joined, dtype="<u8").astype(np.uint64)
