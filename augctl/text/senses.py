"""Which of several things of one name a text means, by the words around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augctl.text.mentions import Mention
from augctl.text.passage import Passage, every_word
from augctl.text.strings import unpacked


class Senses:
    """Links mentions to things; with vectors, names too that several things have."""

    def __init__(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Take what `augctl.text.knowledge.vectors_of` found; without, only clear names count."""
        self._things = state.get("vectors")
        self._places: dict[str, int] = {}
        if self._things is not None:
            self._places = {word: i for i, word in enumerate(unpacked("context", state))}
            self._words = state["context_vectors"]

    def linked(self, passage: Passage, mentions: Sequence[Mention]) -> dict[int, list[Mention]]:
        """Return the mentions of each thing that a text names, in order."""
        unclear = [mention for mention in mentions if len(mention.named) > 1]
        around = self._around(passage, unclear) if unclear and self._places else None
        found: dict[int, list[Mention]] = {}
        for mention in mentions:
            number = self._meant(mention.named, around)
            if number is not None:
                found.setdefault(number, []).append(mention)
        return found

    def _around(self, passage: Passage, unclear: Sequence[Mention]) -> NDArray[np.float64] | None:
        """Return the mean vector of the words of a text, but for the names in question."""
        words = [
            passage.word((a, b)).lower()
            for a, b in every_word(passage.text)
            if not any(a < mention.stop and mention.start < b for mention in unclear)
        ]
        places = [self._places[word] for word in words if word in self._places]
        return self._words[places].astype(np.float64).mean(axis=0) if places else None

    def _meant(self, named: Sequence[int], around: NDArray[np.float64] | None) -> int | None:
        """Return the thing nearest to the words around; None where that cannot be told."""
        if len(named) == 1:
            return named[0]
        if around is None or self._things is None:
            return None
        things = self._things[list(named)]
        if not things.any(axis=1).all():
            return None
        # All are of length 1; so the products are in the order of the cosines.
        near = np.round((things * around).sum(axis=1), 6)
        (best,) = np.nonzero(near == near.max())
        return named[best[0]] if len(best) == 1 else None
