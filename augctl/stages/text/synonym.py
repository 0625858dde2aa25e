"""Replace words by synonyms."""

from __future__ import annotations

from typing import Any, ClassVar

from augctl.stages.text._synonyms import SynonymStage


class Synonym(SynonymStage):
    """Replace words by synonyms, in the same form and case.

    Use for classes by content, such as topics and intents. Not where the very word is the class, or
    style is.
    English synonyms are WordNet's, where both words mostly mean the same; Chinese ones are a list
    of our own. A word whose part of speech the words beside it do not tell is left alone, a name,
    and a word that means something together with the next, such as `credit card`. No word comes
    that the text has already, in any form. `a` and `an` follow. Punctuation and spaces stay, and
    what is marked.

    References:
        Wei, Zou, 2019: EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
        Classification Tasks. Miller, 1995: WordNet: A Lexical Database for English.
    """

    example: ClassVar[dict[str, Any]] = {"share": 0.2}
