"""Gate on the language of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any, ClassVar

from numpy.random import Generator
from pydantic import StringConstraints

from augctl.documents.near import nearest
from augctl.errors import MissingPart, UsageError
from augctl.params import Share, Unit
from augctl.stages.rows import State
from augctl.stages.texts import TextGate
from augctl.tables.table import Training
from augctl.text.tokens import UNSPACED, tokens_of

_CHINESE = "zh"
_PACKAGE = "py3langid"
_IN_CHINESE = frozenset(["ja", "wuu", "yue"])
"""Other languages that are written with Chinese characters."""

_UNSPACED = re.compile(f"[{UNSPACED}]")

Code = Annotated[
    str, StringConstraints(pattern="^[a-z]{2,3}$"), Unit("code of ISO 639, such as en")
]


class Language(TextGate):
    """Score by how likely a text is in a language, beside the likeliest one: 0 to 1.

    Use after back-translation or rewriting, which may leave a text, or half of it, in another
    language. Not for single words: `hello` may be Breton, and scores 0.3.
    Chinese is told by its characters: the score is their share, where each word in letters counts
    as one of them. Elsewhere, the score is a ratio of likelihoods among 140 languages, by runs of
    letters, times the share that is not Chinese. Numbers, URLs and the like do not count; a text
    without words scores 1. 10,000 texts a second.

    References:
        Lui, Baldwin, 2012: langid.py: An Off-the-shelf Language Identification Tool. The model is
        that of py3langid, by Barbaresi.
    """

    example: ClassVar[dict[str, Any]] = {"language": "en"}

    language: Code = "en"
    """The language that is wanted."""

    min: Share | None = 0.2
    """The least score that is kept. Of texts of ten words, those in the language score 0.7 or more,
    and others less than 0.1."""

    max: Share | None = None
    """The greatest score that is kept."""

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """See that the language is known.

        Raises:
            MissingPart: py3langid is not installed.
            UsageError: The language is none that it knows.
        """
        if self.language != _CHINESE:
            known = sorted(set(_identifier().labels))
            if self.language not in known:
                near = nearest(self.language, known)
                meant = f" Did you mean {near!r}?" if near else ""
                raise UsageError(
                    f"quality.language does not know the language {self.language!r}.{meant}",
                    f"Write one of {', '.join(known)}.",
                )
        return {}

    def packages(self) -> Sequence[str]:
        """Name what knows languages; Chinese is told by its characters."""
        return () if self.language == _CHINESE else (_PACKAGE,)

    def score_texts(
        self, made: Sequence[str], begun: Sequence[str], state: State
    ) -> Sequence[float]:
        """Return the score of each text."""
        return [self._score(text) for text in made]

    def _score(self, text: str) -> float:
        words, runs = tokens_of(text)
        chinese = sum(stop - start for start, stop in runs)
        unspaced = not text.isascii() and _UNSPACED.search(text) is not None
        if not words and not chinese and not unspaced:
            return 1.0
        share = chinese / max(chinese + len(words), 1)
        if self.language == _CHINESE:
            return share
        whole = unspaced or self.language in _IN_CHINESE
        said = text if whole else " ".join(text[start:stop] for start, stop in words)
        # What cannot be encoded is no letter of a language.
        likely = dict(_identifier().rank(said.encode("utf-8", "ignore").decode("utf-8")))
        ratio: float = likely[self.language] / max(likely.values())
        return ratio if self.language in _IN_CHINESE else ratio * (1 - share)


@cache
def _identifier() -> Any:
    """Load the model, a second; what a text scores hangs on nothing but the text."""
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier
    except ImportError:
        raise MissingPart(
            "Languages are told by py3langid, which is not installed.",
            "Install it: pip install 'augctl[text]'",
        ) from None
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
