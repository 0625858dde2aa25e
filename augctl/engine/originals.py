"""Originals as chains take them: decoded once, and kept while they are likely to be used again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from augctl.errors import BadInput
from augctl.io.codecs.decoding import Needs
from augctl.planning.index import Index
from augctl.recipe.chain import Chain
from augctl.sample import Sample

# Enough for the anchor and the partners of a unit, whatever their size, and for photos of a class.
_CACHE_BYTES = 96 << 20


@dataclass(slots=True)
class Originals:
    """Reads originals by number, and keeps those that were read last."""

    index: Index
    load: Callable[[int, Needs | None], Sample]
    _kept: OrderedDict[tuple[int, str], Sample | BadInput] = field(default_factory=OrderedDict)
    _bytes: int = 0

    def read(self, number: int, chain: Chain | None = None) -> Sample:
        """Return an original: whole, or as much of it as a chain needs.

        Raises:
            BadInput: It cannot be used.
        """
        key = number, "" if chain is None else chain.first_key
        found = self._kept.get(key)
        if found is None:
            try:
                found = self.load(number, None if chain is None else chain.needs)
            except BadInput as error:
                found = error
            self._keep(key, found)
        else:
            self._kept.move_to_end(key)
        if isinstance(found, BadInput):
            raise BadInput(found.reason, found.message)
        return found

    def _keep(self, key: tuple[int, str], sample: Sample | BadInput) -> None:
        self._kept[key] = sample
        self._bytes += _size(sample)
        while self._bytes > _CACHE_BYTES and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._bytes -= _size(gone)


def _size(sample: Sample | BadInput) -> int:
    about = 1000  # what Python needs for either
    if isinstance(sample, BadInput):
        return about
    return about + sum(getattr(data, "nbytes", 0) for data in sample.slots.values())
