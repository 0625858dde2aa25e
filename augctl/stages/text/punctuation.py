"""Change punctuation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import MinLen

from augctl.params import Range, Share, constant
from augctl.stages.rows import State
from augctl.stages.texts import TextStage
from augctl.text.dice import Dice
from augctl.text.edits import Edit, Span
from augctl.text.passage import Passage
from augctl.text.punctuation import full_width, others_for, punctuation_of
from augctl.text.shares import count_of
from augctl.text.tokens import is_han

Change = Literal["drop", "repeat", "swap", "insert"]

_REPEATED = frozenset(".!?。！？")


class Punctuation(TextStage):
    """Drop, repeat, swap or insert punctuation marks.

    Use where people punctuate as they like; to insert marks alone is the method of the paper, which
    keeps all words and their order. Not where marks are what is learned, such as questions.
    Words and spaces stay. So do marks within numbers, times, URLs, code and smileys, and those of
    abbreviations, and what is marked. Among Chinese characters, marks are inserted full-width.

    References:
        Karimi, Rossi, Prati, 2021: AEDA: An Easier Data Augmentation Technique for Text
        Classification.
    """

    example: ClassVar[dict[str, Any]] = {"changes": ["insert"], "share": [0.05, 0.33]}

    changes: Annotated[tuple[Change, ...], MinLen(1)] = ("drop", "repeat", "swap", "insert")
    """What may happen, one of these for each text. `repeat`: `!` becomes `!!!`. `swap`: `.` becomes
    `!` and the like, 。 becomes `.`, and the other way round among Chinese characters. `insert`:
    a mark comes behind a word that another word follows."""

    share: Range[Share] = constant(0.2)
    """Share of the marks that are changed, or of the places between words that get one; at least
    one."""

    marks: Annotated[str, MinLen(1)] = ".;?:!,"
    """What may be inserted, each sign as likely."""

    def edit(self, passage: Passage, dice: Dice, state: State) -> Sequence[Edit] | str:
        """Draw the kind of change, and where it happens."""
        share = dice.sample(self.share)
        if share == 0:
            return ()
        for change in dice.shuffled(self.changes):
            places = _gaps(passage) if change == "insert" else _marks(passage, change)
            if places:
                drawn = dice.pick(len(places), count_of(share, len(places)))
                return [self._changed(passage.text, change, places[i], dice) for i in drawn]
        return "no punctuation that can be changed"

    def _changed(self, text: str, change: Change, place: Span, dice: Dice) -> Edit:
        start, stop = place
        after_han = is_han(text[start - 1])
        if change == "drop":
            return (start, stop, "")
        if change == "repeat":
            return (stop, stop, text[stop - 1] * (1 + dice.below(3)))
        if change == "swap":
            return (start, stop, dice.choose(others_for(text[start:stop], after_han)))
        mark = dice.choose(self.marks)
        among_han = after_han and is_han(text[start : start + 1])
        return (start, start, full_width(mark) if among_han else mark)


def _gaps(passage: Passage) -> list[Span]:
    """Return where words end behind which comes another."""
    text, words = passage.text, passage.words
    return [
        (stop, stop)
        for (_, stop), (start, _) in pairwise(words)
        if text[stop:start].isspace()
        or (stop == start and is_han(text[stop - 1]) and is_han(text[start]))
    ]


def _marks(passage: Passage, change: Change) -> list[Span]:
    """Return where marks are that a change can happen to."""
    text, spans = passage.text, passage.spans
    found = [
        (a, b)
        for a, b in punctuation_of(text)
        if not any(a < stop and start < b for start, stop in spans)
    ]
    if change == "repeat":
        return [(a, b) for a, b in found if text[b - 1] in _REPEATED]
    if change == "swap":
        return [(a, b) for a, b in found if others_for(text[a:b], is_han(text[a - 1]))]
    return found
