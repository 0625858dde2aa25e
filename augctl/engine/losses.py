"""What outputs lost because their format has no place for it: by kind, and some names of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MOST = 5
"""So many names of attributes are told; of all pictures there could be any number."""


@dataclass(slots=True)
class Losses:
    """Counts what was lost, in any order of outputs.

    Attributes:
        files: How many outputs lost something of each kind.
        names: Of kinds that have names, such as those of attributes, the first ones of all by
            alphabet: one more than are told, where there are more.
    """

    files: Counter[str] = field(default_factory=Counter)
    names: dict[str, list[str]] = field(default_factory=dict)

    def add(self, lost: Iterable[str]) -> None:
        """Count what one output lost, in words.

        >>> losses = Losses()
        >>> losses.add(["keypoints", "attributes of marks (by, score)"])
        >>> losses.plain()
        {'keypoints': [1, []], 'attributes of marks': [1, ['by', 'score']]}
        """
        for words in lost:
            kind, opened, names = words.partition(" (")
            self._count(kind, 1, names.removesuffix(")").split(", ") if opened else ())

    def plain(self) -> dict[str, list[object]]:
        """Return it as JSON values: number and names by kind."""
        return {kind: [count, self.names.get(kind, [])] for kind, count in self.files.items()}

    def merge(self, plain: Mapping[str, list[object]]) -> None:
        """Add what another one has, as JSON values."""
        for kind, (count, names) in plain.items():
            assert isinstance(count, int)
            assert isinstance(names, list)
            self._count(kind, count, names)

    def _count(self, kind: str, count: int, names: Iterable[str]) -> None:
        self.files[kind] += count
        if names:
            self.names[kind] = sorted({*self.names.get(kind, ()), *names})[: MOST + 1]
