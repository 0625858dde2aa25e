"""Gate on how much of the text is still there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator

from augctl.params import Folder, Share
from augctl.stages.rows import State
from augctl.stages.texts import TextGate, walk_texts
from augctl.tables.block import Floats, Ints
from augctl.tables.hashes import Hashes
from augctl.tables.schema import Schema
from augctl.tables.table import Training
from augctl.text.encoder import Encoder
from augctl.text.models import model_versions, not_a_model
from augctl.text.terms import Terms, firsts, terms_of

_PART = 4096
_MERGED = 1 << 22


class Similarity(TextGate):
    """Score by likeness to the text that it began as: 0 is nothing in common, 1 the same words.

    Use after stages that may lose the meaning: back-translation, rewriting, many word edits. By
    default it looks at words alone, rare ones counting most: a synonym is as far as any other word,
    and `not` hardly counts. A `model` looks at what is meant; a small one takes about 20 ms a row.
    Without a model, the score is the cosine of tf-idf vectors of words and of pairs of neighbouring
    words; of Chinese, of characters. The idf is that of the training texts. With a model, it is
    the cosine of the means of what the model makes of each token, and 0 where that is less.

    References:
        Salton, Buckley, 1988: Term-weighting approaches in automatic text retrieval.
        Reimers, Gurevych, 2019: Sentence-BERT: Sentence Embeddings using Siamese BERT-Networks.
    """

    example: ClassVar[dict[str, Any]] = {"min": 0.4}

    model: Folder | None = None
    """A folder with an encoder of Hugging Face or of sentence-transformers; by default, words."""

    min: Share | None = 0.4
    """The least score that is kept. By words, of 100 questions to a bank, 95 that were translated
    there and back score 0.6 or more, and 99 that were exchanged for another one less than 0.25."""

    max: Share | None = None
    """The greatest score that is kept; below 1 it rejects copies."""

    def versions(self) -> Mapping[str, str]:
        """Return the versions of what runs a model."""
        return {**super().versions(), **({} if self.model is None else model_versions())}

    def unfit(self, schema: Schema) -> str:
        """Refuse tables without text, and folders without a model."""
        return super().unfit(schema) or ("" if self.model is None else not_a_model(self.model))

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Count in how many training texts each term is."""
        if self.model is not None:
            return {}
        counter, part, count = _Counter(), [], 0
        for text in walk_texts(training):
            if text:
                part.append(text)
                count += 1
            if len(part) == _PART:
                counter.add(terms_of(part).hashes)
                part = []
        counter.add(terms_of(part).hashes)
        hashes, counts = counter.total()
        return {"hashes": hashes, "counts": counts, "texts": np.array([count])}

    def ready(self, state: State) -> State:
        """Load the model."""
        return state if self.model is None else {**state, "encoder": Encoder(self.model)}

    def score_texts(
        self, made: Sequence[str], begun: Sequence[str], state: State
    ) -> Sequence[float] | Floats:
        """Return the cosine of each pair."""
        if self.model is not None:
            encoder: Encoder = state["encoder"]
            return [_likeness(encoder, *pair) for pair in zip(made, begun, strict=True)]
        same = np.array([a == b for a, b in zip(made, begun, strict=True)], dtype=bool)
        return np.where(same, 1.0, _cosines(terms_of(made), terms_of(begun), len(made), state))


class _Counter:
    """Counts hashes, with memory for different ones alone."""

    def __init__(self) -> None:
        self._parts: list[tuple[Hashes, Ints]] = []
        self._size = 0

    def add(self, hashes: Hashes) -> None:
        found, counts = np.unique(hashes, return_counts=True)
        self._parts.append((found, counts))
        self._size += len(found)
        if self._size > _MERGED:
            self._parts = [self.total()]
            self._size = 0

    def total(self) -> tuple[Hashes, Ints]:
        hashes = np.concatenate([part[0] for part in self._parts])
        counts = np.concatenate([part[1] for part in self._parts])
        order = np.argsort(hashes, kind="stable")
        hashes, counts = hashes[order], counts[order]
        first = firsts(hashes)
        return hashes[first], np.add.reduceat(counts, first) if len(first) else counts


def _cosines(first: Terms, second: Terms, count: int, state: State) -> Floats:
    rows = np.concatenate([first.rows, second.rows])
    hashes = np.concatenate([first.hashes, second.hashes])
    order = np.lexsort((hashes, rows))
    rows, hashes = rows[order], hashes[order]
    at = firsts(rows, hashes)
    rows = rows[at]
    if not len(rows):
        return np.zeros(count)
    zeros = np.zeros(len(order), dtype=np.int64)
    one, other = zeros.copy(), zeros
    one[: len(first.rows)], other[len(first.rows) :] = first.counts, second.counts
    own, theirs = (np.add.reduceat(part[order], at) for part in (one, other))
    squares = _idf(hashes[at], state) ** 2

    def summed(products: Ints) -> Floats:
        # Added up one by one, in the order of the hashes: whatever other rows there are.
        return np.asarray(np.bincount(rows, products * squares, count), dtype=np.float64)

    lengths = np.sqrt(summed(own * own) * summed(theirs * theirs))
    # Of a text without words, there is nothing to compare.
    cosines: Floats = summed(own * theirs) / np.where(lengths > 0, lengths, 1.0)
    return np.minimum(cosines, 1.0)


def _idf(hashes: Hashes, state: State) -> Floats:
    """Return the smooth idf of terms; one that no training text has is rarer than all."""
    known, counts = state["hashes"], state["counts"]
    found: Floats = np.zeros(len(hashes))
    if len(known):
        places = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
        found = np.where(known[places] == hashes, counts[places], 0.0)
    idf: Floats = np.log((1 + state["texts"][0]) / (1 + found)) + 1
    return idf


def _likeness(encoder: Encoder, made: str, begun: str) -> float:
    """Return the cosine of two texts, each encoded alone: in company, the last digits vary."""
    if made == begun:
        return 1.0
    cosine = float(encoder.vector(made) @ encoder.vector(begun))
    return min(max(cosine, 0.0), 1.0)
