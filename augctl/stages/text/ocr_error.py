"""Misread letters, as a machine that reads print does."""

from __future__ import annotations

from typing import Any, ClassVar

from augctl.stages.text._letters import LetterStage
from augctl.text.dice import Dice
from augctl.text.edits import Edit
from augctl.text.lookalikes import LOOKALIKES, lookalikes


class OcrError(LetterStage):
    """Misread letters that look alike, as optical character recognition does.

    Use where texts are scanned: letters, receipts, old print. Not for texts that were typed; there
    it is `text.typo`.
    Within words, `rn` becomes `m`, `l` becomes `1`, `O` becomes `0`, 日 becomes 目, and so on. What
    has a digit then is no word for stages behind this one. Numbers stay, and spaces, punctuation
    and scripts other than Latin and Chinese. Words that are marked may be misread, too.

    References:
        Nguyen, Jatowt, Coustaty, Nguyen, Doucet, 2019: Deep Statistical Analysis of OCR Errors for
        Effective Post-OCR Processing.
    """

    example: ClassVar[dict[str, Any]] = {"share": 0.1}

    def none(self) -> str:
        """Say why a text is left alone."""
        return "no letter that looks like another"

    def change(self, word: str, dice: Dice) -> Edit | None:
        """Draw a place that may be misread, and as what."""
        places = lookalikes(word)
        if not places:
            return None
        at, seen = dice.choose(places)
        return (at, at + len(seen), dice.choose(LOOKALIKES[seen]))
