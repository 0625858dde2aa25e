"""Replace words by synonyms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from augctl.stages.rows import State
from augctl.stages.text._synonyms import NO_PLACE, NO_WORD, SynonymStage
from augctl.text.dice import Dice
from augctl.text.edits import Edit
from augctl.text.passage import Passage
from augctl.text.shares import count_of
from augctl.text.synonyms import Lexicon, replaced


class Synonym(SynonymStage):
    """Replace words by synonyms, in the same form and case.

    Use for classes by content, such as topics and intents. Not where the very word is the class, or
    style is.
    English synonyms are WordNet's, where both words mostly mean the same; Chinese ones are a list
    of our own. A word whose part of speech the words beside it do not tell is left alone, a name,
    and a word that means something together with the next, such as `credit card`. `a` and `an`
    follow. Punctuation and spaces stay, and what is marked.

    References:
        Wei, Zou, 2019: EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
        Classification Tasks. Miller, 1995: WordNet: A Lexical Database for English.
    """

    example: ClassVar[dict[str, Any]] = {"share": 0.2}

    def edit(self, passage: Passage, dice: Dice, state: State) -> Sequence[Edit] | str:
        """Draw words, and a synonym for each."""
        share = dice.sample(self.share)
        if share == 0:
            return ()
        lexicon: Lexicon = state["lexicon"]
        known = lexicon.known(passage)
        return replace_some(passage, known, count_of(share, len(known)), dice, lexicon)


def replace_some(
    passage: Passage, among: Sequence[int], count: int, dice: Dice, lexicon: Lexicon
) -> list[Edit] | str:
    """Replace some of the words of a text by synonyms, as many as a count, if as many can be."""
    if not among:
        return NO_WORD
    edits: list[Edit] = []
    for at in among if len(among) == 1 else dice.shuffled(among):
        found = lexicon.find(passage, at, dice)
        made = replaced(passage, at, found) if found else None
        if made:
            edits += made
            count -= 1
            if count == 0:
                break
    edits.sort()
    return edits or NO_PLACE
