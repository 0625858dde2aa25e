"""What stages have in common that change letters within words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from augctl.params import Range, Share, constant
from augctl.stages.rows import State
from augctl.stages.texts import TextStage
from augctl.text.dice import Dice
from augctl.text.edits import Edit
from augctl.text.passage import Passage, every_word
from augctl.text.shares import count_of


class LetterStage(TextStage):
    """Changes one place in each of some words. To write one, override `change`."""

    simplified: ClassVar[bool] = True

    share: Range[Share] = constant(0.1)
    """Share of the words that are changed, one place in each; at least one word."""

    marked: bool = True
    """Whether words that are marked may be changed, too: a misspelt name is still a name. What is
    marked moves along."""

    def change(self, word: str, dice: Dice) -> Edit | None:
        """Draw a change of a word, by its own places; None where it can have none."""
        raise NotImplementedError

    def none(self) -> str:
        """Say why a text is left alone, none of whose words can be changed."""
        return "no word that can be changed"

    def edit(self, passage: Passage, dice: Dice, state: State) -> Sequence[Edit] | str:
        """Draw words until enough of them can be changed, and a change of each."""
        share = dice.sample(self.share)
        if share == 0:
            return ()
        words = usable_words(passage, self.marked)
        left, wanted = list(range(len(words))), count_of(share, len(words))
        edits: list[Edit] = []
        while left and len(edits) < wanted:
            at = dice.below(len(left))
            i, left[at] = left[at], left[-1]
            left.pop()
            start, stop = words[i]
            found = self.change(passage.text[start:stop], dice)
            if found is not None:
                edits.append((start + found[0], start + found[1], found[2]))
        return sorted(edits) or self.none()


def usable_words(passage: Passage, marked: bool) -> list[tuple[int, int]]:
    """Return the words of a text, those too that are marked, or not."""
    return every_word(passage.text) if marked and passage.spans else passage.words
