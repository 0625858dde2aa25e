"""Gate on rows that are there already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from annotated_types import Ge, Le
from numpy.random import Generator
from numpy.typing import NDArray
from pydantic import BeforeValidator

from augctl.forms import plain_number
from augctl.params import Share, Unit
from augctl.stages.quality import _near
from augctl.stages.rows import RowGate, State
from augctl.stages.texts import NO_TEXT
from augctl.tables.block import Block, Floats
from augctl.tables.hashes import Hashes, mixed, of_words
from augctl.tables.schema import Schema
from augctl.tables.table import Training
from augctl.text.alike import normalised

# With less, most texts of a language would come into question for each other.
Likeness = Annotated[float, Ge(0.3), Le(1), Unit("share, 0.3 to 1"), BeforeValidator(plain_number)]

_PART = 1 << 16


class Duplicate(RowGate):
    """Score 1 where a training row is the same, or a training text nearly, else 0.

    Use after `tabular.swap_noise` and `tabular.smote_n`, which can make a row that is there
    already, or after small noise on whole numbers. Not after `tabular.random_oversample` alone,
    whose rows it all rejects.
    Cells are compared as they are written, with bounds and decimals; missing cells are equal. Ids
    do not count, the target does. Made rows are not compared with each other.
    With `text: normalised` or `near`, texts alone are compared: those of the first column that
    `input.text` names. The text that a row began as counts, too: use `near` after what says the
    same in other words, such as `text.back_translate`; not after edits of a few letters, which it
    all rejects. What is near is found without fail, 500,000 training texts in about a minute.

    References:
        Broder, 1997: On the resemblance and containment of documents.
    """

    example: ClassVar[dict[str, Any]] = {"max": 0}

    text: Literal["exact", "normalised", "near"] = "exact"
    """`exact` compares all cells; `normalised` texts, whatever their case, width, punctuation and
    spaces; `near` finds texts that have most runs of 5 letters, or of 3 Chinese characters, in
    common."""

    similarity: Likeness = 0.9
    """For `near`: the least share of such runs that two texts have in common, of all that either
    has."""

    min: Share | None = None
    """The least score that is kept; 1 keeps nothing but duplicates."""

    max: Share | None = 0
    """The greatest score that is kept."""

    def unfit(self, schema: Schema) -> str:
        """Refuse tables without text, where texts are to be compared."""
        return "" if self.text == "exact" or schema.texts else NO_TEXT

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Hash the training rows or texts, and keep the first of each hash."""
        if self.text == "near":
            return _near.learned(training, self.similarity)
        rows = np.sort(training.rows)
        parts = [
            self._hashes(training.table.block(rows[start : start + _PART]), training)
            for start in range(0, len(rows), _PART)
        ]
        hashes, first = np.unique(np.concatenate(parts), return_index=True)
        return {"hashes": hashes, "rows": rows[first]}

    def scores(self, block: Block, training: Training, state: State) -> Floats:
        """Return 1 for rows that are there already."""
        if self.text == "near":
            texts = [text or "" for text in block.words[:, training.text].tolist()]
            near = _near.found_near(texts, training, self.similarity, state)
            return near.astype(np.float64)
        hashes = self._hashes(block, training)
        places = np.minimum(np.searchsorted(state["hashes"], hashes), len(state["hashes"]) - 1)
        alike = np.flatnonzero(state["hashes"][places] == hashes)
        found = np.zeros(len(block))
        others = training.table.block(np.asarray(state["rows"][places[alike]]))
        if self.text == "exact":
            found[alike] = _same(block.take(alike), others, training.schema)
        else:
            pairs = zip(_plain(block.take(alike), training), _plain(others, training), strict=True)
            found[alike] = [own is not None and own == other for own, other in pairs]
        return found

    def _hashes(self, block: Block, training: Training) -> Hashes:
        if self.text == "exact":
            return hashed(block, training.schema)
        return of_words([text or "" for text in _plain(block, training)])


def _plain(block: Block, training: Training) -> list[str | None]:
    texts = block.words[:, training.text].tolist()
    return [None if text is None else normalised(text) for text in texts]


def hashed(block: Block, schema: Schema) -> Hashes:
    """Return a hash of the cells of each row, ids left out: shape (m,)."""
    found: Hashes = np.zeros(len(block), dtype=np.uint64)
    for column in _columns(block, schema):
        found = mixed(found ^ _bits(column))
    return found


def _columns(block: Block, schema: Schema) -> list[NDArray[Any]]:
    texts = [j for j, column in enumerate(schema.words) if column.role != "id"]
    return [
        *block.numbers.T,
        *block.codes.T,
        block.labels,
        block.targets,
        *block.words[:, texts].T,
    ]


def _bits(column: NDArray[Any]) -> Hashes:
    if column.dtype == object:
        return of_words(list(map(repr, column.tolist())))
    if column.dtype == np.float64:
        # There are two zeros, and many kinds of NaN.
        return np.where(np.isnan(column), np.nan, column + 0.0).view(np.uint64)
    return column.astype(np.int64).view(np.uint64)


def _same(first: Block, second: Block, schema: Schema) -> NDArray[np.bool_]:
    same = np.ones(len(first), dtype=bool)
    for one, other in zip(_columns(first, schema), _columns(second, schema), strict=True):
        equal = one == other
        if one.dtype == np.float64:
            equal |= np.isnan(one) & np.isnan(other)
        same &= equal.astype(bool)
    return same
