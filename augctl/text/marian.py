"""Two models that translate, one to another language and one back, in folders of the user's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from augctl.text.models import Asking, model_of, model_versions, not_a_model


@dataclass(frozen=True, slots=True)
class Marian:
    """Models such as those of OPUS-MT; any sequence-to-sequence model that needs no prompt will do.

    Attributes:
        to_pivot: The folder of the model that translates to the other language.
        from_pivot: The folder of the one that translates back.
        asking: How both are asked.
    """

    to_pivot: Path
    from_pivot: Path
    asking: Asking

    def missing(self) -> str:
        """Say what is not there, with the way out; empty where all is."""
        return not_a_model(self.to_pivot) or not_a_model(self.from_pivot)

    def versions(self) -> Mapping[str, str]:
        """Return the versions of what runs the models; their files are inputs of the stage."""
        return model_versions()

    def there_and_back(self, texts: Sequence[str]) -> list[tuple[str, str]]:
        """Translate texts to the pivot and back.

        Returns:
            For each text its translation, and why there is none; empty where there is.

        Raises:
            BadInput: A folder holds no such model.
            MissingPart: A package is not installed.
        """
        made = {text: self._one(text) for text in dict.fromkeys(texts)}
        return [made[text] for text in texts]

    def _one(self, text: str) -> tuple[str, str]:
        for folder in (self.to_pivot, self.from_pivot):
            answers = model_of(folder).ask(text, self.asking)
            if isinstance(answers, str):
                return "", answers
            text = answers[0]
        return text, ""
