"""Write words in capitals, or without."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from augctl.params import Range, Share, constant
from augctl.stages.rows import State
from augctl.stages.text._letters import usable_words
from augctl.stages.texts import TextStage
from augctl.text.case import is_title, opens_sentence, with_capital
from augctl.text.dice import Dice
from augctl.text.edits import Edit
from augctl.text.passage import Passage
from augctl.text.shares import count_of

Style = Literal["lower", "upper", "title", "sentence"]
_STYLES: tuple[Style, ...] = ("lower", "upper", "title", "sentence")


class Case(TextStage):
    """Write words in small letters, in capitals, or as in a title or a sentence.

    Use where people write as they like, in searches, chats, headlines. Not where capitals tell
    something, such as names from other words.
    Words alone change: URLs, code, mentions stay, and words such as `iPhone`. Chinese and other
    scripts without capitals stay. A letter may become two: `ß` becomes `SS`. Rules of one language
    alone, such as the dotted and the dotless i of Turkish, are not followed. Words that are marked
    change, too, and what is marked moves along.
    """

    example: ClassVar[dict[str, Any]] = {"to": "lower"}

    to: Literal["lower", "upper", "title", "sentence", "random"] = "random"
    """How words are written. `title`: each with a capital first. `sentence`: the first of each
    sentence and `I` with one, others, even names, without. `random`: one of these for each text."""

    share: Range[Share] = constant(1.0)
    """Share of the words that are written so, at least one; 1: the whole text."""

    marked: bool = True
    """Whether words that are marked are written so, too."""

    def edit(self, passage: Passage, dice: Dice, state: State) -> Sequence[Edit] | str:
        """Draw the style and the words."""
        share = dice.sample(self.share)
        if share == 0:
            return ()
        style = dice.choose(_STYLES) if self.to == "random" else self.to
        text, words = passage.text, usable_words(passage, self.marked)
        cased = [span for span in words if _has_case(text[slice(*span)])]
        if not cased:
            return "no letters that have capitals"
        edits = []
        for i in dice.pick(len(cased), count_of(share, len(cased))):
            start, stop = cased[i]
            word = text[start:stop]
            new = _written(word, style, text, start)
            if new != word:
                edits.append((start, stop, new))
        return edits or "it is written so already"


def _has_case(word: str) -> bool:
    return word.lower() != word.upper()


def _written(word: str, style: str, text: str, at: int) -> str:
    """Return a word that begins somewhere in a text, as a style writes it."""
    if style == "upper":
        return word.upper()
    low = word.lower()
    if style == "lower":
        return low
    if style == "title" or opens_sentence(text, at):
        return with_capital(low)
    return with_capital(low) if _is_i(word) else low


def _is_i(word: str) -> bool:
    """Say whether a word is `I`, `I'm` and the like."""
    return word[:1] == "I" and not is_title(word) and not word[1:2].isalpha()
