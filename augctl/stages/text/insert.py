"""Put synonyms of words into a text."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from augctl.stages.text._synonyms import SynonymStage
from augctl.text.case import is_title
from augctl.text.dice import Dice
from augctl.text.edits import Edit
from augctl.text.passage import Passage
from augctl.text.tokens import is_han


class Insert(SynonymStage):
    """Put synonyms of words into a text, each beside its word: `the fee or charge`.

    Use for classes by content, such as topics and intents: the words that tell a class stay, and
    more of them come. Not where length or grammar is what is learned.
    English has `or` between a word and its synonym, Chinese 、, so that a sentence can still be
    read, and says the same: with a synonym at a random place, which is the method of the paper, few
    sentences can. For that, set `place: random`. Nothing goes, and no word comes that the text has
    already; what is marked keeps its words.

    References:
        Wei, Zou, 2019: EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
        Classification Tasks.
    """

    example: ClassVar[dict[str, Any]] = {"share": 0.2}

    place: Literal["beside", "random"] = "beside"
    """Where a synonym goes: beside its word, or alone before or behind any word of the text."""

    def put(self, passage: Passage, at: int, other: str, dice: Dice) -> list[Edit]:
        """Return the edit that puts a synonym into a text; where random, draw its place."""
        span = passage.words[at]
        word = passage.word(span)
        if is_title(word):
            other = other[:1].lower() + other[1:]
        if self.place == "random":
            place, new = _anywhere(passage, dice, other)
        else:
            place, new = span[1], _joined(word, other)
        return [(place, place, new)]


def _joined(word: str, other: str) -> str:
    """Return what goes behind a word, so that a synonym stands beside it."""
    if is_han(word[0]):
        return f"、{other}"
    return f" OR {other}" if word.isupper() and len(word) > 1 else f" or {other}"


def _anywhere(passage: Passage, dice: Dice, other: str) -> tuple[int, str]:
    """Draw a place before or behind a word, and return what goes there."""
    words = passage.words
    gap = dice.below(len(words) + 1)
    start, stop = words[min(gap, len(words) - 1)]
    place = start if gap < len(words) else stop
    beside = passage.text[start]
    if is_han(other[0]) and is_han(beside):
        return place, other
    return place, f"{other} " if gap < len(words) else f" {other}"
