"""Translate to another language and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.random import Generator
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from augctl.params import Count, Folder, PositiveFactor, Range, Share, constant
from augctl.stages.rows import State
from augctl.stages.text._idle import refuse_idle
from augctl.stages.texts import TextStage, walk_texts
from augctl.tables.schema import Schema
from augctl.tables.table import Training
from augctl.text.apertium import Apertium
from augctl.text.dice import Dice
from augctl.text.edits import Edit
from augctl.text.marian import Marian
from augctl.text.masks import Masked, masked, touches, unmasked
from augctl.text.models import Asking
from augctl.text.paraphrase import (
    Known,
    code_of,
    familiar_share,
    likeness,
    pairs_of,
    trusted,
    whole,
)
from augctl.text.passage import Passage
from augctl.text.shares import count_of
from augctl.text.tokens import tokens_of

_TEXTS = 4096  # whose neighbours are put together at once


class BackTranslate(TextStage):
    """Translate a text to another language and back, and take what is worded otherwise.

    Use where a label hangs on what is said and not on how. Not for texts of a kind that the
    translator was not made for, such as chat; and not for names, verse or quotations. Little
    of what rules bring back can be trusted: Apertium's Spanish changes 7 of 100 questions to a bank
    and its Esperanto (`en` and `eo`) 11, half of these and more by `did not` for `didn't` alone. A
    text that comes back the same, or so that nothing of it can be trusted, is left alone and the
    manifest says why.
    URLs, numbers, e-mail addresses, code, placeholders, emoji and what is marked go through behind
    made-up words and come back as they were. Punctuation at the end stays. There is one translation
    of a text: several copies of it differ where `share` leaves out parts.

    References:
        Sennrich, Haddow, Birch, 2016: Improving Neural Machine Translation Models with Monolingual
        Data. Forcada et al., 2011: Apertium: a free/open-source platform for rule-based machine
        translation. Junczys-Dowmunt et al., 2018: Marian: Fast Neural Machine Translation in C++.
    """

    example: ClassVar[dict[str, Any]] = {"language": "eng", "pivot": "spa"}

    backend: Literal["apertium", "marian"] = "apertium"
    """`apertium`: the program, by rules and dictionaries, with Debian's packages of languages;
    `marian`: two models in folders."""

    language: str = "eng"
    """What Apertium calls the language of the texts; `apertium -l` lists what is installed."""

    pivot: str = "spa"
    """What Apertium calls the other language."""

    to_pivot: Folder | None = None
    """The folder of a model that translates to the other language, such as a copy of
    Helsinki-NLP/opus-mt-en-de with its weights as safetensors."""

    from_pivot: Folder | None = None
    """The folder of a model that translates back."""

    beams: Count = 4
    """How many translations a model follows at once."""

    max_length: Count = 128
    """The most tokens of a text and of a translation by a model; longer texts are left alone."""

    take: Literal["parts", "whole"] = "parts"
    """`parts`: those where words are replaced by others, and English words that say who, whether,
    when, where and how many stay, and tenses; `whole`: the translation as it is, for models that
    write well."""

    share: Range[Share] = constant(1)
    """Share of the parts that are taken, at least one."""

    familiar: Share = 1.0
    """Least share of the neighbouring words that a change brings together, and that stand together
    in a training text, too. It catches wrong words and broken grammar; with models that write well,
    and with few training texts, 0."""

    overlap: Share = 0.4
    """Least share of the words that a text and its translation have in common."""

    max_ratio: PositiveFactor = 1.5
    """How many times as long as the other the text or its translation may be, in words."""

    @model_validator(mode="after")
    def _has_its_models(self) -> BackTranslate:
        """Ask for two folders where they are used, and for none where they are not."""
        given = [folder is not None for folder in (self.to_pivot, self.from_pivot)]
        if self.backend == "marian" and not all(given):
            raise PydanticCustomError("models", "to_pivot and from_pivot with the backend marian")
        if self.backend == "apertium" and any(given):
            raise PydanticCustomError("models", "backend: marian beside to_pivot and from_pivot")
        if self.backend == "apertium":
            refuse_idle(self, ("beams", "max_length"), "backend: marian")
        else:
            refuse_idle(self, ("language", "pivot"), "backend: apertium")
        return self

    @property
    def translator(self) -> Apertium | Marian:
        """What translates."""
        if self.to_pivot is None or self.from_pivot is None:
            return Apertium(self.language, self.pivot)
        return Marian(self.to_pivot, self.from_pivot, Asking(self.max_length, self.beams))

    def packages(self) -> Sequence[str]:
        """Name what knows the forms of English words."""
        return ("lemminflect",) if self.take == "parts" else ()

    def versions(self) -> Mapping[str, str]:
        """Return the versions of what translates."""
        return {**super().versions(), **self.translator.versions()}

    def unfit(self, schema: Schema) -> str:
        """Refuse tables without text, and say what is not installed."""
        return super().unfit(schema) or self.translator.missing()

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Learn which words, numbers and signs are neighbours in the training texts."""
        known: Known = np.zeros(0, dtype=np.uint64)
        if not self.familiar:
            return {"known": known}
        texts = (text for text in walk_texts(training) if text)
        for part in _parts(texts):
            codes: Known = np.fromiter(map(code_of, set(pairs_of(part))), dtype=np.uint64)
            known = np.union1d(known, codes)
        return {"known": known}

    def edits(
        self, passages: Sequence[Passage], dice: Sequence[Dice], state: State
    ) -> Sequence[Sequence[Edit] | str]:
        """Translate many texts at once, and say of each what is taken."""
        hidden = [masked(passage) for passage in passages]
        reasons = [self._refused(passage) for passage in passages]
        todo = [i for i, reason in enumerate(reasons) if not reason]
        made = self.translator.there_and_back([hidden[i].text for i in todo])
        found: list[Sequence[Edit] | str] = list(reasons)
        for i, (translation, wrong) in zip(todo, made, strict=True):
            edits: Sequence[Edit] | str = ""
            if translation and not (wrong and self.take == "whole"):
                edits = self._taken(passages[i], hidden[i], translation, dice[i], state)
            found[i] = wrong or edits if isinstance(edits, str) else edits
        return found

    def _refused(self, passage: Passage) -> str:
        """Say why a text is not even tried."""
        words, han = tokens_of(passage.text)
        if han and self.backend == "apertium":
            return "apertium translates no Chinese"
        return "" if words or han else "no words"

    def _taken(
        self, passage: Passage, hidden: Masked, translation: str, dice: Dice, state: State
    ) -> Sequence[Edit] | str:
        """Say which edits a translation makes, or why there are none."""
        text, known = passage.text, state["known"]
        answer = unmasked(translation, hidden.parts)
        if answer is None:
            return "something that must stay was lost in translation"
        overlap, ratio = likeness(text, answer)
        if overlap < self.overlap or ratio > self.max_ratio:
            return f"the translation is too unlike: overlap {overlap:.2f}, ratio {ratio:.2f}"
        share = dice.sample(self.share)
        if self.take == "whole":
            edits = whole(text, answer)
            if edits and familiar_share(text, answer, known) < self.familiar:
                return "the translation brings words together that no training text has together"
            if touches(edits, hidden.kept):
                return "something that must stay would change its place"
            chosen = edits if share else []
        else:
            edits = trusted(text, answer, hidden.kept, known, self.familiar)
            chosen = [edits[i] for i in dice.pick(len(edits), count_of(share, len(edits)))]
        return chosen if edits else "the translation has nothing new that can be trusted"


def _parts(texts: Iterator[str]) -> Iterator[list[str]]:
    while part := list(islice(texts, _TEXTS)):
        yield part
