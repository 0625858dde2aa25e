"""Random streams: every draw has an address, and the address alone decides it.

A stream is a Philox generator whose key is a hash of the run's seed and a path such as
`("cat/7.jpg", "views", 3, 0, "image.rotate")`. Nothing else goes in: not the worker, not the
order of work, not how many other files there are. So any draw can be made again anywhere, and
adding a file to a dataset changes no draw of another. Parts are length-prefixed and typed before
they are hashed, because adding or joining them would let two addresses share a stream.

Philox: Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.random import Generator, Philox

STREAM_VERSION = 1

Part = str | int | bytes


@lru_cache(maxsize=1024, typed=True)  # names of chains and stages come again with every sample
def _encode(part: Part) -> bytes:
    if isinstance(part, str):
        kind, body = b"s", part.encode("utf-8", "surrogateescape")
    elif isinstance(part, bytes):
        kind, body = b"b", part
    else:
        kind, body = b"i", str(part).encode("ascii")
    return kind + len(body).to_bytes(8, "little") + body


def digest(seed: int, *path: Part, size: int = 16) -> bytes:
    """Hash an address to `size` bytes, keyed by the run's seed."""
    return _digest(_hasher(seed, size), path)


def _digest(hasher: blake2b, path: Iterable[Part]) -> bytes:
    hasher.update(b"".join(map(_encode, path)))
    return hasher.digest()


def _hasher(seed: int, size: int) -> blake2b:
    return blake2b(
        digest_size=size,
        key=seed.to_bytes(8, "little"),
        person=b"augctl" + STREAM_VERSION.to_bytes(2, "little"),
    )


class Streams:
    """All streams of one run, through one generator that is re-keyed at each call.

    Re-keying takes about a third of the time of building a generator. The price: the generator
    that `at` returns is good until the next call of `at`. Not for use by two threads.
    """

    def __init__(self, seed: int) -> None:
        self._philox = Philox(key=0)
        self._generator = Generator(self._philox)
        self._state = self._philox.state
        self._hasher = _hasher(seed, 16)

    def at(self, *path: Part) -> Generator:
        """Return the generator at an address, at its first draw."""
        key = _digest(self._hasher.copy(), path)
        self._state["state"]["key"] = np.frombuffer(key, dtype="<u8")
        self._philox.state = self._state
        return self._generator


def rng_for(seed: int, *path: Part) -> Generator:
    """Build a generator of its own for an address: same draws as `Streams(seed).at(*path)`.

    >>> float(rng_for(7, "cat/1.jpg", "views", 0).random())
    0.8220442653390436
    """
    key = int.from_bytes(digest(seed, *path), "little")
    return Generator(Philox(key=key))
