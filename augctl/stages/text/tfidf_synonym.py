"""Replace words of low importance by synonyms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator

from augctl.params import Share
from augctl.stages.rows import State
from augctl.stages.text._synonyms import SynonymStage
from augctl.stages.texts import walk_texts
from augctl.tables.table import Training
from augctl.text.passage import Passage
from augctl.text.strings import packed, unpacked
from augctl.text.synonyms import Lexicon


class TfidfSynonym(SynonymStage):
    """Replace only words that many texts have by synonyms; rare words, which tell a class, stay.

    Use for classes by content, where `text.synonym` harms the words that make the class. Not for
    training sets of a few dozen texts, where nearly all words are rare.
    How rare a word is says its smoothed idf over the training texts, as scikit-learn has it:
    ln((1 + texts) / (1 + texts with the word)) + 1. It is at least 1, and words without synonyms,
    such as `the`, have the lowest. So the limit is no fixed number but a quantile, over all places
    in the training texts where a word with synonyms stands. All else is as for `text.synonym`.

    References:
        Xie, Dai, Hovy, Luong, Le, 2020: Unsupervised Data Augmentation for Consistency Training.
    """

    example: ClassVar[dict[str, Any]] = {"quantile": 0.5, "share": 0.5}

    quantile: Share = 0.5
    """Share of the words with synonyms, counted where they stand, that may be replaced: those of
    the least idf."""

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Count in how many texts each word with synonyms stands; and see `SynonymStage.fit`."""
        state = super().fit(training, used, rng)
        lexicon = self.lexicon(state)
        texts = 0
        places: Counter[str] = Counter()
        containing: Counter[str] = Counter()
        for text in walk_texts(training):
            if text:
                texts += 1
                found = _words(Passage(text), lexicon)
                places.update(found)
                containing.update(set(found))
        words = sorted(containing)
        counts = np.array([containing[word] for word in words], dtype=np.float64)
        return {
            **state,
            **packed("words", words),
            "idf": np.log((1 + texts) / (1 + counts)) + 1,
            "places": np.array([places[word] for word in words], dtype=np.int64),
        }

    def ready(self, state: State) -> State:
        """Build what looks words up, and the words that may be replaced."""
        common = np.flatnonzero(state["idf"] <= self._limit(state)).tolist()
        words = unpacked("words", state)
        return {**super().ready(state), "common": frozenset(words[i] for i in common)}

    def _limit(self, state: State) -> float:
        """Return the greatest idf of the words that may be replaced."""
        places, idf = state["places"], state["idf"]
        if self.quantile == 0 or not len(places):
            return 0.0
        order = np.argsort(idf, kind="stable")
        reached = np.cumsum(places[order])
        return float(idf[order][np.searchsorted(reached, self.quantile * reached[-1])])

    def among(self, known: list[int], passage: Passage, state: State) -> list[int] | str:
        """Leave out the rare words."""
        words, common = passage.words, state["common"]
        some = [i for i in known if passage.word(words[i]).lower() in common]
        return some or "all words with a synonym are rare"


def _words(passage: Passage, lexicon: Lexicon) -> list[str]:
    """Return the words of a text that have synonyms, in lower case."""
    words = passage.words
    return [passage.word(words[i]).lower() for i in lexicon.known(passage)]
