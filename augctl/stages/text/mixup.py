"""Mix two texts and their classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from augctl.params import Concentration
from augctl.stages.rows import Drawn, State
from augctl.stages.tabular._mixing import labels_mixed
from augctl.stages.tabular._others import From, drawn_others
from augctl.stages.texts import TextStage
from augctl.tables.block import Block
from augctl.tables.draws import Draws
from augctl.tables.table import Training
from augctl.text.dice import Dice, dice_of
from augctl.text.edits import Edit, Span
from augctl.text.gaps import gap_behind
from augctl.text.passage import every_word
from augctl.text.runs import free_stretches, longest_runs
from augctl.text.spans import read_spans, spans_joined


@dataclass(frozen=True, slots=True)
class _Half:
    """A text that goes in: what is marked in it, and all its words."""

    text: str
    spans: Sequence[Span]
    words: Sequence[Span]


@dataclass(frozen=True, slots=True)
class _Joint:
    """How two texts become one: an edit of the first, and which part of the second is in it."""

    edit: Edit
    taken: Span
    share: float


class Mixup(TextStage):
    """Mix the texts of two rows, and their classes or targets in the shares of their words.

    Use for classifiers of sentences, with a trainer that reads soft labels. Not to translate, to
    sum up or to find names, where a text of two halves is wrong; and not for one that reads one
    class a row: for it, `partner: same_class`.
    Other columns stay the anchor's. What is marked in what comes of the partner stays marked; of a
    text whose cell of marks is missing, it is not marked. A row without words stays as it is.

    References:
        Yoon, Kim, Park, 2021: SSMix: Saliency-Based Span Mixup for Text Classification; here
        spans are drawn evenly, without gradients.
        Zhang, Cisse, Dauphin, Lopez-Paz, 2018: mixup: Beyond Empirical Risk Minimization.
    """

    example: ClassVar[dict[str, Any]] = {"method": "span", "alpha": 1.0}

    method: Literal["concat", "span"] = "concat"
    """`concat` puts the partner's text behind the anchor's; `span` puts a run of its words in the
    place of a run of the anchor's of about the same length."""

    alpha: Concentration = 1.0
    """For `span`: of the beta distribution of the anchor's share; 1 is uniform, less is mostly near
    0 or 1."""

    partner: From = "any"
    """Whether the other row may be of another class than the anchor."""

    separator: str | None = None
    """For `concat`: what stands between. By default a space, or nothing behind Chinese; and
    before it a full stop, where the anchor's text ends in a word."""

    def mixes_classes(self) -> bool:
        """Say whether a row may go to another class than its anchor's."""
        return self.partner == "any"

    def draw(self, block: Block, draws: Draws, training: Training, state: State) -> Drawn:
        """Draw the other row, and what of it goes where; `lambda` is the anchor's share."""
        from scipy.special import betaincinv

        partner = drawn_others(block, draws, training, self.partner)[:, 0]
        wanted = betaincinv(self.alpha, self.alpha, draws.uniform(1)[:, 0])
        own = _halves(block.words, training)
        others = _halves(training.table.words(partner), training)
        dice = dice_of(draws)
        joints = [
            self._joint(*each) for each in zip(own, others, wanted.tolist(), dice, strict=True)
        ]
        drawn = {name: np.full(len(block), None, object) for name in ("edits", "left", "taken")}
        share = np.ones(len(block))
        for i, joint in enumerate(joints):
            if isinstance(joint, str):
                drawn["edits"][i], drawn["left"][i], partner[i] = [], joint, -1
            else:
                drawn["edits"][i], drawn["taken"][i] = [list(joint.edit)], list(joint.taken)
                share[i] = joint.share
        return {**drawn, "partner": partner, "lambda": share}

    def _joint(self, own: _Half, other: _Half, wanted: float, dice: Dice) -> _Joint | str:
        count, others = len(own.words), len(other.words)
        if not count or not others:
            return "no words to mix"
        if own.text == other.text:
            return "the other text is the same"
        if self.method == "concat":
            between = gap_behind(own.text) if self.separator is None else self.separator
            edit = len(own.text), len(own.text), between + other.text
            return _Joint(edit, (0, len(other.text)), count / (count + others))
        free = free_stretches(own.words, own.spans)
        size = min(max(round((1 - wanted) * count), 1), count - 1, max(map(len, free), default=0))
        runs = longest_runs(other.words, size, other.spans)
        if not runs:
            return "no run of words to exchange"
        size = runs[0][1] - runs[0][0]
        pairs = (pair for run in free for pair in zip(run, run[size - 1 :], strict=False))
        places = [(first[0], last[1]) for first, last in pairs]
        start, stop = dice.choose(places)
        begin, end = dice.choose(runs)
        taken = other.words[begin][0], other.words[end - 1][1]
        return _Joint((start, stop, other.text[taken[0] : taken[1]]), taken, (count - size) / count)

    def apply(self, block: Block, drawn: Drawn, training: Training, state: State) -> Block:
        """Do what the edits say, and mix the labels."""
        made = super().apply(block, drawn, training, state)
        partner = drawn["partner"]
        rows = np.where(partner < 0, block.anchors, partner)
        other = training.table.block(rows)
        marked, words = training.spans, made.words.copy()
        if marked is not None:
            edits, taken = drawn["edits"].tolist(), drawn["taken"].tolist()
            for i in range(len(block)):
                cells = words[i, marked], other.words[i, marked]
                if edits[i] and all(cells):
                    (start, _, new), (first, last) = edits[i][0], taken[i]
                    at = start + len(new) - (last - first)
                    text = words[i, training.text]
                    words[i, marked] = spans_joined(*cells, (first, last), at, text)
        made = replace(made, words=words).with_partners(partner)
        classes = len(training.table.classes)
        return labels_mixed(made, block, other, drawn["lambda"], classes, self.partner)

    def drawn_again(self, values: Mapping[str, Any]) -> Drawn:
        """Return what one row drew, from its row of the manifest."""
        partner, share = np.array([values["partner"]]), np.array([float(values["lambda"])])
        texts = {key: value for key, value in values.items() if key not in ("partner", "lambda")}
        return {
            **super().drawn_again({"taken": None, **texts}),
            "partner": partner,
            "lambda": share,
        }


def _halves(words: NDArray[Any], training: Training) -> list[_Half]:
    texts = [text or "" for text in words[:, training.text].tolist()]
    marked = training.spans
    cells = [None] * len(texts) if marked is None else words[:, marked].tolist()
    found = []
    for text, cell in zip(texts, cells, strict=True):
        spans = [(mark.start, mark.stop) for mark in read_spans(cell)] if cell else ()
        found.append(_Half(text, spans, every_word(text)))
    return found
