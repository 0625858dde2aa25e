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
    """Return what a name becomes on disks that ignore case and Unicode form."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def tagged(stem: str, path: str) -> str:
    """Make a stem that collides with another unique by a short hash of its whole path."""
    return f"{stem}~{blake2b(os.fsencode(path), digest_size=4).hexdigest()}"


def holds(outer: Path, inner: Path) -> bool:
    """Say whether `inner` is `outer` or lies below it, by where they really are."""
    return inner.resolve().is_relative_to(outer.resolve())
