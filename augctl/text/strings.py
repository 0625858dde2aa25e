"""Strings as plain arrays, to be kept on disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def packed(name: str, strings: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Write strings as the arrays `NAME_bytes`, UTF-8, and `NAME_stops`.

    >>> unpacked("words", packed("words", ["a", "", "bé"]))
    ['a', '', 'bé']
    """
    parts = [string.encode("utf-8", "surrogatepass") for string in strings]
    return {
        f"{name}_bytes": np.frombuffer(b"".join(parts), dtype=np.uint8),
        f"{name}_stops": np.cumsum([len(part) for part in parts], dtype=np.int64),
    }


def unpacked(name: str, arrays: Mapping[str, NDArray[Any]]) -> list[str]:
    """Read strings back; see `packed`."""
    data = arrays[f"{name}_bytes"].tobytes()
    stops = arrays[f"{name}_stops"].tolist()
    return [
        data[start:stop].decode("utf-8", "surrogatepass")
        for start, stop in zip([0, *stops], stops, strict=False)
    ]
