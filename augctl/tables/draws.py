"""Draws for many rows at once: each row's come from an address of its own.

A counter-based generator needs no state: the words that a row draws are a hash of the address of
the stage (the key) and of the row and its copy number (the counter). So a block may hold any rows
in any order, and each draws what it would draw alone.

Philox-4x32-10: Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augctl.params import Range
from augctl.seeds import Part, digest
from augctl.tables.block import Floats, Ints

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = 0x9E3779B9, 0xBB67AE85
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_ROUNDS = 10

Words = NDArray[np.uint64]


def philox(key: tuple[int, int], counter: Words) -> Words:
    """Encrypt counters: shape (n, 4), each word of 32 bits; returns the same shape."""
    x0, x1, x2, x3 = np.ascontiguousarray(counter.T)
    k0, k1 = key
    for _ in range(_ROUNDS):
        p0, p1 = _M0 * x0, _M1 * x2
        x0, x1, x2, x3 = (
            (p1 >> _HALF) ^ x1 ^ np.uint64(k0),
            p1 & _LOW,
            (p0 >> _HALF) ^ x3 ^ np.uint64(k1),
            p0 & _LOW,
        )
        k0, k1 = (k0 + _W0) & 0xFFFFFFFF, (k1 + _W1) & 0xFFFFFFFF
    return np.stack([x0, x1, x2, x3], axis=1)


class Draws:
    """The draws of one use of a stage by the rows of a block.

    Each call draws further numbers, so the order of calls matters, and what other rows there are
    does not.
    """

    def __init__(self, seed: int, path: tuple[Part, ...], anchors: Ints, copies: Ints) -> None:
        """Open the streams at an address.

        Args:
            seed: The run's seed.
            path: The address: chain, attempt, stage.
            anchors: Shape (m,): number of each row's anchor.
            copies: Shape (m,): which use of the anchor each is; below 2**32.
        """
        first, second = np.frombuffer(digest(seed, *path, size=8), "<u4").tolist()
        self._key = first, second
        self._anchors, self._copies = anchors, copies
        self._block = 0

    def __len__(self) -> int:
        return len(self._anchors)

    def take(self, rows: Any) -> Draws:
        """Return the streams of some rows, where these are now."""
        other = object.__new__(Draws)
        other._key, other._block = self._key, self._block
        other._anchors, other._copies = self._anchors[rows], self._copies[rows]
        return other

    def words(self, count: int) -> Words:
        """Draw words of 64 bits: shape (m, count)."""
        blocks = -(-count // 2)
        counter = np.empty((len(self), blocks, 4), dtype=np.uint64)
        counter[:, :, 0] = np.arange(self._block, self._block + blocks, dtype=np.uint64)
        counter[:, :, 1] = self._copies.astype(np.uint64)[:, None]
        counter[:, :, 2] = (self._anchors.astype(np.uint64) & _LOW)[:, None]
        counter[:, :, 3] = (self._anchors.astype(np.uint64) >> _HALF)[:, None]
        self._block += blocks
        found = philox(self._key, counter.reshape(-1, 4))
        pairs = (found[:, ::2] << _HALF) | found[:, 1::2]
        return pairs.reshape(len(self), 2 * blocks)[:, :count]

    def uniform(self, count: int) -> Floats:
        """Draw from [0, 1): shape (m, count)."""
        return (self.words(count) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def below(self, limits: int | Ints) -> Ints:
        """Draw whole numbers from 0 to a limit, which is left out: shape (m,).

        Args:
            limits: One for all, or one for each: shape (m,); at least 1, below 2**32.
        """
        # Multiplying instead of dividing: the bias is one in 2**21 at the most for such limits.
        found: Ints = np.floor(self.uniform(1)[:, 0] * limits).astype(np.int64)
        return found

    def sample(self, values: Range[Any]) -> Floats:
        """Draw a parameter that can vary for each row: shape (m,). See `Range.sample`."""
        if values.kind == "normal":
            mean, deviation = values.values
            found = np.clip(mean + deviation * self.normal(1)[:, 0], values.low, values.high)
            return np.rint(found) if values.integer else found
        share = self.uniform(1)[:, 0]
        if values.kind == "constant":
            return np.full(len(self), values.values[0], dtype=np.float64)
        if values.kind == "choice":
            return np.array(values.values, dtype=np.float64)[
                np.floor(share * len(values.values)).astype(np.int64)
            ]
        low, high = values.values
        if values.kind == "log_uniform":
            found = np.clip(np.exp(math.log(low) + math.log(high / low) * share), low, high)
            return np.rint(found) if values.integer else found
        return (
            low + np.floor(share * (high - low + 1))
            if values.integer
            else low + (high - low) * share
        )

    def normal(self, count: int) -> Floats:
        """Draw from the standard normal distribution: shape (m, count)."""
        from scipy.special import ndtri

        # The middle of each step, so that neither end is infinite.
        open_interval = ((self.words(count) >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
        normal: Floats = ndtri(open_interval)
        return normal
