"""A look at a file's structure: tens of microseconds, no pixels decoded."""

from __future__ import annotations

import errno
import io
import stat
from pathlib import Path

from augctl.errors import BadInput
from augctl.io.codecs import exif
from augctl.io.codecs.decoding import decode
from augctl.io.codecs.formats import read_head
from augctl.io.codecs.model import Head, Probe

_BLOCK = 16384

# These say that the machine is out of something; the file may be as good as any.
_NOT_THE_FILE = {errno.EMFILE, errno.ENFILE, errno.ENOMEM}


def probe(path: Path, max_pixels: int) -> Probe:
    """Check a file's structure and tell what it holds.

    Truncation is found as far as the structure shows it. Where it does not (a JPEG with much junk
    behind it) the file is decoded. Damage inside of the pixels is left to `decode`.

    Args:
        path: The file; its name does not matter.
        max_pixels: The largest width times height that is accepted.

    Raises:
        BadInput: `empty`, `not_an_image`, `unsupported`, `truncated`, `corrupt`, `too_large`, or
            `unreadable` (missing, no permission, not a regular file, a broken disk).
    """
    try:
        # Opening a pipe would wait for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise BadInput("unreadable", "not a regular file")
        with path.open("rb", buffering=0) as file:
            head = read_head(_Window(file), max_pixels)
            if not head.complete:
                file.seek(0)
                decode(file.read(), max_pixels)
    except OSError as error:
        raise unreadable(error) from error
    return _describe(head)


def unreadable(error: OSError) -> BadInput:
    """Return what to raise when a file could not be read.

    Raises:
        OSError: The error itself, where the machine and not the file is to blame: too many open
            files, no memory.
    """
    if error.errno in _NOT_THE_FILE:
        raise error
    return BadInput("unreadable", f"the file cannot be read: {error.strerror or error}")


class _Window:
    """A file's bytes by slice, read in blocks as they are asked for."""

    def __init__(self, file: io.FileIO) -> None:
        self._file = file
        self._size = file.seek(0, io.SEEK_END)
        self._start, self._block = 0, b""

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, part: slice, /) -> bytes:
        start, stop, _ = part.indices(self._size)
        at = start - self._start
        if at < 0 or stop > self._start + len(self._block):
            self._file.seek(start)
            self._start, self._block = start, self._file.read(max(_BLOCK, stop - start)) or b""
            at = 0
        return self._block[at : at + stop - start]


def _describe(head: Head) -> Probe:
    turned = exif.turns(head.orientation)
    return Probe(
        format=head.format,
        width=head.height if turned else head.width,
        height=head.width if turned else head.height,
        channels=head.channels,
        bits=head.bits,
        frames=head.frames,
        orientation=head.orientation,
    )
