"""What a stage for text is: it names edits of one text, and the base does the rest.

`edit` makes all random choices and returns edits; the manifest has them, and `apply` does nothing
but what they say. So a text can change nowhere else, spans follow by arithmetic, and replay needs
neither the dictionary nor the model that an edit came of.

A text is a cell of a table: the rules of `augctl.stages.rows` hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from augctl.errors import BadInput
from augctl.stages.rows import Drawn, RowGate, RowStage, State
from augctl.tables.block import Block, Floats
from augctl.tables.draws import Draws
from augctl.tables.schema import Schema
from augctl.tables.table import Training
from augctl.text.dice import Dice, dice_of
from augctl.text.edits import Edit, applied
from augctl.text.passage import Passage, text_versions
from augctl.text.scripts import is_traditional
from augctl.text.spans import read_spans, spans_moved

_TRADITIONAL = "traditional Chinese, of which it knows no characters"

NO_TEXT = "it works on text, and no column holds that and nothing else: name it as input.text"


class TextStage(RowStage):
    """Changes a text by edits. To write one, override `edit`, or `edits` to work on many at once.

    What it learns, `fit` returns as plain arrays, from `walk_texts(training)`; `ready` may add what
    is built of them.
    """

    slot: ClassVar[str | None] = "text"

    simplified: ClassVar[bool] = False
    """Whether the Chinese characters that it puts in are simplified ones: texts in traditional ones
    are left alone."""

    def unfit(self, schema: Schema) -> str:
        """Refuse tables without text."""
        return "" if schema.texts else NO_TEXT

    def versions(self) -> Mapping[str, str]:
        """Return the versions of what edits come of."""
        return {**text_versions(), **super().versions()}

    def edit(self, passage: Passage, dice: Dice, state: State) -> Sequence[Edit] | str:
        """Make all random choices for a text; pure but for its dice.

        Args:
            passage: The text, never empty.
            dice: Its draws.
            state: What `fit` learned, and what `ready` made of it.

        Returns:
            Edits, sorted and not overlapping; or why the text is left alone, in a few words for
            the manifest: `no verb that can be turned`.
        """
        raise NotImplementedError

    def edits(
        self, passages: Sequence[Passage], dice: Sequence[Dice], state: State
    ) -> Sequence[Sequence[Edit] | str]:
        """Make all random choices for many texts; what becomes of one does not depend on others."""
        return [self.edit(each, its, state) for each, its in zip(passages, dice, strict=True)]

    def draw(self, block: Block, draws: Draws, training: Training, state: State) -> Drawn:
        """Name the edits of each text; see `edit`. A missing text has none."""
        texts = block.words[:, training.text].tolist()
        spans = _spans_of(block, training)
        other = [self.simplified and bool(text) and is_traditional(text) for text in texts]
        some = [i for i, text in enumerate(texts) if text and not other[i]]
        passages = [Passage(texts[i], spans[i]) for i in some]
        dice = list(dice_of(draws))
        found = self.edits(passages, [dice[i] for i in some], state)
        drawn = {"edits": _objects(len(block)), "left": _objects(len(block))}
        drawn["edits"][:] = [[] for _ in texts]
        drawn["left"][:] = [_TRADITIONAL if each else None for each in other]
        for i, edits in zip(some, found, strict=True):
            if isinstance(edits, str):
                drawn["left"][i] = edits
            else:
                _check(edits, texts[i])
                drawn["edits"][i] = [list(each) for each in edits]
        return drawn

    def apply(self, block: Block, drawn: Drawn, training: Training, state: State) -> Block:
        """Do what the edits say, and move what is marked."""
        words = block.words.copy()
        at, marked = training.text, training.spans
        for i, edits in enumerate(drawn["edits"].tolist()):
            if not edits:
                continue
            words[i, at] = applied(block.words[i, at], edits)
            if marked is not None and words[i, marked]:
                words[i, marked] = spans_moved(words[i, marked], edits, words[i, at])
        return replace(block, words=words)

    def drawn_again(self, values: Mapping[str, Any]) -> Drawn:
        """Return what one row drew, from its row of the manifest."""
        drawn = {"edits": _objects(1), "left": _objects(1)}
        for name, value in values.items():
            drawn[name] = _objects(1)
            drawn[name][0] = value
        return drawn


class TextGate(RowGate):
    """Keeps or rejects a finished text by a score. To write one, override `score_texts`."""

    slot: ClassVar[str | None] = "text"

    def unfit(self, schema: Schema) -> str:
        """Refuse tables without text."""
        return "" if schema.texts else NO_TEXT

    def versions(self) -> Mapping[str, str]:
        """Return the versions of what scores come of."""
        return {**text_versions(), **super().versions()}

    def scores(self, block: Block, training: Training, state: State) -> Floats:
        """Score each text beside the one that it began as; see `RowGate.scores`."""
        made = block.words[:, training.text].tolist()
        begun = training.table.words(block.anchors)[:, training.text].tolist()
        scores = self.score_texts([t or "" for t in made], [t or "" for t in begun], state)
        return np.asarray(scores, dtype=np.float64)

    def score_texts(
        self, made: Sequence[str], begun: Sequence[str], state: State
    ) -> Sequence[float] | Floats:
        """Return a finite score for each text.

        Args:
            made: Finished texts; empty where missing.
            begun: The text of the source that each began as.
            state: What `fit` learned.
        """
        raise NotImplementedError


def walk_texts(training: Training, part: int = 4096) -> Iterator[str | None]:
    """Walk the texts of the training split in the order of the file; None where missing."""
    rows = np.sort(training.rows)
    for start in range(0, len(rows), part):
        yield from training.table.words(rows[start : start + part])[:, training.text].tolist()


def _spans_of(block: Block, training: Training) -> list[Any]:
    if training.spans is None:
        return [()] * len(block)
    cells = block.words[:, training.spans].tolist()
    return [[(span.start, span.stop) for span in read_spans(c)] if c else () for c in cells]


def _check(edits: Sequence[Edit], text: str) -> None:
    """Make sure that edits are such: sorted, not overlapping, and of this text.

    Raises:
        BadInput: They are not, which is a fault of the stage.
    """
    at = 0
    for start, stop, _ in edits:
        if not at <= start <= stop <= len(text):
            raise BadInput("stage_failed", f"the edit of {start} to {stop} does not fit the text")
        at = stop


def _objects(count: int) -> NDArray[Any]:
    return np.full(count, None, dtype=object)
