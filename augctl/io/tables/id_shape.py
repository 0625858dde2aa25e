"""What ids look like, and how a new one that looks the same is written."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HASH = re.compile(r"(?=.*[0-9])(?=.*[a-f])[0-9a-f]{8,}", re.IGNORECASE)
_LARGE = re.compile(r"[0-9]{16,}")
_COUNTED = re.compile(r"(?=[A-Za-z])([\w-]*?)([0-9]+)([A-Za-z_-]*)", re.ASCII)
_ANY_COUNTED = re.compile(r"(.*?)([0-9]+)([^0-9]*)", re.DOTALL)

_MOST_DIGITS = 18
# Of fewer hexadecimal digits, two of a million hashes may be the same.
_SURE = 16
_NEW_UUID = "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx"


def is_id_shape(cells: Sequence[str]) -> bool:
    """Say whether cells, of which none comes twice, are ids by what they look like.

    >>> is_id_shape(["C100000", "C100001"]), is_id_shape(["$3.80", "$4.10"])
    (True, False)
    """
    for shape in (_UUID, _HASH, _LARGE):
        if all(map(shape.fullmatch, cells)):
            return shape is not _HASH or len({len(cell) for cell in cells}) == 1
    found = [_COUNTED.fullmatch(cell) for cell in cells]
    return all(found) and len({(each[1], each[3]) for each in found if each}) == 1


@dataclass(slots=True)
class IdFacts:
    """What the cells of a column have in common, as far as they were seen.

    Attributes:
        around: What stands before and behind the last number in all of them; None before the first
            cell, and once they differ.
        greatest: The greatest such number.
        width: The fewest digits of one.
        sixteen: The pattern of all of them where they are hexadecimal; empty where they are not.
        mark: Tells what was seen from other cells.
    """

    around: tuple[str, str] | None = None
    greatest: int = -1
    width: int = _MOST_DIGITS
    sixteen: str = ""
    mark: int = 0
    _counted: bool = True
    _hexed: bool = field(default=True)
    _seen: bool = False

    def add(self, filled: Sequence[str], raw: Sequence[bytes]) -> None:
        """Take cells that are not empty, and the bytes of all."""
        if not filled or not (self._counted or self._hexed):
            return
        self._counted = self._counted and self._count(filled)
        self._hexed = self._hexed and self._hex(filled)
        if self._hexed:
            self.mark = zlib.crc32(b"".join(raw), self.mark)
        self._seen = True

    def _count(self, filled: Sequence[str]) -> bool:
        if all(cell.isascii() and cell.isdigit() for cell in filled):
            around, digits = {("", "")}, list(filled)
        else:
            found = [_ANY_COUNTED.fullmatch(cell) for cell in filled]
            known = [each for each in found if each is not None]
            if len(known) < len(filled):
                return False
            around = {(each[1], each[3]) for each in known}
            digits = [each[2] for each in known]
        if self.around is not None:
            around.add(self.around)
        if len(around) > 1 or max(map(len, digits)) > _MOST_DIGITS * 2:
            return False
        (self.around,) = around
        self.greatest = max(self.greatest, *map(int, digits))
        self.width = min(self.width, *map(len, digits))
        return True

    def _hex(self, filled: Sequence[str]) -> bool:
        if all(map(_UUID.fullmatch, filled)):
            pattern = _NEW_UUID
        elif all(map(_HASH.fullmatch, filled)) and len(set(map(len, filled))) == 1:
            pattern = "x" * len(filled[0])
        else:
            return False
        if any(map(str.isupper, filled)):
            pattern = pattern.upper()
        same = self.sixteen.lower() in ("", pattern.lower())
        self.sixteen = self.sixteen or pattern
        return same and len(pattern) >= _SURE

    def pattern(self) -> tuple[str, int] | None:
        """Return how a new id is written, and what it follows; see `augctl.tables.ids`."""
        if not self._seen:
            return None
        if self._hexed:
            return self.sixteen, self.mark
        if self._counted and self.around is not None:
            before, behind = (part.replace("%", "%%") for part in self.around)
            return f"{before}%0{self.width}d{behind}", self.greatest
        return None
