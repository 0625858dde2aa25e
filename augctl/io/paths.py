"""Names of files: as bytes on disk, as text in a manifest, and when two of them would collide.

Inside, a path is relative, with `/`, as text with undecodable bytes as lone surrogates (what
`os.fsdecode` gives). Outside, in manifests and in names that we write, such bytes stand as `%XX`.
"""

from __future__ import annotations

import os
import unicodedata
from hashlib import blake2b
from pathlib import Path


def readable(path: str) -> str:
    r"""Return a path as valid Unicode: each byte that is not UTF-8 becomes `%XX`.

    >>> readable("caf\udce9.jpg")
    'caf%E9.jpg'
    """
    if path.isascii():
        return path
    return "".join(f"%{ord(c) - 0xDC00:02X}" if 0xDC80 <= ord(c) <= 0xDCFF else c for c in path)


def folded(name: str) -> str:
    r"""Return what two names have in common that could not both be written, side by side.

    That is their readable form, without case and without Unicode form, as some disks see it:
    Unicode's canonical caseless match (D145).

    >>> folded("Cafe\u0301.JPG") == folded("caf\xe9.jpg"), folded("\udce9") == folded("%E9")
    (True, True)
    """
    if name.isascii():
        return name.lower()
    decomposed = unicodedata.normalize("NFD", readable(name))
    return unicodedata.normalize("NFD", decomposed.casefold())


def tagged(stem: str, path: str, sign: str = "~", most_bytes: int = 140) -> str:
    """Make a stem unlike all others by a hash of a whole path; cut it, too, if it is long.

    >>> tagged("0012", "cat/0012.png")
    '0012~c02d50ff7c4f694b'
    """
    cut = stem.encode()[:most_bytes].decode("utf-8", "ignore")
    return f"{cut}{sign}{blake2b(os.fsencode(path), digest_size=8).hexdigest()}"


def holds(outer: Path, inner: Path) -> bool:
    """Say whether `inner` is `outer` or lies below it, by where they really are."""
    return inner.resolve().is_relative_to(outer.resolve())


def near(path: Path) -> str:
    """Write a path for people: relative where it lies below the working folder."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
