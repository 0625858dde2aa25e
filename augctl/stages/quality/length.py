"""Gate on the length of a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Ge, Le
from pydantic import BeforeValidator, model_validator

from augctl.forms import plain_number
from augctl.params import Unit
from augctl.stages.rows import State
from augctl.stages.texts import TextGate
from augctl.text.measure import count_letters, count_words

Measure = Annotated[
    float, Ge(0), Le(1e9), Unit("words, letters or factor"), BeforeValidator(plain_number)
]


class Length(TextGate):
    """Score by how long a text is: beside the one that it began as, in words or in letters.

    Use after stages that may lose the end of a text or say it twice, such as rewriting or
    back-translation, or for a model that reads only so many words. Not as a measure of meaning: a
    text of the same length may say something else.
    Words stand between spaces and have a letter or a digit; Chinese ones are cut by jieba. Letters
    are letters and digits of whatever script, without spaces and punctuation.
    """

    example: ClassVar[dict[str, Any]] = {"unit": "ratio", "min": 0.5, "max": 2}

    unit: Literal["words", "letters", "ratio"] = "ratio"
    """What the score counts; `ratio` is the letters of the text, as a factor of those of the text
    that it began as; where that had none, of one."""

    min: Measure | None = 0.5
    """The least score that is kept; for words and letters, none by default."""

    max: Measure | None = 2
    """The greatest score that is kept; for words and letters, none by default."""

    @model_validator(mode="before")
    @classmethod
    def _no_ratio(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("unit", "ratio") != "ratio":
            return {"min": None, "max": None, **given}
        return given

    def score_texts(
        self, made: Sequence[str], begun: Sequence[str], state: State
    ) -> Sequence[float]:
        """Return the length of each text."""
        if self.unit == "words":
            return [float(count_words(text)) for text in made]
        letters = [float(count_letters(text)) for text in made]
        if self.unit == "letters":
            return letters
        before = [float(count_letters(text)) for text in begun]
        return [
            1.0 if own == other else own / max(other, 1.0)
            for own, other in zip(letters, before, strict=True)
        ]
