"""Exchange words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from augctl.params import Range, Share, constant
from augctl.stages.rows import State
from augctl.stages.texts import TextStage
from augctl.text.dice import Dice
from augctl.text.edits import Edit
from augctl.text.passage import Passage


class Swap(TextStage):
    """Let two words that stand near each other change places.

    References:
        Wei, Zou, 2019: EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
        Classification Tasks.
    """

    example: ClassVar[dict[str, Any]] = {"share": 0.1}

    share: Range[Share] = constant(0.1)
    """Share of the words that are swapped, at least one pair."""

    def edit(self, passage: Passage, dice: Dice, state: State) -> Sequence[Edit] | str:
        """Draw the pairs."""
        words = passage.words
        if len(words) < 2:
            return "fewer than two words"
        i = dice.below(len(words) - 1)
        a, b = words[i], words[i + 1]
        return [(*a, passage.word(b)), (*b, passage.word(a))]
