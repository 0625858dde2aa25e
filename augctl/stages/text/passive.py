"""Turn sentences from active to passive, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Literal

from augctl.stages.text._syntax import SyntaxStage
from augctl.text.english.clauses import starts
from augctl.text.english.sentences import Word
from augctl.text.english.to_active import to_active
from augctl.text.english.to_passive import to_passive
from augctl.text.rearranged import Turned


class Passive(SyntaxStage):
    """Turn English clauses: `Ann paid the bill` to `The bill was paid by Ann`, and back.

    Use where what a sentence says counts and not how it says it: intents, topics, similar
    questions. Not where style is the label, and not for other languages.
    Tense, modals, negations and questions are kept, pronouns change their case, verbs agree. Only
    verbs of a list are turned, and a clause where the rule is not sure is left alone; the manifest
    says why. Marked spans stay whole: a sentence in which two would trade places is left alone.

    References:
        Min, McCoy, Das, Pitler, Linzen, 2020: Syntactic Data Augmentation Increases Robustness to
        Inference Heuristics.
    """

    example: ClassVar[dict[str, Any]] = {"direction": "both"}

    direction: Literal["both", "to_passive", "to_active"] = "both"
    """Which clauses are turned: those in the active, those in the passive that say by whom, or
    both."""

    def ways(self, words: Sequence[Word]) -> Iterator[Turned | str]:
        """Walk the clauses that can be turned."""
        for at in starts(words):
            for direction, turn in (("to_passive", to_passive), ("to_active", to_active)):
                way = turn(words, at) if self.direction in ("both", direction) else None
                if way is not None:
                    yield way

    @property
    def nothing(self) -> str:
        """Why a text is left alone in which nothing was near."""
        return "no clause with a verb and an object that can be turned"
